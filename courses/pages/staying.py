"""Pages that stay where they are: the list of courses on the site, a published lesson outside a course that refuses it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from courses.pages.citing import cited_documents, unverified_numbers
from courses.pages.models import CourseIndexPage, CoursePage, LessonPage


def why_not_moved(page: Page, destination: Page) -> str:
    """The sentence that says why a published lesson may not come into a course that would not have published it."""
    lesson, course = page.specific, destination.specific
    if not (isinstance(lesson, LessonPage) and isinstance(course, CoursePage)):
        return ""
    numbers = unverified_numbers(cited_documents(lesson.body)) if lesson.live else []
    if not numbers or not course.refuse_unverified:
        return ""
    words = _("Not moved: this course refuses documents that nobody has verified: %(numbers)s.")
    return words % {"numbers": ", ".join(numbers)}


@hooks.register("before_move_page")
def refuse_to_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    reason = why_not_moved(page, destination)
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_unpublish_page")
def refuse_to_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The list of courses leads to every course, and all of them would leave the site with one tick."""
    if not isinstance(page.specific, CourseIndexPage):
        return None
    messages.error(request, _("The list of courses stays on the site. Unpublish the courses one by one."))
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_bulk_action")
def refuse_many(request: HttpRequest, action: str, objects: Iterable[Any], view: Any) -> HttpResponse | None:
    """The same for many pages at once: all of them or none."""
    for page in (each for each in objects if isinstance(each, Page)):
        refusal = None
        if action == "move":
            reason = why_not_moved(page, view.cleaned_form.cleaned_data["chooser"])
            if reason:
                messages.error(request, f"{page.get_admin_display_title()}: {reason}")
                refusal = redirect(view.next_url)
        elif action == "unpublish":
            refusal = refuse_to_unpublish(request, page)
        if refusal is not None:
            return refusal
    return None
