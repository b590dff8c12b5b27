"""The form of a question: what all kinds share, and the part of its kind."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from law import api as law
from quizzes.bank.admin.bodies import BodyForm, some_body_is_wrong
from quizzes.bank.admin.body_forms import FORMS, body_form_of, ids_in
from quizzes.bank.admin.fields import LinesField, SourcesField
from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.search import free_question_uid, words_of_question
from quizzes.bank.uses import lessons_that_ask
from quizzes.bank.words import body_in_words
from vietnamese import api as vietnamese

KIND_NAMES = tuple(form.kind_name for form in FORMS)


class DocumentSelect(forms.Select):
    """Documents of the register; those that nobody has verified carry their mark."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        document = getattr(value, "instance", None)
        if document is not None:
            label = f"{document}: {document.title}"[:140] if document.title else str(document)
            if not document.is_verified:
                label = gettext("%(document)s (awaiting legal review)") % {"document": label}
        return super().create_option(name, value, label, *args, **kwargs)


class QuestionForm(WagtailAdminModelForm):
    """The kind is chosen when a question is begun and never changes. `body_form` is the part of the kind."""

    points = vietnamese.DecimalCommaField(
        label=_("Points"), min_value=0, max_digits=6, decimal_places=2, initial=1
    )
    review_reasons = LinesField(
        label=_("Why it awaits legal review"), required=False, help_text=_("One reason a line.")
    )
    advice_sources = SourcesField(
        label=_("Sources of advice"),
        required=False,
        help_text=_("One a line: who published it | what it says."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and self.data.get("kind") in KIND_NAMES:
            self.instance.kind = self.data["kind"]
        self.body_form: BodyForm = body_form_of(self.instance.kind or KIND_NAMES[0])(
            self.data if self.is_bound else None,
            self.files if self.is_bound else None,
            stored=self.instance.body,
            taken_ids=ids_of(self.instance),
            by=self.for_user,
        )
        uid = self.fields.get("uid")
        if uid is not None:
            uid.required = False
            if self.instance.pk:
                uid.disabled = True
        if "citations" in self.formsets:
            self._keep_to_citable()

    def _keep_to_citable(self) -> None:
        formset = self.formsets["citations"]
        documents = law.LegalDocument.objects.order_by("kind", "number")
        provisions = law.Provision.objects.select_related("document").order_by("document__number", "order")
        for form in [*formset.forms, formset.empty_form]:
            form.fields["document"].queryset = documents
            form.fields["provision"].queryset = provisions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.body_form.is_valid():
            self.add_error(None, some_body_is_wrong())
        if not cleaned.get("uid") and cleaned.get("topic"):
            cleaned["uid"] = self.instance.uid or free_question_uid(cleaned["topic"])
        self._refuse_to_take_from_lessons(cleaned)
        self._refuse_unsound_citations()
        return cleaned

    def _refuse_to_take_from_lessons(self, cleaned: dict[str, Any]) -> None:
        """A question that a lesson asks stays out of graded tests for as long as the lesson asks it."""
        if self.instance.pk and "practice_only" in self.fields and not cleaned.get("practice_only"):
            lessons = lessons_that_ask(self.instance)
            if lessons:
                self.add_error(
                    "practice_only",
                    gettext("It is asked in a self-check: %(lessons)s. Take it out of the lesson first.")
                    % {"lessons": ", ".join(f"“{lesson}”" for lesson in lessons)},
                )

    def _refuse_unsound_citations(self) -> None:
        if "citations" not in self.formsets:
            return
        for form in self.formsets["citations"].forms:
            if not form.is_valid() or form.cleaned_data.get("DELETE"):
                continue
            document, provision = form.cleaned_data.get("document"), form.cleaned_data.get("provision")
            if document is not None and not document.can_be_cited:
                form.add_error(
                    "document",
                    gettext("The register knows no number for this document, so it cannot be cited."),
                )
            if document is not None and provision is not None and provision.document_id != document.pk:
                form.add_error("provision", gettext("This section belongs to another document."))

    def _post_clean(self) -> None:
        if self.body_form.written:
            self.instance.body = self.body_form.written
            self.instance.stem = self.body_form.written["stem"]
        for field in ("explanation", "place"):
            if field in self.cleaned_data:
                self.cleaned_data[field] = vietnamese.clean_text(self.cleaned_data[field])
        super()._post_clean()
        self.instance.search_folded = words_of_question(self.instance)

    def is_multipart(self) -> bool:
        return super().is_multipart() or self.body_form.is_multipart()

    def has_changed(self) -> bool:
        return super().has_changed() or self.body_form.has_changed()

    @property
    def media(self) -> forms.Media:
        return super().media + self.body_form.media


def ids_of(question: Question) -> set[str]:
    """Every id that this question has or had: what a learner once chose must never come to mean something else."""
    taken = ids_in(question.body)
    if question.pk:
        for body in QuestionVersion.objects.filter(question=question.pk).values_list("body", flat=True):
            taken |= ids_in(body)
    return taken


class BodyComparison(TextFieldComparison):
    """The question and its answers in words, so that two revisions can be read side by side."""

    def __init__(self, one: Question, other: Question) -> None:
        self.field = models.TextField(verbose_name=_("question and answers"))
        self.val_a = body_in_words(one.kind, one.body)
        self.val_b = body_in_words(other.kind, other.body)


class BodyPanel(Panel):
    """The fields and rows of the question's kind."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/bank/body_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["body_form"] = self.form.body_form
            return context

        def get_comparison(self) -> Iterable[Any]:
            return [partial(BodyComparison)]


def question_panels() -> ObjectList:
    """What authors see, in the order in which they write it."""
    return ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("topic", widget=TopicSelect), FieldPanel("level")]),
                    FieldRowPanel(
                        [
                            FieldPanel(
                                "uid",
                                help_text=_("Left empty, it is made from the topic. It never changes later."),
                            ),
                            FieldPanel("points"),
                        ]
                    ),
                    FieldPanel("tags"),
                ],
                heading=_("Where it belongs"),
            ),
            BodyPanel(heading=_("Question and answers")),
            MultiFieldPanel(
                [FieldPanel("explanation"), FieldPanel("place")],
                heading=_("Explanation"),
                help_text=_(
                    "Shown with the result. Say the words of an option, never its letter or place: options are shuffled."
                ),
            ),
            InlinePanel(
                "citations",
                panels=[
                    FieldPanel("document", widget=DocumentSelect),
                    FieldPanel("provision", widget=forms.Select),
                    FieldRowPanel([FieldPanel("article"), FieldPanel("clause"), FieldPanel("point")]),
                    FieldRowPanel([FieldPanel("read_on"), FieldPanel("evidence")]),
                    FieldPanel("paraphrase"),
                    FieldPanel("source"),
                ],
                heading=_("Citations"),
                label=_("citation"),
                help_text=_(
                    "A document that nobody has verified may be cited; it carries the mark “awaiting legal review” wherever it is shown."
                ),
            ),
            FieldPanel("practice_only"),
            MultiFieldPanel(
                [
                    FieldPanel("needs_legal_review"),
                    FieldPanel("review_reasons"),
                    FieldPanel("advice_sources"),
                ],
                heading=_("Legal review"),
            ),
        ],
        base_form_class=QuestionForm,
    )
