"""Makers of a small province: two communes with villages, their administrators and learners."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import make

from people import api as people

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
BEGIN = datetime(2026, 1, 1, tzinfo=LOCAL)


@dataclass(frozen=True)
class Province:
    """Two communes side by side: what one administrator may see, and what not."""

    province: people.Unit
    commune: people.Unit
    village: people.Unit
    other_commune: people.Unit
    other_village: people.Unit
    administrator: people.User
    other_administrator: people.User
    provincial: people.User
    learner: people.User
    other_learner: people.User


def a_small_province() -> Province:
    province = make.a_province()
    commune = make.a_unit("hy-xa-tan-hung", name="Xã Tân Hưng", code="11977", parent=province)
    village = make.a_unit("demo-tan-hung-1", name="Thôn Mẫu 1 (demo)", type="village", parent=commune)
    other_commune = make.a_unit("hy-xa-lac-dao", name="Xã Lạc Đạo", code="11992", parent=province)
    other_village = make.a_unit(
        "demo-lac-dao-1", name="Thôn Mẫu 1 (demo)", type="village", parent=other_commune
    )
    return Province(
        province=province,
        commune=commune,
        village=village,
        other_commune=other_commune,
        other_village=other_village,
        administrator=make.an_administrator(commune, full_name="Phạm Văn Xã", username="xa.pham"),
        other_administrator=make.an_administrator(
            other_commune, full_name="Trần Thị Lạc", username="lac.tran"
        ),
        provincial=make.an_administrator(
            province, role=people.Role.PROVINCIAL_ADMINISTRATOR, full_name="Lê Thị Tỉnh", username="tinh.le"
        ),
        learner=make.a_person("Đỗ Thị Ngữ", unit=village, username="ngu.do"),
        other_learner=make.a_person("Bùi Văn Khác", unit=other_village, username="khac.bui"),
    )


def move(person: people.User, unit: people.Unit, *, since: date) -> None:
    """A row of membership as an earlier day would have left it."""
    people.Membership.objects.filter(person=person, until__isnull=True).update(until=since)
    people.Membership.objects.create(person=person, unit=unit, since=since)
