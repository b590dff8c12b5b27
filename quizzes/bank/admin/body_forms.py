"""One form for each kind of question, written out in the order of the list of kinds."""

from collections.abc import Mapping
from typing import Any, get_args

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.cloze_form import ClozeForm
from quizzes.bank.admin.file_fields import (
    FeedbackOptionRow,
    initial_media,
    media_of,
    with_media,
)
from quizzes.bank.admin.matching_form import MatchingForm
from quizzes.bank.admin.number_form import NumericalForm
from quizzes.bank.admin.rows import Row, by_id, rows_of
from quizzes.bank.admin.situation_form import SituationForm
from quizzes.bank.words import STEPS
from quizzes.kinds.essay import MOST_UPLOADS
from quizzes.kinds.short_answer import USUAL_STEPS, Step
from quizzes.kinds.situation import SituationPart
from quizzes.kinds.true_false import TRUE_AND_FALSE
from vietnamese import api as vietnamese


class SingleChoiceRow(FeedbackOptionRow):
    pinned = forms.BooleanField(label=_("Stays last"), required=False)


class MultipleChoiceRow(SingleChoiceRow):
    right = forms.BooleanField(label=_("Right"), required=False)


class ChoiceForm(BodyForm):
    """What the kinds with written options share."""

    shuffle_options = forms.BooleanField(
        label=_("Shuffle the options"),
        required=False,
        help_text=_("Options marked “stays last” come after the others, in the order written here."),
    )

    def initial_fields(self) -> dict[str, Any]:
        return {"shuffle_options": self.stored.get("shuffle_options", True)}

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "options": [
                {**option, **initial_media(option.get("media")), "right": self.is_right(option["id"])}
                for option in self.stored.get("options", [])
            ]
        }

    def is_right(self, option_id: str) -> bool:
        raise NotImplementedError

    def options(self) -> tuple[list[Row], list[str], list[dict[str, Any]]]:
        """The rows, their ids, and the options that they make."""
        rows = self.rows["options"].filled()
        ids = self.ids_for(rows)
        for number, row in enumerate(rows):
            self.place(("options", number), row, "text")
            self.place(("options", number, "media"), row, "media_alt")
        made = [
            with_media(
                {
                    "id": each,
                    "text": row.given("text"),
                    "pinned": bool(row.given("pinned")),
                    "feedback": row.given("feedback"),
                },
                media_of(row),
            )
            for each, row in zip(ids, rows, strict=True)
        ]
        return rows, ids, made


class SingleChoiceForm(ChoiceForm):
    """The right option is a radio button: its value is the number of the row in the form, for new rows have no id yet."""

    kind_name = "single_choice"
    template_name = "quizzes/bank/bodies/single_choice.html"
    row_lists = {"options": rows_of(SingleChoiceRow, least=6)}

    correct = forms.CharField(label=_("Right option"), required=False, widget=forms.HiddenInput)

    def is_right(self, option_id: str) -> bool:
        return option_id == self.stored.get("correct")

    def initial_fields(self) -> dict[str, Any]:
        ids = [option["id"] for option in self.stored.get("options", [])]
        right = self.stored.get("correct")
        return {**super().initial_fields(), "correct": str(ids.index(right)) if right in ids else ""}

    def compose(self) -> dict[str, Any]:
        rows, ids, options = self.options()
        chosen = self.cleaned_data.get("correct", "")
        right = [
            each
            for each, row in zip(ids, rows, strict=True)
            if row.prefix == f"{self.prefix}-options-{chosen}"
        ]
        if not right:
            self.add_error("correct", gettext("Tick the one right option."))
        return {
            "options": options,
            "correct": right[0] if right else (ids[0] if ids else ""),
            "shuffle_options": self.cleaned_data["shuffle_options"],
        }


class MultipleChoiceForm(ChoiceForm):
    kind_name = "multiple_choice"
    template_name = "quizzes/bank/bodies/multiple_choice.html"
    row_lists = {"options": rows_of(MultipleChoiceRow, least=6)}

    scoring = forms.ChoiceField(
        label=_("How it is marked"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("all_or_nothing", _("all or nothing: exactly the right options must be ticked")),
            ("shares", _("in shares: each right option brings a share, each wrong one takes a share away")),
        ],
    )

    def is_right(self, option_id: str) -> bool:
        return option_id in self.stored.get("correct", [])

    def initial_fields(self) -> dict[str, Any]:
        return {**super().initial_fields(), "scoring": self.stored.get("scoring", "all_or_nothing")}

    def compose(self) -> dict[str, Any]:
        rows, ids, options = self.options()
        ticked = [each for each, row in zip(ids, rows, strict=True) if row.given("right")]
        before = [each for each in self.stored.get("correct", []) if each in ticked]
        return {
            "options": options,
            "correct": before + [each for each in ticked if each not in before],
            "scoring": self.cleaned_data["scoring"] or "all_or_nothing",
            "shuffle_options": self.cleaned_data["shuffle_options"],
        }

    def _show(self, path: Any, sentence: str) -> None:
        super()._show(("options",) if path[:1] == ("correct",) else path, sentence)


