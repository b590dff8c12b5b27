"""Answers that were not accepted though they are nearly spelt like an accepted one: suggestions for the trainer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quizzes.kinds.short_answer import STAR, ShortAnswerBody, accepts, normalised
from vietnamese import api as vietnamese

# In shorter words one letter makes another word: "thôn", "thôi".
LEAST_LETTERS = 5


@dataclass(frozen=True)
class CloseSpelling:
    """A text that was given and not accepted, the accepted one that it is close to, and what parts them."""

    text: str
    accepted: str
    differs_by: Literal["marks", "one_edit"]


def close_spellings(body: ShortAnswerBody, given: Iterable[str]) -> list[CloseSpelling]:
    """Those of the given texts that the trainer may want to accept, each spelling once, in the order of the texts.

    Close is: the same but for accents; or one letter more, less, other, or swapped with its neighbour, in at least
    `LEAST_LETTERS` letters. Digits are never a slip. Patterns with a star are not compared.
    """
    found: dict[str, CloseSpelling] = {}
    for text in given:
        compared = normalised(text, body.normalise)
        if compared and compared not in found and not accepts(body, text):
            close = _closest(body, text, compared)
            if close is not None:
                found[compared] = close
    return list(found.values())


def _closest(body: ShortAnswerBody, text: str, compared: str) -> CloseSpelling | None:
    spelt = [each for each in body.accepted if not (body.wildcards and STAR in each)]
    for each in spelt:
        if vietnamese.fold(compared) == vietnamese.fold(normalised(each, body.normalise)):
            return CloseSpelling(text, each, "marks")
    for each in spelt:
        wanted = normalised(each, body.normalise)
        if sum(map(str.isalpha, wanted)) < LEAST_LETTERS or _digits(wanted) != _digits(compared):
            continue
        if one_edit_apart(wanted, compared):
            return CloseSpelling(text, each, "one_edit")
    return None


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out, replaced, or swapped with its neighbour makes the other (Damerau's four slips)."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    if len(rest) < len(others):
        return rest == others[1:]
    if len(rest) > len(others):
        return rest[1:] == others
    return rest[1:] == others[1:] or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
