"""Situation: a story, and several questions about it on one page. A response is `{"parts": {"a": response of that part}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext_lazy
from pydantic import field_validator

from quizzes.kinds.base import Dealt, Kind, Response
from quizzes.kinds.body import Body, Unsound
from quizzes.kinds.essay import Essay
from quizzes.kinds.holding import Held, HoldingKind, sound_parts
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numerical import Numerical
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.short_answer import ShortAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse

LONGEST_TITLE = 160


class SituationPart(Held):
    """One question about the story, of any kind that holds no others."""

    kinds = {
        kind.name: kind
        for kind in (
            SingleChoice(),
            MultipleChoice(),
            TrueFalse(),
            Matching(),
            Ordering(),
            ShortAnswer(),
            Numerical(),
            Essay(),
        )
    }

    @classmethod
    def read_body(cls, kind: Kind[Any], body: Mapping[str, Any]) -> Any:
        read = kind.read(body)
        if read.hints:
            raise Unsound(gettext("Hints belong to the whole situation, not to a part."))
        return read


class SituationBody(Body):
    """`stem` is the story, `parts` are asked in this order."""

    parts: tuple[SituationPart, ...]

    @field_validator("parts")
    @classmethod
    def _sound(cls, parts: tuple[SituationPart, ...]) -> tuple[SituationPart, ...]:
        return sound_parts(parts)


class Situation(HoldingKind[SituationBody]):
    """An essay among the parts waits for a person; until then there is no share."""

    name = "situation"
    label = pgettext_lazy("kind of question", "Situation with several questions")
    Body = SituationBody
    field = "parts"

    def parts(self, body: SituationBody) -> tuple[Any, ...]:
        return body.parts

    def label_of(self, number: int) -> str:
        return gettext("Part %(number)d") % {"number": number}

    def present_marked(self, body: SituationBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {
            **self.present(body, dealt, response),
            "parts": self._parts_shown(body, dealt, response, marked=True),
        }

    def _present(self, body: SituationBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {
            **_title_and_story(body.stem, len(body.parts)),
            "parts": self._parts_shown(body, dealt, response, marked=False),
        }

    def _parts_shown(
        self, body: SituationBody, dealt: Dealt, response: Response | None, *, marked: bool
    ) -> list[dict[str, Any]]:
        """Each part as its own kind presents it; `name` is what its fields add to the name of the whole."""
        shown = []
        for label, part, answer in self._with_answers(body, response):
            present = part.asked.present_marked if marked else part.asked.present
            drawn = present(part.body, dealt["parts"][part.id], answer)
            shown.append({**drawn, "id": part.id, "name": self.field_name("", part.id), "part_label": label})
        return shown

    def _review(self, body: SituationBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        parts = []
        for label, part, answer in self._with_answers(body, response):
            inner = part.asked.review(part.body, dealt["parts"][part.id], answer)
            parts.append({**inner, "id": part.id, "part_label": label, "points": part.points})
        right = [f"{each['part_label']}: {each['right']}" for each in parts if each["right"]]
        return {**_title_and_story(body.stem, len(parts)), "parts": parts, "right": "; ".join(right)}


def _title_and_story(stem: str, count: int) -> dict[str, str]:
    """A short first line is the title, which is read out at each part; a long story stands below a title of ours."""
    first, _break, rest = stem.partition("\n")
    if len(first) <= LONGEST_TITLE:
        return {"stem": first, "story": rest.strip()}
    asked = ngettext(
        "Read the situation, then answer the question.",
        "Read the situation, then answer the %(count)d questions.",
        count,
    )
    return {"stem": asked % {"count": count}, "story": stem}
