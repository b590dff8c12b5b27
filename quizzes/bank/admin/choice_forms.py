"""The forms of questions with options to tick: one right one, several, true or false."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.file_fields import FeedbackOptionRow, initial_media, media_of, with_media
from quizzes.bank.admin.rows import Row, rows_of
from quizzes.kinds.true_false import TRUE_AND_FALSE


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
