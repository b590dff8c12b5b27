"""Files of questions, in and out. The formats, written out; the order is that of the chooser."""

from __future__ import annotations

from quizzes.bank.interchange.aiken import Aiken
from quizzes.bank.interchange.base import (
    MOST_BYTES,
    CannotRead,
    Cited,
    Drafted,
    Format,
    ReadFile,
    Remark,
    Weight,
    Written,
)
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.gift import Gift
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.own_json import OwnJson
from quizzes.bank.interchange.plain_text import PlainText
from quizzes.bank.interchange.qti import Qti
from quizzes.bank.interchange.spreadsheet import Csv, Xlsx

__all__ = [
    "FORMATS",
    "MOST_BYTES",
    "CannotRead",
    "Cited",
    "Drafted",
    "Format",
    "ReadFile",
    "Remark",
    "UnknownFormat",
    "Weight",
    "Written",
    "format_named",
    "formats_of_file",
]

FORMATS: tuple[Format, ...] = (
    Xlsx(),
    Docx(),
    PlainText(),
    Csv(),
    MoodleXml(),
    Gift(),
    Aiken(),
    Qti(),
    OwnJson(),
)


class UnknownFormat(LookupError):
    """No format of question files has this name."""


def format_named(name: str) -> Format:
    """The format with this name. Refuses names that are none with `UnknownFormat`."""
    for each in FORMATS:
        if each.name == name:
            return each
    raise UnknownFormat(name)


def formats_of_file(data: bytes, name: str) -> list[Format]:
    """The formats that a file may be in, the most likely first: by its content, then by the end of its name.

    Empty for a file that looks like none of them.
    """
    likely = [(each.likeness(data, name), each) for each in FORMATS]
    likely = [(likeness, each) for likeness, each in likely if likeness]
    return [each for likeness, each in sorted(likely, key=lambda pair: -pair[0])]
