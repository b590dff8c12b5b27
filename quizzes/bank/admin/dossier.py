"""All about one question on one page: its versions, where it is used, its twins, what was said about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.compare import diff_text
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from quizzes.bank.comments import EmptyComment, comment_on, resolve
from quizzes.bank.duplicates import alike_in_bank, like
from quizzes.bank.questions import Level, Question, QuestionVersion
from quizzes.bank.uses import lessons_that_ask
from quizzes.bank.words import body_in_words, kind_label

# A Wagtail hook of ours: functions that take a question and give pairs (label, words) about its use. Parts above the bank
# register for it: quizzes that ask it, when it was dealt last, what was measured.
FACTS = "quizzes_question_facts"


class OfOneQuestion(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about one question, for whoever may change it."""

    model = Question
    permission_required = "change"
    index_url_name = ""
    edit_url_name = ""
    about_url_name = ""
    header_icon = "help"

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(Question.objects.select_related("topic"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.question.uid

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        question = self.question
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": gettext("Questions")},
            {"url": reverse(self.edit_url_name, args=[question.pk]), "label": question.uid},
            {"url": "", "label": self.get_page_title()},
        ]


class DossierView(OfOneQuestion):
    """Everything about one question. A POST adds a comment or settles one."""

    template_name = "quizzes/admin/dossier.html"
    page_title = _("About this question")
    compare_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        versions = list(question.versions.order_by("-number"))
        facts = [each for known in hooks.get_hooks(FACTS) for each in known(question)]
        return {
            **super().get_context_data(**kwargs),
            "question": question,
            "edit_url": reverse(self.edit_url_name, args=[question.pk]),
            "versions": [(each, self._compare_url(each, versions)) for each in versions],
            "facts": facts,
            "lessons": lessons_that_ask(question),
            "twins": [(each, reverse(self.edit_url_name, args=[each.pk])) for each in like(question)],
            "comments": list(
                question.comments.select_related("by", "resolved_by", "version").order_by("-at", "-pk")
            ),
            "may_regrade": self.request.user.has_perm("quizzes.add_regrade"),
        }

    def _compare_url(self, version: QuestionVersion, versions: list[QuestionVersion]) -> str:
        earlier = next((each for each in versions if each.number < version.number), None)
        if earlier is None:
            return ""
        return reverse(self.compare_url_name, args=[self.question.pk, earlier.number, version.number])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at = timezone.now()
        settled = request.POST.get("settle", "")
        if settled:
            comment = self.question.comments.filter(pk=settled if settled.isdigit() else None).first()
            if comment is not None and resolve(comment, by=request.user, at=at):
                messages.success(request, gettext("The matter is settled. The comment stays to be read."))
            return redirect(request.path)
        try:
            comment_on(self.question, request.POST.get("text", ""), by=request.user, at=at)
        except EmptyComment:
            messages.error(request, gettext("The comment was empty. Nothing was kept."))
        else:
            messages.success(request, gettext("The comment is kept."))
        return redirect(request.path)


class CompareVersionsView(OfOneQuestion):
    """Two versions side by side, with what was taken away and what was added."""

    template_name = "quizzes/admin/compare_versions.html"
    page_title = _("Compare versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = [self.kwargs["earlier"], self.kwargs["later"]]
        found = {each.number: each for each in self.question.versions.filter(number__in=numbers)}
        if len(found) != len(set(numbers)):
            raise Http404
        one, other = (found[number] for number in numbers)
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "one": one,
            "other": other,
            "rows": [
                {"label": label, "before": before, "after": after, "diff": diff_text(before, after).to_html()}
                for label, before, after in _told(one, other)
                if before or after
            ],
            "about_url": reverse(self.about_url_name, args=[self.question.pk]),
        }


class DuplicatesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Questions of the whole bank that ask the same, side by side."""

    model = Question
    permission_required = "change"
    template_name = "quizzes/admin/duplicates.html"
    page_title = _("Questions that stand twice")
    header_icon = "copy"
    index_url_name = ""
    edit_url_name = ""
    most = 100

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": gettext("Questions")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = alike_in_bank(Question.objects.all())
        shown = groups[: self.most]
        return {
            **super().get_context_data(**kwargs),
            "count": len(groups),
            "more": len(groups) - len(shown),
            "groups": [
                {
                    "same_options": group.same_options,
                    "questions": [
                        {
                            "question": each,
                            "kind": kind_label(each.kind),
                            "words": body_in_words(each.kind, each.body),
                            "edit_url": reverse(self.edit_url_name, args=[each.pk]),
                        }
                        for each in group.questions
                    ],
                }
                for group in shown
            ],
        }


def _told(one: QuestionVersion, other: QuestionVersion) -> list[tuple[str, str, str]]:
    """What a version says, part by part, in words: label, before, after."""

    def words(version: QuestionVersion) -> list[str]:
        return [
            body_in_words(version.kind, version.body),
            version.explanation,
            version.place,
            f"{version.points.normalize():f}".replace(".", ","),
            str(Level(version.level).label) if version.level else "",
            "\n".join(_citation(each) for each in version.citations),
        ]

    labels = [
        gettext("Question and answers"),
        gettext("Explanation"),
        gettext("Place in the source"),
        gettext("Points"),
        gettext("Level"),
        gettext("Citations"),
    ]
    return list(zip(labels, words(one), words(other), strict=True))


def _citation(entry: dict[str, Any]) -> str:
    parts = [
        entry.get("number"),
        entry.get("provision"),
        entry.get("article"),
        entry.get("clause"),
        entry.get("point"),
    ]
    return ", ".join(str(part) for part in parts if part)
