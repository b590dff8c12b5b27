"""What a register file says, read without a database."""

from datetime import date

import pytest
from make_law import REGISTER

from law.documents import PublishRule, Status
from law.numbers import is_number, kind_by_number, year_in
from law.register_file import Change, RegisterRefused, read_changes, read_day, read_register

HEAD = "ref,kind,number,title_vi,issued,effective,status_at_2026_11_23,amended_or_replaced_by,evidence_level,evidence,publish_rule"
ROW = "L-THU,luật,30/2023/QH15,Luật thử,28/11/2023,01/07/2024,in force,,A,nguồn,may publish number"


def of(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def rows() -> dict[str, object]:
    return {row.ref: row for row in read_register(REGISTER.read_bytes()).rows}


def test_the_file_that_ships_has_56_rows_and_26_of_them_lack_a_plain_day() -> None:
    found = rows().values()
    assert len(found) == 56
    assert sum(1 for row in found if row.issued.day is None or row.effective.day is None) == 26


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert read_register(b"\xef\xbb\xbf" + of(ROW)).rows[0].ref == "L-THU"


@pytest.mark.parametrize(
    ("cell", "day", "note", "mark"),
    [
        ("28/11/2023", date(2023, 11, 28), "", "A"),
        ("01/07/2026 (memory)", None, "01/07/2026 (memory)", "M"),
        ("from memory 25/04/2014", None, "from memory 25/04/2014", "M"),
        ("16/06/2025 (secondary)", None, "16/06/2025 (secondary)", "B"),
        ("not read", None, "not read", "X"),
        ("2026, day not found", None, "2026, day not found", "X"),
        ("planned for Q2 2026", None, "planned for Q2 2026", "X"),
        ("", None, "", ""),
    ],
)
def test_a_day_is_a_day_or_words_with_a_mark_of_their_own(
    cell: str, day: date | None, note: str, mark: str
) -> None:
    found = read_day(cell, "A")
    assert (found.day, found.note, found.evidence) == (day, note, mark)


def test_the_marks_of_a_row_and_of_its_days_are_told_apart() -> None:
    row = rows()["L-GTDB"]
    assert (row.evidence, row.evidence_note, row.issued.evidence) == ("A", "A number; B dates", "B")
    assert (rows()["L-TNTG"].evidence, rows()["L-TNTG"].evidence_note) == (
        "A",
        "A for the 2016 law; X for status",
    )


def test_status_and_publish_rule_become_codes_with_the_words_kept() -> None:
    found = rows()
    assert found["L-ANTTCS"].status == Status.IN_FORCE_AMENDED
    assert found["L-PCMT"].status == Status.IN_FORCE
    assert found["L-PCMT"].status_note == "in force; replaced 73/2021/QH14"
    assert (found["L-PCMT-2021"].status, found["L-PCMT-2021"].effective_to) == (
        Status.REPLACED,
        date(2026, 7, 1),
    )
    assert found["L-GDDT"].status == Status.IN_FORCE
    assert found["L-TNTG"].status == Status.NOT_CONFIRMED
    assert found["L-TNTG"].publish_rule == PublishRule.HOLD
    assert found["KH-157-TU"].publish_rule == PublishRule.BANNER
    assert found["KH-37-TU"].publish_rule == PublishRule.AS_SEED
    assert found["L-ANTTCS"].status_as_of == date(2026, 11, 23)


def test_named_acts_are_read_and_words_are_not() -> None:
    assert read_changes("51/2024/QH15; 118/2025/QH15 (Điều 6, from 01/07/2026)") == [
        Change("51/2024/QH15"),
        Change("118/2025/QH15", "Điều 6, from 01/07/2026"),
    ]
    assert read_changes("unknown after 118/2025") == []
    assert read_changes("21/2023; 30/2023") == [Change("21/2023"), Change("30/2023")]
    assert read_changes("44-KL/TW (continuation)") == [Change("44-KL/TW", "continuation")]


@pytest.mark.parametrize(
    "number",
    ["30/2023/QH15", "40/2024/NĐ-CP", "14/2024/TT-BCA", "521/2005/QĐ-TTg", "1666/NQ-UBTVQH15", "157-KH/TU", "399-QĐ/TW", "05-HD/VPTW"],
)  # fmt: skip
def test_real_numbers_are_numbers(number: str) -> None:
    assert is_number(number)


@pytest.mark.parametrize(
    "number", ["21/2023", "30/23/QH15", "Luật 30/2023/QH15", "30/2023/QH", "157-KH-TU", "(unknown)"]
)
def test_what_is_no_whole_number_is_none(number: str) -> None:
    assert not is_number(number)


def test_a_number_tells_its_year_and_its_kind() -> None:
    assert year_in("30/2023/QH15") == 2023
    assert year_in("1666/NQ-UBTVQH15") is None
    assert kind_by_number("238/2026/NĐ-CP") == "nghị định"
    assert kind_by_number("51/2024/QH15") == "văn bản"


def test_a_year_that_contradicts_the_day_of_issue_is_a_warning() -> None:
    file = read_register(of(ROW.replace("28/11/2023", "28/11/2022")))
    assert len(file.warnings) == 1
    assert "30/2023/QH15" in file.warnings[0]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (ROW.replace("30/2023/QH15", "30-2023"), "30-2023"),
        (ROW.replace("in force", "khỏe"), "khỏe"),
        (ROW.replace("may publish number", "ừ"), "ừ"),
        (ROW.replace("28/11/2023", "31/11/2023"), "31/11/2023"),
        (ROW.replace("L-THU", "luật thử"), "luật thử"),
        (ROW.replace(",A,", ",Z,"), "Z"),
        (ROW.replace("Luật thử", ""), "tên"),
        ("L-THU,luật", ""),
    ],
)
def test_a_faulty_row_refuses_the_file_with_its_number(line: str, told: str) -> None:
    with pytest.raises(RegisterRefused) as refused:
        read_register(of(ROW.replace("L-THU", "L-TOT").replace("30/2023", "31/2023"), line))
    assert len(refused.value.faults) == 1
    assert "3" in refused.value.faults[0]
    assert told in refused.value.faults[0]


def test_a_file_parted_by_semicolons_is_read() -> None:
    """A spreadsheet set to Vietnamese writes such files."""
    assert read_register(of(ROW).replace(b",", b";")).rows == read_register(of(ROW)).rows


def test_a_key_or_a_number_that_stands_twice_refuses_the_file() -> None:
    with pytest.raises(RegisterRefused) as refused:
        read_register(of(ROW, ROW))
    assert len(refused.value.faults) == 2


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(RegisterRefused, match="kind"):
        read_register(b"ref,number\nL-1,1/2020/QH14")
    with pytest.raises(RegisterRefused):
        read_register("ref\nđ".encode("utf-16"))
