"""Administrators give people of their own subtree more time, with a reason, and end it. Nobody else is found."""

import re
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client
from django.urls import reverse

from jobs import api as jobs
from people import api as people
from quizzes.overrides import Override, extra_percent

pytestmark = pytest.mark.django_db

LIST = reverse("extra_time")


@pytest.fixture
def commune() -> people.Unit:
    return make.a_unit(name="Xã Tân Hưng", parent=make.a_province())


@pytest.fixture
def administrator(client: Client, commune: people.Unit) -> Client:
    client.force_login(make.an_administrator(commune))
    return client


@pytest.fixture
def learner(commune: people.Unit) -> people.User:
    return make.a_person("Đỗ Thị Ngữ", unit=make.a_unit(name="Thôn Đông", type="village", parent=commune))


@pytest.fixture
def stranger() -> people.User:
    return make.a_person("Đỗ Thị Ngữ Khác", unit=make.a_unit(name="Xã khác", parent=make.a_province()))


def give(client: Client, person: people.User, **changes: Any) -> Any:
    data = {"quiz": "", "percent": "50", "reason": "Mắt kém", **changes}
    return client.post(reverse("extra_time_give", args=[person.pk]), data)


def test_a_person_is_found_by_name_without_marks_and_given_time(
    administrator: Client, learner: people.User, stranger: people.User
) -> None:
    page = administrator.get(reverse("extra_time_choose"), {"q": "do thi ngu"}).content.decode()
    assert reverse("extra_time_give", args=[learner.pk]) in page
    assert "Thôn Đông, Xã Tân Hưng" in page
    assert str(stranger.pk) not in page
    assert administrator.get(reverse("extra_time_give", args=[learner.pk])).status_code == 200
    assert give(administrator, learner).status_code == 302
    assert extra_percent(learner, make_quizzes.a_quiz()) == 50
    page = administrator.get(LIST).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Mắt kém" in page
    entry = jobs.AuditEntry.objects.get(action="override.given")
    assert (entry.person, entry.details) == (learner, {"quiz": "", "extra_percent": 50})


def test_time_may_be_given_in_one_quiz_only(administrator: Client, learner: people.User) -> None:
    quiz, other = make_quizzes.a_quiz(), make_quizzes.a_quiz()
    give(administrator, learner, quiz=str(quiz.pk), percent="100")
    assert extra_percent(learner, quiz) == 100
    assert extra_percent(learner, other) == 0


def test_giving_again_replaces_what_was_given_before(administrator: Client, learner: people.User) -> None:
    give(administrator, learner)
    give(administrator, learner, percent="25")
    assert extra_percent(learner, make_quizzes.a_quiz()) == 25
    assert Override.objects.filter(ended_at__isnull=True).count() == 1


def test_extra_time_is_ended_and_stays_in_the_history(administrator: Client, learner: people.User) -> None:
    give(administrator, learner)
    row = Override.objects.get()
    administrator.post(reverse("extra_time_end", args=[learner.pk, row.pk]))
    assert extra_percent(learner, make_quizzes.a_quiz()) == 0
    assert "Mắt kém" not in administrator.get(LIST).content.decode()
    assert "Mắt kém" in administrator.get(LIST, {"ket-thuc": "1"}).content.decode()
    assert jobs.AuditEntry.objects.filter(action="override.ended", person=learner).count() == 1
    administrator.post(reverse("extra_time_end", args=[learner.pk, row.pk]))
    assert jobs.AuditEntry.objects.filter(action="override.ended").count() == 1


def test_nobody_outside_the_own_subtree_is_reached(
    administrator: Client, stranger: people.User, learner: people.User
) -> None:
    assert administrator.get(reverse("extra_time_give", args=[stranger.pk])).status_code == 404
    assert give(administrator, stranger).status_code == 404
    row = Override.objects.create(person=stranger, extra_percent=50, reason="Riêng")
    assert administrator.post(reverse("extra_time_end", args=[stranger.pk, row.pk])).status_code == 404
    assert administrator.post(reverse("extra_time_end", args=[learner.pk, row.pk])).status_code == 404
    assert "Riêng" not in administrator.get(LIST, {"ket-thuc": "1"}).content.decode()
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize(
    "changes", [{"percent": "0"}, {"percent": "301"}, {"percent": "abc"}, {"reason": "  "}]
)
def test_what_cannot_be_given_is_refused_with_words(
    administrator: Client, learner: people.User, changes: dict[str, str]
) -> None:
    answer = give(administrator, learner, **changes)
    assert answer.status_code == 200
    assert re.search(r'class="error-message"[^>]*>[^<]+<', answer.content.decode())
    assert not Override.objects.exists()


def test_the_list_costs_the_same_whatever_its_length(
    administrator: Client, commune: people.Unit, django_assert_max_num_queries: Any
) -> None:
    for _number in range(20):
        give(administrator, make.a_person(unit=commune))
    administrator.get(LIST)
    with django_assert_max_num_queries(18):
        administrator.get(LIST)


def test_learners_and_trainers_give_no_time(learner: people.User) -> None:
    for person in (learner, make.a_trainer()):
        other = Client()
        other.force_login(person)
        assert give(other, learner).status_code in {302, 403}
    assert not Override.objects.exists()
