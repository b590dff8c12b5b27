"""Choosing a document of the register: by its number, its title, and whether somebody has verified it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from law.documents import LegalDocument


def state_words(document: LegalDocument) -> str:
    """Where a row may be cited: verified, with the mark, or not at all."""
    if not document.can_be_cited:
        return gettext("no number, cannot be cited")
    return gettext("checked") if document.is_verified else gettext("awaiting legal review")


class _WithTitle:
    """Mixin of the two views: nobody knows a law by its number alone."""

    @property
    def columns(self) -> list[BaseColumn]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("title_words", label=_("Title"), accessor="title"),
            Column("state", label=_("Verified"), accessor=state_words),
        ]


class DocumentChooseView(_WithTitle, ChooseView):
    """The window."""


class DocumentChooseResultsView(_WithTitle, ChooseResultsView):
    """What is found in it."""


class DocumentChooserViewSet(SnippetChooserViewSet):
    choose_view_class = DocumentChooseView
    choose_results_view_class = DocumentChooseResultsView
