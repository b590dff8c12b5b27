"""What Wagtail asks about pages of courses: menu, buttons, and whether a page may go live or move."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.pages import publish_admin, release_admin
from courses.pages.models import CoursePage, LessonPage
from courses.pages.settled import ReleaseGateItem
from courses.pages.telling import course_above, refusal_buttons, tell_what_waits


@hooks.register("register_admin_urls")
def course_urls() -> list[Any]:
    return [
        path("dieu-kien-phat-hanh/", include((release_admin.urlpatterns, release_admin.app_name))),
        path("xuat-ban-khoa-hoc/", include((publish_admin.urlpatterns, publish_admin.app_name))),
    ]


class ReleaseMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(release_admin.PERMISSION))


@hooks.register("register_admin_menu_item")
def release_menu_item() -> MenuItem:
    return ReleaseMenuItem(
        gettext_lazy("Release gate"), reverse("release:index"), icon_name="tasks", order=220
    )


@hooks.register("register_page_header_buttons")
def course_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On a course, the ways to publish it whole and to its release gate."""
    course = page.specific
    if not isinstance(course, CoursePage):
        return
    if publish_admin.may_look(user, course):
        yield Button(
            gettext_lazy("Publish the course"),
            reverse("publishing:course", args=[page.pk]),
            icon_name="upload",
            priority=55,
        )
    if user.has_perm(release_admin.PERMISSION):
        yield Button(
            gettext_lazy("Release gate"),
            reverse("release:course", args=[page.pk]),
            icon_name="tasks",
            priority=60,
        )


@hooks.register("insert_global_admin_css")
def lesson_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("courses/admin/lesson.css"))


@hooks.register("before_publish_page")
def refuse_in_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What stands against a course or lesson is said in its editor; the words just written stay there as a draft."""
    if not isinstance(page, CoursePage | LessonPage):
        return None
    reason = page.why_not_published()
    if not reason:
        return None
    # Wagtail stores a page that is added and published at once as live before it asks.
    Page.objects.filter(pk=page.pk, live_revision__isnull=True, first_published_at__isnull=True).update(
        live=False, has_unpublished_changes=True
    )
    messages.error(request, f"{reason} {_('The draft is kept.')}", buttons=refusal_buttons(page))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("after_publish_page")
def tell_in_editor(request: HttpRequest, page: Page) -> None:
    """A page went live: what of its course did not?"""
    course = course_above(page)
    if course is not None:
        tell_what_waits(request, course)


@hooks.register("after_bulk_action")
def tell_after_many(request: HttpRequest, action: str, objects: Any, _view: Any) -> None:
    """Many pages went live at once: what of their courses did not?"""
    pages = [each.specific for each in objects if isinstance(each, Page)] if action == "publish" else []
    courses = {course.pk: course for page in pages if (course := course_above(page)) is not None}
    for course in courses.values():
        tell_what_waits(request, course)


@hooks.register("after_copy_page")
def copy_gate(_request: HttpRequest, page: Page, copied: Page) -> None:
    """What must be settled of a course must be settled of its copy: none of it was looked at there."""
    source, course = page.specific, copied.specific
    if isinstance(source, CoursePage) and isinstance(course, CoursePage):
        ReleaseGateItem.objects.bulk_create(
            ReleaseGateItem(course=course, text=item.text, order=item.order)
            for item in source.gate_items.all()
        )
