"""The views of questions: choose a kind, write, compare, submit, publish, take out of use."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    DeleteView,
    EditView,
    SnippetViewSet,
    UnpublishView,
    WorkflowActionView,
)

from quizzes.bank.admin.dossier import CompareVersionsView, DossierView, DuplicatesView
from quizzes.bank.admin.file_view import KeepFileView
from quizzes.bank.admin.folded import FoldedChooserViewSet
from quizzes.bank.admin.question_form import KIND_NAMES, question_panels
from quizzes.bank.admin.question_list import QuestionFilterSet, QuestionIndexView
from quizzes.bank.cautions import cautions_for
from quizzes.bank.questions import Question
from quizzes.bank.search import same_stem
from quizzes.bank.use import take_out_of_use, use_again
from quizzes.bank.words import kind_label
from quizzes.kinds import KINDS

# What each kind is good for, beside its name where a kind is chosen.
KIND_HINTS = {
    "single_choice": _("Several options, exactly one of them right."),
    "multiple_choice": _("Several options, one or more of them right."),
    "true_false": _("A statement that is true or false."),
    "matching": _("Lines on the left, each with what belongs to it on the right."),
    "ordering": _("Steps to be put in their right order."),
    "short_answer": _("A few words, compared with a list of accepted answers."),
    "numerical": _("A number, right within a difference that you allow."),
    "cloze": _("A text with gaps: words, numbers or lists to choose from."),
    "essay": _("A text of several sentences; a person marks it."),
    "situation": _("A story, and several questions of any kind about it on one page."),
}

# A Wagtail hook of ours: functions that take a question and give sentences for the person who changed its use.
USE_CHANGED = "quizzes_question_use_changed"


class TellsAuthors:
    """Mixin of the views that save: nothing is saved behind the author's back, and what looks odd is said afterwards."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        # A question is saved when its author says so: each save is checked whole and stands in the history.
        self.autosave_enabled = False

    def save_action(self) -> HttpResponse:
        response = super().save_action()  # type: ignore[misc]
        question = self.object  # type: ignore[attr-defined]
        for sentence in warnings_about(question):
            messages.warning(self.request, sentence)  # type: ignore[attr-defined]
        if self.action in {"publish", "workflow-action"}:  # type: ignore[attr-defined]
            tell_of_use(self.request, question)  # type: ignore[attr-defined]
        return response


def warnings_about(question: Question) -> list[str]:
    """What the author of a question is told after saving it; nothing of it is refused."""
    told = cautions_for(question.kind, question.body, question.explanation)
    twins = same_stem(question)
    if twins:
        told.append(
            gettext("The same question stands in the bank already: %(uids)s.")
            % {"uids": ", ".join(twin.uid for twin in twins)}
        )
    return told


def tell_of_use(request: HttpRequest, question: Question) -> None:
    """Say what follows from a question coming into use, changing or leaving. Parts above the bank register for it."""
    current = Question.objects.select_related("topic").get(pk=question.pk)
    for sentences_about in hooks.get_hooks(USE_CHANGED):
        for sentence in sentences_about(current):
            messages.warning(request, sentence)


