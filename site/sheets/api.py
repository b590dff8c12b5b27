"""The door of the sheets package."""

from sheets.cells import Cell, escape_text, is_dangerous, plain, separator_of, unescape_text
from sheets.exporting import Exported, Exporter
from sheets.formats import CSV, FORMATS, JSON, XLSX, CannotWrite, RowFormat, format_named
from sheets.importing import (
    DOUBT,
    ERROR,
    NOTE,
    FileFormat,
    Importer,
    OptionsForm,
    Outcome,
    Preview,
    PreviewRow,
    Remark,
    Unreadable,
)
from sheets.resource import Column, RecordResource

__all__ = [
    "CSV",
    "DOUBT",
    "ERROR",
    "FORMATS",
    "JSON",
    "NOTE",
    "XLSX",
    "CannotWrite",
    "Cell",
    "Column",
    "Exported",
    "Exporter",
    "FileFormat",
    "Importer",
    "OptionsForm",
    "Outcome",
    "Preview",
    "PreviewRow",
    "RecordResource",
    "Remark",
    "RowFormat",
    "Unreadable",
    "escape_text",
    "format_named",
    "is_dangerous",
    "plain",
    "separator_of",
    "unescape_text",
]
