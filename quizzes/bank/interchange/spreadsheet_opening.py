"""How a spreadsheet file becomes rows of text: workbooks and text with commas, semicolons or tabs. Pure.

Cells are read row by row. Formulas are refused with their address, for what they give is not in the file for certain.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from quizzes.bank.interchange.base import MOST_QUESTIONS, CannotRead
from quizzes.bank.interchange.findings import Findings
from quizzes.bank.interchange.opening import glance_at_text, open_text
from quizzes.bank.interchange.packages import look_through, open_package
from quizzes.bank.interchange.spreadsheet_columns import named
from quizzes.bank.interchange.wording import FALSE, TRUE
from sheets import api as sheets
from vietnamese import api as vietnamese

MOST_ROWS = MOST_QUESTIONS + 1_000
MOST_COLUMNS = 60
MOST_IN_CELL = 40_000
# Rows that a sheet writes down, empty ones too; different texts in a workbook; signs "<" in one part of it.
MOST_WRITTEN_ROWS, MOST_STRINGS, MOST_SIGNS = 100_000, 500_000, 5_000_000
# A cell has at most eight such signs.
MOST_SIGNS_IN_ROW = 8 * MOST_COLUMNS
# Sheets with fewer may be as wide as they like: another sheet of the workbook often is.
WIDE_FROM = 500_000
# So many bytes of a workbook say what one of plain text says.
WORDINESS = 3
HEADINGS_WITHIN = 20
SHEET = "Câu hỏi"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZEROS = re.compile(r"0{2,}")
# Sheets end with row 1,048,576.
NO_ROW = re.compile(rb'\br="[0-9]{8}')
_DELIMITERS = (",", ";", "\t")
# Signs between cells in one line, with those that stand inside of texts.
MOST_DELIMITERS, MOST_DELIMITERS_IN_FILE = 20_000, 5_000_000
_SEP_LINE = re.compile(r"\"?sep=(.)\"?")


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the file from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def rows_of_workbook(data: bytes, findings: Findings) -> Iterator[SheetRow]:
    """The rows of the sheet with the questions. Refuses with `CannotRead` what is no workbook, too large, or hostile."""
    glance_at_workbook(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                yield from _rows(_sheet(book), findings)
            finally:
                book.close()
    except CannotRead:
        raise
    except (
        InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
        RecursionError, OverflowError,
    ) as error:  # fmt: skip
        raise CannotRead(gettext("This Excel file is damaged. Open it in Excel and save it anew.")) from error


def glance_at_table(data: bytes) -> int:
    """As `glance_at_text`; refuses nothing but signs between cells as well."""
    weight = glance_at_text(data)
    if sum(data.count(each.encode()) for each in _DELIMITERS) > MOST_DELIMITERS_IN_FILE:
        raise CannotRead(
            gettext("A part of this file has far more in it than questions need. It is not opened.")
        )
    return weight


def rows_of_text(data: bytes, findings: Findings) -> Iterator[SheetRow]:
    """The rows of a CSV file in any of the encodings and with any of the signs that Excel writes."""
    glance_at_table(data)
    opened = open_text(data)
    findings.remarks += opened.remarks
    lines = list(opened.lines)
    said = _SEP_LINE.fullmatch(lines[0].strip("\ufeff")) if lines else None
    if said:
        lines[0] = ""
    delimiter = said[1] if said else _delimiter(lines)
    for number, line in enumerate(lines, start=1):
        if line.count(delimiter) > MOST_DELIMITERS:
            raise _too_wide(number)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    at = 1
    try:
        for cells in reader:
            if at > MOST_ROWS * 20:
                raise _too_many()
            yield SheetRow(at, tuple(sheets.unescape_text(each) for each in cells[:MOST_COLUMNS]))
            at = reader.line_num + 1
    except csv.Error as error:
        told = gettext("Line %(line)d is not as a table in text is written: %(reason)s.")
        raise CannotRead(told % {"line": reader.line_num, "reason": error}) from error


def glance_at_workbook(data: bytes) -> int:
    """How much a workbook has to read. Every part is unpacked and looked through before another library does the same.

    Refuses with `CannotRead` what is no workbook, hostile, or has far more in it than questions.
    """
    if data.startswith(OLD_EXCEL):
        raise CannotRead(
            gettext(
                "This is an old Excel file (.xls). Open it in Excel and save it as .xlsx, then read that file."
            )
        )
    package = open_package(data)
    if "xl/workbook.xml" not in package:
        raise CannotRead(gettext("This is no Excel workbook (.xlsx)."))
    weight = 0
    for name in package.names:
        part = package.read(name)
        # Whatever a workbook calls its parts, the library reads those that are XML.
        if b"<" in part[:200]:
            weight += len(part)
            _refuse_too_much(look_through(part, most_signs=MOST_SIGNS))
    return weight // WORDINESS


def _refuse_too_much(part: bytes) -> None:
    """Refuse a part of a workbook that would take the library minutes or gigabytes."""
    rows = _count(part, b"row")
    if rows > MOST_WRITTEN_ROWS:
        raise CannotRead(
            gettext(
                "The sheet has more than %(limit)d rows, empty ones too. Delete the empty rows below the questions, or split the file."
            )
            % {"limit": MOST_WRITTEN_ROWS}
        )
    if rows and part.count(b"<") > max(MOST_SIGNS_IN_ROW * rows, WIDE_FROM):
        raise CannotRead(
            gettext(
                "The sheet has far more than %(limit)d columns. Delete those that our template does not have."
            )
            % {"limit": MOST_COLUMNS}
        )
    if _count(part, b"si") > MOST_STRINGS or NO_ROW.search(part):
        raise CannotRead(
            gettext("A part of this file has far more in it than questions need. It is not opened.")
        )


def _count(part: bytes, tag: bytes) -> int:
    """How often an element begins, with or without a prefix."""
    return sum(part.count(start + tag + end) for start in (b"<", b":") for end in (b" ", b">", b"/"))


def _sheet(book: Any) -> Any:
    """The sheet called "Câu hỏi", or the first one whose headings are ours."""
    by_name = {vietnamese.fold(each.title): each for each in book.worksheets}
    wanted = by_name.get(vietnamese.fold(SHEET))
    for sheet in [wanted] if wanted else book.worksheets:
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=HEADINGS_WITHIN, max_col=MOST_COLUMNS, values_only=True):
            if "stem" in named(str(each or "") for each in row).values():
                return sheet
    raise CannotRead(
        gettext("No row of headings with “Câu hỏi” was found. Take our template and fill it in.")
    )


def _rows(sheet: Any, findings: Findings) -> Iterator[SheetRow]:
    sheet.reset_dimensions()
    filled = 0
    # Without a width, rows that are not written down cost nothing: some sheets have one stray cell at their very end.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not any(cell.value is not None for cell in row):
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise _too_many()
        yield SheetRow(
            number,
            tuple(_text(cell, number, at, findings) for at, cell in enumerate(row[:MOST_COLUMNS], start=1)),
        )


def _text(cell: Any, row: int, column: int, findings: Findings) -> str:
    """What a cell shows, as text. Formulas and errors of formulas are told as mistakes."""
    value = cell.value
    if value is None:
        return ""
    address = f"{get_column_letter(column)}{row}"
    if cell.data_type == "f":
        findings.error(
            row,
            gettext("Cell %(cell)s holds a formula. Copy it and paste its value only (Paste Special).")
            % {"cell": address},
        )
        return ""
    if cell.data_type == "e":
        findings.error(
            row, gettext("Cell %(cell)s holds an error (%(value)s).") % {"cell": address, "value": value}
        )
        return ""
    match value:
        case bool():
            return TRUE if value else FALSE
        case int() | float() | Decimal():
            return _number(value, str(cell.number_format or ""))
        case dt.datetime() | dt.date():
            return vietnamese.show_day(value)
        case _:
            return str(value)[:MOST_IN_CELL]


def _number(value: int | float | Decimal, shown: str) -> str:
    """A number as the cell shows it: with its leading zeros, its percent sign, a decimal comma."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(value)
    if "%" in shown:
        return f"{vietnamese.decimal_comma(number * 100)}%"
    if _ZEROS.fullmatch(shown) and number == number.to_integral_value():
        return f"{int(number):0{len(shown)}d}"
    return vietnamese.decimal_comma(number)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign between cells: the one with which the headings are found."""
    found = dict.fromkeys(_DELIMITERS, 0)
    for line in lines[:HEADINGS_WITHIN]:
        for sign in _DELIMITERS:
            cells = cells_of(line, sign)
            found[sign] = max(found[sign], len(named(cells)))
    return max(_DELIMITERS, key=lambda sign: found[sign])


def cells_of(line: str, sign: str) -> list[str]:
    """The cells of one line; none where it is no line of a table. Never fails."""
    if line.count(sign) > MOST_DELIMITERS:
        return []
    try:
        return next(iter(csv.reader([line], delimiter=sign)), [])
    except csv.Error:
        return []


def _too_wide(number: int) -> CannotRead:
    return CannotRead(
        gettext("Line %(line)d has far more than %(limit)d columns. This is no table of questions.")
        % {"line": number, "limit": MOST_COLUMNS}
    )


def _too_many() -> CannotRead:
    return CannotRead(
        gettext("The table has more than %(limit)d filled rows. Split it into several files.")
        % {"limit": MOST_ROWS}
    )
