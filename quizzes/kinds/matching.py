"""Matching: for each line on the left, the one on the right that belongs to it.

A response is `{"pairs": {left id: right id}}`, in the author's order; lines without a choice are left out. One right
side may be chosen for several lines, and some right sides may belong to none.
"""

from __future__ import annotations

import random
from decimal import Decimal
from string import ascii_uppercase
from typing import Any, Literal

from django.utils.translation import gettext, pgettext_lazy
from pydantic import ValidationInfo, field_validator

from quizzes import grading
from quizzes.kinds.base import (
    Dealt,
    FormData,
    Kind,
    Response,
    no_such_choice,
    not_answered,
    single_value,
)
from quizzes.kinds.body import Body, Unsound
from quizzes.kinds.options import Option, feedback_on, in_order, order, shown, sound_options


class MatchingBody(Body):
    """`left`, `right`, `correct` (left id -> right id), `scoring`: a share for each pair, or all or nothing."""

    left: tuple[Option, ...]
    right: tuple[Option, ...]
    correct: dict[str, str]
    scoring: Literal["per_pair", "all_or_nothing"] = "per_pair"

    @field_validator("left", "right")
    @classmethod
    def _sound(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        # The letters of the right side end at Z.
        return sound_options(options, least=2, most=len(ascii_uppercase))

    @field_validator("correct")
    @classmethod
    def _pairs_fit(cls, correct: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        left, right = info.data.get("left"), info.data.get("right")
        if left is None or right is None:
            return correct
        left_ids = [option.id for option in left]
        right_ids = {option.id for option in right}
        for each in left_ids:
            if each not in correct:
                raise Unsound(gettext("The line “%(id)s” has no pair.") % {"id": each})
        for one, other in correct.items():
            if one not in left_ids:
                raise Unsound(gettext("“%(id)s” is not on the left side.") % {"id": one})
            if other not in right_ids:
                raise Unsound(gettext("“%(id)s” is not on the right side.") % {"id": other})
        return {each: correct[each] for each in left_ids}


class Matching(Kind[MatchingBody]):
    """Dealt: `{"right": [ids in order]}`. The letters A, B, C … follow that order."""

    name = "matching"
    label = pgettext_lazy("kind of question", "Matching")
    Body = MatchingBody

    def deal(self, body: MatchingBody, rng: random.Random) -> Dealt:
        return {"right": order(body.right, rng)}

    def clean(self, body: MatchingBody, data: FormData, name: str) -> Response | None:
        right_ids = {option.id for option in body.right}
        pairs = {}
        for option in body.left:
            chosen = single_value(data, f"{name}-{option.id}")
            if chosen and chosen not in right_ids:
                raise no_such_choice()
            if chosen:
                pairs[option.id] = chosen
        return {"pairs": pairs} if pairs else None

    def mark(self, body: MatchingBody, response: Response | None) -> Decimal:
        pairs = _pairs(response)
        right = sum(pairs.get(one) == other for one, other in body.correct.items())
        if body.scoring == "all_or_nothing":
            return grading.share_of(int(right == len(body.correct)), 1)
        return grading.share_of(right, len(body.correct))

    def is_complete(self, body: MatchingBody, response: Response | None) -> bool:
        pairs = _pairs(response)
        return all(option.id in pairs for option in body.left)

    def right_response(self, body: MatchingBody) -> Response:
        return {"pairs": dict(body.correct)}

    def tell(self, body: MatchingBody, response: Response | None) -> str:
        told = [words for _key, words in self.choices_of(body, response)]
        return "; ".join(told) if told else not_answered()

    def choices_of(self, body: MatchingBody, response: Response | None) -> list[tuple[str, str]]:
        pairs = _pairs(response)
        texts = {option.id: option.text for option in body.right}
        return [
            (
                f"{option.id}:{pairs[option.id]}",
                f"{option.text} → {texts.get(pairs[option.id], pairs[option.id])}",
            )
            for option in body.left
            if option.id in pairs
        ]

    def specific_feedback(self, body: MatchingBody, response: Response | None) -> list[str]:
        return feedback_on(body.right, _pairs(response).values())

    def random_guess_share(self, body: MatchingBody) -> Decimal:
        """Each line gets any of the m entries on the right, each as likely: 1/m a pair, (1/m)^lines for all of them."""
        if body.scoring == "all_or_nothing":
            return grading.share_of(1, len(body.right) ** len(body.left))
        return grading.share_of(1, len(body.right))

    def _present(self, body: MatchingBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        pairs = _pairs(response)
        right = [
            {**shown(option), "letter": letter}
            for letter, option in zip(ascii_uppercase, in_order(body.right, dealt["right"]), strict=False)
        ]
        letters = [row["letter"] for row in right]
        return {
            "hint": gettext("Read the list %(letters)s. Then choose one letter for each line.")
            % {"letters": ", ".join(letters)},
            "placeholder": gettext("Choose %(letters)s or %(last)s")
            % {"letters": ", ".join(letters[:-1]), "last": letters[-1]},
            "left": [{**shown(option), "chosen": pairs.get(option.id, "")} for option in body.left],
            "right_side": right,
        }

    def _review(self, body: MatchingBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        pairs = _pairs(response)
        texts = {option.id: option.text for option in body.right}
        return {
            "rows": [
                {
                    **shown(option),
                    "chosen": texts.get(pairs.get(option.id, "")) or not_answered(),
                    "right": texts[body.correct[option.id]],
                    "is_right": pairs.get(option.id) == body.correct[option.id],
                }
                for option in body.left
            ]
        }


def _pairs(response: Response | None) -> dict[str, str]:
    return response["pairs"] if response else {}
