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
from quizzes.kinds.base import Dealt, FormData, Kind, Response, not_answered, written_text
from quizzes.kinds.body import Body, Part, Remark, Unsound, some_text
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


# Stands for any letters where wildcards are on.
STAR = "*"
# The star while signs are being stripped: no punctuation, and in no text that a person typed (a private character).
_HELD_STAR = "\uf8ff"


class FeedbackOnText(Part):
    """What to say to whoever wrote this text; `text` is compared as accepted answers are."""

    text: Words
    feedback: Remark


class ShortAnswerBody(Body):
    """`accepted`: the first is the one that is shown as right, the others are tolerated. `normalise`: see `normalised`.

    `label` names the field ("Hai chữ còn thiếu"); without one it is "Answer". `wildcards`: a `*` in an accepted answer
    stands for any letters, or none. `feedback`: the first that fits is told to whoever wrote it.
    """

    added = Body.added | {"wildcards", "feedback"}

    # Before `accepted`, whose check looks at it.
    wildcards: bool = False

    normalise: tuple[Step, ...] = USUAL_STEPS
    accepted: tuple[Words, ...]
    label: Annotated[str, AfterValidator(vietnamese.clean_line)] = ""
    feedback: tuple[FeedbackOnText, ...] = ()

    @field_validator("accepted")
    @classmethod
    def _can_be_told_apart(cls, accepted: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not accepted:
            raise Unsound(gettext("At least one accepted answer is needed."))
        steps = info.data.get("normalise", ())
        for each in accepted:
            if not normalised(_without_stars(each) if info.data.get("wildcards") else each, steps):
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
        return grading.share_of(int(accepts(body, _text(response))), 1)

    def is_complete(self, body: ShortAnswerBody, response: Response | None) -> bool:
        return bool(_text(response))

    def right_response(self, body: ShortAnswerBody) -> Response:
        if not body.wildcards:
            return {"text": body.accepted[0]}
        plain = [each for each in body.accepted if STAR not in each]
        return {"text": plain[0] if plain else _without_stars(body.accepted[0])}

    def tell(self, body: ShortAnswerBody, response: Response | None) -> str:
        return _text(response) or not_answered()

    def choices_of(self, body: ShortAnswerBody, response: Response | None) -> list[tuple[str, str]]:
        compared = normalised(_text(response), body.normalise)
        return [(compared, compared)] if compared else []

    def specific_feedback(self, body: ShortAnswerBody, response: Response | None) -> list[str]:
        given = _text(response)
        fitting = [each.feedback for each in body.feedback if given and _fits(body, each.text, given)]
        return [each for each in fitting[:1] if each]

    def _present(self, body: ShortAnswerBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {
            "label": body.label or gettext("Answer"),
            "hint": gettext("With or without accents, both count.") if "marks" in body.normalise else "",
            "text": _text(response),
            "limit": MOST_CHARACTERS,
        }

    def _review(self, body: ShortAnswerBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {}


def accepts(body: ShortAnswerBody, text: str) -> bool:
    """Whether a text counts as right."""
    return any(_fits(body, each, text) for each in body.accepted)


def _fits(body: ShortAnswerBody, pattern: str, text: str) -> bool:
    given = normalised(text, body.normalise)
    if not body.wildcards or STAR not in pattern:
        return bool(given) and given == normalised(pattern, body.normalise)
    held = normalised(pattern.replace(STAR, _HELD_STAR), body.normalise)
    return bool(given) and _fits_pieces(_spaced(held).split(_HELD_STAR), _spaced(given))


def _spaced(text: str) -> str:
    """Each word between two spaces of its own, so that a star that stands alone may also stand for no word at all."""
    return "".join(word if word == _HELD_STAR else f" {word} " for word in text.split(" "))


def _fits_pieces(pieces: Sequence[str], text: str) -> bool:
    """Whether the text is these pieces in this order with anything between them. Takes one walk through the text."""
    first, *between, last = pieces
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _without_stars(text: str) -> str:
    return vietnamese.clean_line(text.replace(STAR, ""))


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
