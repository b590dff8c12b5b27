"""The form of a question in which things are put in order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.file_fields import FeedbackOptionRow, initial_media, media_of, with_media
from quizzes.bank.admin.rows import by_id, rows_of


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
