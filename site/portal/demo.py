"""The demo: plainly marked people and an issuing body, with passwords made on this machine."""

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from courses import api as courses
from people import api as people
from vietnamese import api as vietnamese

ACCOUNTS_FILE = "demo-accounts.tsv"
PLAN_COURSE = "KH157"
# Code -> file of each course that ships.
COURSES = {
    PLAN_COURSE: "plan157-course.json",
    "C1": "course-c1.json",
    "C2": "course-c2.json",
    "C3": "course-c3.json",
    "C5": "course-c5.json",
}
# role in the printed list, login name, full name, unit uid, grant
DEMO_PEOPLE = [
    ("learner", "hocvien", "Đỗ Thị Ngữ (học viên mẫu)", "demo-tan-hung-1", None),
    ("trainer", "giangvien", "Vũ Minh Giảng (giảng viên mẫu)", "hy", people.Role.TRAINER),
    ("commune-administrator", "quantrixa", "Phạm Văn Xã (quản trị xã mẫu)", "hy-xa-tan-hung", people.Role.COMMUNE_ADMINISTRATOR),
    ("provincial-administrator", "quantritinh", "Lê Thị Tỉnh (quản trị tỉnh mẫu)", "hy", people.Role.PROVINCIAL_ADMINISTRATOR),
]  # fmt: skip


def accounts_file() -> Path:
    return Path(settings.VAR) / ACCOUNTS_FILE


def demo_accounts() -> list[tuple[str, str, str]]:
    """(role, login, password) of the demo accounts of this machine; empty before they are made."""
    file = accounts_file()
    if not file.exists():
        return []
    rows = [tuple(line.split("\t")) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if len(row) == 3]


def spoken_password() -> str:
    """About 60 random bits in a form that can be read out: "kx4m-7pqd-w2hn"."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


@transaction.atomic
def make_demo_people(*, at: datetime) -> list[str]:
    """Make the demo people that are missing, give new passwords to all of them, and write the list of accounts.

    The demo learner takes the plan course only; the others are offered. Accounts that are no demo ones, and demo ones that
    somebody has closed, are left alone. Returns a sentence about each login name that a real person has.
    """
    lines, remarks = [], []
    for role, login, full_name, unit_uid, grant in DEMO_PEOPLE:
        person = people.User.objects.filter(login_folded=people.folded_login(login)).first()
        if person is not None and not person.is_demo:
            remarks.append(
                f"{login} is the account of a real person and was left alone: no demo {role} here."
            )
            continue
        if person is not None and not person.is_active:
            continue
        password = spoken_password()
        if person is None:
            unit = people.Unit.objects.get(uid=unit_uid)
            person = people.User.objects.create_user(login, password, full_name=full_name, is_demo=True)
            people.Membership.objects.create(person=person, unit=unit, since=vietnamese.local_day(at))
            if grant:
                people.grant_role(person, grant, unit, by=None, at=at)
            elif course := courses.CoursePage.objects.filter(code=PLAN_COURSE).first():
                courses.enrol(person, course, by=None, at=at, source="demo")
        else:
            _give_password(person, password)
        lines.append((role, login, password))
    _write_accounts(lines)
    return remarks


@transaction.atomic
def renew_demo_passwords() -> bool:
    """Give new passwords to the demo people that are there and open, and write the list of accounts; whether there are any."""
    lines = []
    for role, login, *_rest in DEMO_PEOPLE:
        found = people.User.objects.filter(
            login_folded=people.folded_login(login), is_demo=True, is_active=True
        ).first()
        if found is not None:
            lines.append((role, login, spoken_password()))
            _give_password(found, lines[-1][-1])
    if lines:
        _write_accounts(lines)
    return bool(lines)


def _give_password(person: people.User, password: str) -> None:
    person.set_password(password)
    # A slip may have given it a first password that ends soon.
    person.first_password_until = None
    person.save(update_fields=["password", "password_is_short", "first_password_until"])


def _write_accounts(lines: list[tuple[str, str, str]]) -> None:
    file = accounts_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")


@transaction.atomic
def make_demo_issuer() -> None:
    """A plainly demo issuing body, chosen on every course of ours that has none."""
    issuer, _made = courses.IssuingBody.objects.get_or_create(
        name="Đơn vị cấp chứng nhận mẫu (demo)",
        defaults={"place": "Hưng Yên", "number_format": "{number:02d}/{year}/GCN-DEMO", "is_demo": True},
    )
    courses.CoursePage.objects.filter(code__in=COURSES, issuing_body__isnull=True).update(issuing_body=issuer)
