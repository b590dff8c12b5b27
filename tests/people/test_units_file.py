"""`load_units`: a file of units is stored whole or not at all, and a second time changes nothing."""

import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from people import api as people

HEADING = "uid,code,type,name,name_variant,parent_uid,valid_from,valid_to,basis,successors"
SHIPPED = Path(settings.ROOT) / "site/people/data"
TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.django_db


def a_file(tmp_path: Path, *rows: str, heading: str = HEADING) -> str:
    path = tmp_path / "units.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return str(path)


def load(path: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_units", path, stdout=out)
    return out.getvalue()


def refusal(path: str) -> str:
    before = list(people.Unit.objects.values())
    with translation.override("en"), pytest.raises(CommandError) as refused:
        call_command("load_units", path)
    assert list(people.Unit.objects.values()) == before
    return str(refused.value)


def everything() -> tuple[list[object], list[object]]:
    return (
        list(people.Unit.objects.order_by("pk").values_list()),
        list(people.UnitSuccession.objects.order_by("pk").values_list()),
    )


def test_the_shipped_files_hold_the_province_of_today_and_what_it_came_from() -> None:
    load(str(SHIPPED / "hung-yen-units.csv"))
    load(str(SHIPPED / "demo-villages.csv"))
    today = people.Unit.objects.valid_on(TODAY)
    assert today.filter(type="commune").count() == 93
    assert today.filter(type="ward").count() == 11
    assert people.Unit.objects.filter(valid_to="2025-07-01").count() == 381
    assert people.Unit.objects.filter(is_demo=True).values("parent").distinct().count() == 3
    assert all("demo" in unit.name for unit in people.Unit.objects.filter(is_demo=True))
    split = people.Unit.objects.get(uid="hy-cu-12004")
    assert {step.successor.name: step.share for step in split.successions.all()} == {
        "Xã Như Quỳnh": "part",
        "Xã Đại Đồng": "part",
    }
    whole = people.UnitSuccession.objects.filter(successor__uid="hy-phuong-pho-hien")
    assert whole.count() == 6
    assert set(whole.values_list("share", flat=True)) == {"whole"}


def test_a_second_load_changes_nothing() -> None:
    load(str(SHIPPED / "hung-yen-units.csv"))
    before = everything()
    assert "added: 0, corrected: 0, unchanged: 486" in load(str(SHIPPED / "hung-yen-units.csv"))
    assert everything() == before


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    load(
        a_file(
            tmp_path,
            "a-1,,village,Thôn Một,,a,,,,",
            "a,11977,commune,Xã A,,t,,,,",
            "t,33,province,Tỉnh T,,,,,,",
        )
    )
    assert people.Unit.objects.get(uid="a-1").tree_path == "/t/a/a-1/"


def test_a_name_in_decomposed_unicode_is_stored_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Tỉnh Hưng Yên")
    load(a_file(tmp_path, f"t,33,province,{name},,,,,,"))
    assert people.Unit.objects.get(uid="t").name == "Tỉnh Hưng Yên"


def test_a_corrected_file_corrects_what_a_unit_is_described_by(tmp_path: Path) -> None:
    load(a_file(tmp_path, "t,33,province,Tỉnh T,,,,,,"))
    assert "corrected: 1" in load(a_file(tmp_path, "t,33,province,Tỉnh T,,,2025-07-01,,202/2025/QH15,"))
    assert people.Unit.objects.get(uid="t").valid_from == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("T!,33,province,Tỉnh,,,,,,", "Row 2: The key “T!”"),
        ("t,33,town hall,Tỉnh,,,,,,", "Row 2: The type “town hall”"),
        ("t,3x,province,Tỉnh,,,,,,", "Row 2: The code “3x”"),
        ("t,33,province,,,,,,,", "Row 2: The name is missing"),
        ("t,33,province,Tỉnh,,,1/7/2025,,,", "Row 2: “1/7/2025” is not a day"),
        ("t,33,province,Tỉnh,,,2025-02-30,,,", "Row 2: “2025-02-30” is not a day"),
        ("t,33,province,Tỉnh,,,2025-07-01,2025-07-01,,", "Row 2: The unit would end before it begins"),
        ("t,33,commune,Xã,,,,,,", "Row 2: Only a province belongs to no other unit"),
        ("t,33,commune,Xã,,nowhere,,,,", "Row 2: The unit above, nowhere,"),
        ("t,33,commune,Xã,,t,,,,", "Row 2: The unit would belong to itself"),
        ("t,33,province,Tỉnh,,,,2025-07-01,,gone:whole", "Row 2: The successor gone is neither"),
        ("t,33,province,Tỉnh,,,,2025-07-01,,gone", "Row 2: The successor “gone” is not written as"),
        ("t,33,province,Tỉnh,,,,,,t:whole", "Row 2: A unit with successors needs the day"),
        (
            "t,33,province,Tỉnh,,,,2025-07-01,,a:whole;b:part",
            "Row 2: A unit that went whole to one successor",
        ),
        ("t,33,province,Tỉnh,,", "Row 2: 6 cells instead of 10"),
    ],
)
def test_each_fault_is_told_with_its_row_and_nothing_is_stored(tmp_path: Path, row: str, fault: str) -> None:
    assert fault in refusal(a_file(tmp_path, row))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = refusal(
        a_file(
            tmp_path,
            "t,33,province,Tỉnh,,,,,,",
            "t,34,province,Tỉnh,,,,,,",
            "u,33,province,Tỉnh U,,,,,,",
            "v,,x,,,,,,,",
        )
    )
    assert "Row 3: The key t stands in row 2 too" in told
    assert "Row 4: At the same time t has the code 33 too" in told
    assert "Row 5: The type “x”" in told
    assert "Row 5: The name is missing" in told


