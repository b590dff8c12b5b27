"""What is made to do harm is refused at a glance: the parser, which would pay for it, never sees it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import docx
import openpyxl
import pytest
from defusedxml.ElementTree import DefusedXMLParser
from defusedxml.expatreader import DefusedExpatParser

from quizzes.bank.interchange import CannotRead, Format, format_named, own_json, spreadsheet_opening
from quizzes.bank.interchange import docx as word
from quizzes.bank.interchange.aiken import Aiken
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.gift import Gift
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.opening import MOST_IN_LINE
from quizzes.bank.interchange.own_json import OwnJson
from quizzes.bank.interchange.packages import MOST_DEPTH, MOST_ELEMENTS, xml_from
from quizzes.bank.interchange.plain_text import PlainText
from quizzes.bank.interchange.qti import Qti
from quizzes.bank.interchange.spreadsheet import Csv, Xlsx
from tests.quizzes.bank.interchange.form_drafts import in_english

__all__ = ["in_english"]
MEGABYTE = 1_000_000
SCHEMA = b'{"schema": "core-forces-questions/1.0", '
SHEET, STRINGS, BODY = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "word/document.xml"
DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "c">]>'
# A comment behind which a declaration might hide.
BEHIND = b"".join(b"<!--%d-->" % (each * 7919) for each in range(350_000))


def _package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def _workbook(**parts: bytes) -> bytes:
    return _package({"xl/workbook.xml": b"<workbook/>", SHEET: b"<worksheet/>", **parts})


def _word(body: bytes) -> bytes:
    return _package({"[Content_Types].xml": b"<Types/>", BODY: body})


def _rows(count: int) -> bytes:
    return (
        b"<worksheet><sheetData>"
        + b"".join(b'<row r="%d"/>' % each for each in range(count))
        + b"</sheetData></worksheet>"
    )


def _numbered(piece: bytes, count: int) -> bytes:
    """Pieces that differ, as an archive packs them no smaller than honest text."""
    return b"".join(piece % (each * 7919) for each in range(count))


def _one_long_line(megabytes: int) -> bytes:
    return b"abcd efg\n" * 9 + b"abcd efg " * megabytes * 111_111


REFUSED: dict[str, tuple[Format, Callable[[], bytes], str]] = {
    "a bomb behind long comments in a sheet": (Xlsx(), lambda: _workbook(**{SHEET: BEHIND + DOCTYPE}), "declares"),
    "a bomb in shared texts": (Xlsx(), lambda: _workbook(**{STRINGS: DOCTYPE + b"<sst/>"}), "declares"),
    "a bomb in a part that is not called XML": (Xlsx(), lambda: _workbook(**{"xl/a.bin": DOCTYPE + b"<a/>"}), "declares"),
    "a bomb in UTF-16": (
        Xlsx(), lambda: _workbook(**{SHEET: (DOCTYPE + b"<a/>").decode().encode("utf-16")}), "declares",
    ),
    "a million empty rows": (Xlsx(), lambda: _workbook(**{SHEET: _rows(1_000_000)}), "empty ones too"),
    "half a million cells in one row": (
        Xlsx(), lambda: _workbook(**{SHEET: b"<row>" + _numbered(b"<c><v>%d</v></c>", 500_000) + b"</row>"}), "columns",
    ),
    "shared texts without end": (Xlsx(), lambda: _workbook(**{STRINGS: _numbered(b"<si>%d</si>", 600_000)}), "far more"),
    "a row behind the last one": (Xlsx(), lambda: _workbook(**{SHEET: b'<row r="10000000"/>'}), "far more"),
    "one endless cell": (Xlsx(), lambda: _workbook(**{SHEET: b"<t>" + b"a b " * MEGABYTE + b"</t>"}), "far longer"),
    "a million paragraphs": (Docx(), lambda: _word(_numbered(b"<w:p><w:r>%d</w:r></w:p>", MEGABYTE)), "far more"),
    "a bomb behind long comments in a Word file": (Docx(), lambda: _word(BEHIND + DOCTYPE), "declares"),
    "one endless paragraph": (Docx(), lambda: _word(b"<w:t>" + b"a b " * MEGABYTE + b"</w:t>"), "far longer"),
    "a manifest of a million elements": (
        Qti(), lambda: _package({"imsmanifest.xml": b"<manifest>" + _numbered(b"<a>%d</a>", MEGABYTE)}), "far more",
    ),
    "a bomb in a manifest": (Qti(), lambda: _package({"imsmanifest.xml": DOCTYPE + b"<manifest/>"}), "declares"),
    "an item of a million elements": (Qti(), lambda: b"<a>" + b"<b>" * 900_000, "far more"),
    "an endless item": (Qti(), lambda: _package({"a.xml": b"<a>" + b" " * 4 * MEGABYTE}), "far too large"),
    "JSON deep in itself": (OwnJson(), lambda: SCHEMA + b'"questions": [' + b"[" * MEGABYTE, "too deep"),
    "JSON deep in itself that ends": (OwnJson(), lambda: SCHEMA + b'"x": ' + b"[1," * 900 + b"1]" * 900 + b"}", "too deep"),
    "JSON of objects deep in each other": (OwnJson(), lambda: SCHEMA + b'"x": ' + b'{"a": ' * MEGABYTE, "too deep"),
    "JSON of one endless text": (OwnJson(), lambda: SCHEMA + b'"questions": [{"kind": "' + b"abcd efg " * 2 * MEGABYTE, "far longer"),
    "JSON of one endless number": (OwnJson(), lambda: SCHEMA + b'"x": ' + b"9" * 18 * MEGABYTE + b"}", "far longer"),
    "a table of nothing but commas": (Csv(), lambda: (b"," * 190_000 + b"\n") * 90, "far more"),
    "JSON of empty lists": (OwnJson(), lambda: SCHEMA + b'"x": [' + b"[]," * 2 * MEGABYTE + b"1]}", "far more"),
    "JSON of empty texts": (OwnJson(), lambda: SCHEMA + b'"x": [' + b'"",' * 4 * MEGABYTE + b"1]}", "far more"),
    "Moodle XML with a bomb behind a long comment": (
        MoodleXml(), lambda: b"<?xml version='1.0'?><!--" + b"x" * 9 * MEGABYTE + b"-->" + DOCTYPE + b"<quiz/>", "DOCTYPE",
    ),
    "Moodle XML with one endless text": (
        MoodleXml(), lambda: b"<quiz><question><name>" + b"a b " * 10 * MEGABYTE + b"</name></question></quiz>", "far longer",
    ),
    "Moodle XML of millions of elements": (
        MoodleXml(), lambda: b"<quiz><question>" + b"<a/>" * 6 * MEGABYTE + b"</question></quiz>", "far more",
    ),
    **{
        f"{form.name}: a line of {size} megabytes": (form, partial(_one_long_line, size), part)
        for form in (Gift(), Aiken(), PlainText(), Csv())
        for size, part in ((18, "Line 10 is longer"), (40, "megabytes"))
    },
}  # fmt: skip


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes a file apart pays for its size: that must not happen any more."""

    def reached(*args: object, **kwargs: object) -> None:
        raise AssertionError("A parser was reached.")

    monkeypatch.setattr(spreadsheet_opening, "load_workbook", reached)
    monkeypatch.setattr(word, "Document", reached)
    monkeypatch.setattr(own_json, "_FileInParts", reached)
    monkeypatch.setattr(DefusedXMLParser, "feed", reached)
    monkeypatch.setattr(DefusedExpatParser, "feed", reached)


