"""How Wagtail's own serving and preview of our pages lead into the classroom."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from courses.classroom.lesson_sheet import lesson_context, state_words
from courses.classroom.training import published_courses, studies
from courses.classroom.views.training import course_context
from courses.pages.models import CourseIndexPage, CoursePage, LessonPage
from courses.pages.serving import Showing, show_by


def serve_index(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    return HttpResponseRedirect(reverse("courses:list"))


def serve_course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    return HttpResponseRedirect(reverse("courses:course", args=[page.slug]))


def serve_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    course = page.get_parent()
    return HttpResponseRedirect(reverse("courses:lesson", args=[course.slug, page.slug]))


def preview_index(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    """The list as somebody sees it who has not signed in."""
    others = studies(None, published_courses(), at=timezone.now())
    return render(request, "courses/classroom/course_list.html", {"mine": [], "others": others, "step": None})


def preview_course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """The draft of a course as somebody sees it who has not signed in."""
    return render(request, "courses/classroom/course.html", course_context(page, None))


def preview_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """The draft of a lesson, nothing of it read."""
    course = CoursePage.objects.select_related("main_document").get(pk=page.get_parent().pk)
    siblings = list(course.lessons().defer("body"))
    words = state_words()
    context = lesson_context(course, page, siblings) | {
        "states": {sibling.pk: words["unread"] for sibling in siblings},
        "next": mark_safe(f'<p class="soft">{gettext("In the preview nothing can be marked as read.")}</p>'),  # noqa: S308
    }
    return render(request, "courses/classroom/lesson.html", context)


def register() -> None:
    """Called once when Django starts."""
    show_by("CourseIndexPage", Showing(serve_index, preview_index))
    show_by("CoursePage", Showing(serve_course, preview_course))
    show_by("LessonPage", Showing(serve_lesson, preview_lesson))
