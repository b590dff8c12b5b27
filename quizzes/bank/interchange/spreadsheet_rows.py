"""How one row of our spreadsheet becomes a question, and a question one row. Pure.

What a row has no words for stands in the last column as JSON, laid over what the other columns say; so a trainer may change
those, and nothing is lost on the way out and in again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.citing import cited_from, cited_in_words
from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.losses import with_plain_ids
from quizzes.bank.interchange.plain_text_answers import (
    compared_from,
    criterion_from,
    join_words,
    numbers_from,
    numbers_in_words,
    split_words,
)
from quizzes.bank.interchange.plain_text_lines import letters_of
from quizzes.bank.interchange.plain_text_right import Unclear, told_letters
from quizzes.bank.interchange.spreadsheet_columns import MOST_LETTERS
from quizzes.bank.interchange.wording import (
    FALSE,
    KIND_WORDS,
    LEVEL_WORDS,
    TRUE,
    YES,
    kind_from,
    letter,
    level_from,
    number_words,
    plain,
    points_from,
    truth_from,
    yes_from,
)
from quizzes.kinds import UnsoundBody, kind_named
from vietnamese import api as vietnamese

Row = Mapping[str, str]
_ARROW = re.compile(r"\s*(?:→|=>|->|⇒)\s*")
_PLACES = re.compile(r"[1-9](?:\s*[,;]\s*[1-9])*")
NO_PARTNER = "(không có)"
# These hold other questions: a row has words for their text alone.
HOLDING = {"cloze", "situation"}
# In the last column: what stands behind this replaces a value instead of being laid over it.
INSTEAD = "="


def asked_in(row: Row, number: int) -> tuple[str, dict[str, Any], list[str]]:
    """The kind and body that a row asks, and sentences about what is doubtful. Refuses with `Unclear`."""
    doubts: list[str] = []
    letters = [letter(at) for at in range(MOST_LETTERS) if row.get(letter(at), "").strip()]
    row = {**row, "answer": _in_letters(row, letters)}
    kind = _kind(row, letters, number, doubts)
    body = {"stem": row.get("stem", ""), **_body(kind, row, letters, number, doubts)}
    more = _more(row, number)
    if more:
        laid = laid_over(with_plain_ids(_sound(kind, body)), more)
        if not isinstance(laid, dict):
            doubts.append(
                gettext("“Phần thêm” no longer fits the other columns of this row and is left out.")
            )
        else:
            body = laid
    return kind, body, doubts


def _in_letters(row: Row, letters: Sequence[str]) -> str:
    """The right answer, where it is given by places of options (1, 3), by their letters; it may also be their text."""
    answer = row.get("answer", "").strip()
    named = kind_from(row.get("kind", ""))
    if not _PLACES.fullmatch(answer) or named not in {"", "single_choice", "multiple_choice"}:
        return answer
    places = [int(each) for each in re.findall(r"\d+", answer)]
    texts = {vietnamese.same_name_key(row[each]) for each in letters}
    if vietnamese.same_name_key(answer) in texts or any(letter(at - 1) not in letters for at in places):
        return answer
    return ", ".join(letter(at - 1) for at in places)


def fields_of(row: Row, doubts: list[str]) -> dict[str, Any]:
    """What a row says beside kind and body."""
    citations, others = [], []
    for line in row.get("law", "").split("\n"):
        if not line.strip():
            continue
        cited = cited_from(line)
        if cited:
            citations.append(cited)
        else:
            others.append(line.strip())
    place = row.get("place", "")
    if others and not place:
        place = "; ".join(others)
        told = gettext("“%(words)s” names no document of law; it is kept as the place in the source.")
        doubts.append(told % {"words": start_of(place)})
    level, points = row.get("level", ""), row.get("points", "")
    return {
        "uid": row.get("uid", ""),
        "topic": tuple(each for each in split_words(row.get("topic", ""), ">")),
        "level": level_from(level) or level.strip(),
        "points": (points_from(points) or points) if points.strip() else Decimal(1),
        "explanation": row.get("explanation", ""),
        "place": place,
        "tags": tuple(split_words(row.get("tags", ""), ";")),
        "citations": tuple(citations),
        "practice_only": bool(yes_from(row.get("practice", ""))),
        "needs_legal_review": bool(yes_from(row.get("review", ""))),
    }


def row_of(question: Drafted) -> dict[str, str]:
    """A question as a row; pictures and sounds stay behind."""
    body = _without_media(question.body)
    row = {
        "uid": question.uid,
        "topic": join_words(question.topic, ">"),
        "kind": KIND_WORDS.get(question.kind, question.kind),
        "level": LEVEL_WORDS.get(question.level, question.level),
        "points": number_words(question.points),
        "stem": body["stem"],
        "explanation": question.explanation,
        "tags": join_words(question.tags, ";"),
        "law": "\n".join(cited_in_words(each) for each in question.citations),
        "place": question.place,
        "practice": YES if question.practice_only else "",
        "review": YES if question.needs_legal_review else "",
        **_cells(question.kind, body),
    }
    more = _what_is_left(question.kind, row, body)
    return {**row, "more": json.dumps(more, ensure_ascii=False)} if more else row


def laid_over(under: Any, over: Any) -> Any:
    """What `missing_in` found, laid over what it was not found in; None where the two no longer fit together."""
    if isinstance(over, Mapping) and over.keys() == {INSTEAD}:
        return over[INSTEAD]
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        laid = dict(under)
        for key, value in over.items():
            laid[key] = laid_over(under[key], value) if key in under else value
            if laid[key] is None and value is not None:
                return None
        return laid
    if _are_parts(under) and _are_parts(over):
        if len(under) != len(over):
            return None
        laid_list = [laid_over(one, other) for one, other in zip(under, over, strict=True)]
        return None if any(each is None for each in laid_list) else laid_list
    return over


def missing_in(found: Any, wanted: Any) -> Any:
    """What must be laid over `found` to make `wanted`: an empty mapping where they are equal."""
    if isinstance(found, Mapping) and isinstance(wanted, Mapping):
        if found.keys() - wanted.keys():
            return {INSTEAD: wanted}
        return {
            key: missing_in(found[key], value) if key in found else value
            for key, value in wanted.items()
            if key not in found or found[key] != value
        }
    if _are_parts(found) and _are_parts(wanted):
        if len(found) != len(wanted):
            return {INSTEAD: wanted}
        return [missing_in(one, other) for one, other in zip(found, wanted, strict=True)]
    return wanted


def _are_parts(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(each, Mapping) for each in values)


def _what_is_left(kind: str, row: Row, body: Mapping[str, Any]) -> dict[str, Any]:
    if kind in HOLDING:
        return {key: value for key, value in body.items() if key != "stem"}
    try:
        _kind_again, again, _doubts = asked_in(row, 0)
        sound = kind_named(kind).write(kind_named(kind).read(again))
    except (Unclear, UnsoundBody):
        return {key: value for key, value in body.items() if key != "stem"}
    left: dict[str, Any] = missing_in(with_plain_ids(sound), with_plain_ids(body))
    return left


def _sound(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with its defaults, as far as it is sound by itself."""
    try:
        return kind_named(kind).write(kind_named(kind).read(body))
    except UnsoundBody:
        return body