def test_a_code_may_be_used_again_after_the_former_unit_ended(tmp_path: Path) -> None:
    load(
        a_file(
            tmp_path,
            "t,33,province,Tỉnh,,,,,,",
            "new,11977,commune,Xã Tân Hưng,,t,2025-07-01,,,",
            "old,11977,commune,Xã Phương Nam,,t,,2025-07-01,,new:whole",
        )
    )
    assert people.Unit.objects.filter(code="11977").count() == 2


def test_a_stored_unit_is_never_turned_into_another(tmp_path: Path) -> None:
    load(a_file(tmp_path, "t,33,province,Tỉnh,,,,,,", "a,1,commune,Xã A,,t,,,,", "b,2,commune,Xã B,,t,,,,"))
    assert "needs a key of its own" in refusal(a_file(tmp_path, "a,1,commune,Xã Khác,,t,,,,"))
    assert "needs a key of its own" in refusal(a_file(tmp_path, "a,1,village,Xã A,,b,,,,"))


def test_units_above_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    told = refusal(a_file(tmp_path, "a,,commune,Xã A,,b,,,,", "b,,commune,Xã B,,a,,,,"))
    assert "would belong to itself" in told


def test_units_that_lie_too_deep_are_refused(tmp_path: Path) -> None:
    chain = ["u0,,province,T,,,,,,", *(f"u{each},,village,T,,u{each - 1},,,," for each in range(1, 1500))]
    told = refusal(a_file(tmp_path, *chain))
    assert "too deep" in told
    assert "Row 60:" not in told


def test_rows_are_counted_as_spreadsheets_count_them(tmp_path: Path) -> None:
    told = refusal(
        a_file(tmp_path, 'hy,33,province,Tỉnh,,,,,"một\nhai\nba",', "", "hy-x,abc,commune,Xã X,,hy,,,,")
    )
    assert "Row 4: The code" in told


def test_a_file_without_the_right_columns_is_refused(tmp_path: Path) -> None:
    assert "Columns are missing: successors" in refusal(
        a_file(tmp_path, heading=HEADING.replace(",successors", ""))
    )
    assert "Columns are not known: colour" in refusal(a_file(tmp_path, heading=HEADING + ",colour"))


def test_a_file_that_is_no_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("uid,tên".encode("utf-16"))
    assert "not UTF-8" in refusal(str(path))
    assert "cannot be opened" in refusal(str(tmp_path / "none.csv"))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f"\ufeff{HEADING}\r\nt,33,province,Tỉnh T,,,,,,\r\n", encoding="utf-8")
    assert "added: 1" in load(str(path))


def test_a_file_parted_by_semicolons_is_read(tmp_path: Path) -> None:
    """A spreadsheet set to Vietnamese writes such files."""
    path = tmp_path / "units.csv"
    path.write_text(f"{HEADING}\nt,33,province,Tỉnh T,,,,,,\n".replace(",", ";"), encoding="utf-8")
    assert "added: 1" in load(str(path))


def test_a_refusal_is_told_in_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Chưa lưu gì từ units\.csv(.|\n)*Dòng 2: .*khong-co"):
        call_command("load_units", a_file(tmp_path, "x,,village,Thôn X,,khong-co,2025-07-01,,,"))