@pytest.mark.usefixtures("no_parser")
@pytest.mark.parametrize(
    ("way", "what"),
    # Items of a package are parsed one by one, in bounds of their own.
    [
        (way, what)
        for what in REFUSED
        for way in ("glance", "read")
        if (way, REFUSED[what][0].name) != ("read", "qti")
    ],
)
def test_it_is_refused_before_any_parser_is_reached(what: str, way: str) -> None:
    form, make, part = REFUSED[what]
    with pytest.raises(CannotRead) as refusal:
        getattr(form, way)(make())
    assert part in str(refusal.value)


def test_parsers_that_are_watched_are_those_that_read() -> None:
    assert spreadsheet_opening.load_workbook is openpyxl.load_workbook
    assert word.Document is docx.Document


def test_a_stray_cell_at_the_very_end_of_a_sheet_is_read_without_the_rows_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Câu hỏi", "A", "B", "Đáp án đúng"])
    book.active.append(["Mấy?", "một", "hai", "A"])
    book.active["A90000"] = "Bao nhiêu?"
    book.save(made)
    widths: list[int] = []
    told = spreadsheet_opening._rows

    def watched(sheet: Any, findings: Any) -> Any:
        read = sheet.iter_rows

        def rows(**limits: int) -> Any:
            for row in read(**limits):
                widths.append(len(row))
                yield row

        sheet.iter_rows = rows
        return told(sheet, findings)

    monkeypatch.setattr(spreadsheet_opening, "_rows", watched)
    found = Xlsx().read(made.getvalue())
    assert [each.body["stem"] for each in found.questions] == ["Mấy?", "Bao nhiêu?"]
    assert [each.line for each in found.questions] == [2, 90_000]
    assert sum(widths) < 100, "rows that nobody wrote have no cells"


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ("<a>" * (MOST_DEPTH + 10), "too deep"),
        ("<a/>" * (MOST_ELEMENTS + 10), "far more"),
    ],
)
def test_a_tree_is_left_off_where_it_grows_out_of_bounds(inside: str, part: str) -> None:
    """What stands behind is no XML at all: had it been read, the reason would be another."""
    with pytest.raises(CannotRead) as refusal:
        xml_from(f"<a>{inside}<<<".encode())
    assert part in str(refusal.value)


