"""Aiken, the simplest format of all: a question, its options by letter, the letter of the right one. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import glance_at_text, head_of, mending_for, open_text
from quizzes.bank.interchange.scoring import option_ids

OPTION = re.compile(r"([A-Za-z])[.)]\s*+(.*)")
ANSWER = re.compile(r"ANSWER\s*+:\s*+([A-Za-z])?(.*)", re.IGNORECASE)


class Aiken(Format):
    name = "aiken"
    label = _("Aiken (text, one right option)")
    extension = "txt"
    content_type = "text/plain; charset=utf-8"

    def likeness(self, data: bytes, name: str) -> int:
        lines = [line.strip() for line in head_of(data).splitlines()]
        if any(ANSWER.fullmatch(line) for line in lines) and any(OPTION.fullmatch(line) for line in lines):
            return 2
        return int(name.casefold().endswith(".aiken"))

    def glance(self, data: bytes) -> int:
        return glance_at_text(data)

    def read(self, data: bytes) -> ReadFile:
        opened = open_text(data)
        findings = Findings(opened.remarks)
        findings.check_number(sum(1 for line in opened.lines if ANSWER.fullmatch(line.strip())))
        reading = _Question()
        for number, raw in enumerate(opened.lines, start=1):
            if findings.enough:
                break
            line = raw.strip()
            if not line:
                continue
            reading.line = reading.line or number
            if answer := ANSWER.fullmatch(line):
                reading.close(number, (answer.group(1) or "").upper(), answer.group(2).strip(), findings)
                reading = _Question()
            elif option := OPTION.fullmatch(line):
                reading.add_option(number, option.group(1).upper(), option.group(2), line, findings)
            elif reading.options:
                reading.options[-1] += f" {line}"
            else:
                reading.stem.append(line)
        if reading.line and not findings.enough:
            told = gettext("“%(text)s” has no line “ANSWER:”.")
            findings.error(reading.line, told % {"text": start_of(" ".join(reading.stem))})
        return findings.read_file()

    def write(self, questions: Sequence[Drafted]) -> Written:
        pieces: list[str] = []
        losses: list[Remark] = []
        for number, question in enumerate(questions, start=1):
            again = None
            if question.kind in {"single_choice", "true_false"}:
                piece = _written(question)
                read = self.read(piece.encode())
                if len(read.questions) == 1 and not read.errors:
                    again = read.questions[0]
                    pieces.append(piece)
            losses += losses_of(number, question, again)
        return Written("\n".join(pieces).encode(), losses)


class _Question:
    """What was read of one question so far."""

    def __init__(self) -> None:
        self.line = 0
        self.stem: list[str] = []
        self.options: list[str] = []
        self.told = False

    def add_option(self, number: int, letter: str, text: str, line: str, findings: Findings) -> None:
        """The next option; a letter out of turn before the first option belongs to the question's own text."""
        expected = ascii_uppercase[len(self.options)] if len(self.options) < 26 else ""
        if letter == expected and self.stem:
            self.options.append(text)
        elif not self.options:
            self.stem.append(line)
        else:
            told = gettext("The option %(letter)s stands where %(expected)s is expected.")
            findings.error(number, told % {"letter": letter, "expected": expected or "ANSWER"})
            self.told = True

    def close(self, number: int, letter: str, rest: str, findings: Findings) -> None:
        """The question is whole: `letter` names the right option."""
        place = ascii_uppercase.find(letter) if letter else -1
        start = start_of(" ".join(self.stem))
        if self.told:
            return
        if not self.stem:
            findings.error(number, gettext("There is no question before this answer."))
            return
        if place < 0 or place >= len(self.options) or rest:
            told = gettext("“%(text)s”: ANSWER: must name one of the letters of its options.")
            findings.error(number, told % {"text": start})
            return
        mending = mending_for("\n".join([*self.stem, *self.options]))
        ids = option_ids(len(self.options))
        findings.take(
            "single_choice",
            {
                "stem": mending("\n".join(self.stem)),
                "options": [
                    {"id": key, "text": mending(text)} for key, text in zip(ids, self.options, strict=True)
                ],
                "correct": ids[place],
            },
            line=self.line,
            mending=mending,
        )


def _written(question: Drafted) -> str:
    body = question.body
    stem = " ".join(line for line in str(body["stem"]).split("\n") if line)
    lines = [stem]
    for letter, option in zip(ascii_uppercase, body["options"], strict=False):
        lines.append(f"{letter}. {option['text']}")
        if option["id"] == body["correct"]:
            right = letter
    return "\n".join([*lines, f"ANSWER: {right}", ""])
