"""The door of courses."""

from courses.certificates.models import Certificate, IssuingBody
from courses.classroom.glossary import published_terms
from courses.classroom.lookup import lesson_path, lessons_with, term_path
from courses.classroom.titles import bare_title
from courses.classroom.training import Study, published_courses, studies
from courses.completions.models import Completion
from courses.completions.services import consider_completion
from courses.enrolment import Enrolment, enrol
from courses.loading.as_file import as_file
from courses.loading.file_faults import CourseFileRefused
from courses.loading.loader import load_course, text_beside
from courses.loading.report import (
    CourseEdited,
    LoadRefused,
    LoadReport,
    ReviewOutstanding,
    UnverifiedCitations,
)
from courses.pages.models import CourseIndexPage, CoursePage, CourseSource, GlossaryTerm, LessonPage
from courses.pages.settled import ReleaseGateItem
from courses.progress import LessonProgress, mark_read

__all__ = [
    "Certificate",
    "Completion",
    "CourseEdited",
    "CourseFileRefused",
    "CourseIndexPage",
    "CoursePage",
    "CourseSource",
    "Enrolment",
    "GlossaryTerm",
    "IssuingBody",
    "LessonPage",
    "LessonProgress",
    "LoadRefused",
    "LoadReport",
    "ReleaseGateItem",
    "ReviewOutstanding",
    "Study",
    "UnverifiedCitations",
    "as_file",
    "bare_title",
    "consider_completion",
    "enrol",
    "lesson_path",
    "lessons_with",
    "load_course",
    "mark_read",
    "published_courses",
    "published_terms",
    "studies",
    "term_path",
    "text_beside",
]
