"""The three files, read back the way others read them."""

import csv
import datetime as dt
import io
import json
import tempfile
import unicodedata
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import tablib

from sheets import api as sheets
from sheets import formats

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tchữ",
    "\rchữ",
    "|calc",
    "  =1",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "#REF!",
]
DAY = dt.date(2026, 4, 4)
MOMENT = dt.datetime(2026, 4, 3, 18, 5, tzinfo=dt.UTC)


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def open_sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize("kind", sheets.FORMATS)
def test_each_format_says_its_name_type_and_ending(kind):
    one = sheets.format_named(kind.name)
    assert type(one) is kind
    assert str(one.label)
    assert "/" in one.content_type
    assert one.get_extension() == one.extension
    assert one.get_content_type() == one.content_type
    assert one.can_export()


def test_an_unknown_format_is_refused_with_the_names_that_exist():
    with pytest.raises(sheets.CannotWrite) as refused:
        sheets.format_named("doc")
    assert "xlsx, csv, json" in str(refused.value.message)


def test_csv_starts_with_one_byte_order_mark_and_is_utf_8():
    data = sheets.CSV().write(["Họ và tên"], [["Nguyễn Thị Ánh"]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.decode("utf-8-sig") == "Họ và tên\r\nNguyễn Thị Ánh\r\n"


@pytest.mark.parametrize("text", [text for text in DANGEROUS if not text.startswith("#")])
def test_a_formula_is_inert_in_csv_in_cells_and_headings(text):
    heading, cell = (row[0] for row in read_csv(sheets.CSV().write([text], [[text]])))
    assert heading == cell == "'" + text
    assert sheets.unescape_text(cell) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_inert_in_xlsx_in_cells_and_headings_and_keeps_its_value(text):
    data = sheets.XLSX().write([text], [[text]])
    sheet = open_sheet(data)
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_the_library_alone_would_write_a_formula():
    """The control: without our cells the same text is a formula."""
    dataset = tablib.Dataset(["=1+1"], headers=["a"])
    assert open_sheet(formats.base_formats.XLSX().export_data(dataset))["A2"].data_type == "f"


def test_the_library_may_use_our_formats_on_its_datasets():
    dataset = tablib.Dataset(["=1+1", 2], headers=["=a", "b"])
    assert open_sheet(sheets.XLSX().export_data(dataset))["A2"].data_type == "s"
    assert read_csv(sheets.CSV().export_data(dataset)) == [["'=a", "b"], ["'=1+1", "2"]]
    assert json.loads(sheets.JSON().export_data(dataset)) == [{"=a": "=1+1", "b": 2}]


def test_days_and_numbers_are_real_in_xlsx():
    sheet = open_sheet(
        sheets.XLSX().write(["a", "b", "c", "d", "e", "f"], [[DAY, MOMENT, Decimal("8.5"), 7, True, None]])
    )
    day, moment, decimal, whole, truth, nothing = sheet[2]
    assert day.is_date
    assert day.value.date() == DAY
    assert day.number_format == "dd/mm/yyyy"
    assert moment.value == dt.datetime(2026, 4, 4, 1, 5)  # noqa: DTZ001 - cells have no zone
    assert (decimal.data_type, decimal.value) == ("n", 8.5)
    assert (whole.data_type, whole.value) == ("n", 7)
    assert truth.value is True
    assert nothing.value is None


def test_columns_of_a_workbook_are_wide_enough_to_read_and_no_wider():
    rows = [["Nguyễn Thị Thanh Hương", DAY, "x" * 400], ["An", DAY, ""]]
    data = sheets.XLSX().write(["Họ và tên", "Ngày", "Ghi chú"], rows)
    columns = openpyxl.load_workbook(io.BytesIO(data)).active.column_dimensions
    assert [columns[letter].width for letter in "ABC"] == [24, 12, 50]


def test_days_are_day_first_in_csv_and_numbers_plain():
    row = read_csv(sheets.CSV().write("abcdef", [[DAY, MOMENT, Decimal("8.50"), -7, 1234567, None]]))[1]
    assert row == ["04/04/2026", "04/04/2026 01:05", "8.50", "-7", "1234567", ""]


def test_days_are_iso_in_json_and_numbers_are_numbers():
    (row,) = json.loads(
        sheets.JSON().write("abcdef", [[DAY, MOMENT, Decimal("8.50"), Decimal("9.0"), None, "=1"]])
    )
    assert row == {
        "a": "2026-04-04",
        "b": "2026-04-04T01:05:00+07:00",
        "c": 8.5,
        "d": 9,
        "e": None,
        "f": "=1",
    }


def test_codes_and_telephone_numbers_stay_text_in_xlsx():
    sheet = open_sheet(sheets.XLSX().write(["a", "b"], [["0912345678", 12345678901234567890]]))
    assert sheet["A2"].value == "0912345678"
    assert sheet["B2"].value == "12345678901234567890"


def test_days_before_excel_began_are_text_there():
    assert open_sheet(sheets.XLSX().write(["a"], [[dt.date(1890, 5, 19)]]))["A2"].value == "19/05/1890"


@pytest.mark.parametrize("kind", sheets.FORMATS)
def test_text_is_composed_in_every_format(kind):
    heading, name = (unicodedata.normalize("NFD", text) for text in ("Họ và tên", "Nguyễn Thị Ánh"))
    data = kind().write([heading], [[name]])
    if kind is sheets.XLSX:
        sheet = open_sheet(data)
        assert (sheet["A1"].value, sheet["A2"].value) == ("Họ và tên", "Nguyễn Thị Ánh")
    else:
        assert "Họ và tên" in data.decode()
        assert "Nguyễn Thị Ánh" in data.decode()


@pytest.mark.parametrize("kind", sheets.FORMATS)
def test_a_file_without_rows_is_a_sound_file(kind):
    data = kind().write(["a", "b"], [])
    if kind is sheets.XLSX:
        assert [cell.value for cell in open_sheet(data)[1]] == ["a", "b"]
    elif kind is sheets.CSV:
        assert read_csv(data) == [["a", "b"]]
    else:
        assert json.loads(data) == []


@pytest.mark.parametrize("kind", sheets.FORMATS)
def test_ten_thousand_rows_all_arrive_and_the_file_stays_open(kind):
    out = io.BytesIO()
    rows = ([number, f"Người {number}", DAY] for number in range(10_000))
    assert kind().write_to(out, ["a", "b", "c"], rows) == 10_000
    data = out.getvalue()
    if kind is sheets.XLSX:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        names = [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    elif kind is sheets.CSV:
        names = [row[1] for row in read_csv(data)[1:]]
    else:
        names = [row["b"] for row in json.loads(data)]
    assert names == [f"Người {number}" for number in range(10_000)]


@pytest.mark.parametrize("kind", [sheets.CSV, sheets.JSON])
def test_rows_are_written_as_they_come(kind):
    out = io.BytesIO()
    seen = []

    def rows():
        for number in range(3):
            seen.append(out.tell())
            yield [number]

    kind().write_to(out, ["a"], rows())
    assert seen == sorted(seen)
    assert seen[0] < seen[1] < seen[2]


def test_a_full_sheet_is_followed_by_another_with_the_headings(monkeypatch):
    monkeypatch.setattr(formats, "XLSX_ROWS", 4)
    book = openpyxl.load_workbook(io.BytesIO(sheets.XLSX().write(["số"], ([number] for number in range(7)))))
    assert [[row[0].value for row in sheet.rows] for sheet in book.worksheets] == [
        ["số", 0, 1, 2],
        ["số", 3, 4, 5],
        ["số", 6],
    ]


def test_a_text_too_long_for_excel_is_refused_and_never_cut():
    with pytest.raises(sheets.CannotWrite):
        sheets.XLSX().write(["a"], [["x" * 32_768]])
    assert len(read_csv(sheets.CSV().write(["a"], [["x" * 32_768]]))[1][0]) == 32_768


def test_a_refused_workbook_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield from [["một"]] * (formats.ROWS_MEASURED + 1)
        assert list(tmp_path.iterdir()), "openpyxl keeps its rows in a temporary file"
        raise RuntimeError("the records stopped coming")

    with pytest.raises(RuntimeError):
        sheets.XLSX().write(["a"], rows())
    assert list(tmp_path.iterdir()) == []
