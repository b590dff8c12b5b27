"""The forms of questions that are answered in words: a short answer, an essay."""

from typing import Any, get_args

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.rows import Row, rows_of
from quizzes.bank.words import STEPS
from quizzes.kinds.essay import MOST_UPLOADS
from quizzes.kinds.short_answer import USUAL_STEPS, Step
from vietnamese import api as vietnamese


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
