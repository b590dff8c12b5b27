"""Administrators open attempts again and set them aside, for people of their own units."""

import make
import make_quizzes
import pytest
from django.test import Client
from django.urls import reverse

from people import api as people
from quizzes import api as quizzes
from quizzes.attempts.models import AttemptAct

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make.a_unit(parent=make.a_province())


@pytest.fixture
def officer(commune) -> Client:
    client = Client()
    client.force_login(make.an_administrator(commune))
    return client


@pytest.fixture
def attempt(commune, noon) -> quizzes.Attempt:
    person = make.a_person("Đỗ Thị Bình", unit=commune)
    started = quizzes.start_attempt(person, make_quizzes.a_quiz_of(1), at=noon)
    return quizzes.submit_attempt(person, started.uid, at=noon)


def address(attempt) -> str:
    return reverse("attempt_acts", args=[attempt.uid])


def test_from_a_name_without_marks_to_an_attempt_that_is_open_again(officer, attempt) -> None:
    found = officer.get(reverse("attempts"), {"q": "do binh"}).content.decode()
    person_page = reverse("attempts_of_person", args=[attempt.person_id])
    assert person_page in found
    assert address(attempt) in officer.get(person_page).content.decode()
    page = officer.get(address(attempt)).content.decode()
    assert "Phương án" not in page, "no answer is shown"
    reply = officer.post(
        address(attempt), {"act": "reopen", "reopen-minutes": "15", "reopen-reason": "Mất điện"}
    )
    assert reply.status_code == 302
    attempt.refresh_from_db()
    assert attempt.is_open
    assert AttemptAct.objects.get().reason == "Mất điện"
    assert "Mất điện" in officer.get(address(attempt)).content.decode()


def test_set_aside_and_counting_again(officer, attempt) -> None:
    for act in ("void", "restore"):
        assert officer.post(address(attempt), {"act": act, "aside-reason": "Lý do"}).status_code == 302
    assert [each.act for each in AttemptAct.objects.all()] == ["voided", "restored"]


@pytest.mark.parametrize(
    "data",
    [
        {"act": "reopen", "reopen-minutes": "15", "reopen-reason": " "},
        {"act": "reopen", "reopen-minutes": "0", "reopen-reason": "x"},
        {"act": "void", "aside-reason": ""},
        {"act": "remove", "aside-reason": "x"},
        {},
    ],
)
def test_without_a_reason_nothing_is_done(officer, attempt, data) -> None:
    assert officer.post(address(attempt), data).status_code == 200
    assert not AttemptAct.objects.exists()


def test_what_the_engine_refuses_is_said_on_the_page(officer, attempt) -> None:
    officer.post(address(attempt), {"act": "reopen", "reopen-minutes": "15", "reopen-reason": "x"})
    page = officer.post(address(attempt), {"act": "reopen", "reopen-minutes": "15", "reopen-reason": "x"})
    assert 'role="alert"' in page.content.decode()
    assert AttemptAct.objects.count() == 1


def test_people_of_other_units_are_not_there(attempt) -> None:
    elsewhere = Client()
    elsewhere.force_login(make.an_administrator(make.a_unit(parent=make.a_province())))
    assert elsewhere.get(address(attempt)).status_code == 404
    assert elsewhere.post(address(attempt), {"act": "void", "aside-reason": "x"}).status_code == 404
    assert elsewhere.get(reverse("attempts_of_person", args=[attempt.person_id])).status_code == 404
    assert "Bình" not in elsewhere.get(reverse("attempts"), {"q": "binh"}).content.decode()
    assert not AttemptAct.objects.exists()


def test_who_stands_above_is_not_there_though_at_home_in_the_commune(officer, attempt) -> None:
    person = attempt.person
    people.grant_role(
        person,
        people.Role.PROVINCIAL_ADMINISTRATOR,
        person.memberships.get().unit.parent,
        by=None,
        at=make.NOON,
    )
    assert "Đỗ Thị Bình" not in officer.get(reverse("attempts"), {"q": "do binh"}).content.decode()
    assert officer.get(reverse("attempts_of_person", args=[person.pk])).status_code == 404
    assert officer.get(address(attempt)).status_code == 404


def test_trainers_act_upon_no_attempt(attempt) -> None:
    trainer = Client()
    trainer.force_login(make.a_trainer())
    assert trainer.post(address(attempt), {"act": "void", "aside-reason": "x"}).status_code != 200
    assert not AttemptAct.objects.exists()
