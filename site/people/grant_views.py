"""The admin's pages on roles: who holds which, and giving and ending them. For provincial administrators."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from people.access import grantable_units, signed_in
from people.admin_pages import AdminList
from people.delegation import GrantRefused, give_role, take_role
from people.forms import RoleForm
from people.grants import Grant
from people.people_views import PersonPage, note_refusal
from people.units import UnitQuerySet, unit_label
from vietnamese import api as vietnamese

LIST = ("roles:index", gettext_lazy("Roles"))


class ForThoseWhoGrant:
    """To others the page does not exist."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.grantable.exists():
            if "person" in kwargs:
                note_refusal(request, kwargs["person"])
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def grantable(self) -> UnitQuerySet:
        return grantable_units(signed_in(self.request))


class RoleList(ForThoseWhoGrant, AdminList):
    """Roles in force over units of the own province."""

    model = Grant
    page_title = LIST[1]
    header_icon = "key"
    default_ordering = "person__sort_key"
    index_url_name = "roles:index"
    index_results_url_name = "roles:index_results"

    def get_base_queryset(self) -> QuerySet[Grant]:
        return (
            Grant.objects.in_force(timezone.now())
            .filter(unit__in=self.grantable)
            .select_related("person", "unit__parent")
        )

    def holds(self, word: str) -> Q:
        return Q(person__name_folded__contains=word) | Q(unit__name_folded__contains=word)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "person",
                label=_("Full name"),
                sort_key="person__sort_key",
                get_url=lambda grant: reverse("roles:person", args=[grant.person_id]),
            ),
            Column("role", label=_("Role"), accessor="get_role_display"),
            Column("unit", label=_("Over the unit"), accessor=lambda grant: unit_label(grant.unit)),
            Column("since", label=_("Since"), accessor=lambda grant: _day(grant.since)),
            Column("until", label=_("Last day"), accessor=lambda grant: _last_day(grant)),
        ]


def _day(moment: datetime | None) -> str:
    return vietnamese.show_day(vietnamese.local_day(moment)) if moment else "–"


def _last_day(grant: Grant) -> str:
    """The last day on which the role holds: `until` is the first moment without it."""
    return _day(grant.until and grant.until - timedelta(microseconds=1))


class PersonRoles(ForThoseWhoGrant, PersonPage, FormView):
    """What one person holds and held; a form to give a role, a button to end one."""

    form_class = RoleForm
    template_name = "people/admin/roles.html"
    page_title = LIST[1]
    above = LIST

    def get_form_kwargs(self) -> dict[str, Any]:
        today = vietnamese.local_day(timezone.now())
        return {**super().get_form_kwargs(), "units": self.grantable.valid_on(today)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        grants = Grant.objects.filter(person=self.person, unit__in=self.grantable).select_related(
            "unit__parent", "by"
        )
        rows = [
            {
                "role": grant.role,
                "words": grant.get_role_display(),
                "uid": grant.unit.uid,
                "unit": unit_label(grant.unit),
                "since": _day(grant.since),
                "until": _last_day(grant),
                "by": grant.by.full_name if grant.by else "–",
                "in_force": grant.since <= now and (grant.until is None or grant.until > now),
            }
            for grant in grants.order_by("-since", "-pk")
        ]
        is_oneself = self.person.pk == self.request.user.pk
        return super().get_context_data(rows=rows, is_oneself=is_oneself, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unit = self.grantable.filter(uid=request.POST.get("unit", "")).first()
        if unit is None and request.POST.get("unit"):
            raise Http404
        if "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            return self._end(unit)
        except GrantRefused as refused:
            messages.error(request, refused.message)
            return redirect("roles:person", self.person.pk)

    def _end(self, unit: Any) -> HttpResponse:
        now = timezone.now()
        held = Grant.objects.in_force(now).filter(
            person=self.person, unit=unit, role=self.request.POST["end"]
        )
        for grant in held.select_related("person", "unit"):
            take_role(grant, by=self.me, at=now)
        messages.success(self.request, _("The role has ended."))
        return redirect("roles:person", self.person.pk)

    def form_valid(self, form: RoleForm) -> HttpResponse:
        last_day = form.cleaned_data["last_day"]
        until = datetime.combine(last_day + timedelta(days=1), time(), vietnamese.LOCAL) if last_day else None
        now = timezone.now()
        try:
            grant = give_role(
                self.person,
                form.cleaned_data["role"],
                form.cleaned_data["unit"],
                by=self.me,
                at=now,
                until=until,
            )
        except GrantRefused as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        if grant.since == now:
            messages.success(self.request, _("The role is given."))
        elif grant.until is None:
            messages.warning(
                self.request, _("This person holds this role over this unit already, without end.")
            )
        else:
            words = _("This person holds this role over this unit already, until the end of %(day)s.")
            messages.warning(self.request, words % {"day": _last_day(grant)})
        return redirect("roles:person", self.person.pk)


class RoleViewSet(ViewSet):
    """`/quan-tri/vai-tro/`."""

    name = "roles"
    url_prefix = "vai-tro"
    icon = "key"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", RoleList.as_view(), name="index"),
            path("ket-qua/", RoleList.as_view(results_only=True), name="index_results"),
            path("<uuid:person>/", PersonRoles.as_view(), name="person"),
        ]
