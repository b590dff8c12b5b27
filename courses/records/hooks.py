"""Completion records and issuing bodies in Wagtail's menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.certificates.models import IssuingBody
from courses.records import admin, enrolling
from courses.records.overview import OverviewPanel
from people import api as people


@hooks.register("register_admin_urls")
def records_urls() -> list[Any]:
    return [
        path("ban-ghi/", include((admin.urlpatterns, admin.app_name))),
        path("ghi-danh/", include((enrolling.urlpatterns, enrolling.app_name))),
    ]


class RecordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return people.may_see_records(people.signed_in(request))


@hooks.register("register_admin_menu_item")
def records_menu_item() -> MenuItem:
    return RecordsMenuItem(
        pgettext_lazy("menu", "Completion records"),
        reverse("records:index"),
        icon_name="clipboard-list",
        order=210,
    )


@hooks.register("register_admin_menu_item")
def enrolments_menu_item() -> MenuItem:
    return RecordsMenuItem(
        pgettext_lazy("menu", "Enrolments"),
        reverse("enrolments:index"),
        icon_name="user",
        order=205,
    )


@hooks.register("construct_homepage_panels")
def overview_panel(request: HttpRequest, panels: list[Any]) -> None:
    if people.may_see_records(people.signed_in(request)):
        panels.append(OverviewPanel())


class IssuingBodyViewSet(SnippetViewSet):
    """Who issues certificates, and how they are numbered."""

    model = IssuingBody
    icon = "site"
    menu_label = _("Issuing bodies")
    add_to_admin_menu = False
    list_display = ["name", "place", "number_format", "template"]


register_snippet(IssuingBodyViewSet)
