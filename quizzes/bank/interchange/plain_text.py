"""Plain text in the usual Vietnamese form: "Câu 1. … A. … B. … Đáp án: C". Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import CannotRead, Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.findings import Findings
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import Mending, glance_at_text, head_of, mending_for, open_text
from quizzes.bank.interchange.plain_text_lines import PICTURE, Line, head_of_question
from quizzes.bank.interchange.plain_text_reading import read_lines
from quizzes.bank.interchange.plain_text_writing import Said, said
from vietnamese import api as vietnamese

# Lines by which the letters of a whole file are known.
SAMPLE = 300
# Letters beyond Western ones that an eight-bit reading may show all the same (Windows-1252).
_SHOWN = set("ŒœŠšŸŽžƒ")


class PlainText(Format):
    name = "text"
    label = _("Plain text (Câu 1, A, B, C, Đáp án)")
    extension = "txt"
    content_type = "text/plain; charset=utf-8"

    def likeness(self, data: bytes, name: str) -> int:
        if data.startswith((b"PK", b"%PDF")):
            return 0
        lines = head_of(data).splitlines()
        if any(head_of_question(line) for line in lines[:200]):
            return 2
        return super().likeness(data, name)

    def place(self, line: int, read: ReadFile) -> str:
        told = {"line": line, "number": read.number_at(line)}
        if told["number"]:
            return gettext("Question %(number)d (line %(line)d)") % told
        return gettext("line %(line)d") % told if line else ""

    def glance(self, data: bytes) -> int:
        return glance_at_text(data)

    def read(self, data: bytes) -> ReadFile:
        opened = open_text(data)
        return read_lines(lines_of(opened.lines), Findings(opened.remarks))

    def write(self, questions: Sequence[Drafted]) -> Written:
        blocks = list(said(questions))
        text = "\r\n\r\n".join(
            "\r\n".join(line.line.replace("\n", "\r\n") for line in block) for block in blocks
        )
        losses = losses_of_form(questions, blocks)
        return Written(text.encode("utf-8-sig") + b"\r\n", losses)


def lines_of(texts: Sequence[str]) -> list[Line]:
    """The lines of a text in sound Unicode; what was mended is kept with each.

    Most files are in one encoding, by which short lines ("§¸p ¸n: C") are known too; mixed ones are looked at line by line.
    """
    assumed = _encoding_of_most(texts)
    lines = []
    for number, text in enumerate(texts, start=1):
        mending = mending_of(text, assumed)
        lines.append(Line(number, tidy(mending(text)), mending=mending))
    return lines


def mending_of(text: str, assumed: vietnamese.Encoding | None) -> Mending:
    """How to mend one line of a file that is mostly in the assumed encoding."""
    if text.isascii():
        return Mending()
    if assumed and _could_be_eight_bit(text):
        return Mending(assumed, vietnamese.has_lookalikes(vietnamese.to_unicode(text, assumed)))
    return mending_for(text)


def tidy(text: str) -> str:
    """A line without invisible characters, its tabs and double spaces kept, for they part options."""
    pieces = [vietnamese.clean_line(piece) for piece in text.replace(PICTURE, " ").split("\t")]
    if "  " not in text:
        return "\t".join(pieces).rstrip()
    halves = (
        "  ".join(vietnamese.clean_line(half) for half in piece.split("  ")) for piece in text.split("\t")
    )
    return "\t".join(halves).replace(PICTURE, " ").rstrip()


def losses_of_form(questions: Sequence[Drafted], blocks: Sequence[Sequence[Said]]) -> list[Remark]:
    """What the form does not say, found by reading each question's lines again."""
    losses = []
    topic: tuple[str, ...] = ()
    for number, (question, block) in enumerate(zip(questions, blocks, strict=True), start=1):
        texts = [line for each in block for line in each.line.split("\n")]
        try:
            found = read_lines([Line(at, tidy(text)) for at, text in enumerate(texts, start=1)], Findings())
            again = found.questions[0] if len(found.questions) == 1 else None
        except CannotRead:
            again = None
        topic = again.topic if again and block[0].label == "Chủ đề:" else topic
        if again:
            again = Drafted(**{**vars(again), "topic": topic})
        losses += losses_of(number, question, again)
    return losses


def _encoding_of_most(texts: Sequence[str]) -> vietnamese.Encoding | None:
    """The old encoding that most lines with letters beyond ASCII are in; None where most are sound."""
    sample = [text for text in texts if not text.isascii()][:SAMPLE]
    found = Counter(vietnamese.recognise(text) for text in sample)
    found.pop(vietnamese.Encoding.NFD, None)
    known = [(times, encoding) for encoding, times in found.items() if encoding]
    if not known:
        return None
    times, encoding = max(known)
    return encoding if 2 * times > len(sample) else None


def _could_be_eight_bit(text: str) -> bool:
    return all(ord(char) <= 0xFF or not char.isalpha() or char in _SHOWN for char in text)
