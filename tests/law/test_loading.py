"""Loading the register: what comes in, what stays, what is never overwritten."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from make import NOON, a_person
from make_law import REGISTER, the_register

from jobs import api as jobs
from law import api as law

pytestmark = pytest.mark.django_db


def load(file: Path = REGISTER, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_law", str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def get(ref: str) -> law.LegalDocument:
    return law.LegalDocument.objects.get(ref=ref)


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    tables = [
        "law_legaldocument",
        "law_amendment",
        "law_provision",
        "law_erratum",
        "law_registerstate",
        "wagtailcore_revision",
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def test_all_rows_come_in_and_none_is_verified() -> None:
    load()
    rows = law.LegalDocument.objects.exclude(status=law.Status.STUB)
    assert rows.count() == 56
    assert not law.LegalDocument.objects.filter(verified_at__isnull=False).exists()
    assert not rows.filter(evidence="").exists()


def test_loading_twice_changes_nothing() -> None:
    load()
    before = snapshot()
    out, _err = load()
    assert snapshot() == before
    assert "thêm: 0, đổi: 0, không đổi: 56" in out


def test_acts_that_are_only_named_become_stubs() -> None:
    load()
    stub = get("STUB-51-2024-QH15")
    assert (stub.number, stub.title, stub.status) == ("51/2024/QH15", "", law.Status.STUB)
    assert list(get("L-ANTTCS").changed_by.order_by("by__number").values_list("by__number", "note")) == [
        ("118/2025/QH15", "Điều 6, from 01/07/2026"),
        ("51/2024/QH15", ""),
    ]
    assert get("STUB-238-2026-ND-CP").number == "238/2026/NĐ-CP"


def test_a_short_number_counts_only_where_it_can_mean_one_document() -> None:
    load()
    numbers = set(get("L-CAND").changed_by.values_list("by__number", flat=True))
    assert numbers == {"30/2023/QH15", "86/2025/QH15"}
    assert not law.LegalDocument.objects.filter(number__in=["21/2023", "52/2024"]).exists()
    assert "21/2023" in get("L-CAND").amended_note


def test_the_row_without_a_number_can_never_be_cited() -> None:
    load()
    assert get("ND-THON").number == ""
    assert not get("ND-THON").can_be_cited


def test_the_register_says_that_it_changed() -> None:
    load()
    assert jobs.AuditEntry.objects.get(action="law.loaded").details["added"] == 56
    assert law.RegisterState.objects.get(pk=1).number == 1


def changed(tmp_path: Path, old: str, new: str) -> Path:
    file = tmp_path / "register.csv"
    file.write_text(REGISTER.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return file


def test_a_changed_row_is_changed_and_the_others_are_left_alone(tmp_path: Path) -> None:
    load()
    before = get("L-TC").updated_at
    out, _err = load(changed(tmp_path, "Luật Hòa giải ở cơ sở,20", "Luật Hoà giải ở cơ sở mới,20"))
    assert "thêm: 0, đổi: 1, không đổi: 55" in out
    assert get("L-HGCS").title == "Luật Hoà giải ở cơ sở mới"
    assert get("L-TC").updated_at == before


def test_a_row_changed_by_hand_is_kept_and_told_of(tmp_path: Path) -> None:
    load()
    document = get("L-HGCS")
    document.title = "Luật Hòa giải (đã sửa)"
    document.save()
    _out, err = load(changed(tmp_path, "Luật Hòa giải ở cơ sở,20", "Tên khác,20"))
    assert "L-HGCS" in err
    assert "title" in err
    assert get("L-HGCS").title == "Luật Hòa giải (đã sửa)"
    load(changed(tmp_path, "Luật Hòa giải ở cơ sở,20", "Tên khác,20"), "--replace")
    assert get("L-HGCS").title == "Tên khác"


def test_a_row_improved_by_hand_stays_when_the_same_file_comes_again() -> None:
    load()
    document = get("L-HGCS")
    document.title = "Luật Hòa giải (đã sửa)"
    document.save()
    out, err = load()
    assert "không đổi: 56" in out
    assert err == ""
    assert get("L-HGCS").title == "Luật Hòa giải (đã sửa)"


def test_a_verified_row_is_kept_and_only_replace_ends_its_verification(tmp_path: Path) -> None:
    load()
    law.verify(get("L-HGCS"), by=a_person(), at=NOON, source="Công báo", read_on=NOON.date())
    file = changed(tmp_path, "Luật Hòa giải ở cơ sở,20", "Tên khác,20")
    _out, err = load(file)
    assert "L-HGCS" in err
    assert get("L-HGCS").is_verified
    load(file, "--replace")
    assert not get("L-HGCS").is_verified
    assert jobs.AuditEntry.objects.filter(action="law.unverified", details__ref="L-HGCS").exists()


def test_a_stub_becomes_the_row_when_the_file_knows_more(tmp_path: Path) -> None:
    load()
    line = "L-SD-2024,luật,51/2024/QH15,Luật sửa đổi năm 2024,27/11/2024,,in force,,B,nguồn,publish only after a legal editor\n"
    file = tmp_path / "register.csv"
    file.write_text(REGISTER.read_text(encoding="utf-8") + line, encoding="utf-8")
    load(file)
    assert get("L-SD-2024").title == "Luật sửa đổi năm 2024"
    assert not law.LegalDocument.objects.filter(ref="STUB-51-2024-QH15").exists()
    assert get("L-ANTTCS").changed_by.filter(by__ref="L-SD-2024").exists()


def test_a_broken_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    load()
    before = snapshot()
    file = changed(tmp_path, "35/2013/QH13", "35-2013")
    with pytest.raises(CommandError, match=r"(?s)7.*35-2013"):
        load(file)
    assert snapshot() == before


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(REGISTER.read_text(encoding="utf-8-sig"), newline="")))


def written(tmp_path: Path, rows: list[dict[str, str]]) -> Path:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = tmp_path / "register.csv"
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def refusal(file: Path) -> str:
    before = snapshot()
    with pytest.raises(CommandError) as refused:
        load(file)
    assert snapshot() == before
    return str(refused.value)


def test_a_title_that_is_too_long_is_told_with_its_row(tmp_path: Path) -> None:
    found = rows()
    found[3]["title_vi"] = "Luật " + "x" * 600
    assert re.search(r"Dòng 5: Tiêu đề: .*500", refusal(written(tmp_path, found)))


def test_a_cell_without_end_is_told_with_its_row(tmp_path: Path) -> None:
    found = rows()
    found[3]["evidence"] = "x" * 140_000
    assert "Dòng 5" in refusal(written(tmp_path, found))


def test_a_number_that_another_row_of_the_register_has_is_told_with_that_row(tmp_path: Path) -> None:
    load()
    found = [row for row in rows() if row["number"] != "(unknown)"]
    found[0]["number"], found[1]["number"] = found[1]["number"], found[0]["number"]
    told = refusal(written(tmp_path, found))
    assert found[0]["number"] in told
    assert found[1]["ref"] in told


def test_rows_are_counted_as_spreadsheets_count_them(tmp_path: Path) -> None:
    """Empty rows count; a row with a cell of several lines is one."""
    heading, first, second, *_rest = REGISTER.read_text(encoding="utf-8-sig").splitlines()
    bad = second.replace(second.split(",")[0], "khoa sai", 1)
    file = tmp_path / "register.csv"
    file.write_text("\n".join([heading, first, "", "", bad]), encoding="utf-8")
    assert "Dòng 5" in refusal(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="khong-co"):
        load(tmp_path / "khong-co.csv")


def test_the_report_lists_what_was_added() -> None:
    report = the_register()
    assert len(report.added) == 56
    assert "STUB-51-2024-QH15" in report.stubs
