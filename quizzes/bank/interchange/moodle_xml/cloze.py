"""The gaps of a text in Moodle's own grammar, in and out: "{1:SHORTANSWER:=Hà Nội#Đúng~%50%HN}"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import gcd
from typing import Any, Protocol

from django.utils.translation import gettext

from quizzes.bank.interchange.html_text import escaped
from quizzes.bank.interchange.scoring import (
    Scored,
    Weighted,
    percent_in_file,
    plain_number,
    read_number,
    read_percent,
    scored_choice,
    scored_words,
    weighted_options,
    weighted_words,
)
from quizzes.kinds.cloze import MARK
from quizzes.kinds.holding import MOST_PARTS

WORDS = {"SHORTANSWER", "SA", "MW"}
WORDS_BY_CASE = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBER = {"NUMERICAL", "NM"}
CHOICE = {
    "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS",
    "MULTICHOICE_HS", "MCHS",
}  # fmt: skip
SEVERAL = {
    "MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS",
}  # fmt: skip
KNOWN = WORDS | WORDS_BY_CASE | NUMBER | CHOICE | SEVERAL

START = re.compile(r"\{\s*+(\d{0,4}+)\s*+:\s*+([A-Z_]{2,20}+)\s*+:")
CLOSING = re.compile(r"\\.|\}", re.DOTALL)
SIGN = re.compile(r"\\(.)|([~#=%])", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
OWN_MARK = re.compile(r"\[\[")
PERCENT = Decimal(100)


class UnreadGap(ValueError):
    """A gap is not as Moodle writes one, or of a kind that gaps here cannot have. Says why."""


class TextReader(Protocol):
    """Turns a piece of the file's HTML into plain text."""

    def __call__(self, source: str) -> str: ...


@dataclass(frozen=True)
class GapFound:
    """One gap: what it weighs, and its kind with the answers' part of its body."""

    points: int
    scored: Scored


def read_gaps(source: str, text: TextReader) -> tuple[str, list[GapFound]]:
    """The HTML with a mark `[[1]]`, `[[2]]` … for each gap, and the gaps. Refuses with `UnreadGap`."""
    pieces: list[str] = []
    gaps: list[GapFound] = []
    at = 0
    for found, inside, end in _gaps(source):
        if len(gaps) == MOST_PARTS:
            raise UnreadGap(gettext("A text has at most %(limit)d gaps here.") % {"limit": MOST_PARTS})
        gaps.append(GapFound(int(found.group(1) or 1) or 1, _gap(found.group(2), inside, text)))
        pieces += [OWN_MARK.sub("[ [", source[at : found.start()]), f"[[{len(gaps)}]]"]
        at = end
    pieces.append(OWN_MARK.sub("[ [", source[at:]))
    return "".join(pieces), gaps


def write_gaps(stem_html: str, gaps: Mapping[str, Mapping[str, Any]]) -> str:
    """The HTML of a text in which each mark has become a gap in Moodle's grammar."""
    weights = _whole_weights({key: Decimal(str(gap.get("points", "1"))) for key, gap in gaps.items()})
    return MARK.sub(lambda found: _written(gaps[found.group(1)], weights[found.group(1)]), stem_html)


def _gaps(source: str) -> Iterator[tuple[re.Match[str], str, int]]:
    at = 0
    while found := START.search(source, at):
        if found.group(2) not in KNOWN:
            at = found.end()
            continue
        end = next((each for each in CLOSING.finditer(source, found.end()) if each.group() == "}"), None)
        if end is None:
            raise UnreadGap(gettext("A gap is opened with { and not closed with }."))
        yield found, source[found.end() : end.start()], end.end()
        at = end.end()


