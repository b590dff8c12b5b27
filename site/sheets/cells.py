"""What one cell holds: which text a spreadsheet would run as a formula, and how that is prevented.

A text is dangerous when a spreadsheet may take it for a formula or a command (OWASP, "CSV Injection"). In CSV it gets an
apostrophe in front, which `unescape_text` takes away again; in XLSX it is stored as a string, unchanged.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from vietnamese import api as vietnamese

# What a cell may hold once `plain` has seen it.
Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None

# Leading spaces are skipped by spreadsheets, and so are some invisible characters; the wide signs count in East Asia.
_SKIPPED = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*"
_DANGEROUS = re.compile(rf"{_SKIPPED}[=+\-@|＝＋－＠｜]| *[\t\r\n]")
_APOSTROPHES = re.compile("'*")
# Not allowed in XML, or in any file: control characters (tab and line ends aside), halves of pairs, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet could run the text: it starts, after spaces, with = + - @ | or with TAB, CR, LF."""
    return _DANGEROUS.match(text) is not None


def escape_text(text: str) -> str:
    """The text as it may stand in a CSV cell: dangerous text gets an apostrophe in front."""
    return f"'{text}" if _would_be_dangerous(text) else text


def unescape_text(text: str) -> str:
    """What `escape_text` was given: for reading our own CSV files back."""
    return text[1:] if text.startswith("'") and _would_be_dangerous(text[1:]) else text


def plain(value: object) -> Cell:
    """A value as a cell holds it.

    Text in NFC without characters that no file may hold; an aware moment by the clock of Vietnam, without its zone;
    days, numbers and truth values as they are; infinite numbers and all other things as text; None is an empty cell.
    """
    match value:
        case None | bool() | int():
            return value
        case float() | Decimal():
            return value if Decimal(value).is_finite() else str(value)
        case dt.datetime():
            return value.astimezone(vietnamese.LOCAL).replace(tzinfo=None) if value.tzinfo else value
        case dt.date():
            return value
        case _:
            return vietnamese.nfc(_FORBIDDEN.sub("", str(value)))


def _would_be_dangerous(text: str) -> bool:
    """Dangerous itself, or dangerous text that already has apostrophes in front, so that one can be taken off again."""
    found = _APOSTROPHES.match(text)
    return is_dangerous(text[found.end() :] if found else text)


def separator_of(text: str) -> str:
    """What parts the cells of a CSV file, by its first line: a spreadsheet set to Vietnamese writes semicolons."""
    first = text.partition("\n")[0]
    return ";" if ";" in first and "," not in first else ","
