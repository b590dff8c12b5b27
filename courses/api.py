"""The door of courses."""

from courses.certificates.models import Certificate, IssuingBody
from courses.classroom.glossary import published_terms
from courses.classroom.lookup import lesson_path, lessons_with, term_path
from courses.classroom.titles import bare_title
from courses.classroom.training import Study, published_courses, studies
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
    "Study",
    "bare_title",
    "consider_completion",
    "enrol",
    "is_enrolled",
    "lesson_path",
    "lessons_read",
    "lessons_with",
    "mark_read",
    "published_courses",
    "published_terms",
    "studies",
    "term_path",
]
