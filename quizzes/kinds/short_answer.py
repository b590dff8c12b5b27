"""Short answer: a few words, compared with a list of accepted ones. A response is `{"text": …}`."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext, pgettext_lazy
from pydantic import AfterValidator, ValidationInfo, field_validator

from quizzes import grading
from quizzes.kinds.base import (
    Body,
    Dealt,
    FormData,
    Kind,
    Response,
    Unsound,
    not_answered,
    some_text,
    written_text,
)
from vietnamese import api as vietnamese

MOST_CHARACTERS = 200

Step = Literal["NFC", "tone_placement", "casefold", "collapse_spaces", "strip_punctuation", "marks"]
USUAL_STEPS: tuple[Step, ...] = (
    "NFC",
    "tone_placement",
    "casefold",
    "collapse_spaces",
    "strip_punctuation",
)
Words = Annotated[str, AfterValidator(some_text(MOST_CHARACTERS))]


class ShortAnswerBody(Body):
    """`accepted`: the first is the one that is shown as right, the others are tolerated. `normalise`: see `normalised`.

    `label` names the field ("Hai chữ còn thiếu"); without one it is "Answer".
    """

    normalise: tuple[Step, ...] = USUAL_STEPS
    accepted: tuple[Words, ...]
    label: Annotated[str, AfterValidator(vietnamese.clean_line)] = ""

    @field_validator("accepted")
    @classmethod
    def _can_be_told_apart(cls, accepted: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not accepted:
            raise Unsound(gettext("At least one accepted answer is needed."))
        steps = info.data.get("normalise", ())
        for each in accepted:
            if not normalised(each, steps):
                raise Unsound(
                    gettext("Nothing of “%(text)s” is left to compare, for punctuation is not looked at.")
                    % {"text": each}
                )
        return accepted


class ShortAnswer(Kind[ShortAnswerBody]):
    name = "short_answer"
    label = pgettext_lazy("kind of question", "Short answer")
    Body = ShortAnswerBody

    def deal(self, body: ShortAnswerBody, rng: random.Random) -> Dealt:
        return {}

    def clean(self, body: ShortAnswerBody, data: FormData, name: str) -> Response | None:
        text = written_text(data, name, limit=MOST_CHARACTERS, lines=False)
        return {"text": text} if text else None

    def mark(self, body: ShortAnswerBody, response: Response | None) -> Decimal:
        given = normalised(_text(response), body.normalise)
        accepted = {normalised(each, body.normalise) for each in body.accepted}
        return grading.share_of(int(given in accepted), 1)

    def is_complete(self, body: ShortAnswerBody, response: Response | None) -> bool:
        return bool(_text(response))

    def right_response(self, body: ShortAnswerBody) -> Response:
        return {"text": body.accepted[0]}

    def tell(self, body: ShortAnswerBody, response: Response | None) -> str:
        return _text(response) or not_answered()

    def _present(self, body: ShortAnswerBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {
            "label": body.label or gettext("Answer"),
            "hint": gettext("With or without accents, both count.") if "marks" in body.normalise else "",
            "text": _text(response),
            "limit": MOST_CHARACTERS,
        }

    def _review(self, body: ShortAnswerBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {}


def normalised(text: str, steps: Sequence[Step]) -> str:
    """What of a text is compared.

    NFC: one spelling in Unicode (always). tone_placement: "hoà" = "hòa". casefold: "Dân Vận" = "dân vận".
    collapse_spaces: any run of spaces is one. strip_punctuation: signs at the ends of words are left out, those inside
    stay ("30/4/2019", "1,5"), and so does the sign before a number. marks: accents do not matter, "gan dan" = "gần dân".
    """
    text = vietnamese.nfc(text)
    if "tone_placement" in steps:
        text = vietnamese.fold_tone_placement(text)
    if "casefold" in steps:
        text = vietnamese.nfc(text.casefold())
    if "strip_punctuation" in steps:
        text = " ".join(filter(None, (_strip_signs(word) for word in text.split(" "))))
    if "collapse_spaces" in steps:
        text = " ".join(text.split())
    if "marks" in steps:
        text = vietnamese.fold(text)
    return text


def _strip_signs(word: str) -> str:
    start, end = 0, len(word)
    while end > start and unicodedata.category(word[end - 1]).startswith("P"):
        end -= 1
    while start < end and unicodedata.category(word[start]).startswith("P"):
        if word[start] == "-" and word[start + 1].isdigit():
            break
        start += 1
    return word[start:end]


def _text(response: Response | None) -> str:
    return response["text"] if response else ""
