"""The parts of Wagtail's admin that are about people: learners, roles, units."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from jobs import api as jobs
from people.access import reach_of, signed_in
from people.cohort_views import CohortViewSet
from people.grant_views import RoleViewSet
from people.people_views import PeopleViewSet
from people.unit_views import UnitViewSet


class PermittedMenuItem(MenuItem):
    """Shown to those whose group has the permission; the pages themselves ask people.access."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [PeopleViewSet(), RoleViewSet(), UnitViewSet(), CohortViewSet()]


@hooks.register("jobs_readable_entries")
def entries_of_own_people(
    request: HttpRequest, entries: QuerySet[jobs.AuditEntry]
) -> QuerySet[jobs.AuditEntry]:
    """A provincial administrator reads the whole log; others what they did, and what was done to their people."""
    reach = reach_of(signed_in(request))
    if reach.grantable_paths:
        return entries
    return entries.filter(Q(by=reach.person) | Q(person__in=reach.listed().values("pk")))


@hooks.register("register_admin_menu_item")
def learners_item() -> MenuItem:
    return PermittedMenuItem(
        _("Learners"),
        reverse_lazy("learners:index"),
        name="learners",
        icon_name="group",
        order=300,
        permission="people.view_unit",
    )


@hooks.register("register_admin_menu_item")
def units_item() -> MenuItem:
    return PermittedMenuItem(
        _("Units"),
        reverse_lazy("units:index"),
        name="units",
        icon_name="site",
        order=310,
        permission="people.view_unit",
    )


@hooks.register("register_admin_menu_item")
def cohorts_item() -> MenuItem:
    return PermittedMenuItem(
        _("Classes"),
        reverse_lazy("cohorts:index"),
        name="cohorts",
        icon_name="group",
        order=315,
        permission="people.view_cohort",
    )


@hooks.register("register_admin_menu_item")
def roles_item() -> MenuItem:
    return PermittedMenuItem(
        _("Roles"),
        reverse_lazy("roles:index"),
        name="roles",
        icon_name="key",
        order=320,
        permission="people.add_grant",
    )
