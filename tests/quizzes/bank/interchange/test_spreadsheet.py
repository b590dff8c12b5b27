"""Our spreadsheet for trainers: the template, what they write into it, all encodings of Excel, and what is refused."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from quizzes.bank.interchange.base import CannotRead, Drafted, ReadFile, Weight
from quizzes.bank.interchange.spreadsheet import Csv, Xlsx
from quizzes.kinds import KINDS
from tests.quizzes.bank.interchange.form_drafts import (
    draft,
    in_english,
    media,
    of_every_kind,
    picture,
    same,
    sentences,
)

__all__ = ["in_english"]

HEADINGS = ["Câu hỏi", "A", "B", "C", "Đáp án đúng"]
ONE = ["Ai bầu trưởng thôn?", "Chủ tịch", "Nhân dân", "Bí thư", "B"]


def book(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    made = Workbook()
    made.active.append(headings or HEADINGS)
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_text(*rows: list[str], sign: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([HEADINGS, *rows])
    return out.getvalue().encode(encoding)


def read(*rows: list[Any], headings: list[str] | None = None) -> ReadFile:
    return Xlsx().read(book(*rows, headings=headings))


def errors(*rows: list[Any], headings: list[str] | None = None) -> list[tuple[int, str]]:
    return sentences(read(*rows, headings=headings), Weight.ERROR)


def test_a_row_becomes_a_question() -> None:
    headings = ["Đáp án", "CAU HOI", "Mức độ", "Điểm", "Chủ đề", "A", "B", "Căn cứ", "Nhãn", "STT"]
    row = [
        "b",
        "Ai bầu?",
        "TH",
        0.5,
        "Bầu cử > Thôn",
        "Xã",
        "Dân",
        "Khoản 2 Điều 13, 30/2023/QH15",
        "x; y",
        1,
    ]
    found = read(row, headings=headings)
    (question,) = found.questions
    assert question.body["correct"] == "b"
    assert (question.level, str(question.points)) == ("understand", "0.5")
    assert question.topic == ("Bầu cử", "Thôn")
    assert question.tags == ("x", "y")
    assert (question.citations[0].article, question.citations[0].clause) == ("13", "2")
    assert question.line == 2
    assert found.remarks == []


@pytest.mark.parametrize("heading", ["Nhãn", "Thẻ", "Từ khóa"])
def test_tags_are_read_under_the_names_that_templates_gave_them(heading: str) -> None:
    found = read(["Đúng", "Xã có trạm y tế.", "x; y"], headings=["Đáp án", "Câu hỏi", heading])
    assert found.questions[0].tags == ("x", "y")


def test_the_template_is_empty_and_its_examples_show_kinds_that_read_back() -> None:
    made = load_workbook(io.BytesIO(Xlsx().template()))
    assert made.sheetnames == ["Câu hỏi", "Ví dụ", "Hướng dẫn", "Danh mục"]
    assert made["Danh mục"].sheet_state == "hidden"
    lists = [str(each.sqref).split("2:")[0] for each in made["Câu hỏi"].data_validations.dataValidation]
    headings = {cell.column_letter: cell.value for cell in made["Câu hỏi"][1]}
    assert [headings[each] for each in lists] == ["Dạng", "Mức độ", "Chỉ tự kiểm tra", "Chờ thẩm định"]
    with pytest.raises(CannotRead):
        Xlsx().read(Xlsx().template())
    examples = [[cell.value for cell in row] for row in made["Ví dụ"].iter_rows()]
    found = read(*examples[1:], headings=examples[0])
    assert found.remarks == []
    assert {each.kind for each in found.questions} == {kind.name for kind in KINDS} - {"cloze", "situation"}


def test_the_template_in_text_shows_an_example_of_each_kind() -> None:
    found = Csv().read(Csv().template())
    assert found.remarks == []
    assert len(found.questions) == 8


@pytest.mark.parametrize("form", [Xlsx(), Csv()], ids=lambda form: form.name)
def test_every_kind_comes_back_as_it_left(form: Xlsx | Csv) -> None:
    questions = of_every_kind()
    written = form.write(questions)
    again = form.read(written.data)
    assert written.losses == []
    assert [(one.kind, same(one, other)) for one, other in zip(questions, again.questions, strict=True)] == [
        (one.kind, True) for one in questions
    ]
    assert again.remarks == []


RICH: list[tuple[str, dict[str, Any]]] = [
    (
        "single_choice",
        {
            "stem": "=1+1?\nhai dòng",
            "options": [
                {"id": "x1", "text": "+84", "feedback": "không"},
                {"id": "y-2", "text": "-5 → 3", "pinned": True},
                {"id": "z", "text": "@x"},
            ],
            "correct": "y-2",
            "shuffle_options": False,
            "hints": ["Một", "Hai"],
        },
    ),
    (
        "true_false",
        {
            "stem": "Đúng không?",
            "options": [{"id": "false", "text": "Không"}, {"id": "true", "text": "Có"}],
            "correct": "true",
        },
    ),
    (
        "matching",
        {
            "stem": "Ghép",
            "left": [{"id": "a", "text": "Một → hai"}, {"id": "b", "text": "Ba"}],
            "right": [{"id": "x", "text": "Không ai"}, {"id": "y", "text": "X"}, {"id": "z", "text": "Y"}],
            "correct": {"a": "z", "b": "z"},
            "scoring": "all_or_nothing",
        },
    ),
    (
        "short_answer",
        {
            "stem": "Ai?",
            "accepted": ["nhân*", "a; b"],
            "wildcards": True,
            "normalise": ["NFC", "marks"],
            "label": "Hai chữ",
            "feedback": [{"text": "xa", "feedback": "Chưa"}],
        },
    ),
    ("essay", {"stem": "Viết", "least_words": 20, "uploads": 2, "rubric": [{"criterion": f"Ý {n}", "points": 1} for n in range(30)]}),
]  # fmt: skip


@pytest.mark.parametrize("form", [Xlsx(), Csv()], ids=lambda form: form.name)
@pytest.mark.parametrize(("kind", "body"), RICH)
def test_what_a_row_has_no_words_for_comes_back_too(
    form: Xlsx | Csv, kind: str, body: dict[str, Any]
) -> None:
    question = draft(kind, body)
    written = form.write([question])
    (again,) = form.read(written.data).questions
    assert written.losses == []
    assert same(question, again), (question.body, again.body)


def test_a_trainer_may_change_the_words_of_an_exported_row() -> None:
    data = Csv().write([draft(*RICH[0])]).data.decode("utf-8-sig").replace("'+84", "số tám tư")
    (again,) = Csv().read(data.encode()).questions
    assert again.body["options"][0]["text"] == "số tám tư"
    assert again.body["options"][0]["feedback"] == "không"


def test_an_added_option_leaves_out_what_no_longer_fits_and_says_so() -> None:
    rows = list(csv.reader(io.StringIO(Csv().write([draft(*RICH[0])]).data.decode("utf-8-sig"))))
    rows[1][rows[0].index("D")] = "thêm"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    found = Csv().read(out.getvalue().encode())
    assert len(found.questions[0].body["options"]) == 4
    assert any("no longer fits" in sentence for _line, sentence in sentences(found, Weight.DOUBT))


def test_pictures_stay_behind_and_are_told() -> None:
    data = picture()
    body = {**draft("single_choice").body, "media": [media(data)]}
    question = draft("single_choice", body, files={media(data)["file"]: data})
    written = Xlsx().write([question])
    assert ["pictures and sounds" in each.sentence for each in written.losses] == [True]
    (again,) = Xlsx().read(written.data).questions
    assert same(dataclasses.replace(question, body=draft("single_choice").body, files={}), again)


def test_dangerous_text_is_never_a_formula_in_what_is_written() -> None:
    question = draft(*RICH[0])
    sheet = load_workbook(io.BytesIO(Xlsx().write([question]).data))["Câu hỏi"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    lines = Csv().write([question]).data.decode("utf-8-sig")
    assert all(
        not each.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(lines)) for each in row
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_read_as_excel_writes_it(sign: str, encoding: str) -> None:
    (question,) = Csv().read(as_text(ONE, sign=sign, encoding=encoding)).questions
    assert question.body["options"][1]["text"] == "Nhân dân"
    assert question.body["correct"] == "b"


@pytest.mark.parametrize(
    ("answer", "options", "kind", "correct"),
    [
        ("2", ["Chủ tịch xã", "Nhân dân", "Công an"], "single_choice", "b"),
        ("1; 3", ["Hòa giải", "Xúi giục", "Giúp đỡ"], "multiple_choice", ["a", "c"]),
        # Where an option is that very number, it is meant.
        ("2", ["1", "3", "2"], "single_choice", "c"),
    ],
)
def test_options_and_right_answers_may_be_counted(
    answer: str, options: list[str], kind: str, correct: Any
) -> None:
    headings = ["TT", "Nội dung câu hỏi", "Phương án 1", "Phương án 2", "Lựa chọn 3", "Đáp án đúng"]
    found = read([1, "Mấy?", *options, answer], headings=headings)
    (question,) = found.questions
    assert (question.kind, question.body["correct"]) == (kind, correct)
    assert found.remarks == []


def test_a_place_that_no_option_has_is_an_error() -> None:
    headings = ["Câu hỏi", "Phương án 1", "Phương án 2", "Đáp án"]
    ((line, _sentence),) = errors(["Mấy?", "Một", "Hai", "3"], headings=headings)
    assert line == 2


def test_the_line_that_names_the_sign_is_not_a_row() -> None:
    (question,) = Csv().read(b"sep=;\r\n" + as_text(ONE, sign=";", encoding="utf-8")).questions
    assert question.line == 3


def test_a_cell_of_several_lines_does_not_shift_the_lines_that_are_told() -> None:
    found = Csv().read(as_text(["Một\nhai\nba", "x", "y", "", "A"], ["Lại", "x", "", "", "A"]))
    assert [line for line, _sentence in sentences(found, Weight.ERROR)] == [5]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (["Ai bÇu tr­ëng th«n?", "Chñ tÞch x·", "Nh©n d©n", "C«ng an", "B"], "TCVN3 (ABC)"),
        (["Ai baàu tröôûng thoân?", "Chuû tòch xaõ", "Nhaân daân", "Coâng an", "B"], "VNI Windows"),
    ],
)
def test_old_letters_are_converted_marked_and_told(row: list[str], name: str) -> None:
    for found in (read(row), Csv().read(as_text(row))):
        assert found.questions[0].body["stem"] == "Ai bầu trưởng thôn?"
        assert found.questions[0].converted == name
        assert [line for line, sentence in sentences(found, Weight.DOUBT) if name in sentence] == [2]


def test_cells_are_read_as_they_are_shown() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["Mã", *HEADINGS, "D", "E"])
    sheet.append([7, "Mấy?", 12.5, 2024, dt.date(2026, 7, 1), "B", 0.5, True])
    sheet["A2"].number_format, sheet["G2"].number_format = "000", "0%"
    sheet["D2"], sheet["E2"], sheet["F2"] = 2024, dt.date(2026, 7, 1), "B"
    out = io.BytesIO()
    made.save(out)
    (question,) = Xlsx().read(out.getvalue()).questions
    assert question.uid == "007"
    assert [each["text"] for each in question.body["options"]] == [
        "12,5",
        "2024",
        "01/07/2026",
        "50%",
        "Đúng",
    ]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (["Mấy?", "=1+1", "Hai", "", "A"], "Cell B2 holds a formula"),
        (["Mấy?", "#N/A", "Hai", "", "A"], "Cell B2 holds an error"),
        (["", "Một", "Hai", "", "A"], "is empty in this row"),
        (["Mấy?", "Một", "Hai", "", ""], "No right answer is given"),
        (["Mấy?", "Một", "Hai", "", "E"], "the options are A, B"),
        (["Mấy?", "Một", "", "", "A"], "only one option"),
        (["Mấy?", "Một", "một", "", "A"], "stands twice"),
    ],
)
def test_a_row_that_cannot_be_asked_is_an_error_with_its_number(row: list[str], part: str) -> None:
    found = errors(row)
    assert found[0][0] == 2
    assert part in found[0][1]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (["Mấy?", "Một", "", "Ba", "A"], "Option B is empty"),
        (["Năm nào?", "", "", "", "2020"], "short answer"),
        (["Viết hai việc.", "", "", "", ""], "essay"),
    ],
)
def test_a_doubtful_row_is_told_with_its_number(row: list[str], part: str) -> None:
    found = read(row)
    assert len(found.questions) == 1
    assert [(line, part in sentence) for line, sentence in sentences(found, Weight.DOUBT)] == [(2, True)]


def test_headings_that_are_unknown_or_stand_twice_are_told() -> None:
    headings = [*HEADINGS, "Ghi chú", "Đáp án"]
    found = read([*ONE, "x", "B"], headings=headings)
    assert sentences(found, Weight.DOUBT)[0][0] == 1
    assert "stands twice" in sentences(found, Weight.ERROR)[0][1]


def test_another_sheet_of_the_workbook_may_be_wide() -> None:
    made = load_workbook(io.BytesIO(book(ONE)))
    wide = made.create_sheet("Thống kê")
    for _row in range(30):
        wide.append([f"{at} điểm" for at in range(300)])
    out = io.BytesIO()
    made.save(out)
    assert len(Xlsx().read(out.getvalue()).questions) == 1


def _workbook_with(sheet: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(ONE))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


def _sheet(inside: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><dimension ref="A1:XFD1048576"/><sheetData>{inside}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "not a file of this kind"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel file"),
        (_workbook_with(b" " * 61_000_000), "far larger"),
        (_workbook_with(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares things"),
        (_workbook_with(b"<worksheet"), "damaged"),
        (_workbook_with(_sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')), "damaged"),
        (_workbook_with(_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "headings"),
        (book(["x"], headings=["Không có"]), "headings"),
        (book(), "no row below"),
    ],
)
def test_what_is_no_workbook_or_hostile_is_refused(data: bytes, part: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        Xlsx().read(data)
    assert part in str(refusal.value)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"a,b\n1,2", b"\0\1\2" * 99, HEADINGS[0].encode() + b'\n"' + b"x" * 150_000]
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        Csv().read(data)


def test_ten_options_get_columns_of_their_own() -> None:
    options = [{"id": f"o{number}", "text": f"Phương án {number}"} for number in range(10)]
    question: Drafted = draft("single_choice", {"stem": "Mấy?", "options": options, "correct": "o9"})
    (again,) = Xlsx().read(Xlsx().write([question]).data).questions
    assert same(question, again)
