"""GIFT, the text format of Moodle: read in full, written with a word on everything that it cannot say. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.gift.reading import read_gift
from quizzes.bank.interchange.gift.writing import category_line, gift_text
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import glance_at_text, head_of

__all__ = ["Gift"]


class Gift(Format):
    name = "gift"
    label = _("GIFT (text for Moodle)")
    extension = "txt"
    content_type = "text/plain; charset=utf-8"

    def likeness(self, data: bytes, name: str) -> int:
        head = head_of(data).lstrip()
        if head.startswith(("<", "PK")):
            return 0
        has_answers = 0 <= head.find("{") < head.find("}")
        starts = any(
            line.lstrip().startswith(("::", "$CATEGORY:", "// question:")) for line in head.splitlines()
        )
        if has_answers and (starts or any(sign in head for sign in ("{=", "{~", "{#", "{T}", "{F}", "\t="))):
            return 2
        return int(has_answers or name.casefold().endswith(".gift"))

    def glance(self, data: bytes) -> int:
        return glance_at_text(data)

    def read(self, data: bytes) -> ReadFile:
        return read_gift(data)

    def write(self, questions: Sequence[Drafted]) -> Written:
        pieces: list[str] = []
        losses: list[Remark] = []
        topic: tuple[str, ...] = ()
        for number, question in enumerate(questions, start=1):
            text = gift_text(question)
            again = _again(question, text)
            losses += losses_of(number, question, again)
            if text is None or again is None:
                continue
            if question.topic != topic:
                topic = question.topic
                pieces.append(category_line(topic))
            pieces.append(text)
        return Written("\n".join(pieces).encode(), losses)


def _again(question: Drafted, text: str | None) -> Drafted | None:
    """What reading the lines of one question gives back; None when they would not be read as one question."""
    if text is None:
        return None
    read = read_gift(f"{category_line(question.topic)}\n{text}".encode())
    return read.questions[0] if len(read.questions) == 1 and not read.errors else None
