"""Pages that people have worked on are not deleted: what they read, passed and were given hangs on them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from courses.enrolment import Enrolment
from courses.pages.models import LessonPage
from courses.progress import LessonProgress

TAKE_THE_COURSE = ngettext_lazy(
    "“%(page)s” is not deleted: %(count)d person takes the course. Unpublish it instead.",
    "“%(page)s” is not deleted: %(count)d people take the course. Unpublish it instead.",
    "count",
)
HAVE_READ_IT = ngettext_lazy(
    "“%(page)s” is not deleted: %(count)d person has read it. Unpublish it instead.",
    "“%(page)s” is not deleted: %(count)d people have read it. Unpublish it instead.",
    "count",
)


def why_kept(page: Page) -> str:
    """The sentence that says why this page, or one below it, may not be deleted; "" when it may."""
    name = {"page": page.get_admin_display_title()}
    hanging: list[tuple[QuerySet[Any], Any]] = [
        (Enrolment.objects.filter(course__path__startswith=page.path), TAKE_THE_COURSE),
        (LessonProgress.objects.filter(lesson__path__startswith=page.path), HAVE_READ_IT),
    ]
    for facts, words in hanging:
        if count := facts.values("person").distinct().count():
            return str(words % {**name, "count": count})
    if page.live and isinstance(page.specific, LessonPage):
        return _refusal_of_live(page, name)
    return ""


def _refusal_of_live(page: Page, name: dict[str, str]) -> str:
    """A published lesson of a course with learners leaves the site first, where it is said what follows."""
    if not Enrolment.objects.filter(course=page.get_parent()).exists():
        return ""
    return (
        _("“%(page)s” is not deleted: it is published and people take the course. Unpublish it first.") % name
    )


def _refuse(request: HttpRequest, pages: Iterable[Page], address: str) -> HttpResponse | None:
    reasons = [reason for page in pages if (reason := why_kept(page))]
    for reason in reasons:
        messages.error(request, reason)
    return redirect(address) if reasons else None


@hooks.register("before_delete_page")
def refuse_to_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse(request, [page], reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


@hooks.register("before_bulk_action")
def refuse_to_delete_many(
    request: HttpRequest, action: str, objects: Iterable[Any], view: Any
) -> HttpResponse | None:
    """All of them or none: of many pages, those that could go stay with those that must."""
    pages = [each for each in objects if isinstance(each, Page)] if action == "delete" else []
    return _refuse(request, pages, view.next_url)
