"""Giving while others act, on PostgreSQL: the sweeper, two administrators, a start. Each race with its failing control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import make
import make_people
import make_quizzes
import pytest
from racing import ON_POSTGRES, UNGUARDED, Meeting, before, together

from people import api as people
from quizzes import api as quizzes
from quizzes.attempts import extending, outages, starting, submitting
from quizzes.attempts.extending import give_and_extend
from quizzes.attempts.outage_models import Outage, OutageCredit
from quizzes.attempts.outages import Credit, credit_attempt, give_outage
from quizzes.overrides import Override, services

pytestmark = ON_POSTGRES
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


def an_outage(hy: make_people.Province, noon: datetime) -> Outage:
    return Outage.objects.create(
        unit=hy.commune,
        began_at=noon + 10 * MINUTE,
        ended_at=noon + 30 * MINUTE,
        reason="Mất điện",
        by=hy.administrator,
        at=noon,
    )


# --- The sweeper and the credit at the same attempt, at the moment when its time is over.


def sweep_and_credit(hy: make_people.Province, noon: datetime) -> tuple[quizzes.Attempt, list[Any]]:
    attempt = quizzes.start_attempt(hy.learner, make_quizzes.a_quiz_of(1, minutes=40), at=noon)
    outage = an_outage(hy, noon)
    late, in_grace = attempt.deadline + 2 * MINUTE, attempt.deadline + timedelta(seconds=20)
    told = together(
        lambda: submitting.close_one(attempt.pk, at=late),
        lambda: credit_attempt(outage, attempt.pk, by=hy.administrator, at=in_grace),
    )
    attempt.refresh_from_db()
    return attempt, told


def test_the_sweeper_and_the_credit_leave_an_open_attempt_with_its_time(hy, noon, monkeypatch) -> None:
    meeting = Meeting(2)
    before(monkeypatch, submitting, "end_if_overdue", meeting)
    before(monkeypatch, outages, "end_if_overdue", meeting)
    attempt, told = sweep_and_credit(hy, noon)
    assert told in ([True, Credit.REOPENED], [False, Credit.LONGER])
    assert attempt.is_open
    assert attempt.deadline == noon + 40 * MINUTE + timedelta(seconds=20) + 20 * MINUTE


def test_control_without_the_lock_the_sweeper_closes_what_was_credited(
    hy, noon, monkeypatch, unlocked
) -> None:
    unlocked()
    meeting = Meeting(2, patience=UNGUARDED)
    before(monkeypatch, submitting, "end_if_overdue", meeting)
    before(monkeypatch, outages, "end_if_overdue", meeting)
    attempt, told = sweep_and_credit(hy, noon)
    # Both say that they did it, and the credit is no use.
    assert told == [True, Credit.LONGER]
    assert not attempt.is_open


# --- Two administrators tell of the same outage.


def tell_twice(hy: make_people.Province, noon: datetime) -> tuple[quizzes.Attempt, list[Any]]:
    attempt = quizzes.start_attempt(hy.learner, make_quizzes.a_quiz_of(1, minutes=40), at=noon)

    def tell(by: people.User) -> Callable[[], int]:
        return lambda: (
            give_outage(
                hy.commune,
                None,
                began_at=noon + 10 * MINUTE,
                ended_at=noon + 20 * MINUTE,
                reason="Mất điện",
                key=people.random_code(),
                by=by,
                at=noon + 25 * MINUTE,
            )[1].longer
        )

    told = together(tell(hy.administrator), tell(hy.provincial))
    attempt.refresh_from_db()
    return attempt, told


def test_of_two_administrators_who_tell_of_one_outage_one_gives_the_time(hy, noon, monkeypatch) -> None:
    before(monkeypatch, outages, "_known_of", Meeting(2))
    attempt, told = tell_twice(hy, noon)
    assert sorted(told) == [0, 1]
    assert attempt.deadline == noon + 50 * MINUTE
    assert OutageCredit.objects.count() == 1


def test_control_without_the_lock_both_give_it(hy, noon, monkeypatch, unlocked) -> None:
    unlocked()
    before(monkeypatch, outages, "_known_of", Meeting(2, patience=UNGUARDED))
    real = outages._judged
    meeting = Meeting(2, patience=UNGUARDED)

    def judged(*args: Any) -> Any:
        found = real(*args)
        meeting.wait()
        return found

    monkeypatch.setattr(outages, "_judged", judged)
    _attempt, told = tell_twice(hy, noon)
    assert told == [1, 1]
    assert OutageCredit.objects.count() == 2


# --- Two administrators give the same person time.


def give_twice(hy: make_people.Province, noon: datetime) -> list[Any]:
    quiz = make_quizzes.a_quiz_of(1, minutes=40)
    quizzes.start_attempt(hy.learner, quiz, at=noon)

    def give(percent: int) -> Callable[[], int]:
        return lambda: give_and_extend(
            person=hy.learner, quiz=quiz, reason="Mắt kém", by=None, at=noon, extra_percent=percent
        )[1]

    return together(give(50), give(50))


def test_of_two_who_give_the_same_at_once_one_row_is_in_force_and_the_time_comes_once(
    hy, noon, monkeypatch
) -> None:
    before(monkeypatch, services, "_told", Meeting(2))
    assert sorted(give_twice(hy, noon)) == [0, 1]
    assert Override.objects.filter(ended_at__isnull=True).count() == 1
    assert quizzes.Attempt.objects.get().deadline == noon + 60 * MINUTE


def test_control_without_holding_the_quiz_two_rows_are_in_force(hy, noon, monkeypatch) -> None:
    monkeypatch.setattr(services, "hold", lambda quiz: None)
    before(monkeypatch, services, "_told", Meeting(2, patience=UNGUARDED))
    give_twice(hy, noon)
    assert Override.objects.filter(ended_at__isnull=True).count() == 2


# --- Somebody starts while time is given.


@pytest.fixture
def in_between(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A start that has read the conditions goes on when running attempts were looked for; giving ends after the start.

    Where a guard holds the start up, giving goes on after a moment.
    """
    looked, started = threading.Event(), threading.Event()
    real_deal, real_look = starting._deal, extending.extend_running

    def deal(*args: Any, **kwargs: Any) -> quizzes.Attempt:
        looked.wait(1.5)
        return real_deal(*args, **kwargs)

    def look(row: Override, *, at: datetime) -> int:
        reached = real_look(row, at=at)
        looked.set()
        started.wait(1.5)
        return reached

    monkeypatch.setattr(starting, "_deal", deal)
    monkeypatch.setattr(extending, "extend_running", look)
    return started