class QuestionCreateView(TellsAuthors, CreateView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.kind:
            return self.ask_for_kind(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.kind:
            return self.ask_for_kind(request)
        return super().post(request, *args, **kwargs)

    @cached_property
    def kind(self) -> str:
        wanted = self.request.POST.get("kind") or self.request.GET.get("kind") or ""
        return wanted if wanted in KIND_NAMES else ""

    def ask_for_kind(self, request: HttpRequest) -> HttpResponse:
        address = reverse(self.add_url_name)
        context = {
            "page_title": gettext("New question"),
            "header_icon": self.header_icon,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "kinds": [
                {
                    "label": kind.label,
                    "hint": KIND_HINTS.get(kind.name, ""),
                    "address": f"{address}?kind={kind.name}",
                }
                for kind in KINDS
            ],
        }
        return TemplateResponse(request, "quizzes/admin/choose_kind.html", context)

    def get_initial_form_instance(self) -> Question:
        return Question(kind=self.kind)

    def get_page_subtitle(self) -> str:
        return kind_label(self.kind) if self.kind else capfirst(gettext("question"))

    def save_instance(self) -> Question:
        self.form.instance.live = False
        return super().save_instance()


class QuestionCopyView(QuestionCreateView, CopyView):
    """The copy is sent to the view that adds: a new question with a key of its own and nothing of the old one's past."""

    @cached_property
    def source(self) -> Question:
        return CopyView.get_object(self)

    def get_object(self, queryset: Any = None) -> None:
        return None

    @cached_property
    def kind(self) -> str:
        return self.source.kind

    def get_initial_form_instance(self) -> Question:
        return copy_of(self.source)


def copy_of(source: Question) -> Question:
    """A new question, not stored, with what the other one says now."""
    data = source.get_latest_revision_as_object().serializable_data()
    data.update(
        {
            "pk": None, "uid": "", "live": False, "has_unpublished_changes": False, "retired_at": None,
            "current_version": None, "latest_revision": None, "live_revision": None, "first_published_at": None,
            "last_published_at": None, "loaded_hash": "", "locked": False, "locked_at": None, "locked_by": None,
        }
    )  # fmt: skip
    for citation in data.get("citations", []):
        citation.update({"pk": None, "question": None})
    return Question.from_serializable_data(data)


class QuestionEditView(TellsAuthors, EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        about = reverse(self.index_url_name.replace(":list", ":about"), args=[self.object.pk])
        buttons.append(Button(gettext("About this question"), url=about, icon_name="history", priority=35))
        if self.user_has_permission("publish"):
            address = reverse(self.index_url_name.replace(":list", ":use"), args=[self.object.pk])
            label = (
                gettext("Take into use again") if self.live_object.retired_at else gettext("Take out of use")
            )
            buttons.append(Button(label, url=address, icon_name="no-view", priority=40))
        return buttons


class QuestionUnpublishView(UnpublishView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        tell_of_use(request, self.object)
        return response


class QuestionWorkflowActionView(WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        tell_of_use(request, self.object)
        return response


class QuestionUseView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Take a question out of use, or into use again. Nothing that was answered changes."""

    model = Question
    template_name = "quizzes/admin/question_use.html"
    permission_required = "publish"
    page_title = _("Use of a question")
    index_url_name = ""
    edit_url_name = ""

    @cached_property
    def object(self) -> Question:
        return get_object_or_404(Question, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.object.uid

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": gettext("Questions")},
            {"url": self.edit_url, "label": self.object.uid},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.object, "edit_url": self.edit_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self.object
        if question.retired_at:
            use_again(question, by=request.user, at=timezone.now())
            messages.success(request, gettext("“%(uid)s” is in use again.") % {"uid": question.uid})
        else:
            take_out_of_use(question, by=request.user, at=timezone.now())
            messages.success(
                request, gettext("“%(uid)s” is out of use. Old results keep it.") % {"uid": question.uid}
            )
        tell_of_use(request, question)
        return redirect(self.edit_url)


class QuestionDeleteView(DeleteView):
    """A question that was ever published is a part of what people answered: it can only be taken out of use."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and self.object.versions.exists():
            messages.error(
                request,
                gettext(
                    "“%(uid)s” was published before, so it stays for the sake of old results. It can be taken out of use."
                )
                % {"uid": self.object.uid},
            )
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        return super().dispatch(request, *args, **kwargs)


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    filterset_class = QuestionFilterSet
    ordering = ["uid"]
    list_per_page = 30
    edit_handler = question_panels()
    index_view_class = QuestionIndexView
    index_template_name = QuestionIndexView.template_name
    add_view_class = QuestionCreateView
    copy_view_class = QuestionCopyView
    edit_view_class = QuestionEditView
    delete_view_class = QuestionDeleteView
    unpublish_view_class = QuestionUnpublishView
    workflow_action_view_class = QuestionWorkflowActionView
    chooser_viewset_class = FoldedChooserViewSet
    chooser_per_page = 20

    def get_urlpatterns(self) -> list[Any]:
        names = {
            "index_url_name": self.get_url_name("list"),
            "edit_url_name": self.get_url_name("edit"),
        }
        of_one = {**names, "about_url_name": self.get_url_name("about")}
        dossier = self.construct_view(
            DossierView, **of_one, compare_url_name=self.get_url_name("compare_versions")
        )
        compare = self.construct_view(CompareVersionsView, **of_one)
        return [
            *super().get_urlpatterns(),
            path("use/<int:pk>/", self.use_view, name="use"),
            path("about/<int:pk>/", dossier, name="about"),
            path("about/<int:pk>/<int:earlier>/<int:later>/", compare, name="compare_versions"),
            path("files/", self.construct_view(KeepFileView), name="keep_file"),
            path("duplicates/", self.construct_view(DuplicatesView, **names), name="duplicates"),
        ]

    @property
    def use_view(self) -> Any:
        return self.construct_view(
            QuestionUseView, index_url_name=self.get_url_name("list"), edit_url_name=self.get_url_name("edit")
        )