class TrueFalseForm(BodyForm):
    kind_name = "true_false"
    template_name = "quizzes/bank/bodies/true_false.html"

    correct = forms.ChoiceField(
        label=_("The statement is"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("true", pgettext_lazy("a statement", "true")),
            ("false", pgettext_lazy("a statement", "false")),
        ],
    )
    feedback_true = forms.CharField(
        label=_("What is said to whoever says “true”"), required=False, widget=AdminAutoHeightTextInput
    )
    feedback_false = forms.CharField(
        label=_("What is said to whoever says “false”"), required=False, widget=AdminAutoHeightTextInput
    )

    def initial_fields(self) -> dict[str, Any]:
        said = {each["id"]: each.get("feedback", "") for each in self.stored.get("options", [])}
        return {
            "correct": self.stored.get("correct", ""),
            **{f"feedback_{each}": said.get(each, "") for each in ("true", "false")},
        }

    def compose(self) -> dict[str, Any]:
        correct = self.cleaned_data["correct"]
        if not correct:
            self.add_error("correct", gettext("Say whether the statement is true or false."))
        options = self.stored.get("options") or [option.model_dump() for option in TRUE_AND_FALSE]
        said = [{**each, "feedback": self.cleaned_data.get(f"feedback_{each['id']}", "")} for each in options]
        return {"correct": correct or "true", "options": said}


