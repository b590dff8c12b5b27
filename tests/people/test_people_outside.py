"""Closing and opening again; and for administrators nothing exists outside the own subtree, whatever they guess."""

import re

import make
import make_people
import pytest
from django.test import Client
from django.utils import timezone
from office import (
    ADD,
    LIST,
    ROLES,
    UNITS,
    a_role,
    browser_of,
    can_sign_in,
    changed,
    page_of,
    roles_of,
    slip_in,
    text_of,
)

from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


# --- Closing, opening again, a new slip


def test_closing_is_asked_first_and_ends_every_session(commune: Client, hy: make_people.Province) -> None:
    learner = browser_of(hy.learner)
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 200
    assert commune.get(page_of(hy.learner, "dong/")).status_code == 200
    hy.learner.refresh_from_db()
    assert hy.learner.is_active
    commune.post(page_of(hy.learner, "dong/"))
    hy.learner.refresh_from_db()
    assert not hy.learner.is_active
    assert hy.learner.memberships.get().until == timezone.localdate()
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302
    assert not can_sign_in("ngu.do", make.PASSWORD)


def test_a_form_that_was_opened_before_the_account_was_closed_changes_nothing(
    hy: make_people.Province,
) -> None:
    people.close_person(hy.learner, by=hy.administrator, at=make.NOON)
    with pytest.raises(people.PersonRefused):
        people.edit_person(
            hy.learner, full_name="Khác", unit=hy.commune, email="", phone="", by=None, at=make.NOON
        )
    with pytest.raises(people.PersonRefused):
        people.reset_password(hy.learner, by=hy.administrator, at=make.NOON)
    hy.learner.refresh_from_db()
    assert hy.learner.full_name == "Đỗ Thị Ngữ"
    assert not hy.learner.memberships.filter(until__isnull=True).exists()
    assert not can_sign_in("ngu.do", make.PASSWORD)


@pytest.mark.parametrize("role", [people.Role.TRAINER, people.Role.MARKER])
def test_a_commune_gives_no_slip_to_whoever_has_a_role_there(
    commune: Client, hy: make_people.Province, role: str
) -> None:
    """With a new password would come the questions or the answers that the role may see."""
    colleague = make.a_person("Lý Văn Soạn", unit=hy.village)
    people.grant_role(colleague, role, hy.commune, by=hy.provincial, at=make.NOON)
    for act in ("phieu-moi/", "dong/", ""):
        assert commune.get(page_of(hy.learner, act)).status_code == 200, "there is such a page"
        assert commune.get(page_of(colleague, act)).status_code == 404, act
        assert commune.post(page_of(colleague, act)).status_code == 404, act
    assert can_sign_in(colleague.username, make.PASSWORD)


def test_opening_again_gives_a_new_slip_and_a_new_membership(
    commune: Client, hy: make_people.Province
) -> None:
    learner = browser_of(hy.learner)
    commune.post(page_of(hy.learner, "dong/"))
    login, password = slip_in(commune.post(page_of(hy.learner, "mo-lai/"), {"unit": hy.commune.uid}))
    assert can_sign_in(login, password)
    assert not can_sign_in(login, make.PASSWORD)
    assert people.home_unit(hy.learner, timezone.localdate()) == hy.commune
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302, (
        "a session of before must not come back"
    )
    acts = jobs.AuditEntry.objects.filter(person=hy.learner).values_list("action", flat=True)
    assert {"person.closed", "person.reopened", "person.moved", "person.password_reset"} <= set(acts)


def test_a_new_slip_ends_the_old_password_and_the_sessions(commune: Client, hy: make_people.Province) -> None:
    learner = browser_of(hy.learner)
    assert commune.get(page_of(hy.learner, "phieu-moi/")).status_code == 200
    assert can_sign_in("ngu.do", make.PASSWORD)
    login, password = slip_in(commune.post(page_of(hy.learner, "phieu-moi/")))
    assert login == "ngu.do"
    assert can_sign_in(login, password)
    assert not can_sign_in(login, make.PASSWORD)
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302
    assert jobs.AuditEntry.objects.filter(action="person.password_reset", person=hy.learner).count() == 1


def test_nobody_closes_the_own_account(commune: Client, hy: make_people.Province) -> None:
    commune.post(page_of(hy.administrator, "dong/"))
    hy.administrator.refresh_from_db()
    assert hy.administrator.is_active


# --- Outside the own subtree nothing exists


