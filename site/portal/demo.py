"""The demo: plainly marked people and an issuing body, with passwords made on this machine."""

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from courses import api as courses
from people import api as people

ACCOUNTS_FILE = "demo-accounts.tsv"
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
def make_demo_people(*, at: datetime) -> None:
    """Make the demo people that are missing, give new passwords to all of them, and write the list of accounts."""
    lines = []
    for role, login, full_name, unit_uid, grant in DEMO_PEOPLE:
        password = spoken_password()
        unit = people.Unit.objects.get(uid=unit_uid)
        person = people.User.objects.filter(login_folded=people.folded_login(login)).first()
        if person is None:
            person = people.User.objects.create_user(login, password, full_name=full_name, is_demo=True)
            people.Membership.objects.create(person=person, unit=unit, since=at.date())
        else:
            person.set_password(password)
            person.save(update_fields=["password"])
        if grant:
            people.grant_role(person, grant, unit, by=None, at=at)
        lines.append(f"{role}\t{login}\t{password}")
    file = accounts_file()
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@transaction.atomic
def enrol_demo_learner(course_code: str, *, at: datetime) -> None:
    """The demo learner takes the plan course only; the others are offered."""
    learner = people.User.objects.get(login_folded="hocvien")
    course = courses.CoursePage.objects.get(code=course_code)
    courses.enrol(learner, course, by=None, at=at, source="demo")


@transaction.atomic
def make_demo_issuer() -> None:
    """A plainly demo issuing body, chosen on every course that has none."""
    issuer, _made = courses.IssuingBody.objects.get_or_create(
        name="Đơn vị cấp chứng nhận mẫu (demo)",
        defaults={"place": "Hưng Yên", "number_format": "{number:02d}/{year}/GCN-DEMO", "is_demo": True},
    )
    courses.CoursePage.objects.filter(issuing_body__isnull=True).update(issuing_body=issuer)
