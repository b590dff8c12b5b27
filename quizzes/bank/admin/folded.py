"""Lists and choosers in which words are found with and without marks, the same on both databases."""

from typing import Any

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from quizzes.bank.search import folded_search
from vietnamese import api as vietnamese


class FoldedListing:
    """Mixin for a list: each word of the search must stand in the model's folded column."""

    folded_field = "search_folded"

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:  # type: ignore[attr-defined]
            return queryset
        return folded_search(queryset, self.search_query, field=self.folded_field)  # type: ignore[attr-defined]


class OneByOne:
    """Mixin for a list of things that are looked at one by one: nothing is done to many of them at once."""

    @cached_property
    def columns(self) -> list[Any]:
        return without_boxes(super().columns)  # type: ignore[misc]


def without_boxes(columns: list[Any]) -> list[Any]:
    """The columns of a list without the one in which many rows are ticked."""
    return [column for column in columns if not isinstance(column, BulkActionsCheckboxColumn)]


class FoldedFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)
        query = self.cleaned_data.get("q")
        if query:
            objects = found_in(objects, query)
            self.is_searching = True
            self.search_query = query
        return objects


def found_in(objects: Any, query: str) -> Any:
    """Rows that hold every word: by their folded column, or, for small tables without one, by their folded words."""
    if any(field.name == "search_folded" for field in objects.model._meta.fields):
        return folded_search(objects, query)
    words = vietnamese.fold(vietnamese.clean_line(query)).split()
    keys = [row.pk for row in objects if all(word in vietnamese.fold(_words(row)) for word in words)]
    return objects.filter(pk__in=keys)


def _words(row: models.Model) -> str:
    return f"{getattr(row, 'uid', '')} {row}"


class FoldedChooseView(ChooseView):
    filter_form_class = FoldedFilterForm


class FoldedChooseResultsView(ChooseResultsView):
    filter_form_class = FoldedFilterForm


class FoldedChooserViewSet(SnippetChooserViewSet):
    choose_view_class = FoldedChooseView
    choose_results_view_class = FoldedChooseResultsView
