"""What stands between the braces of a GIFT question: of which kind it is, what is right, what is said to whom."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext

from quizzes.bank.interchange.scoring import (
    NoneRight,
    Scored,
    Weighted,
    judged,
    ordered,
    paired,
    plain_number,
    read_number,
    read_percent,
    scored_choice,
    scored_words,
)

SIGNS = re.compile("([~=])")
TRUE, FALSE = ("T", "TRUE"), ("F", "FALSE")
PAIR = "->"
# How Moodle's ordering questions name what earns a part for each two neighbours; others come near it or not.
BY_NEIGHBOURS = {"RELATIVE_NEXT_EXCLUDE_LAST"}
WHOLE = {"ALL_OR_NOTHING"}
PERCENT = Decimal(100)


class UnreadAnswers(ValueError):
    """The answers of a question are not as GIFT has them. Says why."""


class TextReader(Protocol):
    """Turns a text of the file into plain text."""

    def text(self, raw: str) -> str: ...


def answers_in(inside: str, texts: TextReader) -> Scored:
    """The kind and the answers' part of the body. Refuses with `UnreadAnswers`."""
    try:
        return _answers(inside, texts)
    except NoneRight as error:
        raise UnreadAnswers(str(error)) from error


def _answers(inside: str, texts: TextReader) -> Scored:
    if not inside:
        return Scored("essay", {})
    if inside.startswith("#"):
        return _numbers(inside[1:], texts)
    if inside.startswith(">"):
        return _ordering(inside[1:], texts)
    if "~" in inside:
        return _choice(inside, texts)
    if "=" in inside and PAIR in inside:
        return _pairs(inside, texts)
    word, _sign, said = inside.partition("#")
    if word.strip().upper() in {*TRUE, *FALSE}:
        return _judgement(word.strip().upper() in TRUE, said, texts)
    return scored_words([_weighted(sign, raw, texts) for sign, raw in _cut(inside)])


def _cut(inside: str) -> list[tuple[str, str]]:
    """The answers with the sign that each begins with; what stands before the first sign is one without."""
    pieces = SIGNS.split(inside)
    cut = [("", pieces[0])] if pieces[0].strip() else []
    return cut + list(zip(pieces[1::2], pieces[2::2], strict=True))


def _weighted(sign: str, raw: str, texts: TextReader, *, plain: str = "100") -> Weighted:
    percent = Decimal(0) if sign == "~" else Decimal(plain)
    raw = raw.strip()
    if raw.startswith("%"):
        weight, closing, rest = raw[1:].partition("%")
        told = read_percent(weight)
        if closing and told is not None:
            percent, raw = told, rest
    text, _sign, feedback = raw.partition("#")
    return Weighted(texts.text(text), percent, texts.text(feedback))


def _choice(inside: str, texts: TextReader) -> Scored:
    cut = _cut(inside)
    options = [_weighted(sign, raw, texts, plain="100" if sign == "=" else "0") for sign, raw in cut]
    return scored_choice(options, single=any(sign == "=" for sign, _raw in cut))


def _pairs(inside: str, texts: TextReader) -> Scored:
    pairs = []
    for _sign, raw in _cut(inside):
        left, arrow, right = raw.partition(PAIR)
        if not arrow:
            raise UnreadAnswers(
                gettext("A pair is written “=left -> right”; “%(text)s” has no “->”.")
                % {"text": texts.text(raw)[:60]}
            )
        pairs.append(({"text": texts.text(left)}, {"text": texts.text(right)}))
    return paired(pairs)


def _judgement(correct: bool, said: str, texts: TextReader) -> Scored:
    """Feedback stands in the order wrong, right."""
    wrong, _sign, right = said.partition("#")
    told = {correct: texts.text(right), not correct: texts.text(wrong)}
    return judged(correct, if_true=told[True], if_false=told[False])


def _numbers(inside: str, texts: TextReader) -> Scored:
    right, sign, wrong = inside.partition("~")
    doubts = []
    if sign and texts.text(wrong.partition("#")[2]):
        doubts.append(gettext("What is said to any wrong number is not kept."))
    accepted = []
    for _sign, raw in _cut(right):
        weighted = _weighted("=", raw, texts)
        number = _number(weighted.text)
        if number is None:
            raise UnreadAnswers(gettext("“%(text)s” is not a number.") % {"text": weighted.text[:60]})
        entry: dict[str, Any] = {**number, "share": plain_number(weighted.percent / PERCENT)}
        if weighted.percent <= 0:
            doubts.append(gettext("“%(text)s” earns nothing and is left out.") % {"text": weighted.text})
            continue
        if weighted.feedback:
            entry["feedback"] = weighted.feedback
        accepted.append(entry)
    if not accepted:
        raise UnreadAnswers(gettext("There is no number after #."))
    return Scored("numerical", {"accepted": accepted}, tuple(doubts))


def _number(text: str) -> dict[str, str] | None:
    """A number with its tolerance: "3:0.5", "2.5..3.5" or "3"."""
    low, dots, high = text.partition("..")
    if dots:
        least, most = read_number(low), read_number(high)
        if least is None or most is None or most < least:
            return None
        middle = (least + most) / 2
        return {"value": plain_number(middle), "tolerance": plain_number(most - middle)}
    value, _sign, tolerance = text.partition(":")
    number, margin = read_number(value), read_number(tolerance or "0")
    if number is None or margin is None:
        return None
    return {"value": plain_number(number), "tolerance": plain_number(abs(margin))}


def _ordering(inside: str, texts: TextReader) -> Scored:
    """Moodle's ordering: a line of settings ("3 ALL VERTICAL ALL_OR_NOTHING …"), then a step a line."""
    settings, _break, steps = inside.partition("\n")
    words = set(settings.upper().split())
    doubts = []
    scoring = "all_or_nothing" if words & WHOLE else "adjacent_pairs"
    if not words & {*WHOLE, *BY_NEIGHBOURS}:
        doubts.append(
            gettext(
                "The steps were marked in another way; here each two neighbours in the right order earn a share."
            )
        )
    items = [{"text": text} for line in steps.split("\n") if (text := texts.text(line))]
    scored = ordered(items, scoring=scoring)
    return Scored(scored.kind, scored.body, tuple(doubts))