class StepRow(FeedbackOptionRow):
    """One thing to be put in order."""

    feedback = forms.CharField(
        label=_("What is said to whoever puts it in a wrong place"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class OrderingForm(BodyForm):
    kind_name = "ordering"
    template_name = "quizzes/bank/bodies/ordering.html"
    row_lists = {"items": rows_of(StepRow, least=5)}

    scoring = forms.ChoiceField(
        label=_("How it is marked"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("all_or_nothing", _("all or nothing: the whole order must be right")),
            ("adjacent_pairs", _("in shares: for each two neighbours that stand in the right order")),
        ],
    )

    def initial_fields(self) -> dict[str, Any]:
        return {"scoring": self.stored.get("scoring", "all_or_nothing")}

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        items = by_id(self.stored.get("items", []))
        return {
            "items": [
                {**items[each], **initial_media(items[each].get("media"))}
                for each in self.stored.get("correct", [])
                if each in items
            ]
        }

    def compose(self) -> dict[str, Any]:
        rows = self.rows["items"].filled()
        ids = self.ids_for(rows, letter="S")
        before = by_id(self.stored.get("items", []))
        row_of = dict(zip(ids, rows, strict=True))
        # What was there keeps its place in the author's list; the right order is that of the rows.
        order = [each for each in before if each in row_of] + [each for each in ids if each not in before]
        items = []
        for number, each in enumerate(order):
            row = row_of[each]
            self.place(("items", number), row, "text")
            self.place(("items", number, "media"), row, "media_alt")
            entry = {
                "pinned": False,
                **before.get(each, {}),
                "id": each,
                "text": row.given("text"),
                "feedback": row.given("feedback"),
            }
            items.append(with_media(entry, media_of(row)))
        return {"items": items, "correct": ids, "scoring": self.cleaned_data["scoring"] or "all_or_nothing"}


class AcceptedRow(Row):
    text = forms.CharField(label=_("Text"), required=False, max_length=400)


class TextFeedbackRow(Row):
    text = forms.CharField(label=_("Whoever writes"), required=False, max_length=400)
    feedback = forms.CharField(
        label=_("is told"), required=False, widget=forms.Textarea(attrs={"rows": 1}), max_length=2000
    )


class ShortAnswerForm(BodyForm):
    kind_name = "short_answer"
    template_name = "quizzes/bank/bodies/short_answer.html"
    row_lists = {"accepted": rows_of(AcceptedRow, least=4), "feedback": rows_of(TextFeedbackRow, least=2)}

    wildcards = forms.BooleanField(
        label=_("A star (*) stands for any letters"),
        required=False,
        help_text=_("For instance “hòa giải*” also accepts “hòa giải viên”."),
    )

    label = forms.CharField(
        label=_("Name of the field"),
        required=False,
        max_length=100,
        help_text=_("For instance “Hai chữ còn thiếu”. Empty: “Answer”."),
    )
    normalise = forms.MultipleChoiceField(
        label=_("What does not matter when answers are compared"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(step, STEPS[step]) for step in get_args(Step)],
    )

    def initial_fields(self) -> dict[str, Any]:
        return {
            "label": self.stored.get("label", ""),
            "normalise": self.stored.get("normalise", USUAL_STEPS),
            "wildcards": self.stored.get("wildcards", False),
        }

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "accepted": [{"text": text} for text in self.stored.get("accepted", [])],
            "feedback": list(self.stored.get("feedback", [])),
        }

    def compose(self) -> dict[str, Any]:
        rows = self.rows["accepted"].filled()
        for number, row in enumerate(rows):
            self.place(("accepted", number), row, "text")
        said = self.rows["feedback"].filled()
        for number, row in enumerate(said):
            self.place(("feedback", number), row, "text")
        steps = ["NFC", *(step for step in self.cleaned_data["normalise"] if step != "NFC")]
        before = self.stored.get("normalise", [])
        return {
            "accepted": [row.given("text") for row in rows],
            "label": self.cleaned_data["label"],
            "normalise": before if set(before) == set(steps) else steps,
            "wildcards": self.cleaned_data["wildcards"],
            "feedback": [{"text": row.given("text"), "feedback": row.given("feedback")} for row in said],
        }


class CriterionRow(Row):
    criterion = forms.CharField(label=_("What a good answer holds"), required=False, max_length=2000)
    points = forms.CharField(label=_("Points"), required=False, max_length=10)

    def clean_points(self) -> str:
        text = self.cleaned_data["points"]
        try:
            return str(vietnamese.parse_decimal(text)) if text else ""
        except vietnamese.NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error


class EssayForm(BodyForm):
    kind_name = "essay"
    template_name = "quizzes/bank/bodies/essay.html"
    row_lists = {"rubric": rows_of(CriterionRow, least=4)}

    least_words = forms.IntegerField(label=_("Fewest words"), required=False, min_value=1, max_value=5000)
    most_words = forms.IntegerField(label=_("Most words"), required=False, min_value=1, max_value=5000)
    uploads = forms.IntegerField(
        label=_("Files that may be handed in"),
        required=False,
        min_value=0,
        max_value=MOST_UPLOADS,
        help_text=_("0 or empty: none. Pictures, PDF, Word, OpenDocument or plain text."),
    )
    model_answer = forms.CharField(
        label=_("Model answer"), required=False, widget=AdminAutoHeightTextInput(attrs={"rows": 4})
    )

    def initial_fields(self) -> dict[str, Any]:
        return {
            field: self.stored.get(field) or ""
            for field in ("model_answer", "least_words", "most_words", "uploads")
        }

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "rubric": [
                {**each, "points": str(each["points"]).replace(".", ",")}
                for each in self.stored.get("rubric", [])
            ]
        }

    def compose(self) -> dict[str, Any]:
        rows = self.rows["rubric"].filled()
        for number, row in enumerate(rows):
            self.place(("rubric", number), row, "criterion")
            self.place(("rubric", number, "points"), row, "points")
        body: dict[str, Any] = {
            "model_answer": self.cleaned_data["model_answer"],
            "rubric": [{"criterion": row.given("criterion"), "points": row.given("points")} for row in rows],
            "uploads": self.cleaned_data["uploads"] or 0,
        }
        return {**body, **{field: self.cleaned_data[field] for field in ("least_words", "most_words")}}


FORMS: tuple[type[BodyForm], ...] = (
    SingleChoiceForm,
    MultipleChoiceForm,
    TrueFalseForm,
    MatchingForm,
    OrderingForm,
    ShortAnswerForm,
    NumericalForm,
    ClozeForm,
    EssayForm,
    SituationForm,
)
SituationForm.part_forms = {form.kind_name: form for form in FORMS if form.kind_name in SituationPart.kinds}


def body_form_of(kind_name: str) -> type[BodyForm]:
    """The form for a kind. Refuses names that are none with KeyError."""
    return {form.kind_name: form for form in FORMS}[kind_name]


def ids_in(body: Mapping[str, Any]) -> set[str]:
    """The ids of everything in a body that can be chosen, placed or paired."""
    lists = [body.get(name) or [] for name in ("options", "left", "right", "items", "gaps", "parts")]
    entries = [each for some in lists for each in some if isinstance(each, dict) and "id" in each]
    inner = [ids_in(each["body"]) for each in entries if isinstance(each.get("body"), dict)]
    return {each["id"] for each in entries}.union(*inner)
