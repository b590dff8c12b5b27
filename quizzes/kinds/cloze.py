"""Cloze: a text with gaps to fill in. Its stem holds a mark `[[id]]` for each gap.

Lines before the first gap are what is asked; without any, a sentence of ours asks to fill in the gaps. A response is
`{"gaps": {"1": response of that gap's kind}}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from pydantic import ValidationInfo, field_validator

from quizzes.kinds.base import Dealt, Kind, Response
from quizzes.kinds.body import Body, Unsound, media_in
from quizzes.kinds.holding import Held, HoldingKind, sound_parts
from quizzes.kinds.numerical import Numerical
from quizzes.kinds.short_answer import ShortAnswer
from quizzes.kinds.single_choice import SingleChoice

MARK = re.compile(r"\[\[([A-Za-z0-9]{1,20})\]\]")


class Gap(Held):
    """One gap: a text, a number, or a choice from a list. Its body has no stem; pictures and hints belong to the whole."""

    kinds = {kind.name: kind for kind in (ShortAnswer(), Numerical(), SingleChoice())}

    @classmethod
    def read_body(cls, kind: Kind[Any], body: Mapping[str, Any]) -> Any:
        if "stem" in body:
            raise Unsound(gettext("A gap has no question of its own: the text around it asks."))
        read = kind.read({**body, "stem": "…"})
        if read.hints or any(True for _each in media_in(read)):
            raise Unsound(gettext("Hints, pictures and sounds belong to the whole text, not to a gap."))
        return read

    @classmethod
    def write_body(cls, kind: Kind[Any], body: Any) -> dict[str, Any]:
        return {key: value for key, value in kind.write(body).items() if key != "stem"}


class ClozeBody(Body):
    """`gaps`: as many as there are marks in the stem, each marked once."""

    gaps: tuple[Gap, ...]

    @field_validator("gaps")
    @classmethod
    def _fit_the_marks(cls, gaps: tuple[Gap, ...], info: ValidationInfo) -> tuple[Gap, ...]:
        sound_parts(gaps)
        if "stem" not in info.data:
            return gaps
        marks = MARK.findall(info.data["stem"])
        known = {gap.id for gap in gaps}
        for mark in marks:
            if mark not in known:
                raise Unsound(
                    gettext("The text has the mark [[%(id)s]], but no gap of this name.") % {"id": mark}
                )
            if marks.count(mark) > 1:
                raise Unsound(
                    gettext("The mark [[%(id)s]] stands in the text more than once.") % {"id": mark}
                )
        for gap in gaps:
            if gap.id not in marks:
                raise Unsound(gettext("The gap %(id)s has no mark [[%(id)s]] in the text.") % {"id": gap.id})
        return gaps


class Cloze(HoldingKind[ClozeBody]):
    name = "cloze"
    label = pgettext_lazy("kind of question", "Text with gaps")
    Body = ClozeBody
    field = "gaps"

    def parts(self, body: ClozeBody) -> tuple[Any, ...]:
        by_id = {gap.id: gap for gap in body.gaps}
        return tuple(by_id[each] for each in MARK.findall(body.stem))

    def label_of(self, number: int) -> str:
        return gettext("Gap %(number)d") % {"number": number}

    def stem_in_words(self, body: ClozeBody) -> str:
        """The text with a dotted line for each gap: "Trưởng thôn do (1) …… bầu"."""
        numbers = {each: number for number, each in enumerate(MARK.findall(body.stem), start=1)}
        return MARK.sub(lambda found: f"({numbers[found[1]]}) ……", body.stem)

    def _present(self, body: ClozeBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        asked, text = _asked_and_text(body.stem)
        given = response["gaps"] if response else {}
        drawn = {}
        for number, gap in enumerate(self.parts(body), start=1):
            inner = gap.asked.present(gap.body, dealt["gaps"][gap.id], given.get(gap.id))
            drawn[gap.id] = {
                **_as_drawn(inner),
                "id": gap.id,
                "number": number,
                "label": self.label_of(number),
            }
        return {
            "stem": asked or gettext("Fill in the gaps of this text."),
            "placeholder": pgettext("in a gap", "Choose"),
            "lines": [_pieces(line, drawn) for line in text.split("\n") if line.strip()],
            "hint": next((each["hint"] for each in drawn.values() if each["hint"]), ""),
            "unread": [each["unread"] for each in drawn.values() if each["unread"]],
        }

    def _review(self, body: ClozeBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        given = response["gaps"] if response else {}
        rows = []
        for number, gap in enumerate(self.parts(body), start=1):
            inner = gap.asked.review(gap.body, dealt["gaps"][gap.id], given.get(gap.id))
            kept = {key: inner[key] for key in ("chosen", "right", "share", "answered")}
            rows.append(
                {
                    **kept,
                    "id": gap.id,
                    "label": self.label_of(number),
                    "kind": gap.kind,
                    "is_right": inner["share"] == 1,
                }
            )
        return {"rows": rows}


def _asked_and_text(stem: str) -> tuple[str, str]:
    """The lines before the first gap, and the rest."""
    lines = stem.split("\n")
    first = next((place for place, line in enumerate(lines) if MARK.search(line)), 0)
    return "\n".join(lines[:first]).strip(), "\n".join(lines[first:])


def _as_drawn(inner: Mapping[str, Any]) -> dict[str, Any]:
    """What of a gap's own presentation stands in a line of text."""
    return {
        "kind": inner["kind"],
        "text": inner.get("text", ""),
        "limit": inner.get("limit", 0),
        "unit": inner.get("unit", ""),
        "rows": inner.get("rows", []),
        "is_set": any(row["chosen"] for row in inner.get("rows", [])),
        "unread": inner.get("unread", ""),
        "hint": inner.get("hint", "") if inner["kind"] == "short_answer" else "",
    }


def _pieces(line: str, drawn: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A line of the text as words and gaps in their order."""
    pieces: list[dict[str, Any]] = []
    for place, piece in enumerate(MARK.split(line)):
        if place % 2:
            pieces.append({"gap": drawn[piece]})
        elif piece:
            pieces.append({"words": piece})
    return pieces
