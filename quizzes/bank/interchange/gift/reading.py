"""GIFT as a list of questions: blocks between empty lines, each with its answers in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import ReadFile
from quizzes.bank.interchange.categories import topic_of_category
from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.gift.answers import UnreadAnswers, answers_in
from quizzes.bank.interchange.gift.signs import CATEGORY, COMMENT, FORMATS, MISSING, hidden, shown
from quizzes.bank.interchange.opening import Mending, mending_for, open_text

# "[id:KH157/Q1] [tag:phòng cháy]" in a comment above a question, as Moodle writes it.
IN_COMMENT = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){0,300}+)\]")
# Longer comments are looked at no further than this.
LONGEST_COMMENT = 3_000
UNESCAPED = re.compile(r"\\(.)")


@dataclass
class Block:
    """The lines of one question and the comments above it; `line` is that of its first words."""

    line: int
    text: str
    uid: str = ""
    tags: list[str] = field(default_factory=list)


class Texts:
    """Reads the texts of one question, each in its own format or in that of the question."""

    def __init__(self, findings: Findings, line: int, mending: Mending) -> None:
        self.findings, self.line, self.mending = findings, line, mending
        self.format = "moodle"

    def stem(self, raw: str) -> str:
        """The question's text; its format is that of all others that name none."""
        self.format, text = _format_of(raw, self.format)
        return self._plain(self.format, text)

    def text(self, raw: str) -> str:
        """Any other text of the question."""
        return self._plain(*_format_of(raw, self.format))

    def _plain(self, kind: str, raw: str) -> str:
        text = self.mending(shown(raw.strip()))
        if kind == "plain":
            return text
        if kind == "markdown":
            told = gettext("Signs of Markdown stay as they are written.")
            self.findings.note_once(self.line, told)
            return text
        if "<" not in text and "&" not in text:
            return text if kind == "moodle" else " ".join(text.split(" "))
        plain = self.findings.plain(self.line, text if kind == "html" else text.replace("\n", "<br>"))
        for reference in plain.references:
            told = gettext("The picture or sound “%(name)s” is not in the file.")
            self.findings.doubt(self.line, told % {"name": start_of(reference.alt or reference.source)})
        return plain.text


def read_gift(data: bytes) -> ReadFile:
    """The questions of a file in GIFT."""
    opened = open_text(data)
    findings = Findings(opened.remarks)
    # Each question has its own pair of braces.
    findings.check_number(sum(line.count("{") - line.count("\\{") for line in opened.lines))
    topic: tuple[str, ...] = ()
    for block in _blocks(opened.lines):
        if findings.enough:
            break
        text, line = block.text, block.line
        while text.startswith(CATEGORY):
            first, _break, text = text.partition("\n")
            category = first.removeprefix(CATEGORY)
            topic = topic_of_category(mending_for(category)(shown(hidden(category))))
            line += 1
            while text.startswith("\n"):
                text, line = text[1:], line + 1
        if text.strip():
            block.text, block.line = text, line
            _read_question(block, topic, findings)
    return findings.read_file()


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """What stands between empty lines. Comments are no part of a question, but may name its key and its tags."""
    found: list[str] = []
    start, uid, tags = 0, "", []
    for number, raw in enumerate([*lines, ""], start=1):
        line = raw.strip()
        if line.startswith(COMMENT):
            for name, value in IN_COMMENT.findall(line[:LONGEST_COMMENT]):
                value = UNESCAPED.sub(r"\1", value)
                if name == "id":
                    uid = value
                else:
                    tags.append(value)
            if found:
                found.append("")
        elif line:
            start = start or number
            found.append(line)
        elif found or uid or tags:
            if start:
                yield Block(start, "\n".join(found).rstrip("\n"), uid, tags)
            found, start, uid, tags = [], 0, "", []


def _read_question(block: Block, topic: tuple[str, ...], findings: Findings) -> None:
    mending = mending_for(block.text)
    text = hidden(block.text)
    text = _without_name(block, text, findings)
    start, end = text.find("{"), text.find("}")
    if start == end == -1:
        told = gettext("“%(text)s” asks nothing (a description in Moodle) and is left out.")
        findings.leave_out(block.line, told % {"text": start_of(mending(shown(text)))})
        return
    place = block.line + block.text.count("\n") - text.count("\n")
    if start == -1 or end == -1 or end < start:
        findings.error(
            place + text.count("\n", 0, max(start, end, 0)),
            gettext("The braces { } around the answers do not close before the next empty line."),
        )
        return
    inside, after = text[start + 1 : end].strip(), text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        at = max(text.rfind("{"), text.rfind("}"))
        told = gettext(
            "There is a second { or } in this question. Write \\{ and \\} where they are not around answers."
        )
        findings.error(place + text.count("\n", 0, at), told)
        return
    texts = Texts(findings, place, mending)
    stem = texts.stem(text[:start].rstrip() + (f" {MISSING}{after}" if after.strip() else ""))
    inside, _sign, general = _general_feedback(inside)
    fields: dict[str, Any] = {
        "line": block.line,
        "mending": mending,
        "topic": topic,
        "uid": block.uid,
        "tags": tuple(block.tags),
        "explanation": texts.text(general),
    }
    try:
        scored = answers_in(inside, texts)
    except UnreadAnswers as error:
        findings.error(block.line, f"“{start_of(stem)}”: {error}")
        return
    for doubt in scored.doubts:
        findings.doubt(block.line, f"“{start_of(stem)}”: {doubt}")
    findings.take(scored.kind, {**scored.body, "stem": stem}, **fields)


def _without_name(block: Block, text: str, findings: Findings) -> str:
    if not text.startswith("::"):
        return text
    name, sign, rest = text[2:].partition("::")
    if not sign:
        return text
    known = shown(name).strip() in {"", block.uid} or rest.strip().startswith(name.strip()[:40])
    if not known:
        told = gettext("Names of questions are not kept; here a question goes by its own words.")
        findings.note_once(block.line, told)
    return rest.lstrip(" ").removeprefix("\n") if not rest.startswith("\n") else rest[1:]


def _general_feedback(inside: str) -> tuple[str, str, str]:
    before, sign, general = inside.rpartition("####")
    return (before.strip(), sign, general) if sign else (inside, "", "")


def _format_of(raw: str, default: str) -> tuple[str, str]:
    text = raw.strip()
    if text.startswith("["):
        name, sign, rest = text[1:].partition("]")
        if sign and name in FORMATS:
            return name, rest
    return default, text