ACTS = ["", "dong/", "mo-lai/", "phieu-moi/"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "whom", ["other_learner", "other_administrator", "provincial", "owner", "colleague", "nobody"]
)
def test_a_guessed_address_answers_as_if_nobody_was_there(
    commune: Client, hy: make_people.Province, act: str, whom: str
) -> None:
    if whom == "owner":
        person = make.a_person(unit=hy.village, is_superuser=True)
    elif whom == "colleague":
        person = make.an_administrator(hy.commune)
    elif whom == "nobody":
        person = people.User(username="nobody")
    else:
        person = getattr(hy, whom)
    before = (
        list(people.User.objects.order_by("pk").values()),
        list(people.Membership.objects.order_by("pk").values()),
    )
    form = changed(hy, full_name="Tên Giả")
    got, posted = commune.get(page_of(person, act)), commune.post(page_of(person, act), form)
    assert (got.status_code, posted.status_code) == (404, 404)
    assert person.full_name not in text_of(got).replace("Phạm Văn Xã", "") or not person.full_name
    after = (
        list(people.User.objects.order_by("pk").values()),
        list(people.Membership.objects.order_by("pk").values()),
    )
    assert after == before


def test_a_try_on_somebody_elses_learner_is_written_down(commune: Client, hy: make_people.Province) -> None:
    commune.post(page_of(hy.other_learner, "phieu-moi/"))
    commune.post(roles_of(hy.other_learner), a_role())
    entries = jobs.AuditEntry.objects.filter(
        action="person.refused", by=hy.administrator, person=hy.other_learner
    )
    assert [entry.details["page"] for entry in entries.order_by("pk")] == [
        "learners:new_slip",
        "roles:person",
    ]


def test_the_admins_own_account_page_asks_for_no_other_names_and_no_password(commune: Client) -> None:
    page = text_of(commune.get("/quan-tri/account/"))
    for field in ("first_name", "last_name", "old_password"):
        assert field not in page


@pytest.mark.parametrize("address", [LIST, LIST + "ket-qua/", ADD, ROLES, UNITS, UNITS + "ket-qua/"])
def test_trainers_and_learners_reach_no_page_about_people(hy: make_people.Province, address: str) -> None:
    trainer = browser_of(make.a_trainer())
    assert trainer.get("/quan-tri/").status_code == 200
    assert trainer.get(address).status_code == 404
    assert trainer.post(address, {}).status_code in (404, 405)
    assert browser_of(hy.learner).get(address).status_code in (302, 403, 404)
    assert Client().get(address).status_code == 302


def test_a_trainer_has_no_way_to_people_in_the_menu(hy: make_people.Province, commune: Client) -> None:
    assert LIST in text_of(commune.get("/quan-tri/"))
    assert LIST not in text_of(browser_of(make.a_trainer()).get("/quan-tri/"))


@pytest.mark.parametrize(
    "address",
    [
        "/quan-tri/users/",
        "/quan-tri/users/new/",
        "/quan-tri/users/edit/{person}/",
        "/quan-tri/users/delete/{person}/",
        "/quan-tri/groups/",
        "/quan-tri/groups/new/",
        "/quan-tri/bulk/people/user/delete/?id={person}",
        "/quan-tri/bulk/people/user/assign_role/?id={person}",
        "/quan-tri/bulk/people/user/set_active_state/?id={person}&id={learner}",
    ],
)
@pytest.mark.parametrize("who", ["administrator", "provincial"])
def test_wagtails_own_pages_on_accounts_are_for_superusers(
    hy: make_people.Province, address: str, who: str
) -> None:
    client = browser_of(getattr(hy, who))
    where = address.format(person=hy.other_learner.pk, learner=hy.learner.pk)
    before = list(people.User.objects.order_by("pk").values())
    got = client.get(where)
    posted = client.post(
        where, {"is_superuser": "on", "mark_as_active": "", "username": "x", "full_name": "X"}
    )
    for response in (got, posted):
        assert response.status_code in (302, 403, 404)
        assert "Bùi Văn Khác" not in text_of(response)
    assert list(people.User.objects.order_by("pk").values()) == before


def test_a_superuser_still_has_wagtails_pages_on_accounts() -> None:
    owner = browser_of(make.a_person(is_superuser=True))
    assert owner.get("/quan-tri/users/").status_code == 200
    made = owner.post(
        "/quan-tri/users/new/",
        {
            "username": "Chủ Hai",
            "full_name": "Chủ Hai",
            "password1": "cau-tre-lac-lu",
            "password2": "cau-tre-lac-lu",
        },
    )
    assert made.status_code == 302
    twice = owner.post(
        "/quan-tri/users/new/",
        {
            "username": "chu hai",
            "full_name": "Khác",
            "password1": "cau-tre-lac-lu",
            "password2": "cau-tre-lac-lu",
        },
    )
    assert "đã có người dùng" in text_of(twice)


def test_every_address_about_a_person_holds_a_random_id(province: Client, hy: make_people.Province) -> None:
    links = set(re.findall(rf'href="({LIST}[^"?]+)"', text_of(province.get(LIST)))) - {ADD}
    assert links
    assert all(re.fullmatch(rf"{LIST}[0-9a-f-]{{36}}/", link) for link in links)
