"""The demo people are plainly demo ones; accounts of real people, and what editors did, are left alone."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import make
import make_content
import make_people
import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from courses import api as courses
from people import api as people
from portal import demo
from portal.management.commands import load_demo, serve

pytestmark = pytest.mark.django_db
LOGINS = ["hocvien", "giangvien", "quantrixa", "quantritinh"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"


@pytest.fixture
def hy() -> Any:
    return make_people.a_small_province()


def listed() -> dict[str, str]:
    return {login: password for _role, login, password in demo.demo_accounts()}


def can_sign_in(login: str, password: str) -> bool:
    return people.User.objects.get(username=login).check_password(password)


def test_demo_people_belong_to_their_units_from_the_day_it_is_here(hy: Any) -> None:
    demo.make_demo_people(at=datetime(2026, 11, 30, 18, 30, tzinfo=UTC))
    assert people.Membership.objects.get(person__username="hocvien").since == date(2026, 12, 1)


def test_the_account_of_a_real_person_is_left_alone_and_told(hy: Any) -> None:
    real = make.a_person("Nguyễn Văn Thật", unit=hy.village, username="giangvien")
    remarks = demo.make_demo_people(at=make.NOON)
    assert [remark.split()[0] for remark in remarks] == ["giangvien"]
    assert can_sign_in("giangvien", make.PASSWORD)
    assert people.roles_of(real, at=make.NOON) == set()
    assert sorted(listed()) == sorted({*LOGINS} - {"giangvien"})
    assert demo.renew_demo_passwords()
    assert can_sign_in("giangvien", make.PASSWORD)


def test_a_new_password_does_not_die_with_an_earlier_slip(hy: Any) -> None:
    demo.make_demo_people(at=make.NOON)
    people.reset_password(people.User.objects.get(username="quantrixa"), by=None, at=make.NOON)
    demo.make_demo_people(at=make.NOON)
    assert people.User.objects.get(username="quantrixa").first_password_until is None
    assert can_sign_in("quantrixa", listed()["quantrixa"])


def test_a_demo_account_that_was_closed_stays_closed_and_is_not_listed(hy: Any) -> None:
    demo.make_demo_people(at=make.NOON)
    people.close_person(people.User.objects.get(username="quantrixa"), by=None, at=make.NOON)
    demo.make_demo_people(at=make.NOON)
    assert "quantrixa" not in listed()
    assert not people.User.objects.get(username="quantrixa").is_active


def test_a_role_that_was_taken_from_a_demo_person_is_not_given_back(hy: Any) -> None:
    demo.make_demo_people(at=make.NOON)
    trainer = people.User.objects.get(username="giangvien")
    for grant in people.Grant.objects.filter(person=trainer):
        people.end_grant(grant, by=None, at=make.NOON)
    demo.make_demo_people(at=make.NOON)
    assert people.roles_of(trainer, at=make.NOON) == set()


def test_without_the_list_of_accounts_a_start_gives_new_passwords_and_loads_nothing(
    hy: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a restore on another machine: the list is in no backup."""
    demo.make_demo_people(at=make.NOON)
    before = listed()
    demo.accounts_file().unlink()
    serve.Command().prepare_database()
    assert sorted(listed()) == sorted(before)
    assert all(can_sign_in(login, password) for login, password in listed().items())
    assert listed() != before
    assert not courses.CoursePage.objects.exists()
    assert "mật khẩu mới" in capsys.readouterr().out


def test_a_start_with_the_list_leaves_the_passwords_as_they_are(hy: Any) -> None:
    demo.make_demo_people(at=make.NOON)
    before = listed()
    serve.Command().prepare_database()
    assert listed() == before
    assert all(can_sign_in(login, password) for login, password in before.items())


def test_among_real_people_a_start_makes_no_demo(hy: Any) -> None:
    serve.Command().prepare_database()
    assert not people.User.objects.filter(is_demo=True).exists()
    assert not demo.accounts_file().exists()


@pytest.mark.parametrize(
    "there", ["nothing", "an owner of the system", "units, from a start that was cut short"]
)
def test_a_first_start_loads_the_content(there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if there.startswith("units"):
        make_content.the_units()
    elif there != "nothing":
        make.a_person("Chủ Hệ Thống", is_superuser=True)
    called = []
    monkeypatch.setattr(serve, "call_command", lambda name, *_arguments, **_options: called.append(name))
    serve.Command().prepare_database()
    assert called[-1:] == ["load_demo"]


def test_a_start_brings_the_permissions_of_its_version(hy: Any) -> None:
    group = Group.objects.get(name=people.Role.MARKER)
    wanted = set(group.permissions.values_list("codename", flat=True))
    group.permissions.clear()
    serve.Command().prepare_database()
    assert wanted
    assert set(group.permissions.values_list("codename", flat=True)) == wanted


def test_a_course_that_was_edited_is_left_as_it_is_though_a_newer_file_ships(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first load that was cut short goes on with what is missing, whatever editors have done since."""
    course = make_content.the_plan_course()
    course.title = "Tên do người biên soạn đặt"
    course.save_revision().publish()
    monkeypatch.setattr(load_demo, "COURSES", {demo.PLAN_COURSE: demo.COURSES[demo.PLAN_COURSE]})
    newer = tmp_path / "courses/data" / demo.COURSES[demo.PLAN_COURSE]
    shutil.copytree(settings.ROOT / "courses/data", newer.parent)
    shutil.copytree(settings.ROOT / "site/people/data", tmp_path / "site/people/data")
    newer.write_text(newer.read_text(encoding="utf-8").replace("Bài 1", "Bài một"), encoding="utf-8")
    settings.ROOT = tmp_path
    call_command("load_demo")
    course.refresh_from_db()
    assert course.title == "Tên do người biên soạn đặt"
    assert sorted(listed()) == sorted(LOGINS)
    learner = people.User.objects.get(username="hocvien")
    assert [each.course.code for each in courses.Enrolment.objects.filter(person=learner)] == ["KH157"]
