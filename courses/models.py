"""Names every model of courses for Django."""

from courses.certificates.models import Certificate, IssuingBody, NameCheck, RegisterBook, Revocation
from courses.completions.models import Completion
from courses.enrolment import Enrolment
from courses.pages.models import CourseIndexPage, CoursePage, CourseSource, GlossaryTerm, LessonPage
from courses.pages.settled import BannerClearance, ReleaseGateItem
from courses.progress import LessonProgress

__all__ = [
    "BannerClearance",
    "Certificate",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "CourseSource",
    "Enrolment",
    "GlossaryTerm",
    "IssuingBody",
    "LessonPage",
    "LessonProgress",
    "NameCheck",
    "RegisterBook",
    "ReleaseGateItem",
    "Revocation",
]
