"""Where questions begin and end in the usual Vietnamese form, and the key that stands apart from them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.plain_text_lines import (
    ESCAPE,
    Head,
    Line,
    field_of,
    head_of_question,
    is_key_heading,
    key_in_two_rows,
    key_pairs,
    numbered_head,
)

PARTS_OF_TOPIC = ">"


@dataclass
class Block:
    """The lines of one question: the first without "Câu 1.", the number that it had, the topic in force there."""

    number: int
    lines: list[Line]
    topic: tuple[str, ...] = ()


@dataclass
class Keyed:
    """A right answer of a key apart from the questions: what it says and where."""

    answer: str
    line: int


@dataclass
class Divided:
    """A file in blocks, and its key by the numbers of questions."""

    blocks: list[Block] = field(default_factory=list)
    key: dict[int, Keyed] = field(default_factory=dict)


def divide(lines: Sequence[Line], findings: Findings) -> Divided:
    """The blocks and the key of a file."""
    return _Dividing(lines, findings).run()


def topic_from(words: str) -> tuple[str, ...]:
    """The path of titles that a line writes: "Pháp luật > Hòa giải"; "–" is none."""
    return tuple(title for each in words.split(PARTS_OF_TOPIC) if (title := each.strip(" -–—")))


class _Dividing:
    def __init__(self, lines: Sequence[Line], findings: Findings) -> None:
        self._lines = list(lines)
        self._findings = findings
        self._found = Divided()
        self._seen: set[int] = set()
        self._topic: tuple[str, ...] = ()
        self._topics_head_groups = False
        self._in_key = False
        self._before_first: list[Line] = []
        self._has_heads = any(head_of_question(each.text) for each in self._lines)

    def run(self) -> Divided:
        skip = False
        for at, line in enumerate(self._lines):
            if skip:
                skip = False
            elif not line.text.strip() or line.text.startswith(ESCAPE):
                self._add(line)
            elif rows := self._two_rows(at):
                self._add_keys(rows, line)
                self._in_key, skip = True, True
            elif self._is_key_line(line.text):
                self._add_keys(key_pairs(line.text), line)
            elif is_key_heading(line.text) and self._key_follows(at):
                self._in_key = True
            elif head := self._head(line.text):
                self._begin(head, line)
            else:
                self._plain(line)
        self._tell_before_first()
        return self._found

    def _head(self, text: str) -> Head | None:
        if self._has_heads:
            return head_of_question(text)
        head = numbered_head(text)
        expected = self._found.blocks[-1].number + 1 if self._found.blocks else 1
        return head if head and head.number == expected else None

    def _begin(self, head: Head, line: Line) -> None:
        self._in_key = False
        self._seen.add(head.number)
        self._found.blocks.append(Block(head.number, [line.part(head.starts)], self._topic))

    def _plain(self, line: Line) -> None:
        self._in_key = False
        topic = field_of(line, weak=False)
        if topic and topic.name == "topic" and (self._topics_head_groups or not self._found.blocks):
            self._topics_head_groups = True
            self._topic = topic_from(topic.value)
        else:
            self._add(line)

    def _add(self, line: Line) -> None:
        if self._found.blocks:
            self._found.blocks[-1].lines.append(line)
        elif line.text.strip():
            self._before_first.append(line)

    def _is_key_line(self, text: str) -> bool:
        pairs = key_pairs(text)
        if not pairs:
            return False
        if self._in_key:
            return True
        known = all(number in self._seen for number, _answer in pairs)
        return known and (len(pairs) > 1 or bool(self._found.blocks) and self._has_answers_behind(text))

    def _has_answers_behind(self, text: str) -> bool:
        """ "1. C" alone is a key where question 1 was there already; "Câu 1: C" as well."""
        return self._has_heads or numbered_head(text) is not None

    def _key_follows(self, at: int) -> bool:
        following = [each.text for each in self._lines[at + 1 : at + 8] if each.text.strip()][:2]
        if not following:
            return False
        return bool(key_pairs(following[0])) or bool(
            len(following) > 1 and key_in_two_rows(following[0], following[1])
        )

    def _two_rows(self, at: int) -> list[tuple[int, str]]:
        if at + 1 >= len(self._lines) or not any(char.isdigit() for char in self._lines[at].text):
            return []
        return key_in_two_rows(self._lines[at].text, self._lines[at + 1].text)

    def _add_keys(self, pairs: Sequence[tuple[int, str]], line: Line) -> None:
        for number, answer in pairs:
            before = self._found.key.get(number)
            if before and before.answer.upper() != answer.upper():
                told = gettext("The key names question %(number)d twice: %(one)s and %(other)s.")
                self._findings.error(
                    line.number, told % {"number": number, "one": before.answer, "other": answer}
                )
            self._found.key[number] = Keyed(answer, line.number)

    def _tell_before_first(self) -> None:
        if self._before_first and self._found.blocks:
            told = gettext("What stands before the first question is left out: “%(start)s”.")
            first = self._before_first[0]
            self._findings.note_once(first.number, told % {"start": start_of(first.words)})