def _more(row: Row, number: int) -> dict[str, Any]:
    text = row.get("more", "").strip()
    if not text:
        return {}
    try:
        more = json.loads(text)
    except (ValueError, RecursionError):
        more = None
    if not isinstance(more, dict):
        raise Unclear(
            number, gettext("“Phần thêm” is not as it was written. Empty that cell, or export the file anew.")
        )
    return more


def _kind(row: Row, letters: Sequence[str], number: int, doubts: list[str]) -> str:
    words = row.get("kind", "").strip()
    kind = kind_from(words)
    if words and not kind:
        raise Unclear(number, gettext("No kind of question is called “%(name)s”.") % {"name": words})
    if kind:
        return kind
    answer = row.get("answer", "").strip()
    if letters:
        texts = {plain(row[each]) for each in letters}
        if texts == {"dung", "sai"}:
            return "true_false"
        return "multiple_choice" if len(letters_of(answer)) > 1 else "single_choice"
    if truth_from(answer) is not None:
        return "true_false"
    if answer and len(answer) <= 200 and "\n" not in answer:
        told = gettext("There are no options: read as a short answer, “%(answer)s”.")
        doubts.append(told % {"answer": start_of(answer)})
        return "short_answer"
    doubts.append(gettext("There are no options and no short answer: read as an essay."))
    return "essay"


def _body(kind: str, row: Row, letters: Sequence[str], number: int, doubts: list[str]) -> dict[str, Any]:
    answer = row.get("answer", "").strip()
    if kind in HOLDING:
        return {}
    if kind in {"single_choice", "multiple_choice"}:
        return _choice(kind, row, letters, number, doubts)
    if kind == "true_false":
        return _true_false(row, letters, number)
    if kind == "matching":
        return _matching(row, letters, number)
    if kind == "ordering":
        order = letters_of(re.sub(r"[-–—→>;]+", ",", answer)) or list(letters)
        if sorted(order) != sorted(letters):
            raise Unclear(
                number, gettext("The right order must name each letter once, like “Đáp án: C-A-B”.")
            )
        return {"items": _options(row, letters), "correct": [each.lower() for each in order]}
    if kind == "numerical":
        accepted = numbers_from(answer)
        if accepted is None:
            told = gettext("“%(answer)s” is not a number. Write it like 12,5 or 12,5 ± 0,5.")
            raise Unclear(number, told % {"answer": start_of(answer)})
        return {"accepted": accepted}
    if kind == "short_answer":
        return {"accepted": split_words(answer, ";"), **compared_from("")}
    rubric = [criterion_from(row[each]) for each in letters]
    return {**({"model_answer": answer} if answer else {}), **({"rubric": rubric} if rubric else {})}


