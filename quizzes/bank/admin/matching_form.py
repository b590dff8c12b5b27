"""The form of a matching question: pairs in rows, and entries on the right that belong to no line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.file_fields import FileRow, initial_media, media_of, with_media
from quizzes.bank.admin.rows import Row, by_id, new_ids, rows_of
from vietnamese import api as vietnamese

ON_RIGHT = "right_media"


class RightRow(FileRow):
    """An entry of the list on the right."""

    folds = True
    folded: Sequence[str] = ("right_feedback",)

    right_id = forms.CharField(required=False, widget=forms.HiddenInput)
    right_feedback = forms.CharField(
        label=_("What is said to whoever chooses this on the right"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class PairRow(RightRow):
    """A line on the left and what belongs to it on the right."""

    places = {"media": _("On the left"), ON_RIGHT: _("On the right")}

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    left = forms.CharField(label=_("Left"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    right = forms.CharField(
        label=_("Belongs to it on the right"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExtraRightRow(RightRow):
    """Something on the right that belongs to no line."""

    places = {ON_RIGHT: ""}

    right = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class MatchingForm(BodyForm):
    """Two pairs may have the same right side: the same words on the right are one entry of the list.

    Its picture and what is said about it then stand in one of those rows, the first.
    """

    kind_name = "matching"
    template_name = "quizzes/bank/bodies/matching.html"
    row_lists = {"pairs": rows_of(PairRow, least=5), "extra": rows_of(ExtraRightRow, least=2, ordered=False)}

    scoring = forms.ChoiceField(
        label=_("How it is marked"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("per_pair", _("a share for each right pair")),
            ("all_or_nothing", _("all or nothing: every pair must be right")),
        ],
    )

    def initial_fields(self) -> dict[str, Any]:
        return {"scoring": self.stored.get("scoring", "per_pair")}

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        right = by_id(self.stored.get("right", []))
        pairs = self.stored.get("correct", {})
        used = set(pairs.values())
        told: set[str] = set()

        def of_right(key: str) -> dict[str, Any]:
            entry = right.get(key, {})
            shown = {"right_id": key, "right": entry.get("text", "")}
            if key in told:
                return shown
            told.add(key)
            beside = {"right_feedback": entry.get("feedback", "")}
            return {**shown, **beside, **initial_media(entry.get("media"), ON_RIGHT)}

        return {
            "pairs": [
                {
                    "id": each["id"],
                    "left": each["text"],
                    **initial_media(each.get("media")),
                    **of_right(pairs.get(each["id"], "")),
                }
                for each in self.stored.get("left", [])
            ],
            "extra": [of_right(key) for key in right if key not in used],
        }

    def compose(self) -> dict[str, Any]:
        pairs, extra = self.rows["pairs"].filled(), self.rows["extra"].filled()
        left_ids = self.ids_for(pairs, letter="L")
        left_before = by_id(self.stored.get("left", []))
        left = []
        for number, (each, row) in enumerate(zip(left_ids, pairs, strict=True)):
            self.place(("left", number), row, "left")
            self.place(("left", number, "media"), row, "media_alt")
            entry = {"pinned": False, **left_before.get(each, {}), "id": each, "text": row.given("left")}
            left.append(with_media(entry, media_of(row)))
        right, right_id_of = self._right_side([*pairs, *extra])
        return {
            "left": left,
            "right": right,
            "correct": {each: right_id_of[row.prefix] for each, row in zip(left_ids, pairs, strict=True)},
            "scoring": self.cleaned_data["scoring"] or "per_pair",
        }

    def _right_side(self, rows: list[Row]) -> tuple[list[dict[str, Any]], dict[Any, str]]:
        """The entries on the right, each once, those that are known in their old order; and the entry of each row."""
        before = by_id(self.stored.get("right", []))
        first: dict[str, Row] = {}
        for row in rows:
            first.setdefault(vietnamese.same_name_key(row.given("right")), row)
        # An id stays with the words that it had; where they changed, with the first row that carried it.
        ids: dict[str, str] = {}
        for kept_words in (True, False):
            for row in rows:
                key, own = vietnamese.same_name_key(row.given("right")), row.given("right_id")
                same = own in before and vietnamese.same_name_key(before[own]["text"]) == key
                if own in before and key not in ids and own not in ids.values() and (same or not kept_words):
                    ids[key] = own
        fresh = iter(new_ids(self.taken_ids, len(first) - len(ids), letter="R"))
        for key in first:
            if key not in ids:
                ids[key] = next(fresh)
        order = [each for each in before if each in ids.values()]
        order += [each for each in ids.values() if each not in before]
        keys = {each: key for key, each in ids.items()}
        entries = []
        for number, each in enumerate(order):
            alike = [row for row in rows if vietnamese.same_name_key(row.given("right")) == keys[each]]
            self.place(("right", number), alike[0], "right")
            entries.append(self._entry(number, {"pinned": False, **before.get(each, {}), "id": each}, alike))
        return entries, {row.prefix: ids[vietnamese.same_name_key(row.given("right"))] for row in rows}

    def _entry(self, number: int, entry: dict[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
        """An entry of the list: the words of its rows, and the picture and the remark of the one row that has them."""
        pictured = [row for row in rows if media_of(row, ON_RIGHT)]
        told = [row for row in rows if row.given("right_feedback")]
        for others, field in ((pictured[1:], f"{ON_RIGHT}_upload"), (told[1:], "right_feedback")):
            for row in others:
                row.add_error(
                    field, gettext("The same words on the right are one entry: write this in one row only.")
                )
        if pictured:
            self.place(("right", number, "media"), pictured[0], f"{ON_RIGHT}_alt")
        said = {"text": rows[0].given("right"), "feedback": told[0].given("right_feedback") if told else ""}
        return with_media({**entry, **said}, media_of(pictured[0], ON_RIGHT) if pictured else None)

    def _show(self, path: Any, sentence: str) -> None:
        super()._show(("pairs",) if path in {("left",), ("right",), ("correct",)} else path, sentence)
