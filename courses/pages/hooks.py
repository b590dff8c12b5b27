"""The release gate in Wagtail's menu and on the pages of courses, and what a course may refuse to publish."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.pages import release_admin
from courses.pages.citing import unverified_numbers
from courses.pages.models import CoursePage, LessonPage


@hooks.register("register_admin_urls")
def release_urls() -> list[Any]:
    return [path("dieu-kien-phat-hanh/", include((release_admin.urlpatterns, release_admin.app_name)))]


class ReleaseMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(release_admin.PERMISSION))


@hooks.register("register_admin_menu_item")
def release_menu_item() -> MenuItem:
    return ReleaseMenuItem(
        gettext_lazy("Release gate"), reverse("release:index"), icon_name="tasks", order=220
    )


@hooks.register("register_page_header_buttons")
def release_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On a course, the way to its release gate."""
    if isinstance(page.specific, CoursePage) and user.has_perm(release_admin.PERMISSION):
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
def refuse_unverified(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course that refuses unverified citations is not published with one, nor is a lesson of it."""
    course = (
        page
        if isinstance(page, CoursePage)
        else page.get_parent().specific
        if isinstance(page, LessonPage)
        else None
    )
    if not isinstance(course, CoursePage) or not course.refuse_unverified:
        return None
    numbers = (
        unverified_numbers(page) if isinstance(page, LessonPage) else unverified_numbers(*course.lessons())
    )
    if not numbers:
        return None
    words = _("Not published: these documents are cited and nobody has verified them: %(numbers)s.")
    messages.error(request, words % {"numbers": ", ".join(numbers)})
    return redirect("wagtailadmin_pages:edit", page.pk)
