"""GIFT, the text format of Moodle: read in full, written with a word on everything that it cannot say. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.gift.reading import read_gift
from quizzes.bank.interchange.gift.writing import category_line, gift_text
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import head_of

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

    def read(self, data: bytes) -> ReadFile:
        return read_gift(data)

    def write(self, questions: Sequence[Drafted]) -> Written:
        pieces: list[str] = []
        starts: dict[int, int] = {}
        topic: tuple[str, ...] = ()
        line = 1
        for number, question in enumerate(questions, start=1):
            text = gift_text(question)
            if text is None:
                continue
            if question.topic != topic:
                topic = question.topic
                text = f"{category_line(topic)}\n{text}"
            starts[number] = line
            pieces.append(text)
            line += text.count("\n") + 1
        data = "\n".join(pieces).encode()
        return Written(data, _losses(questions, data, starts))


def _losses(questions: Sequence[Drafted], data: bytes, starts: Mapping[int, int]) -> list[Remark]:
    """What reading the file again does not give back, question by question."""
    again = iter([*read_gift(data).questions, None])
    ends = dict(zip(starts, [*list(starts.values())[1:], 10**9], strict=True))
    found, told = next(again), []
    for number, before in enumerate(questions, start=1):
        after = None
        if number in starts and found is not None and found.line < ends[number]:
            after, found = found, next(again)
        told += losses_of(number, before, after)
    return told