@pytest.mark.parametrize("name", ["xlsx", "docx", "qti"])
def test_a_small_archive_with_much_in_it_weighs_what_it_holds(name: str) -> None:
    pieces = _numbered(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>", 150_000)
    made = {"xlsx": _workbook(**{SHEET: pieces}), "docx": _word(pieces), "qti": _package({"a.zip": pieces})}[
        name
    ]
    assert format_named(name).glance(made) > len(made)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (OwnJson(), SCHEMA + b'"files": {"' + b"0" * 64 + b'": "AAAA"}, "questions": []}'),
        (MoodleXml(), b"<quiz><question><file name='a.png'>AAAA</file></question></quiz>"),
        (Qti(), _package({"a.xml": b"<a/>", "a.png": b"x"})),
        (Docx(), _package({"[Content_Types].xml": b"<Types/>", BODY: b"<a/>", "word/media/a.png": b"x"})),
    ],
    ids=lambda each: each.name if isinstance(each, Format) else "",
)
def test_a_picture_weighs_more_than_its_bytes(form: Format, data: bytes) -> None:
    """Each is decoded, which may take a thousand times as long as its bytes would as text."""
    assert form.glance(data) > 50_000


@pytest.mark.parametrize("form", [Gift(), Aiken(), OwnJson(), MoodleXml()], ids=lambda each: each.name)
def test_a_file_without_any_question_says_so(form: Format) -> None:
    empty = {"json": SCHEMA + b'"questions": []}', "moodle_xml": b"<quiz><!-- x --></quiz>"}
    with pytest.raises(CannotRead) as refusal:
        form.read(empty.get(form.name, b"\xef\xbb\xbf\n"))
    assert "no question" in str(refusal.value)


def test_a_text_far_too_long_for_its_kind_is_a_mistake_at_its_place() -> None:
    """Its kind, which would clean it first, does not look at it."""
    stem = b"x " * MOST_IN_LINE
    told = SCHEMA + b'"questions": [\n{"kind": "essay", "body": {"stem": "' + stem + b'"}}]}'
    [error] = OwnJson().read(told).errors
    assert (error.line, "far too long" in error.sentence) == (2, True)


@pytest.mark.parametrize(
    "inside",
    [
        b"<w:r><w:t>a</w:t></w:r>" * 30_000,
        b"<w:r><w:t>" + b"a" * 60_000 + b"</w:t></w:r><w:r><w:t>" + b"b" * 60_000 + b"</w:t></w:r>",
        b"<w:ins>" * 60 + b"<w:r><w:t>a</w:t></w:r>" + b"</w:ins>" * 60,
    ],
    ids=["runs", "letters", "depth"],
)
def test_a_paragraph_out_of_bounds_ends_the_reading(inside: bytes) -> None:
    made = io.BytesIO()
    docx.Document().save(made)
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(made) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[BODY] = b"<w:document " + space + b"><w:body><w:p>" + inside + b"</w:p></w:body></w:document>"
    with pytest.raises(CannotRead) as refusal:
        Docx().read(_package(parts))
    assert "longer than" in str(refusal.value) or "too deep" in str(refusal.value)
