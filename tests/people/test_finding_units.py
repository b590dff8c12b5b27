"""`find_unit`: a uid, a code of the day, or a full name; else the candidates."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from people import api as people

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    for name in ("hung-yen-units.csv", "demo-villages.csv"):
        call_command("load_units", str(Path(settings.ROOT) / "site/people/data" / name), verbosity=0)


@pytest.mark.parametrize(
    "text",
    [
        "hy-xa-tan-hung",
        " HY-XA-TAN-HUNG ",
        "11977",
        "Xã Tân Hưng",
        "xa tan hung",
        "XÃ  TÂN HƯNG",
        unicodedata.normalize("NFD", "Xã Tân Hưng"),
    ],
)
def test_a_unit_is_found_by_uid_code_and_full_name(text: str) -> None:
    assert people.find_unit(text, on=TODAY).uid == "hy-xa-tan-hung"


def test_a_unit_is_found_by_its_other_spelling() -> None:
    assert people.find_unit("Xã Thái Thuỵ", on=TODAY).uid == "hy-xa-thai-thuy"


def test_a_code_counts_on_its_day() -> None:
    assert people.find_unit("11977", on=date(2025, 6, 30)).name == "Xã Phương Nam"
    assert people.find_unit("11977", on=date(2025, 7, 1)).name == "Xã Tân Hưng"


def test_a_name_without_its_kind_lists_candidates() -> None:
    with pytest.raises(people.UnitUnclear) as unclear:
        people.find_unit("tan hung", on=TODAY)
    assert "hy-xa-tan-hung" in {unit.uid for unit in unclear.value.candidates}
    assert "hy-xa-tan-hung" in unclear.value.message


def test_a_name_that_two_units_have_lists_both() -> None:
    with pytest.raises(people.UnitUnclear) as unclear:
        people.find_unit("Thôn Mẫu 1 (demo)", on=TODAY)
    assert {unit.uid for unit in unclear.value.candidates} == {"demo-tan-hung-1", "demo-lac-dao-1"}


def test_a_code_of_a_former_unit_lists_it_and_its_successors() -> None:
    with pytest.raises(people.UnitUnclear) as unclear:
        people.find_unit("11956", on=TODAY)
    assert {unit.uid for unit in unclear.value.candidates} == {"hy-cu-11956", "hy-phuong-pho-hien"}


@pytest.mark.parametrize("text", ["", "  ", "00000", "Xã Không Có", "\u0301"])
def test_what_names_no_unit_is_not_found(text: str) -> None:
    with pytest.raises(people.UnitNotFound) as refused:
        people.find_unit(text, on=TODAY)
    assert not isinstance(refused.value, people.UnitUnclear)
    assert refused.value.message
