"""Questions in the usual Vietnamese form, line by line: for plain text and for Word files. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.citing import cited_in_words
from quizzes.bank.interchange.plain_text_answers import (
    compared_in_words,
    gap_in_words,
    join_words,
    numbers_in_words,
)
from quizzes.bank.interchange.plain_text_lines import ESCAPE, STARS, would_be_misread
from quizzes.bank.interchange.wording import (
    ALL_OR_NOTHING,
    IN_SHARES,
    KIND_WORDS,
    LEVEL_WORDS,
    NO,
    TRUE,
    YES,
    letter,
    number_words,
)
from quizzes.bank.interchange.wording import FALSE as SAI

_LETTER_INSIDE = re.compile(r"(?<=\s)(?=[A-Za-z]\s*[.):/]\s*\S)")
NO_TOPIC = "–"


@dataclass(frozen=True)
class Said:
    """One line of a written file: `label` (bold in Word), text, whether it is a right option, the pictures behind it."""

    label: str
    text: str
    right: bool = False
    media: tuple[Mapping[str, Any], ...] = ()

    @property
    def line(self) -> str:
        return f"{self.label} {self.text}".rstrip() if self.label else self.text


def said(questions: Sequence[Drafted]) -> Iterator[list[Said]]:
    """The lines of each question; a line "Chủ đề:" stands before the first one of each topic."""
    topic: tuple[str, ...] = ()
    has_topics = any(each.topic for each in questions)
    for number, question in enumerate(questions, start=1):
        lines = []
        if has_topics and (number == 1 or question.topic != topic):
            lines.append(Said("Chủ đề:", " > ".join(question.topic) or NO_TOPIC))
        topic = question.topic
        yield [*lines, *said_of(question, number)]


def said_of(question: Drafted, number: int) -> list[Said]:
    """The lines of one question. What belongs to a situation as a whole stands before its parts."""
    kind, body = question.kind, question.body
    lines = list(_stem(f"Câu {number}.", body))
    if kind != "single_choice" and not (kind == "true_false" and _is_plain_truth(body)):
        lines.append(Said("Dạng:", KIND_WORDS[kind]))
    beside = [*_beside(question), *(Said("Gợi ý:", _lines(each)) for each in body.get("hints", ()))]
    asked = list(_ASKED[kind](body))
    return [*lines, *beside, *asked] if kind == "situation" else [*lines, *asked, *beside]


def _stem(label: str, body: Mapping[str, Any]) -> Iterator[Said]:
    first, *rest = body["stem"].split("\n")
    if first[:1] in {"(", "[", ESCAPE, *STARS} or would_be_misread(first):
        first = ESCAPE + first
    yield Said(label, first, media=() if rest else tuple(body.get("media", ())))
    for at, line in enumerate(rest, start=1):
        yield Said("", _line(line), media=tuple(body.get("media", ())) if at == len(rest) else ())


def _choice(body: Mapping[str, Any], *, several: bool) -> Iterator[Said]:
    correct = set(body["correct"]) if several else {body["correct"]}
    yield from _options(body["options"], correct)
    right = [letter(at) for at, each in enumerate(body["options"]) if each["id"] in correct]
    yield Said("Đáp án:", ", ".join(right))
    if body.get("scoring") == "shares":
        yield Said("Cách chấm:", IN_SHARES)
    if not body.get("shuffle_options", True):
        yield Said("Trộn phương án:", NO)
    yield from _about_options(body["options"])


def _single(body: Mapping[str, Any]) -> Iterator[Said]:
    yield from _choice(body, several=False)


def _multiple(body: Mapping[str, Any]) -> Iterator[Said]:
    yield from _choice(body, several=True)


def _true_false(body: Mapping[str, Any]) -> Iterator[Said]:
    if _is_plain_truth(body):
        yield Said("Đáp án:", TRUE if body["correct"] == "true" else SAI)
        return
    yield from _options(body["options"], {body["correct"]})
    at = [each["id"] for each in body["options"]].index(body["correct"])
    yield Said("Đáp án:", letter(at))
    if body.get("shuffle_options"):
        yield Said("Trộn phương án:", YES)
    yield from _about_options(body["options"])


def _is_plain_truth(body: Mapping[str, Any]) -> bool:
    """Whether the options are Đúng and Sai with nothing said of them, so that they need not be written out."""
    texts = [each["text"] for each in body["options"]]
    more = any(each.get(name) for each in body["options"] for name in ("pinned", "feedback", "media"))
    return (
        texts == [TRUE, SAI]
        and body["options"][0]["id"] == "true"
        and not (more or body.get("shuffle_options"))
    )


def _matching(body: Mapping[str, Any]) -> Iterator[Said]:
    for number, each in enumerate(body["left"], start=1):
        yield Said(f"{number}.", each["text"], media=_media(each))
    yield from _options(body["right"], set())
    letters = {each["id"]: letter(at) for at, each in enumerate(body["right"])}
    pairs = [
        f"{number}-{letters[body['correct'][each['id']]]}"
        for number, each in enumerate(body["left"], start=1)
    ]
    yield Said("Đáp án:", ", ".join(pairs))
    if body.get("scoring") == "all_or_nothing":
        yield Said("Cách chấm:", ALL_OR_NOTHING)


def _ordering(body: Mapping[str, Any]) -> Iterator[Said]:
    yield from _options(body["items"], set())
    letters = {each["id"]: letter(at) for at, each in enumerate(body["items"])}
    yield Said("Đáp án:", "-".join(letters[each] for each in body["correct"]))
    if body.get("scoring") == "adjacent_pairs":
        yield Said("Cách chấm:", IN_SHARES)


def _short_answer(body: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("Đáp án:", join_words(body["accepted"], ";"))
    if body.get("label"):
        yield Said("Tên ô:", body["label"])
    if compared := compared_in_words(body):
        yield Said("So khớp:", compared)


def _numerical(body: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("Đáp án:", numbers_in_words(body["accepted"]))
    if body.get("unit"):
        yield Said("Đơn vị:", body["unit"])
    for number, each in enumerate(body["accepted"], start=1):
        if each.get("feedback"):
            yield Said(f"Phản hồi {number}:", _lines(each["feedback"]))


def _cloze(body: Mapping[str, Any]) -> Iterator[Said]:
    for gap in body["gaps"]:
        yield Said(f"[[{gap['id']}]] =", gap_in_words(gap))


def _essay(body: Mapping[str, Any]) -> Iterator[Said]:
    if body.get("model_answer"):
        yield Said("Bài mẫu:", _lines(body["model_answer"]))
    for each in body.get("rubric", ()):
        yield Said("Tiêu chí:", f"{each['criterion']} ({number_words(Decimal(str(each['points'])))} điểm)")
    if body.get("least_words") or body.get("most_words"):
        yield Said("Số từ:", f"{body.get('least_words') or ''}–{body.get('most_words') or ''}")
    if body.get("uploads"):
        yield Said("Số tệp:", str(body["uploads"]))


def _situation(body: Mapping[str, Any]) -> Iterator[Said]:
    for part in body["parts"]:
        yield from _stem(f"Ý {part['id']}.", part["body"])
        yield Said("Dạng:", KIND_WORDS[part["kind"]])
        yield from _ASKED[part["kind"]](part["body"])
        if Decimal(part.get("points", "1")) != 1:
            yield Said("Điểm:", number_words(part["points"]))


_ASKED = {
    "single_choice": _single,
    "multiple_choice": _multiple,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "short_answer": _short_answer,
    "numerical": _numerical,
    "cloze": _cloze,
    "essay": _essay,
    "situation": _situation,
}


def _options(options: Sequence[Mapping[str, Any]], correct: set[str]) -> Iterator[Said]:
    for at, each in enumerate(options):
        text = _LETTER_INSIDE.sub(lambda _found: ESCAPE, each["text"])
        if text[:1] in STARS or text[:1] == ESCAPE:
            text = ESCAPE + text
        if text.endswith("*"):
            text = f"{text[:-1]}{ESCAPE}*"
        yield Said(f"{letter(at)}.", text, right=each["id"] in correct, media=_media(each))


def _about_options(options: Sequence[Mapping[str, Any]]) -> Iterator[Said]:
    pinned = [letter(at) for at, each in enumerate(options) if each.get("pinned")]
    if pinned:
        yield Said("Cố định:", ", ".join(pinned))
    for at, each in enumerate(options):
        if each.get("feedback"):
            yield Said(f"Phản hồi {letter(at)}:", _lines(each["feedback"]))


def _beside(question: Drafted) -> Iterator[Said]:
    """What stands with any question."""
    if question.explanation:
        yield Said("Giải thích:", _lines(question.explanation))
    if question.level in LEVEL_WORDS:
        yield Said("Mức độ:", LEVEL_WORDS[question.level])
    if question.points != 1:
        yield Said("Điểm:", number_words(question.points))
    for cited in question.citations:
        yield Said("Căn cứ:", cited_in_words(cited).replace(";", "\\;"))
    if question.place:
        yield Said("Vị trí:", question.place)
    if question.tags:
        yield Said("Nhãn:", join_words(question.tags, ";"))
    if question.uid:
        yield Said("Mã:", question.uid)
    if question.practice_only:
        yield Said("Chỉ tự kiểm tra:", YES)
    if question.needs_legal_review:
        yield Said("Chờ thẩm định pháp lý:", YES)


def _media(option: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return (option["media"],) if option.get("media") else ()


def _lines(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *map(_line, rest)])


def _line(text: str) -> str:
    return ESCAPE + text if would_be_misread(text) else text
