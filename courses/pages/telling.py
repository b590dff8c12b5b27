"""Words for people who publish pages one by one: what still waits, and what follows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from courses.pages.models import CoursePage, LessonPage
from courses.pages.waiting import waiting_pieces


def course_above(page: Any) -> CoursePage | None:
    """The course that a page is, or of which it is a lesson."""
    if isinstance(page, CoursePage):
        return page
    above = page.get_parent().specific if isinstance(page, LessonPage) else None
    return above if isinstance(above, CoursePage) else None


def refusal_buttons(page: Any) -> list[Any]:
    """The way to the page where a whole course is published."""
    course = course_above(page)
    if course is None:
        return []
    address = reverse("publishing:course", args=[course.pk])
    return [messages.button(address, _("Publish the course"))]


def tell_what_waits(request: HttpRequest, course: CoursePage) -> None:
    """After a page went live: say how much of its course did not, and where all of it is published."""
    count = len(waiting_pieces(CoursePage.objects.get(pk=course.pk)))
    if count:
        words = ngettext(
            "%(count)d piece of the course “%(course)s” is not published yet (page, question or test).",
            "%(count)d pieces of the course “%(course)s” are not published yet (pages, questions, test).",
            count,
        ) % {"count": count, "course": course.title}
        messages.warning(request, words, buttons=refusal_buttons(course))
