"""Finding lessons by words, and where lessons and terms are read."""

from collections.abc import Iterable

from django.db.models.functions import Length, Substr
from django.urls import reverse

from courses.pages.models import CoursePage, GlossaryTerm, LessonPage

STEP = 4  # characters of one level in the path of a page
MOST = 60


def lessons_with(folded_words: Iterable[str]) -> list[tuple[LessonPage, CoursePage]]:
    """Published lessons of published courses that hold all the words (without marks), each with its course; at most 60."""
    courses = {course.path: course for course in CoursePage.objects.live()}
    found = LessonPage.objects.live().annotate(course_path=Substr("path", 1, Length("path") - STEP))
    for word in folded_words:
        found = found.filter(search_folded__contains=word)
    lessons = found.filter(course_path__in=courses).order_by("path")[:MOST]
    return [(lesson, courses[lesson.course_path]) for lesson in lessons]


def lesson_path(course: CoursePage, lesson: LessonPage) -> str:
    """The address of a lesson."""
    return reverse("courses:lesson", args=[course.slug, lesson.slug])


def term_path(term: GlossaryTerm) -> str:
    """The address of a term in the glossary."""
    return f"{reverse('courses:glossary')}#tu-{term.pk}"
