"""What narrows the list of completion records, and what is said when a filter cannot be read."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, filter_adapter_class_registry
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from courses.completions.models import Completion
from courses.records.query import Asked, courses_recorded, narrow
from people import api as people
from vietnamese import api as vietnamese


class DayFilter(django_filters.DateFilter):
    """Narrows by a day typed as people write it."""

    field_class = vietnamese.DayField


class DayTold(BaseFilterAdapter):
    """A day in force as a filter, told as people write it."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for told in super().get_active_filters():
            yield told._replace(value=vietnamese.show_day(self.value))


filter_adapter_class_registry.register(DayFilter, value=DayTold)


class RecordFilter(WagtailFilterSet):
    """Unit subtree (as it was then), course, period."""

    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit"),
        queryset=lambda request: visible_units(request),
        method="by_unit",
        widget=forms.Select,
    )
    course = django_filters.ChoiceFilter(
        label=gettext_lazy("Course"), choices=courses_recorded, method="by_course", widget=forms.Select
    )
    since = DayFilter(
        label=gettext_lazy("Completed from"),
        field_name="completed_on",
        lookup_expr="gte",
        widget=AdminDateInput,
    )
    until = DayFilter(
        label=gettext_lazy("Completed until"),
        field_name="completed_on",
        lookup_expr="lte",
        widget=AdminDateInput,
    )

    class Meta:
        model = Completion
        fields: list[str] = []

    def by_unit(
        self, records: QuerySet[Completion], name: str, unit: people.Unit | None
    ) -> QuerySet[Completion]:
        return narrow(records, Asked(unit=unit))

    def by_course(self, records: QuerySet[Completion], name: str, code: str) -> QuerySet[Completion]:
        return narrow(records, Asked(course_code=code))


def visible_units(request: HttpRequest) -> QuerySet[people.Unit]:
    """Units of the viewer's subtrees that are not villages: a list that can be chosen from."""
    return people.units_managed_by(people.signed_in(request)).exclude(
        type__in=["village", "residential_group"]
    )


class TellsOfFilters:
    """Mixin of a list: with a filter that cannot be read the list is empty and says why, never quietly unfiltered."""

    filters: Any

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)  # type: ignore[misc, no-any-return]

    @cached_property
    def no_results_message(self) -> str:
        if self.filters and not self.filters.is_valid():
            words = _("Nothing is listed, because a filter could not be read: %(faults)s")
            return words % {"faults": "; ".join(faults_of(self.filters))}
        return super().no_results_message  # type: ignore[misc, no-any-return]


def faults_of(filters: Any) -> list[str]:
    """The faults of a filter form as "label: sentence"."""
    return [
        f"{filters.form.fields[name].label}: {' '.join(faults)}" for name, faults in filters.errors.items()
    ]
