"""Finding lessons by words, and where lessons and terms are read."""

from django.urls import reverse

from courses.pages.models import CoursePage, GlossaryTerm, LessonPage

STEP = 4  # characters of one level in the path of a page
MOST = 60


def lessons_with(folded_words: str) -> list[tuple[LessonPage, CoursePage]]:
    """Published lessons of published courses that hold all the words (without marks), each with its course; at most 60."""
    courses = {course.path: course for course in CoursePage.objects.live()}
    found = LessonPage.objects.live().search(folded_words, operator="and")[:MOST]
    lessons = sorted(found, key=lambda lesson: lesson.path)
    return [(lesson, courses[lesson.path[:-STEP]]) for lesson in lessons if lesson.path[:-STEP] in courses]


def lesson_path(course: CoursePage, lesson: LessonPage) -> str:
    """The address of a lesson."""
    return reverse("courses:lesson", args=[course.slug, lesson.slug])


def term_path(term: GlossaryTerm) -> str:
    """The address of a term in the glossary."""
    return f"{reverse('courses:glossary')}#tu-{term.pk}"
