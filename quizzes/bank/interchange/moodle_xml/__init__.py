"""Moodle XML: all our kinds out and in again without loss, and of Moodle's own whatever has a kind here. Pure.

See docs/decisions/0014-question-files.md for what stands where.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import Drafted, Format, ReadFile, Written
from quizzes.bank.interchange.moodle_xml.reading import read_moodle
from quizzes.bank.interchange.moodle_xml.tree import glance_at_tree
from quizzes.bank.interchange.moodle_xml.writing import write_moodle
from quizzes.bank.interchange.opening import head_of

__all__ = ["MoodleXml"]


class MoodleXml(Format):
    name = "moodle_xml"
    label = _("Moodle XML")
    extension = "xml"
    content_type = "application/xml"

    def likeness(self, data: bytes, name: str) -> int:
        head = head_of(data)
        if "<quiz" in head:
            return 2
        return 0 if "<assessmentItem" in head or "<manifest" in head else super().likeness(data, name)

    def glance(self, data: bytes) -> int:
        return glance_at_tree(data)

    def read(self, data: bytes) -> ReadFile:
        return read_moodle(data)

    def write(self, questions: Sequence[Drafted]) -> Written:
        return write_moodle(questions)
