"""The form of a text with gaps: the text with its marks, and one block for each gap, its answers one a line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.fields import LinesField
from quizzes.bank.admin.number_form import comma, number_from
from quizzes.bank.admin.rows import Row, by_id, new_ids, rows_of
from quizzes.kinds.cloze import MARK
from quizzes.kinds.short_answer import USUAL_STEPS
from vietnamese import api as vietnamese

# Before the right line of a list to choose from.
RIGHT = "*"
PLUS_MINUS = "±"


class GapRow(Row):
    """One gap. What its answers mean depends on its kind: accepted texts, numbers with a difference, things to choose."""

    id = forms.CharField(
        label=_("Mark in the text"),
        required=False,
        max_length=20,
    )
    kind = forms.ChoiceField(
        label=_("What the learner does"),
        required=False,
        choices=[
            ("short_answer", _("writes words")),
            ("numerical", _("writes a number")),
            ("single_choice", _("chooses from a list")),
        ],
    )
    answers = LinesField(label=_("Answers, one a line"), required=False)
    points = forms.CharField(label=_("Weight"), required=False, max_length=10)
    marks = forms.BooleanField(label=_("Without accents counts too"), required=False)

    @property
    def is_filled(self) -> bool:
        """The kind is chosen from the start, so it says nothing."""
        return any(self.given(name) for name in ("id", "answers"))

    def clean_id(self) -> str:
        return str(self.cleaned_data["id"]).strip(" []")

    def clean_points(self) -> str:
        text = self.cleaned_data["points"]
        return number_from(text) if text else ""


class ClozeForm(BodyForm):
    kind_name = "cloze"
    template_name = "quizzes/bank/bodies/cloze.html"
    row_lists = {"gaps": rows_of(GapRow, least=3, ordered=False)}

    stem = forms.CharField(
        label=_("Text with gaps"),
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 4}),
        help_text=_(
            "Write [[1]], [[2]] … where the gaps are. Lines before the first gap are the task; without any, the learner is asked to fill in the gaps."
        ),
    )

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "gaps": [
                {
                    "id": gap["id"],
                    "kind": gap["kind"],
                    "points": comma(str(gap.get("points", "1"))),
                    "answers": _lines_of(gap),
                    "marks": "marks" in gap["body"].get("normalise", []),
                }
                for gap in self.stored.get("gaps", [])
            ]
        }

    def compose(self) -> dict[str, Any]:
        rows = self.rows["gaps"].filled()
        before = by_id(self.stored.get("gaps", []))
        named = {row.given("id") for row in rows}
        # A block without a name is the next mark that nobody has named.
        free = [mark for mark in MARK.findall(self.cleaned_data.get("stem", "")) if mark not in named]
        gaps = []
        for number, row in enumerate(rows):
            gap_id = row.given("id") or (free.pop(0) if free else "")
            self.place(("gaps", number), row, "answers")
            self.place(("gaps", number, "id"), row, "id")
            self.place(("gaps", number, "points"), row, "points")
            kind = row.given("kind") or "short_answer"
            old = before.get(gap_id, {})
            body = old.get("body", {}) if old.get("kind") == kind else {}
            try:
                made = _body_of(kind, row, body, self.taken_ids)
            except forms.ValidationError as error:
                row.add_error("answers", error)
                made = body
            gaps.append({"id": gap_id, "kind": kind, "points": row.given("points") or "1", "body": made})
        order = {mark: place for place, mark in enumerate(before)}
        return {"gaps": sorted(gaps, key=lambda gap: order.get(gap["id"], len(order)))}


def _lines_of(gap: Mapping[str, Any]) -> list[str]:
    body = gap["body"]
    if gap["kind"] == "single_choice":
        return [f"{RIGHT if each['id'] == body['correct'] else ''}{each['text']}" for each in body["options"]]
    if gap["kind"] == "numerical":
        return [_number_line(each) for each in body["accepted"]]
    return list(body["accepted"])


def _number_line(accepted: Mapping[str, Any]) -> str:
    value, tolerance = comma(accepted["value"]), accepted.get("tolerance", "0")
    return value if tolerance == "0" else f"{value} {PLUS_MINUS} {comma(tolerance)}"


def _body_of(kind: str, row: Row, before: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    lines: list[str] = row.given("answers") or []
    if kind == "numerical":
        return {**before, "accepted": _numbers(lines, before)}
    if kind == "single_choice":
        return {**before, **_choices(lines, before, taken)}
    steps = [*USUAL_STEPS, "marks"] if row.given("marks") else list(USUAL_STEPS)
    kept = before.get("normalise", [])
    return {**before, "accepted": lines, "normalise": kept if set(kept) == set(steps) else steps}


def _numbers(lines: list[str], before: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {(each["value"], each.get("tolerance", "0")): each for each in before.get("accepted", [])}
    made = []
    for line in lines:
        value, _sign, tolerance = (
            part.strip() for part in line.replace("+-", PLUS_MINUS).partition(PLUS_MINUS)
        )
        pair = (number_from(value), number_from(tolerance) if tolerance else "0")
        made.append(known.get(pair) or {"value": pair[0], "tolerance": pair[1]})
    return made


def _choices(lines: list[str], before: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    known = {vietnamese.same_name_key(each["text"]): each for each in before.get("options", [])}
    options: list[dict[str, Any]] = []
    right: list[str] = []
    used = {each["id"] for each in before.get("options", [])} | taken
    for line in lines:
        text = line.removeprefix(RIGHT).strip()
        old = known.get(vietnamese.same_name_key(text))
        made = {**old, "text": text} if old else {"id": new_ids(used, 1)[0], "text": text}
        used.add(made["id"])
        options.append(made)
        if line.startswith(RIGHT):
            right.append(made["id"])
    if len(right) != 1:
        raise forms.ValidationError(gettext("Put a star (*) before the one right line."))
    return {"options": options, "correct": right[0]}