def _gap(name: str, inside: str, text: TextReader) -> Scored:
    if name in SEVERAL:
        raise UnreadGap(gettext("A gap in which several options are right cannot be asked here."))
    answers = [_weighted(raw, text) for raw in _parted(inside, "~")]
    if name in NUMBER:
        return _numbers(answers)
    if name in CHOICE:
        scored = scored_choice(answers, single=True)
        if scored.kind != "single_choice":
            raise UnreadGap(gettext("A gap in which several options are right cannot be asked here."))
        body = {**scored.body, "shuffle_options": name.endswith("S")}
        return Scored(scored.kind, body, scored.doubts)
    return scored_words(answers, exact_case=name in WORDS_BY_CASE)


def _weighted(raw: str, text: TextReader) -> Weighted:
    answer, *rest = _parted(raw, "#", most=1)
    answer = answer.strip()
    percent = Decimal(0)
    if answer.startswith("="):
        percent, answer = PERCENT, answer[1:]
    elif answer.startswith("%"):
        weight, _sign, answer = answer[1:].partition("%")
        percent = read_percent(weight) or Decimal(0)
    return Weighted(_shown(answer, text), percent, _shown(rest[0], text) if rest else "")


def _shown(raw: str, text: TextReader) -> str:
    return text(ESCAPED.sub(r"\1", raw.strip()))


def _parted(source: str, sign: str, *, most: int = 0) -> list[str]:
    """The text cut at each such sign that stands for no letter of it."""
    parts, start = [], 0
    for found in SIGN.finditer(source):
        if found.group(2) == sign:
            parts.append(source[start : found.start()])
            start = found.end()
            if most and len(parts) == most:
                break
    return [*parts, source[start:]]


def _numbers(answers: list[Weighted]) -> Scored:
    accepted, doubts = [], []
    for each in answers:
        value, _sign, tolerance = each.text.partition(":")
        number, margin = read_number(value), read_number(tolerance or "0")
        if each.percent <= 0:
            doubts.append(gettext("“%(text)s” earns nothing and is left out.") % {"text": each.text})
        elif number is None or margin is None:
            raise UnreadGap(gettext("“%(text)s” is not a number.") % {"text": each.text[:60]})
        else:
            entry = {"value": plain_number(number), "tolerance": plain_number(abs(margin))}
            entry |= {"share": plain_number(each.percent / PERCENT), "feedback": each.feedback}
            accepted.append(entry)
    return Scored("numerical", {"accepted": accepted}, tuple(doubts))


def _written(gap: Mapping[str, Any], weight: int) -> str:
    body, kind = gap["body"], gap["kind"]
    if kind == "numerical":
        name = "NUMERICAL"
        answers = [
            Weighted(
                f"{each['value']}:{each.get('tolerance', '0')}",
                Decimal(each.get("share", "1")) * PERCENT,
                each.get("feedback", ""),
            )
            for each in body["accepted"]
        ]
    elif kind == "single_choice":
        name = "MULTICHOICE_S" if body.get("shuffle_options", True) else "MULTICHOICE"
        answers = weighted_options(kind, body)
    else:
        name = "SHORTANSWER" if "casefold" in body.get("normalise", ["casefold"]) else "SHORTANSWER_C"
        answers = weighted_words(body)
    return f"{{{weight}:{name}:{'~'.join(map(_answer, answers))}}}"


def _answer(answer: Weighted) -> str:
    weight = (
        "=" if answer.percent == PERCENT else f"%{percent_in_file(answer.percent)}%" if answer.percent else ""
    )
    said = f"#{_out(answer.feedback)}" if answer.feedback else ""
    return f"{weight}{_out(answer.text)}{said}"


def _out(text: str) -> str:
    text = escaped(text.replace("\n", " "))
    for sign in "\\}#~/":
        text = text.replace(sign, f"\\{sign}")
    # At its beginning these would be a weight.
    return f"\\{text}" if text.startswith(("=", "%")) else text


def _whole_weights(points: Mapping[str, Decimal]) -> dict[str, int]:
    """Moodle's gaps weigh whole numbers: the smallest that stand to each other as the points do."""
    hundredths = {key: int(each * 100) for key, each in points.items()}
    common = gcd(*hundredths.values())
    return {key: each // common for key, each in hundredths.items()}
