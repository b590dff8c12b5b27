"""The files that rows leave in, written out in FORMATS; each is also a format of django-import-export.

A format writes row by row, so memory does not grow with the number of rows. The cells it takes are those of
`sheets.cells.plain`.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice, zip_longest
from typing import IO, Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from import_export.formats import base_formats
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from sheets.cells import Cell, escape_text, is_dangerous, plain
from vietnamese import api as vietnamese

# Limits of the XLSX format itself.
XLSX_ROWS = 1_048_576
XLSX_TEXT = 32_767
XLSX_DIGITS = 15
XLSX_FIRST_DAY = dt.date(1900, 3, 1)
# Columns are as wide as the first rows want, in letters.
ROWS_MEASURED = 20
NARROWEST, WIDEST = 10, 50


class CannotWrite(ValueError):
    """The rows do not fit the format; `message` is the sentence for the person who asked for the file."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class RowFormat:
    """One kind of file. `name` is what commands and addresses call it, `label` is for people."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    content_type: ClassVar[str]
    extension: ClassVar[str]
    # Files for programs are keyed by the names of the columns, files for people by their headings.
    keyed_by_name: ClassVar[bool] = False

    def write_to(self, out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Writes headings and rows to an open binary file, which stays open; gives the number of rows.

        Refuses with CannotWrite what the format cannot hold.
        """
        raise NotImplementedError

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
        """The whole file as bytes."""
        out = io.BytesIO()
        self.write_to(out, headings, rows)
        return out.getvalue()

    # What django-import-export asks of a format.
    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return self.write(dataset.headers, dataset)

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def get_title(self) -> str:
        return self.name

    def is_binary(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


def widths_for(rows: Sequence[Sequence[object]]) -> list[int]:
    """The width of each column, in letters, that shows what is in these rows; long texts do not make it wider for ever."""
    longest = (
        max(len(_shown(plain(value))) for value in column) for column in zip_longest(*rows, fillvalue="")
    )
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]


class XLSX(RowFormat, base_formats.XLSX):
    """Excel workbook: days are days, numbers are numbers, text is never a formula. A further sheet when one is full."""

    name = "xlsx"
    label = _("Excel workbook (XLSX)")
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    def write_to(self, out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        book = Workbook(write_only=True)
        try:
            count = self._fill(book, headings, rows)
            book.save(out)
        except BaseException:
            self._discard(book)
            raise
        return count

    def _fill(self, book: Workbook, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        count, coming = 0, iter(rows)
        first = list(islice(coming, ROWS_MEASURED))
        widths = widths_for([headings, *first])
        sheet = self._new_sheet(book, headings, widths)
        for row in chain(first, coming):
            if count and count % (XLSX_ROWS - 1) == 0:
                sheet = self._new_sheet(book, headings, widths)
            sheet.append([self._cell(sheet, value) for value in row])
            count += 1
        return count

    @staticmethod
    def _discard(book: Workbook) -> None:
        """Removes the temporary files of a workbook that will not be saved (openpyxl keeps them until the process ends)."""
        for sheet in book.worksheets:
            sheet.close()
            with contextlib.suppress(FileNotFoundError):
                sheet._writer.cleanup()

    def _new_sheet(self, book: Workbook, headings: Sequence[str], widths: Sequence[int]) -> Any:
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([self._cell(sheet, str(heading)) for heading in headings])
        return sheet

    def _cell(self, sheet: Any, value: object) -> Any:
        """The value itself where openpyxl does the right thing with it, else a cell of the right type."""
        cell = plain(value)
        match cell:
            case str():
                return self._text(sheet, cell)
            case dt.datetime():
                return (
                    self._formatted(sheet, cell, "dd/mm/yyyy hh:mm")
                    if cell.date() >= XLSX_FIRST_DAY
                    else _shown(cell)
                )
            case dt.date():
                return self._formatted(sheet, cell, "dd/mm/yyyy") if cell >= XLSX_FIRST_DAY else _shown(cell)
            case int() if abs(cell) >= 10**XLSX_DIGITS:
                return str(cell)  # Excel would turn further digits into zeros
            case _:
                return cell

    def _text(self, sheet: Any, text: str) -> Any:
        if len(text.encode("utf-16-le")) // 2 > XLSX_TEXT:
            raise CannotWrite(
                format_lazy(
                    _("A text is longer than the {limit} characters of an Excel cell. Choose CSV or JSON."),
                    limit=XLSX_TEXT,
                )
            )
        if not is_dangerous(text) and not text.startswith("#"):  # openpyxl takes "#N/A" for an error value
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True  # stays text when somebody edits the cell
        return cell

    @staticmethod
    def _formatted(sheet: Any, value: dt.date, number_format: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = number_format
        return cell


class CSV(RowFormat, base_formats.CSV):
    """Comma-separated text in UTF-8 with a byte order mark, as Excel reads it; days are 04/04/2026, 8.5 is a number."""

    name = "csv"
    label = _("Comma-separated text (CSV)")
    content_type = "text/csv; charset=utf-8"
    extension = "csv"

    def write_to(self, out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
        try:
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow([self._text(str(heading)) for heading in headings])
            count = 0
            for row in rows:
                writer.writerow([self._text(value) for value in row])
                count += 1
            return count
        finally:
            text.detach()

    @staticmethod
    def _text(value: object) -> str:
        cell = plain(value)
        return escape_text(cell) if isinstance(cell, str) else _shown(cell)


class JSON(RowFormat, base_formats.JSON):
    """A list of objects, one a row, for programs: days in ISO form, moments with their offset, numbers as numbers."""

    name = "json"
    label = _("For other programs (JSON)")
    content_type = "application/json"
    extension = "json"
    keyed_by_name = True

    def write_to(self, out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        keys = [str(plain(str(heading))) for heading in headings]
        count = 0
        for row in rows:
            out.write(b"[\n" if count == 0 else b",\n")
            record = {key: self._value(value) for key, value in zip(keys, row, strict=True)}
            out.write(json.dumps(record, ensure_ascii=False, allow_nan=False).encode())
            count += 1
        out.write(b"\n]\n" if count else b"[]\n")
        return count

    @staticmethod
    def _value(value: object) -> str | int | float | bool | None:
        if isinstance(value, dt.datetime) and value.tzinfo:
            return value.astimezone(vietnamese.LOCAL).isoformat()
        cell = plain(value)
        match cell:
            case dt.date():
                return cell.isoformat()
            case Decimal():
                return int(cell) if cell == cell.to_integral_value() else float(cell)
            case _:
                return cell


FORMATS: tuple[type[RowFormat], ...] = (XLSX, CSV, JSON)


def format_named(name: str) -> RowFormat:
    """The format that commands and addresses call by the name; CannotWrite tells the names when there is none."""
    for kind in FORMATS:
        if kind.name == name:
            return kind()
    known = ", ".join(kind.name for kind in FORMATS)
    raise CannotWrite(
        format_lazy(_("There is no format “{name}”. The formats are: {known}."), name=name, known=known)
    )


def _shown(cell: Cell) -> str:
    """A cell that is no text, in the words of a file of text."""
    match cell:
        case None:
            return ""
        case dt.datetime():
            return f"{vietnamese.show_day(cell)} {cell:%H:%M}"
        case dt.date():
            return vietnamese.show_day(cell)
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)
