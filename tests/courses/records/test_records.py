"""Completion records: the same rows on screen and in the file, and nobody's outside the own subtree."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import make
import make_certificates
import make_people
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from courses.certificates import services as certificates
from courses.models import Completion, CourseIndexPage, CoursePage
from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/ban-ghi/"


@pytest.fixture
def course() -> CoursePage:
    return CourseIndexPage.objects.get().add_child(
        instance=CoursePage(title="Khóa mẫu", slug="khoa-mau", code="K1", minutes=60)
    )


@pytest.fixture
def province() -> people.Unit:
    return make.a_province()


@pytest.fixture
def here(province: people.Unit) -> people.Unit:
    return make.a_unit("hy-xa-day", name="Xã Đây", parent=province)


@pytest.fixture
def there(province: people.Unit) -> people.Unit:
    return make.a_unit("hy-xa-kia", name="Xã Kia", parent=province)


def a_record(
    course: CoursePage, unit: people.Unit, full_name: str, *, on: date = date(2026, 11, 24)
) -> Completion:
    person = make.a_person(full_name, unit=unit)
    return Completion.objects.create(
        uid=people.random_code(), person=person, course=course, full_name=person.full_name, name_folded=person.name_folded,
        sort_key=person.sort_key, unit=unit, unit_uid=unit.uid, unit_path=people.unit_path(unit), unit_tree_path=unit.tree_path,
        course_code=course.code, course_title=course.title, minutes=60, earned=Decimal("15"), out_of=Decimal("20"),
        percent=Decimal("75"), completed_on=on, at=make.NOON,
    )  # fmt: skip


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_an_administrator_sees_the_own_commune_only(
    client: Client, course: CoursePage, here: people.Unit, there: people.Unit
) -> None:
    mine, foreign = a_record(course, here, "Đỗ Thị Ngữ"), a_record(course, there, "Trần Thị Xa")
    client.force_login(make.an_administrator(here))
    page = client.get(LIST).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Trần Thị Xa" not in page
    assert client.get(f"{LIST}{mine.uid}/").status_code == 200
    assert client.get(f"{LIST}{foreign.uid}/").status_code == 404
    assert "Trần Thị Xa" not in client.get(f"{LIST}?q=tran+thi+xa").content.decode()
    for name in ("csv", "json"):
        assert "Trần Thị Xa" not in b"".join(client.get(f"{LIST}tep/{name}/").streaming_content).decode()
    # A foreign unit in the filter is no choice, so nothing is exported.
    assert client.get(f"{LIST}tep/csv/?unit={there.pk}").status_code == 302


def test_a_provincial_administrator_sees_all(
    client: Client, course: CoursePage, province: people.Unit, here: people.Unit, there: people.Unit
) -> None:
    a_record(course, here, "Đỗ Thị Ngữ")
    a_record(course, there, "Trần Thị Xa")
    client.force_login(make.an_administrator(province, role=people.Role.PROVINCIAL_ADMINISTRATOR))
    page = client.get(LIST).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Trần Thị Xa" in page


def test_trainers_and_learners_see_no_record(client: Client, course: CoursePage, here: people.Unit) -> None:
    record = a_record(course, here, "Đỗ Thị Ngữ")
    client.force_login(make.a_trainer())
    for address in (LIST, f"{LIST}tep/csv/", f"{LIST}{record.uid}/"):
        assert client.get(address).status_code in (302, 403)
    client.force_login(record.person)
    assert client.get(LIST).status_code in (302, 403)


@pytest.mark.parametrize("words", ["01/2026/GCN-ĐTBD", "01/2026/gcn-đtbd", "ngu 01/2026/GCN-ĐTBD"])
def test_a_record_is_found_by_the_number_of_its_certificate(client: Client, words: str) -> None:
    hy = make_people.a_small_province()
    course = make_certificates.a_course(
        issuer=make_certificates.an_issuer(number_format="{number:02d}/{year}/GCN-ĐTBD")
    )
    for person in (hy.learner, hy.other_learner):
        certificates.issue_for(make_certificates.a_completion(course, person), at=make.NOON)
    client.force_login(hy.provincial)
    page = client.get(LIST, {"q": words}).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Bùi Văn Khác" not in page


def test_the_link_to_a_paper_works_for_everybody_who_sees_the_record(client: Client) -> None:
    hy = make_people.a_small_province()
    record = make_certificates.a_completion(
        make_certificates.a_course(issuer=make_certificates.an_issuer()),
        hy.learner,
        unit=hy.village,
        unit_uid=hy.village.uid,
        unit_tree_path=hy.village.tree_path,
    )
    paper = certificates.issue_for(record, at=make.NOON)
    make_people.move(hy.learner, hy.other_village, since=date(2026, 11, 25))
    for administrator in (hy.administrator, hy.other_administrator):
        client.force_login(administrator)
        page = client.get(f"{LIST}{record.uid}/").content.decode()
        assert paper is not None
        link = reverse("certificates:download", args=[paper.code])
        assert link in page
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("words", ["ngữ", "ngu", "DO THI NGU", "Đỗ Thị Ngữ"])
def test_records_are_found_with_and_without_marks(
    client: Client, course: CoursePage, here: people.Unit, words: str
) -> None:
    a_record(course, here, "Đỗ Thị Ngữ")
    a_record(course, here, "Phạm Văn Khác")
    client.force_login(make.an_administrator(here))
    page = client.get(LIST, {"q": words}).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Phạm Văn Khác" not in page


def test_filters_narrow_screen_and_file_alike(client: Client, course: CoursePage, here: people.Unit) -> None:
    a_record(course, here, "Người Trước", on=date(2026, 6, 30))
    a_record(course, here, "Người Sau", on=date(2026, 7, 1))
    client.force_login(make.an_administrator(here))
    query = {"since": "2026-07-01", "until": "2026-12-31", "course": "K1"}
    assert "Người Trước" not in client.get(LIST, query).content.decode()
    rows = rows_of(b"".join(client.get(f"{LIST}tep/csv/", query).streaming_content))
    assert [row[0] for row in rows[1:]] == ["Người Sau"]


@pytest.mark.parametrize("day", ["01/07/2026", "1-7-2026", "2026-07-01"])
def test_days_are_typed_as_people_write_them(
    client: Client, course: CoursePage, here: people.Unit, day: str
) -> None:
    a_record(course, here, "Người Trước", on=date(2026, 6, 30))
    a_record(course, here, "Người Sau", on=date(2026, 7, 1))
    client.force_login(make.an_administrator(here))
    page = client.get(LIST, {"since": day}).content.decode()
    assert "Người Sau" in page
    assert "Người Trước" not in page
    # The field shows the day as it is read here, in a widget of the admin's own.
    assert 'type="date"' not in page


def test_a_day_in_force_as_a_filter_is_told_as_people_write_it(
    client: Client, course: CoursePage, here: people.Unit
) -> None:
    client.force_login(make.an_administrator(here))
    page = client.get(LIST, {"since": "1-7-2026"}).content.decode()
    told = page[page.index("w-active-filters") :]
    assert "01/07/2026" in told
    assert "2026-07-01" not in told


@pytest.mark.parametrize(
    "query", [{"since": "abc"}, {"until": "30/02/2026"}, {"unit": "khong-co"}, {"course": "X9"}]
)
@pytest.mark.parametrize("part", ["", "danh-sach/"])
def test_a_filter_that_cannot_be_read_is_told_and_lists_nothing(
    client: Client, course: CoursePage, here: people.Unit, query: dict[str, str], part: str
) -> None:
    a_record(course, here, "Đỗ Thị Ngữ")
    client.force_login(make.an_administrator(here))
    page = client.get(LIST + part, query).content.decode()
    assert "Đỗ Thị Ngữ" not in page
    assert "vì có điều kiện lọc chưa đọc được" in page
    answer = client.get(f"{LIST}tep/csv/", query, follow=True)
    assert "Chưa tạo được tệp" in " ".join(str(each) for each in answer.context["messages"])


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, course: CoursePage, here: people.Unit, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(60):
        a_record(course, here, f"Nguyễn Văn {number}")
    client.force_login(make.an_administrator(here))
    client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST)


def test_the_command_writes_the_record_in_three_formats(
    tmp_path: Path, course: CoursePage, here: people.Unit
) -> None:
    a_record(course, here, "Đỗ Thị Ngữ")
    for name in ("csv", "xlsx", "json"):
        call_command(
            "export_records", "--format", name, "--output", str(tmp_path / f"r.{name}"), "--unit", "hy-xa-day"
        )
    row = rows_of((tmp_path / "r.csv").read_bytes())[1]
    assert row[:4] == ["Đỗ Thị Ngữ", "Xã Đây, Tỉnh Hưng Yên", "K1", "Khóa mẫu"]
    assert "24/11/2026" in row
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    assert sheet.cell(2, 1).value == "Đỗ Thị Ngữ"
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert told[0]["completed_on"] == "2026-11-24"
    assert jobs.AuditEntry.objects.filter(action="records.exported").count() == 3


def test_the_command_takes_both_days_in(tmp_path: Path, course: CoursePage, here: people.Unit) -> None:
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)):
        a_record(course, here, f"Người ngày {day.day}", on=day)
    target = tmp_path / "r.csv"
    call_command(
        "export_records",
        "--format",
        "csv",
        "--output",
        str(target),
        "--from",
        "2026-06-30",
        "--to",
        "2026-07-01",
    )
    assert len(rows_of(target.read_bytes())) == 3


def test_a_unit_that_does_not_exist_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "r.csv"
    with pytest.raises(CommandError):
        call_command("export_records", "--format", "csv", "--output", str(target), "--unit", "khong-co")
    assert not target.exists()


def test_a_cell_that_could_start_a_formula_is_text(
    tmp_path: Path, course: CoursePage, here: people.Unit
) -> None:
    a_record(course, here, '=HYPERLINK("http://x")')
    for name in ("csv", "xlsx"):
        call_command("export_records", "--format", name, "--output", str(tmp_path / f"r.{name}"))
    assert rows_of((tmp_path / "r.csv").read_bytes())[1][0].startswith("'=")
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    assert sheet.cell(2, 1).data_type == "s"


def test_an_old_record_keeps_its_unit_and_both_communes_see_it(
    client: Client, course: CoursePage, here: people.Unit, there: people.Unit
) -> None:
    record = a_record(course, here, "Đỗ Thị Ngữ")
    record.person.memberships.update(until=date(2026, 11, 25))
    people.Membership.objects.create(person=record.person, unit=there, since=date(2026, 11, 25))
    for unit in (here, there):
        client.force_login(make.an_administrator(unit))
        page = client.get(LIST).content.decode()
        assert "Đỗ Thị Ngữ" in page
        assert "Xã Đây, Tỉnh Hưng Yên" in page


def test_a_period_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "r.csv"
    with pytest.raises(CommandError, match="--from muộn hơn"):
        call_command(
            "export_records", "--format", "csv", "--output", str(target), "--from", "2026-12-01", "--to", "2026-01-01"
        )  # fmt: skip
    assert not target.exists()
