"""How lines of the usual Vietnamese form become questions: for plain text and for Word files. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import CannotRead, Cited, ReadFile
from quizzes.bank.interchange.citing import cited_from
from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.opening import Mending
from quizzes.bank.interchange.plain_text_answers import split_words
from quizzes.bank.interchange.plain_text_asked import asked_from
from quizzes.bank.interchange.plain_text_blocks import Block, Divided, Keyed, divide, topic_from
from quizzes.bank.interchange.plain_text_gathering import Gathered
from quizzes.bank.interchange.plain_text_lines import Line, is_heading
from quizzes.bank.interchange.plain_text_right import Unclear
from quizzes.bank.interchange.wording import level_from, points_from, yes_from

LONGEST_IN_BRACKETS = 40


def read_lines(lines: Sequence[Line], findings: Findings) -> ReadFile:
    """The questions in the lines of a file. Refuses with `CannotRead` a file without any."""
    divided = divide(lines, findings)
    if not divided.blocks:
        raise CannotRead(
            gettext(
                "No question was found. Each begins with “Câu 1.”, its options with “A.”, “B.” and so on."
            )
        )
    numbers = Counter(each.number for each in divided.blocks)
    for number in sorted(each for each, times in numbers.items() if times > 1 and each in divided.key):
        keyed = divided.key.pop(number)
        told = gettext(
            "Question %(number)d stands more than once, so the key apart does not say which is meant."
        )
        findings.error(keyed.line, told % {"number": number})
    for number, keyed in divided.key.items():
        if number not in numbers:
            told = gettext("The key names question %(number)d, which is not in the file.")
            findings.doubt(keyed.line, told % {"number": number})
    for block in divided.blocks:
        if findings.enough:
            break
        _read_block(block, divided.key.get(block.number), findings)
    return replace(findings.read_file(), heads=_heads(divided))


def _heads(divided: Divided) -> list[tuple[int, int]]:
    """Where each question begins; a key apart belongs to none."""
    heads = {each.line: 0 for each in divided.key.values()}
    heads |= {each.lines[0].number: each.number for each in divided.blocks}
    return sorted(heads.items())


def _read_block(block: Block, keyed: Keyed | None, findings: Findings) -> None:
    first = block.lines[0]
    starts, fields = _in_brackets(first.text)
    lines = [first.part(starts), *block.lines[1:]]
    try:
        asked, gathered = asked_from(lines, keyed.answer if keyed else "")
    except Unclear as unclear:
        told = gettext("Question %(number)d: %(sentence)s")
        findings.error(
            unclear.line or first.number, told % {"number": block.number, "sentence": unclear.sentence}
        )
        return
    fields |= _fields(gathered, first.number, findings)
    taken = findings.take(
        asked.kind,
        asked.body,
        line=first.number,
        mending=_mending(block.lines),
        files=asked.files,
        **{"topic": block.topic, **fields},
    )
    if taken is None:
        return
    for line, sentence in asked.doubts:
        findings.doubt(
            line,
            gettext("Question %(number)d: %(sentence)s") % {"number": block.number, "sentence": sentence},
        )
    if asked.by_looks:
        told = gettext(
            "Right answers were known by their looks (%(how)s). Compare some of them with the file."
        )
        findings.note_once(first.number, told % {"how": asked.by_looks})
    for stray in gathered.strays:
        _tell_stray(stray, findings)


def _tell_stray(line: Line, findings: Findings) -> None:
    if is_heading(line.text):
        told = gettext("Left out as a heading: “%(start)s”.")
        findings.note_once(line.number, told % {"start": start_of(line.words)})
    else:
        told = gettext("This line belongs to no question and is left out: “%(start)s”.")
        findings.doubt(line.number, told % {"start": start_of(line.words)})


def _in_brackets(text: str) -> tuple[int, dict[str, Any]]:
    """ "(NB) (0,5 điểm) Ai bầu …": where the question begins, and the level and points before it."""
    at = 0
    fields: dict[str, Any] = {}
    while True:
        rest = text[at:]
        bare = rest.lstrip()
        if bare[:1] not in "([" or not bare:
            break
        close = bare.find(")" if bare[0] == "(" else "]")
        if not 0 < close <= LONGEST_IN_BRACKETS:
            break
        words = bare[1:close]
        if level := level_from(words):
            fields["level"] = level
        elif "đ" in words.lower() and (points := points_from(words)):
            fields["points"] = points
        else:
            break
        at += len(rest) - len(bare) + close + 1
        tail = text[at:]
        at += len(tail) - len(tail.lstrip(" .:-–"))
    return at, fields


def _fields(gathered: Gathered, line: int, findings: Findings) -> dict[str, Any]:
    """What a question says beside its kind and body."""
    told: dict[str, Any] = {}
    if explanation := "\n".join(gathered.values("explanation")):
        told["explanation"] = explanation
    if words := gathered.value("level"):
        told["level"] = level_from(words) or words
    if words := gathered.value("points"):
        told["points"] = points_from(words) or words
    if words := gathered.value("tags"):
        told["tags"] = tuple(split_words(words, ";"))
    if words := gathered.value("uid"):
        told["uid"] = words
    if words := gathered.value("topic"):
        told["topic"] = topic_from(words)
    for name, flag in (("practice", "practice_only"), ("review", "needs_legal_review")):
        if yes_from(gathered.value(name)):
            told[flag] = True
    citations, place = _citations(gathered)
    if citations:
        told["citations"] = citations
    if place := gathered.value("place") or place:
        told["place"] = place
        if not gathered.value("place"):
            sentence = gettext("“%(words)s” names no document of law; it is kept as the place in the source.")
            findings.doubt(line, sentence % {"words": start_of(place)})
    return told


def _citations(gathered: Gathered) -> tuple[tuple[Cited, ...], str]:
    """What "Căn cứ:" names: documents, and what names none."""
    citations, others = [], []
    for words in gathered.values("law"):
        for each in split_words(words, ";"):
            cited = cited_from(each)
            if cited:
                citations.append(cited)
            else:
                others.append(each)
    return tuple(citations), "; ".join(others)


def _mending(lines: Sequence[Line]) -> Mending:
    """What was done to any of the lines."""
    encoding = next((each.mending.encoding for each in lines if each.mending.encoding), None)
    return Mending(encoding, any(each.mending.lookalikes for each in lines))
