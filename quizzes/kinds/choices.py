"""What the kinds with options to tick have in common: how they are dealt, drawn and told."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext
from pydantic import field_validator

from quizzes.kinds.base import Dealt, Kind, Response, not_answered
from quizzes.kinds.body import Body
from quizzes.kinds.options import Option, feedback_on, in_order, order, shown, sound_options


class ChoiceBody(Body):
    """A stem and options in the author's order."""

    options: tuple[Option, ...]
    shuffle_options: bool = True

    @field_validator("options")
    @classmethod
    def _sound(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        return sound_options(options)


AnyChoiceBody = TypeVar("AnyChoiceBody", bound=ChoiceBody)


class ChoiceKind(Kind[AnyChoiceBody]):
    """A kind that is answered by ticking options. Dealt: `{"options": [ids in order]}`."""

    input_type: str

    @abstractmethod
    def chosen_ids(self, response: Response | None) -> Sequence[str]:
        """The ids that a response ticks."""

    @abstractmethod
    def right_ids(self, body: AnyChoiceBody) -> Sequence[str]:
        """The ids that should be ticked."""

    @abstractmethod
    def hint(self, body: AnyChoiceBody) -> str:
        """How to answer; empty when the stem says it."""

    def deal(self, body: AnyChoiceBody, rng: random.Random) -> Dealt:
        return {"options": order(body.options, rng, shuffle=body.shuffle_options)}

    def is_complete(self, body: AnyChoiceBody, response: Response | None) -> bool:
        return bool(self.chosen_ids(response))

    def tell(self, body: AnyChoiceBody, response: Response | None) -> str:
        texts = {option.id: option.text for option in body.options}
        chosen = [texts.get(each, each) for each in self.chosen_ids(response)]
        return "; ".join(chosen) if chosen else not_answered()

    def choices_of(self, body: AnyChoiceBody, response: Response | None) -> list[tuple[str, str]]:
        texts = {option.id: option.text for option in body.options}
        return [(each, texts.get(each, each)) for each in self.chosen_ids(response)]

    def specific_feedback(self, body: AnyChoiceBody, response: Response | None) -> list[str]:
        return feedback_on(body.options, self.chosen_ids(response))

    def present_marked(self, body: AnyChoiceBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        marked = self.present(body, dealt, response)
        right = set(self.right_ids(body))
        for row in marked["rows"]:
            row["right"] = row["id"] in right
            row["mark"] = _mark_in_words(right=row["right"], chosen=row["chosen"])
        return marked

    def _present(self, body: AnyChoiceBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        chosen = set(self.chosen_ids(response))
        return {
            "hint": self.hint(body),
            "input_type": self.input_type,
            "rows": [
                {**shown(option), "chosen": option.id in chosen}
                for option in in_order(body.options, dealt["options"])
            ],
        }

    def _review(self, body: AnyChoiceBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        chosen, right = set(self.chosen_ids(response)), set(self.right_ids(body))
        return {
            "rows": [
                {**shown(option), "chosen": option.id in chosen, "right": option.id in right}
                for option in in_order(body.options, dealt["options"])
            ]
        }


def _mark_in_words(*, right: bool, chosen: bool) -> str:
    if right:
        return gettext("Right, chosen") if chosen else gettext("Right answer")
    return gettext("Chosen") if chosen else ""
