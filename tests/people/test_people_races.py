"""Two requests at one moment: proved on PostgreSQL, where they really run beside each other."""

import threading
from collections.abc import Callable
from typing import Any

import make
import make_people
import pytest
from django.db import connection

from people import api as people

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("needs_postgres"),
]


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
def village(needs_postgres: None) -> people.Unit:
    return make_people.a_small_province().village


def test_one_form_sent_by_two_presses_adds_one_person(village: people.Unit) -> None:
    key = people.random_uuid()
    results = at_once(
        lambda: people.create_person("Lê Văn Hai", unit=village, by=None, at=make.NOON, key=key), times=4
    )
    assert people.User.objects.filter(full_name="Lê Văn Hai").count() == 1
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, people.AlreadyAdded) for result in results) == 3


def test_people_of_one_name_added_at_once_get_login_names_of_their_own(village: people.Unit) -> None:
    results = at_once(lambda: people.create_person("Lê Văn Ba", unit=village, by=None, at=make.NOON), times=4)
    assert {person.username for person, _password in results} == {"ba.le", "ba.le2", "ba.le3", "ba.le4"}


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
