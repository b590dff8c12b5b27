"""Makers of what tests arrange: people, units, grants. Makers of other areas stand in make_<area>.py beside this."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from people import api as people

_numbers = count(1)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)
PASSWORD = "mat-khau-thu-1"


def a_unit(
    uid: str = "",
    *,
    name: str = "",
    type: str = "commune",
    parent: people.Unit | None = None,
    **fields: object,
) -> people.Unit:
    number = next(_numbers)
    unit = people.Unit(
        uid=uid or f"u{number}", name=name or f"Xã Thử {number}", type=type, parent=parent, **fields
    )
    unit.tidy()
    unit.save()
    return unit


def a_province() -> people.Unit:
    found = people.Unit.objects.filter(uid="hy").first()
    return found or a_unit("hy", name="Tỉnh Hưng Yên", type="province", code="33")


def a_person(
    full_name: str = "", *, unit: people.Unit | None = None, username: str = "", **fields: object
) -> people.User:
    number = next(_numbers)
    person = people.User.objects.create_user(
        username or f"nguoi{number}", PASSWORD, full_name=full_name or f"Nguyễn Văn {number}", **fields
    )
    if unit is not None:
        people.Membership.objects.create(person=person, unit=unit, since=date(2026, 1, 1))
    return person


def an_administrator(
    unit: people.Unit, *, role: str = people.Role.COMMUNE_ADMINISTRATOR, **fields: object
) -> people.User:
    person = a_person(unit=unit, **fields)  # type: ignore[arg-type]
    people.grant_role(person, role, unit, by=None, at=datetime(2026, 1, 1, tzinfo=LOCAL))
    return person


def a_trainer() -> people.User:
    province = a_province()
    person = a_person(unit=province)
    people.grant_role(person, people.Role.TRAINER, province, by=None, at=datetime(2026, 1, 1, tzinfo=LOCAL))
    return person
