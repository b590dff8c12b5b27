"""Two requests at one moment: proved on PostgreSQL, where they really run beside each other."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import make
import make_people
import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from racing import ON_POSTGRES, UNGUARDED, Meeting, after, before, together

from people import accounts
from people import api as people
from people.grants import Grant
from people.units import Membership

pytestmark = ON_POSTGRES


def at_once(act: Callable[[], Any], times: int) -> list[Any]:
    """The results and errors of `times` threads that begin together."""
    gate = threading.Barrier(times)
    results: list[Any] = []

    def run() -> None:
        try:
            gate.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def village() -> people.Unit:
    return make_people.a_small_province().village


def test_one_form_sent_by_two_presses_adds_one_person(village: people.Unit) -> None:
    key = people.random_uuid()
    results = at_once(
        lambda: people.create_person("Lê Văn Hai", unit=village, by=None, at=make.NOON, key=key), times=4
    )
    assert people.User.objects.filter(full_name="Lê Văn Hai").count() == 1
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, people.AlreadyAdded) for result in results) == 3


def test_control_without_the_key_of_the_form_each_press_adds_a_person(village: people.Unit) -> None:
    at_once(lambda: people.create_person("Lê Văn Hai", unit=village, by=None, at=make.NOON), times=4)
    assert people.User.objects.filter(full_name="Lê Văn Hai").count() == 4


def test_people_of_one_name_added_at_once_get_login_names_of_their_own(village: people.Unit) -> None:
    results = at_once(lambda: people.create_person("Lê Văn Ba", unit=village, by=None, at=make.NOON), times=4)
    assert {person.username for person, _password in results} == {"ba.le", "ba.le2", "ba.le3", "ba.le4"}


def test_control_without_another_try_one_of_them_is_not_added(
    village: people.Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "TRIES", 1)
    after(monkeypatch, accounts, "login_for", Meeting(2, patience=UNGUARDED))
    results = at_once(lambda: people.create_person("Lê Văn Ba", unit=village, by=None, at=make.NOON), times=2)
    assert sum(isinstance(result, people.PersonRefused) for result in results) == 1


def test_two_moves_at_once_leave_one_home(village: people.Unit) -> None:
    learner = people.User.objects.get(username="ngu.do")
    commune = village.parent
    assert commune

    def move() -> list[str]:
        return people.edit_person(
            learner, full_name=learner.full_name, unit=commune, email="", phone="", by=None, at=make.NOON
        )

    results = at_once(move, times=4)
    assert sorted(map(str, results)) == ["['unit']", "[]", "[]", "[]"]
    assert learner.memberships.filter(until__isnull=True).count() == 1


def test_control_without_the_lock_one_of_two_moves_breaks_off(
    village: people.Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database keeps a second home out; the lock is what spares somebody the error."""
    learner, commune = people.User.objects.get(username="ngu.do"), village.parent
    assert commune
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    before(monkeypatch, Membership, "save", Meeting(2, patience=UNGUARDED))
    results = at_once(
        lambda: people.edit_person(
            learner, full_name=learner.full_name, unit=commune, email="", phone="", by=None, at=make.NOON
        ),
        times=2,
    )
    assert sum(isinstance(result, IntegrityError) for result in results) == 1


def test_one_role_given_by_two_presses_is_held_once(village: people.Unit) -> None:
    learner = people.User.objects.get(username="ngu.do")
    until = make.NOON + timedelta(days=30)
    at_once(
        lambda: people.grant_role(learner, people.Role.TRAINER, village, by=None, at=make.NOON, until=until),
        times=4,
    )
    assert learner.grants.count() == 1


def test_control_without_the_lock_it_is_held_several_times(
    village: people.Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in the database forbids two grants with an end: the lock is what keeps presses apart."""
    learner = people.User.objects.get(username="ngu.do")
    until = make.NOON + timedelta(days=30)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    before(monkeypatch, Grant.objects, "create", Meeting(2, patience=UNGUARDED))
    together(
        *[
            lambda: people.grant_role(
                learner, people.Role.TRAINER, village, by=None, at=make.NOON, until=until
            )
        ]
        * 2
    )
    assert learner.grants.count() == 2