def start_while_giving(hy: make_people.Province, noon: datetime, started: threading.Event) -> quizzes.Attempt:
    quiz = make_quizzes.a_quiz_of(1, minutes=40)

    def start() -> None:
        quizzes.start_attempt(hy.learner, quiz, at=noon)
        started.set()

    together(
        start,
        lambda: give_and_extend(
            unit=hy.commune, quiz=quiz, reason="Mất điện", by=None, at=noon, extra_minutes=10
        ),
    )
    return quizzes.Attempt.objects.get()


def test_an_attempt_that_starts_while_time_is_given_has_it(hy, noon, in_between) -> None:
    assert start_while_giving(hy, noon, in_between).deadline == noon + 50 * MINUTE


def test_control_without_holding_the_quiz_it_has_not(hy, noon, monkeypatch, in_between) -> None:
    monkeypatch.setattr(services, "hold", lambda quiz: None)
    assert start_while_giving(hy, noon, in_between).deadline == noon + 40 * MINUTE


def test_control_where_the_start_holds_nothing_it_has_not(hy, noon, monkeypatch, in_between) -> None:
    monkeypatch.setattr(starting, "hold_for_start", lambda quiz: None)
    assert start_while_giving(hy, noon, in_between).deadline == noon + 40 * MINUTE


def test_many_save_while_a_unit_is_given_time(hy, noon) -> None:
    """Saves and giving at once: nobody is refused and everybody has the time."""
    quiz = make_quizzes.a_quiz_of(2, minutes=40)
    persons = [make.a_person(unit=hy.village) for _number in range(8)]
    attempts = [quizzes.start_attempt(each, quiz, at=noon) for each in persons]

    def answer(place: int) -> Callable[[], str]:
        data = make_quizzes.form({"answer": "b"})
        return lambda: str(
            quizzes.save_response(persons[place], attempts[place].uid, 1, data, sequence=1, at=noon).kept
        )

    told = together(
        *[answer(place) for place in range(8)],
        lambda: give_and_extend(unit=hy.commune, quiz=None, reason="x", by=None, at=noon, extra_minutes=10)[
            1
        ],
    )
    assert told == ["saved"] * 8 + [8]
    assert set(quizzes.Attempt.objects.values_list("deadline", flat=True)) == {noon + 50 * MINUTE}
