"""A course around the quizzes, and a person who sits them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import make
import make_quizzes
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people import api as people
from quizzes.attempts import arriving, seats, surroundings
from quizzes.attempts.models import AttemptQuerySet


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> make_quizzes.Course:
    """The only one who sets quizzes in this test."""
    course = make_quizzes.Course()
    monkeypatch.setattr(surroundings, "_providers", [course])
    return course


@pytest.fixture
def an(db: None) -> people.User:
    return make.a_person("Đỗ Thị An")


@pytest.fixture
def browser(an: people.User) -> Client:
    client = Client()
    client.force_login(an)
    return client


class Clock:
    """The moment at which requests arrive."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def arrival(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Clock:
    """Requests of this test arrive at `arrival.moment`, at first at noon."""
    clock = Clock(noon)

    class Timezone:
        now = staticmethod(clock.now)

        def __getattr__(self, name: str) -> Any:
            return getattr(timezone, name)

    monkeypatch.setattr(arriving, "timezone", Timezone())
    return clock


@pytest.fixture
def statements() -> Any:
    """Counts what is asked of the database; where transactions begin and end is not asked."""
    return counted


@contextmanager
def counted() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    frame = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    found += [query["sql"] for query in queries if not query["sql"].startswith(frame)]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes the lock on attempts away when it is called."""

    def take_away() -> None:
        monkeypatch.setattr(AttemptQuerySet, "select_for_update", lambda self, **options: self.all())
        monkeypatch.setattr(seats, "locking", lambda: "")

    return take_away
