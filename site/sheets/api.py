"""The door of the sheets package."""

from sheets.cells import Cell, escape_text, is_dangerous, plain, unescape_text
from sheets.formats import CSV, FORMATS, JSON, XLSX, CannotWrite, RowFormat, format_named
from sheets.resource import Column, RecordResource

__all__ = [
    "CSV",
    "FORMATS",
    "JSON",
    "XLSX",
    "CannotWrite",
    "Cell",
    "Column",
    "RecordResource",
    "RowFormat",
    "escape_text",
    "format_named",
    "is_dangerous",
    "plain",
    "unescape_text",
]
