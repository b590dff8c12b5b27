"""The administrator's pages on roles and units."""

import make
import make_people
import pytest
from django.test import Client
from django.utils import timezone
from office import LIST, ROLES, UNITS, a_role, browser_of, names_in, roles_of

from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def commune(hy: make_people.Province) -> Client:
    """The browser of the commune's administrator."""
    return browser_of(hy.administrator)


@pytest.fixture
def province(hy: make_people.Province) -> Client:
    return browser_of(hy.provincial)


# --- Roles


def test_a_provincial_administrator_gives_and_ends_a_role(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.learner), a_role())
    assert browser_of(hy.learner).get(LIST).status_code == 200
    assert "Đỗ Thị Ngữ" in names_in(province.get(ROLES))
    province.post(roles_of(hy.learner), {"end": "commune-administrator", "unit": "hy-xa-tan-hung"})
    assert browser_of(hy.learner).get(LIST).status_code != 200
    acts = jobs.AuditEntry.objects.filter(person=hy.learner, by=hy.provincial).values_list(
        "action", flat=True
    )
    assert set(acts) == {"grant.given", "grant.ended"}


def test_a_role_with_a_last_day_ends_with_it(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.learner), a_role(last_day="2099-12-31"))
    grant = hy.learner.grants.get()
    assert timezone.localtime(grant.until).strftime("%d/%m/%Y %H:%M") == "01/01/2100 00:00"


def test_the_last_day_is_shown_as_it_was_given(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.learner), a_role(last_day="31/12/2099"))
    for address in (roles_of(hy.learner), ROLES):
        page = province.get(address).content.decode()
        assert "31/12/2099" in page
        assert "01/01/2100" not in page


@pytest.mark.parametrize("last_day", ["", "31/12/2099"])
def test_a_role_given_twice_is_held_once(province: Client, hy: make_people.Province, last_day: str) -> None:
    province.post(roles_of(hy.learner), a_role(last_day=last_day))
    answer = province.post(roles_of(hy.learner), a_role(last_day=last_day), follow=True)
    assert hy.learner.grants.count() == 1
    assert "đang giữ vai trò này ở đơn vị này" in answer.content.decode()
    assert jobs.AuditEntry.objects.filter(action="grant.given", person=hy.learner).count() == 1


def test_a_role_is_given_for_longer(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.learner), a_role(last_day="31/12/2098"))
    province.post(roles_of(hy.learner), a_role(last_day="31/12/2099"))
    ends = [timezone.localtime(grant.until).year for grant in hy.learner.grants.order_by("until")]
    assert ends == [2099, 2100]


def test_what_was_chosen_stays_when_a_role_is_refused(province: Client, hy: make_people.Province) -> None:
    page = province.post(roles_of(hy.learner), a_role(last_day="01/01/2020")).content.decode()
    assert "Ngày cuối đã qua." in page
    assert '<option value="commune-administrator" selected>' in page
    assert 'value="01/01/2020"' in page
    log = browser_of(hy.provincial).get("/quan-tri/nhat-ky/").content.decode()
    assert "bị từ chối khi giao vai trò" in log


def test_nobody_gives_a_role_to_oneself(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.provincial), a_role(role="trainer", unit="hy"))
    assert set(hy.provincial.grants.values_list("role", flat=True)) == {"provincial-administrator"}
    assert jobs.AuditEntry.objects.filter(action="grant.refused", by=hy.provincial).exists()


def test_nobody_ends_the_own_role(province: Client, hy: make_people.Province) -> None:
    province.post(roles_of(hy.provincial), {"end": "provincial-administrator", "unit": "hy"})
    assert hy.provincial.grants.get().until is None
    assert jobs.AuditEntry.objects.filter(action="grant.end_refused", by=hy.provincial).exists()


def test_a_commune_administrator_has_no_page_for_roles(commune: Client, hy: make_people.Province) -> None:
    for person in (hy.administrator, hy.learner, hy.other_learner):
        assert commune.get(roles_of(person)).status_code == 404
        assert commune.post(roles_of(person), a_role()).status_code == 404
    assert people.Grant.objects.count() == 3


def test_no_role_is_given_over_a_unit_outside_the_own_province(
    province: Client, hy: make_people.Province
) -> None:
    elsewhere = make.a_unit("nb", name="Tỉnh Khác", type="province")
    far = make.a_unit("nb-xa", name="Xã Xa", parent=elsewhere)
    for unit in (elsewhere, far):
        assert province.post(roles_of(hy.learner), a_role(unit=unit.uid)).status_code == 404
    assert not hy.learner.grants.exists()


def test_no_role_is_given_to_somebody_of_another_province_or_above(
    province: Client, hy: make_people.Province
) -> None:
    far = make.a_person(unit=make.a_unit("nb", name="Tỉnh Khác", type="province"))
    owner = make.a_person(unit=hy.village, is_superuser=True)
    for person in (far, owner):
        assert province.post(roles_of(person), a_role()).status_code == 404
        assert not person.grants.exists()


@pytest.mark.parametrize(
    ("role", "unit"),
    [("provincial-administrator", "hy-xa-tan-hung"), ("commune-administrator", "hy"), ("owner", "hy")],
)
def test_a_role_fits_its_unit(province: Client, hy: make_people.Province, role: str, unit: str) -> None:
    province.post(roles_of(hy.learner), a_role(role=role, unit=unit))
    assert not hy.learner.grants.exists()


def test_a_role_is_ended_only_over_units_of_the_own_province(
    province: Client, hy: make_people.Province
) -> None:
    elsewhere = make.a_unit("nb", name="Tỉnh Khác", type="province")
    grant = people.grant_role(hy.learner, people.Role.TRAINER, elsewhere, by=None, at=make.NOON)
    province.post(roles_of(hy.learner), {"end": "trainer", "unit": "nb"})
    grant.refresh_from_db()
    assert grant.until is None


# --- Units


def test_units_are_listed_from_the_own_one_down(commune: Client) -> None:
    assert names_in(commune.get(UNITS)) == ["Thôn Mẫu 1 (demo)", "Xã Tân Hưng"]


def test_former_units_are_shown_on_demand(province: Client, hy: make_people.Province) -> None:
    make.a_unit("hy-cu-1", name="Xã Cũ", parent=hy.province, valid_to="2025-07-01")
    assert "Xã Cũ" not in names_in(province.get(UNITS))
    assert names_in(province.get(UNITS, {"state": "ended"})) == ["Xã Cũ"]


def test_units_are_found_without_marks(province: Client) -> None:
    assert names_in(province.get(UNITS, {"q": "lac dao"})) == ["Xã Lạc Đạo"]
    assert names_in(province.get(UNITS, {"q": "11977"})) == ["Xã Tân Hưng"]
