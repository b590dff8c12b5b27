"""Ordering: things to be put in their right order, by giving each its number.

A response is `{"places": {item id: number from 1}}`, in the author's order of items; items without a number are left
out. A number given twice is kept as it was sent, for the learner may still be moving things about; items that share one
have no place and earn nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from math import factorial
from typing import Any, Literal

from django.utils.translation import gettext, pgettext, pgettext_lazy
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
from quizzes.kinds.options import Option, feedback_on, in_order, shown, sound_options


class OrderingBody(Body):
    """`items`, `correct` (all their ids in the right order), `scoring`.

    `adjacent_pairs`: a share for each two neighbours of the right order that were put next to each other in that order.
    """

    items: tuple[Option, ...]
    correct: tuple[str, ...]
    scoring: Literal["all_or_nothing", "adjacent_pairs"] = "all_or_nothing"

    @field_validator("items")
    @classmethod
    def _sound(cls, items: tuple[Option, ...]) -> tuple[Option, ...]:
        return sound_options(items)

    @field_validator("correct")
    @classmethod
    def _holds_each_once(cls, correct: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        items = info.data.get("items")
        if items is not None and sorted(correct) != sorted(item.id for item in items):
            raise Unsound(gettext("The right order must hold each line exactly once."))
        return correct


class Ordering(Kind[OrderingBody]):
    """Dealt: `{"items": [ids in the order shown]}`, which is never the right one."""

    name = "ordering"
    label = pgettext_lazy("kind of question", "Ordering")
    Body = OrderingBody

    def deal(self, body: OrderingBody, rng: random.Random) -> Dealt:
        ids = list(body.correct)
        while tuple(ids) == body.correct:
            # Drawn and not shuffled: also where a quiz leaves options in their order, these are not put in the right one.
            ids = rng.sample(body.correct, len(body.correct))
        return {"items": ids}

    def clean(self, body: OrderingBody, data: FormData, name: str) -> Response | None:
        numbers = {str(number): number for number in range(1, len(body.items) + 1)}
        places = {}
        for item in body.items:
            chosen = single_value(data, f"{name}-{item.id}")
            if chosen and chosen not in numbers:
                raise no_such_choice()
            if chosen:
                places[item.id] = numbers[chosen]
        return {"places": places} if places else None

    def mark(self, body: OrderingBody, response: Response | None) -> Decimal:
        places = _settled(_places(response))
        if body.scoring == "all_or_nothing":
            return grading.share_of(int(places == self.right_response(body)["places"]), 1)
        kept = sum(
            first in places and second in places and places[second] == places[first] + 1
            for first, second in pairwise(body.correct)
        )
        return grading.share_of(kept, len(body.correct) - 1)

    def is_complete(self, body: OrderingBody, response: Response | None) -> bool:
        places = _settled(_places(response))
        return all(item.id in places for item in body.items)

    def right_response(self, body: OrderingBody) -> Response:
        return {"places": {item.id: body.correct.index(item.id) + 1 for item in body.items}}

    def tell(self, body: OrderingBody, response: Response | None) -> str:
        told = [words for _key, words in self.choices_of(body, response)]
        return "; ".join(told) if told else not_answered()

    def choices_of(self, body: OrderingBody, response: Response | None) -> list[tuple[str, str]]:
        texts = {item.id: item.text for item in body.items}
        placed = sorted(_places(response).items(), key=lambda pair: pair[1])
        return [(f"{each}:{number}", f"{number}. {texts.get(each, each)}") for each, number in placed]

    def specific_feedback(self, body: OrderingBody, response: Response | None) -> list[str]:
        """What is said of the lines that were put in another place than their right one."""
        right = self.right_response(body)["places"]
        wrong = [each for each, place in _settled(_places(response)).items() if place != right.get(each)]
        return feedback_on(body.items, wrong)

    def random_guess_share(self, body: OrderingBody) -> Decimal:
        """Any of the n! orders, each as likely: 1/n! for the whole; in shares 1/n, for each of the n - 1 pairs of neighbours
        stands together in (n - 1)! of them.
        """
        count = len(body.items)
        return grading.share_of(1, factorial(count) if body.scoring == "all_or_nothing" else count)

    def _present(self, body: OrderingBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        places = _places(response)
        twice = [str(number) for number, times in sorted(Counter(places.values()).items()) if times > 1]
        return {
            "hint": gettext("Choose a number for each line: 1 comes first, %(last)d comes last.")
            % {"last": len(body.items)},
            "placeholder": pgettext("place in an order", "No."),
            "numbers": list(range(1, len(body.items) + 1)),
            "rows": [
                {**shown(item), "chosen": places.get(item.id, "")}
                for item in in_order(body.items, dealt["items"])
            ],
            "twice": gettext("The number %(numbers)s is on more than one line.")
            % {"numbers": ", ".join(twice)}
            if twice
            else "",
        }

    def _review(self, body: OrderingBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        texts = {item.id: item.text for item in body.items}
        places = _places(response)
        return {
            "chosen_rows": [{"number": number, "text": text} for number, text in self._told(body, response)],
            "rows": [
                {
                    "number": number,
                    "id": each,
                    "text": texts[each],
                    "chosen": places.get(each, ""),
                    "is_right": places.get(each) == number,
                }
                for number, each in enumerate(body.correct, start=1)
            ],
        }

    def _told(self, body: OrderingBody, response: Response | None) -> list[tuple[int, str]]:
        texts = {item.id: item.text for item in body.items}
        placed = sorted(_places(response).items(), key=lambda pair: pair[1])
        return [(number, texts.get(each, each)) for each, number in placed]


def _places(response: Response | None) -> dict[str, int]:
    return response["places"] if response else {}


def _settled(places: dict[str, int]) -> dict[str, int]:
    times = Counter(places.values())
    return {each: number for each, number in places.items() if times[number] == 1}
