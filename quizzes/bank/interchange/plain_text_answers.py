"""Answers in one line, as the usual Vietnamese form and the spreadsheet write them: read and written. Pure.

nhân dân; dân                        texts that are accepted
12,5 ± 0,5; 13 (50%)                 numbers, how far an answer may lie off, the share that it earns
chọn: Cán bộ | *Người đứng đầu       a choice within a gap, the right one with a star
số: 2,5 ± 0,5 | đơn vị: năm          a number within a gap
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from quizzes.bank.interchange.wording import number_from, number_words, points_from
from quizzes.kinds.short_answer import USUAL_STEPS

_NUMBER = re.compile(
    r"(?P<value>[-−]?[\d., ]+?)\s*(?:(?:±|\+/-|\+-)\s*(?P<tolerance>[\d.,]+))?\s*(?:\((?P<share>[\d.,]+)\s*%\))?"
)
_POINTS_BEHIND = re.compile(r"\s*\((?P<points>[\d.,]+) điểm\)\s*$")
_CRITERION = re.compile(r"(?P<text>.*\S)\s*\((?P<points>\d+(?:[.,]\d+)?)\s*(?:đ|điểm)\)\s*", re.DOTALL)
NO_ACCENTS, EXACT_CASE, WITH_STAR = "không cần dấu", "phân biệt chữ hoa", "dấu * là chữ bất kỳ"


def split_words(words: str, sign: str) -> list[str]:
    """The pieces between signs; a sign behind a backslash belongs to its piece."""
    pieces = re.split(rf"(?<!\\){re.escape(sign)}", words)
    return [piece.replace(f"\\{sign}", sign).strip() for piece in pieces if piece.strip()]


def join_words(pieces: Iterable[str], sign: str) -> str:
    """The pieces with signs between them, so that `split_words` gives them back."""
    between = f"{sign} " if sign == ";" else f" {sign} "
    return between.join(piece.replace(sign, f"\\{sign}") for piece in pieces)


def numbers_from(words: str) -> list[dict[str, str]] | None:
    """The accepted numbers that a line writes; None where a part of it is no number."""
    accepted = []
    for piece in split_words(words, ";"):
        found = _NUMBER.fullmatch(piece)
        if found is None:
            return None
        value, tolerance = number_from(found["value"]), number_from(found["tolerance"] or "0")
        share = number_from(found["share"] or "100")
        if value is None or tolerance is None or share is None:
            return None
        accepted.append({"value": value, "tolerance": tolerance, "share": f"{Decimal(share) / 100:f}"})
    return accepted or None


def numbers_in_words(accepted: Sequence[Mapping[str, Any]]) -> str:
    """Accepted numbers in a line, from which `numbers_from` makes equal ones."""
    told = []
    for each in accepted:
        words = number_words(each["value"])
        if Decimal(each.get("tolerance", "0")):
            words += f" ± {number_words(each['tolerance'])}"
        if (share := Decimal(each.get("share", "1"))) != 1:
            words += f" ({number_words(share * 100)}%)"
        told.append(words)
    return "; ".join(told)


def compared_from(words: str) -> dict[str, Any]:
    """What a line says about comparing short answers: fields of their body."""
    said = {each.lower() for each in split_words(words, ";")}
    steps = [step for step in USUAL_STEPS if step != "casefold" or EXACT_CASE not in said]
    if NO_ACCENTS in said:
        steps.append("marks")
    fields: dict[str, Any] = {} if steps == list(USUAL_STEPS) else {"normalise": steps}
    return {**fields, "wildcards": True} if WITH_STAR in said else fields


def compared_in_words(body: Mapping[str, Any]) -> str:
    """What of a short answer's comparing is not as usual; what has no words here is left out."""
    steps = body.get("normalise", USUAL_STEPS)
    said = [NO_ACCENTS] if "marks" in steps else []
    said += [] if "casefold" in steps else [EXACT_CASE]
    said += [WITH_STAR] if body.get("wildcards") else []
    return "; ".join(said)


def criterion_from(words: str) -> dict[str, str]:
    """What a good answer holds and what it earns: "Nêu hai việc (3 điểm)"; 1 point where none are told."""
    found = _CRITERION.fullmatch(words)
    points = points_from(found["points"]) if found else None
    return {"criterion": found["text"] if found else words, "points": str(points) if points else "1"}


def gap_from(words: str) -> dict[str, Any]:
    """The kind, points and body of a gap that a line writes; without a sound body where it cannot be read."""
    behind = _POINTS_BEHIND.search(words)
    points = points_from(behind["points"]) if behind else None
    line = words[: behind.start()] if behind else words
    told: dict[str, Any] = {"points": f"{points:f}"} if points else {}
    label, colon, rest = line.partition(":")
    if colon and label.strip().lower() == "chọn":
        return {**told, "kind": "single_choice", "body": _choice_from(split_words(rest, "|"))}
    if colon and label.strip().lower() == "số":
        number, *more = split_words(rest, "|")
        body: dict[str, Any] = {"accepted": numbers_from(number) or []}
        for each in more:
            name, _colon, value = each.partition(":")
            if name.strip().lower() == "đơn vị":
                body["unit"] = value.strip()
        return {**told, "kind": "numerical", "body": body}
    accepted, *more = split_words(line, "|") or [""]
    compared = next((each.partition(":")[2] for each in more if each.lower().startswith("so khớp:")), "")
    body = {"accepted": split_words(accepted, ";"), **compared_from(compared)}
    return {**told, "kind": "short_answer", "body": body}


def gap_in_words(gap: Mapping[str, Any]) -> str:
    """A gap in a line, from which `gap_from` makes an equal one, as far as a line can say it."""
    body = gap["body"]
    if gap["kind"] == "single_choice":
        options = [
            f"{'*' if each['id'] == body['correct'] else ''}{each['text']}" for each in body["options"]
        ]
        words = f"chọn: {join_words(options, '|')}"
    elif gap["kind"] == "numerical":
        words = f"số: {numbers_in_words(body['accepted'])}"
        words += f" | đơn vị: {body['unit']}" if body.get("unit") else ""
    else:
        words = join_words([join_words(body["accepted"], ";")], "|")
        compared = compared_in_words(body)
        words += f" | so khớp: {compared}" if compared else ""
    points = Decimal(gap.get("points", "1"))
    return words if points == 1 else f"{words} ({number_words(points)} điểm)"


def _choice_from(pieces: Sequence[str]) -> dict[str, Any]:
    ids = "abcdefghijklmnopqrstuvwxyz"
    options = [
        {"id": letter, "text": piece.removeprefix("*").strip()}
        for letter, piece in zip(ids, pieces, strict=False)
    ]
    right = [letter for letter, piece in zip(ids, pieces, strict=False) if piece.startswith("*")]
    return {"options": options, "correct": right[0] if len(right) == 1 else ""}