def _choice(kind: str, row: Row, letters: Sequence[str], number: int, doubts: list[str]) -> dict[str, Any]:
    if len(letters) == 1:
        raise Unclear(number, gettext("There is only one option; a question needs two or more."))
    missing = [letter(at) for at in range(len(letters)) if letter(at) not in letters]
    if missing:
        told = gettext("Option %(letter)s is empty, though later ones are filled in.")
        doubts.append(told % {"letter": missing[0]})
    texts = {vietnamese.same_name_key(row[each]): each for each in letters}
    right = told_letters(row.get("answer", ""), letters, texts, number)
    if not right:
        raise Unclear(
            number,
            gettext("No right answer is given. Write the letter of the right option under “Đáp án đúng”."),
        )
    if kind == "single_choice" and len(right) > 1:
        told = gettext("Exactly one option may be right here; %(letters)s are marked as right.")
        raise Unclear(number, told % {"letters": ", ".join(right)})
    correct: Any = right[0].lower() if kind == "single_choice" else [each.lower() for each in right]
    return {"options": _options(row, letters), "correct": correct}


def _true_false(row: Row, letters: Sequence[str], number: int) -> dict[str, Any]:
    answer = row.get("answer", "").strip()
    truth = truth_from(answer)
    named = {each: truth_from(row[each]) for each in letters}
    if truth is None and answer.upper() in named:
        truth = named[answer.upper()]
    if truth is None:
        raise Unclear(number, gettext("Write “Đáp án: Đúng” or “Đáp án: Sai”."))
    return {"correct": "true" if truth else "false"}


def _matching(row: Row, letters: Sequence[str], number: int) -> dict[str, Any]:
    left: list[str] = []
    right: list[str] = []
    partners: list[str] = []
    for each in letters:
        sides = _ARROW.split(row[each].strip(), maxsplit=1)
        if len(sides) != 2 or not sides[1]:
            told = gettext("Column %(letter)s should hold a pair: “left → right”.")
            raise Unclear(number, told % {"letter": each})
        one, other = (vietnamese.clean_line(side) for side in sides)
        if other not in right:
            right.append(other)
        if one and one != NO_PARTNER:
            left.append(one)
            partners.append(other)
    return {
        "left": [{"id": f"L{at}", "text": text} for at, text in enumerate(left, start=1)],
        "right": [{"id": f"R{at}", "text": text} for at, text in enumerate(right, start=1)],
        "correct": {f"L{at}": f"R{right.index(each) + 1}" for at, each in enumerate(partners, start=1)},
    }


def _options(row: Row, letters: Sequence[str]) -> list[dict[str, Any]]:
    return [{"id": each.lower(), "text": vietnamese.clean_line(row[each])} for each in letters]


def _cells(kind: str, body: Mapping[str, Any]) -> dict[str, str]:
    """The columns of options and of the right answer."""
    if kind in {"single_choice", "multiple_choice"}:
        correct = {body["correct"]} if kind == "single_choice" else set(body["correct"])
        right = [letter(at) for at, each in enumerate(body["options"]) if each["id"] in correct]
        return {**_texts(body["options"]), "answer": ", ".join(right)}
    if kind == "true_false":
        return {"answer": TRUE if body["correct"] == "true" else FALSE}
    if kind == "matching":
        return _pairs(body)
    if kind == "ordering":
        letters = {each["id"]: letter(at) for at, each in enumerate(body["items"])}
        return {**_texts(body["items"]), "answer": "-".join(letters[each] for each in body["correct"])}
    if kind == "numerical":
        return {"answer": numbers_in_words(body["accepted"])}
    if kind == "short_answer":
        return {"answer": join_words(body["accepted"], ";")}
    if kind == "essay":
        rubric = body.get("rubric", ())[:MOST_LETTERS]
        told = [f"{each['criterion']} ({number_words(Decimal(str(each['points'])))} điểm)" for each in rubric]
        return {
            **{letter(at): words for at, words in enumerate(told)},
            "answer": body.get("model_answer", ""),
        }
    return {}


def _pairs(body: Mapping[str, Any]) -> dict[str, str]:
    texts = {each["id"]: each["text"] for each in body["right"]}
    cells = [f"{each['text']} → {texts[body['correct'][each['id']]]}" for each in body["left"]]
    unused = [each["text"] for each in body["right"] if each["id"] not in set(body["correct"].values())]
    cells += [f"{NO_PARTNER} → {text}" for text in unused]
    return {letter(at): text for at, text in enumerate(cells[:MOST_LETTERS])}


def _texts(options: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {letter(at): each["text"] for at, each in enumerate(options)}


def _without_media(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_media(each) for key, each in value.items() if key != "media"}
    return [_without_media(each) for each in value] if isinstance(value, list) else value
