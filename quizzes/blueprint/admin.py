"""Quizzes in Wagtail's admin."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, IndexView, SnippetViewSet

from quizzes.bank.admin.folded import FoldedChooserViewSet, FoldedListing, OneByOne
from quizzes.blueprint.panels import quiz_panels
from quizzes.blueprint.quizzes import Quiz
from vietnamese import api as vietnamese


class QuizIndexView(OneByOne, FoldedListing, IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("sections")


class SavedWhenAsked:
    """Mixin: a quiz has no draft, so nothing of it may change before its author says so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False


class QuizCreateView(SavedWhenAsked, CreateView):
    pass


class QuizEditView(SavedWhenAsked, EditView):
    pass


class QuizDeleteView(DeleteView):
    """A quiz that was sat, or that a course asks for, stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                gettext("“%(quiz)s” was sat or is the test of a course, so it stays.")
                % {"quiz": self.object},
            )
            return redirect(self.get_success_url())


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "tasks"
    menu_label = _("Quizzes")
    ordering = ["title"]
    list_display = [
        "title",
        Column("question_count", label=_("Questions")),
        Column("minutes", label=_("Minutes"), sort_key="minutes"),
        Column(
            "pass_mark_percent",
            label=_("Pass mark (%)"),
            accessor=lambda quiz: vietnamese.decimal_comma(quiz.pass_mark_percent),
            sort_key="pass_mark_percent",
        ),
    ]
    copy_view_enabled = False
    edit_handler = quiz_panels()
    index_view_class = QuizIndexView
    add_view_class = QuizCreateView
    edit_view_class = QuizEditView
    delete_view_class = QuizDeleteView
    chooser_viewset_class = FoldedChooserViewSet
