"""The admin's list of units: to look at. Units come from files (`load_units`)."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet

from people.access import units_managed_by
from people.admin_pages import AdminList
from people.units import Unit, UnitType
from vietnamese import api as vietnamese

ENDED = "ended"


class UnitFilters(WagtailFilterSet):
    type = django_filters.ChoiceFilter(label=gettext_lazy("Type"), choices=UnitType.choices)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Today or former"),
        choices=[(ENDED, gettext_lazy("former units"))],
        method="in_state",
    )

    class Meta:
        model = Unit
        fields: list[str] = []

    def in_state(self, units: QuerySet[Unit], _name: str, _state: str) -> QuerySet[Unit]:
        return units


class UnitList(AdminList):
    """Units of the own subtree that exist today; former ones on demand."""

    model = Unit
    page_title = gettext_lazy("Units")
    header_icon = "site"
    default_ordering = "sort_key"
    any_order = "uid"
    filterset_class = UnitFilters
    index_url_name = "units:index"
    index_results_url_name = "units:index_results"

    def get_base_queryset(self) -> QuerySet[Unit]:
        today = vietnamese.local_day(timezone.now())
        units = units_managed_by(self.me).select_related("parent")
        return units.filter(valid_to__lte=today) if self._wants_former else units.valid_on(today)

    @cached_property
    def _wants_former(self) -> bool:
        return self.request.GET.get("state") == ENDED

    def holds(self, word: str) -> Q:
        return Q(name_folded__contains=word) | Q(uid=word) | Q(code=word)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("name", label=_("Name"), sort_key="sort_key", classname="title"),
            Column("type", label=_("Type"), accessor="get_type_display"),
            Column(
                "parent",
                label=_("Belongs to"),
                accessor=lambda unit: unit.parent.name if unit.parent else "–",
            ),
            Column("code", label=_("Official code"), sort_key="code"),
            Column("uid", label=_("Our key"), sort_key="uid"),
            Column("valid_from", label=_("Since"), accessor=lambda unit: _day(unit.valid_from)),
            Column("valid_to", label=_("Until"), accessor=lambda unit: _day(unit.valid_to)),
            Column("basis", label=_("Instrument")),
        ]


def _day(day: Any) -> str:
    return vietnamese.show_day(day) if day else "–"


class UnitViewSet(ViewSet):
    """`/quan-tri/don-vi/`."""

    name = "units"
    url_prefix = "don-vi"
    icon = "site"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", UnitList.as_view(), name="index"),
            path("ket-qua/", UnitList.as_view(results_only=True), name="index_results"),
        ]
