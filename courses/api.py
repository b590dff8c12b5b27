"""The door of courses."""

from courses.certificates.models import Certificate, IssuingBody
from courses.completions.models import Completion
from courses.completions.services import consider_completion
from courses.enrolment import Enrolment, enrol, is_enrolled
from courses.pages.models import (
    CourseIndexPage,
    CoursePage,
    CourseSource,
    GlossaryTerm,
    LessonPage,
    ReleaseGateItem,
)
from courses.progress import LessonProgress, lessons_read, mark_read

__all__ = [
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
    "ReleaseGateItem",
    "consider_completion",
    "enrol",
    "is_enrolled",
    "lessons_read",
    "mark_read",
]
