"""Files of questions, in and out. The formats, written out; the order is that of the chooser."""

from __future__ import annotations

from quizzes.bank.interchange.base import (
    CannotRead,
    Cited,
    Drafted,
    Format,
    ReadFile,
    Remark,
    Weight,
    Written,
)

__all__ = [
    "FORMATS",
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
]

FORMATS: tuple[Format, ...] = ()


class UnknownFormat(LookupError):
    """No format of question files has this name."""


def format_named(name: str) -> Format:
    """The format with this name. Refuses names that are none with `UnknownFormat`."""
    for each in FORMATS:
        if each.name == name:
            return each
    raise UnknownFormat(name)
