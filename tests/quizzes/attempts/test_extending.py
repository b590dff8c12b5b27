"""Conditions that are given while an attempt runs reach it; nobody ever has less time than before."""

from datetime import timedelta
from typing import Any

import make
import make_people
import make_quizzes
import pytest
from make_quizzes import form

from people import api as people
from quizzes import api as quizzes
from quizzes.attempts.extending import give_and_extend
from quizzes.overrides import end_override

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def quiz() -> quizzes.Quiz:
    return make_quizzes.a_quiz_of(1, minutes=40)


def given(**fields: Any) -> int:
    """How many running attempts were reached."""
    usual = {"quiz": None, "reason": "Mắt kém", "by": None}
    return give_and_extend(**{**usual, **fields})[1]


def deadline_now(attempt: quizzes.Attempt) -> Any:
    attempt.refresh_from_db()
    return attempt.deadline


@pytest.mark.parametrize(
    ("conditions", "minutes"),
    [
        ({"extra_percent": 50}, 60),
        ({"extra_minutes": 15}, 55),
        ({"extra_percent": 50, "extra_minutes": 15}, 75),
        ({"attempts_allowed": 3}, 40),
    ],
)
def test_a_running_attempt_gets_what_is_given_counted_from_its_start(
    an, quiz, noon, conditions, minutes
) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    reached = given(person=an, at=noon + 10 * MINUTE, **conditions)
    assert deadline_now(attempt) == noon + minutes * MINUTE
    assert reached == (minutes > 40)


def test_the_open_page_learns_it_with_the_next_save(an, quiz, noon) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    given(person=an, at=noon, extra_minutes=10)
    kept = quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon + 45 * MINUTE)
    assert (kept.kept, kept.left_seconds) == ("saved", 300)


def test_the_same_given_twice_adds_once_and_less_takes_nothing_away(an, quiz, noon) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert given(person=an, at=noon, extra_percent=50) == 1
    assert given(person=an, at=noon, extra_percent=50) == 0
    assert given(person=an, at=noon, extra_percent=10) == 0
    assert deadline_now(attempt) == noon + 60 * MINUTE
    assert given(person=an, at=noon, extra_percent=100) == 1
    assert deadline_now(attempt) == noon + 80 * MINUTE


def test_ending_takes_no_time_from_a_running_attempt(an, quiz, noon) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    row, _reached = give_and_extend(person=an, quiz=quiz, reason="x", by=None, at=noon, extra_minutes=10)
    end_override(row, by=None, at=noon)
    assert deadline_now(attempt) == noon + 50 * MINUTE


def test_a_cohort_and_a_unit_reach_their_people_and_nobody_else(hy, quiz, noon) -> None:
    mine, theirs = (quizzes.start_attempt(each, quiz, at=noon) for each in (hy.learner, hy.other_learner))
    cohort = people.Cohort(title="Lớp một", unit=hy.commune)
    cohort.tidy()
    cohort.save()
    people.add_to_cohort(cohort, [hy.learner], by=None, at=noon)
    assert given(cohort=cohort, at=noon, extra_minutes=5) == 1
    assert given(unit=hy.commune, at=noon, extra_minutes=20) == 1
    assert deadline_now(mine) == noon + 60 * MINUTE
    assert deadline_now(theirs) == noon + 40 * MINUTE


def test_the_home_of_today_decides_about_a_unit(hy, quiz, noon) -> None:
    """Who moved into the commune this morning has what it was given; who moved out has it no more."""
    came, went = make.a_person(unit=hy.other_village), make.a_person(unit=hy.village)
    make_people.move(came, hy.village, since=noon.date())
    make_people.move(went, hy.other_village, since=noon.date())
    attempts = [quizzes.start_attempt(each, quiz, at=noon) for each in (came, went)]
    assert given(unit=hy.commune, at=noon, extra_minutes=20) == 1
    assert [deadline_now(each) for each in attempts] == [noon + 60 * MINUTE, noon + 40 * MINUTE]
    assert quizzes.conditions_for(came, quiz, at=noon).extra_minutes == 20
    assert quizzes.conditions_for(went, quiz, at=noon).extra_minutes == 0


def test_a_later_closing_reaches_as_far_as_the_limit_of_the_attempt(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40, closes_at=noon + 10 * MINUTE)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert attempt.deadline == noon + 10 * MINUTE
    assert given(person=an, at=noon, extra_percent=50) == 0
    assert given(person=an, quiz=quiz, at=noon, extra_percent=50, closes_at=noon + 30 * MINUTE) == 1
    assert deadline_now(attempt) == noon + 30 * MINUTE
    assert given(person=an, quiz=quiz, at=noon, extra_percent=50, closes_at=noon + 300 * MINUTE) == 1
    assert deadline_now(attempt) == noon + 60 * MINUTE


def test_the_limit_of_the_start_counts_though_the_quiz_was_changed_since(an, quiz, noon) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    quiz.minutes = 90
    quiz.save()
    given(person=an, at=noon, extra_percent=50)
    assert deadline_now(attempt) == noon + 60 * MINUTE


def test_what_has_ended_stays_as_it_is_and_what_is_overdue_ends(an, quiz, noon) -> None:
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert given(person=an, at=noon + 42 * MINUTE, extra_minutes=60) == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by) == (noon + 40 * MINUTE, "deadline")
    assert given(person=an, at=noon + 42 * MINUTE, extra_minutes=90) == 0


def test_a_quiz_that_is_not_meant_and_one_without_limit_stay_as_they_are(an, quiz, noon) -> None:
    free = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, minutes=None), at=noon)
    other = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, minutes=40), at=noon)
    assert given(person=an, quiz=quiz, at=noon, extra_minutes=10) == 0
    assert (deadline_now(free), deadline_now(other)) == (None, noon + 40 * MINUTE)


def test_every_condition_counts_at_the_start(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40, attempts_allowed=1, cooldown_minutes=0, opens_at=noon + 60 * MINUTE, closes_at=noon + 70 * MINUTE)  # fmt: skip
    with pytest.raises(quizzes.AttemptRefused):
        quizzes.start_attempt(an, quiz, at=noon)
    given(
        person=an, quiz=quiz, at=noon, extra_percent=50, extra_minutes=5, opens_at=noon - MINUTE,
        closes_at=noon + 400 * MINUTE, attempts_allowed=2,
    )  # fmt: skip
    first = quizzes.start_attempt(an, quiz, at=noon)
    assert first.deadline == noon + 65 * MINUTE
    quizzes.submit_attempt(an, first.uid, at=noon)
    second = quizzes.start_attempt(an, quiz, at=noon + 100 * MINUTE)
    quizzes.submit_attempt(an, second.uid, at=noon + 100 * MINUTE)
    with pytest.raises(quizzes.AttemptRefused):
        quizzes.start_attempt(an, quiz, at=noon + 200 * MINUTE)


def test_many_running_attempts_are_reached_with_as_many_statements_as_few(hy, quiz, noon, statements) -> None:
    counts = []
    for size in (2, 12):
        for _number in range(size):
            quizzes.start_attempt(make.a_person(unit=hy.village), quiz, at=noon)
        with statements() as asked:
            given(unit=hy.commune, at=noon, extra_minutes=size)
        counts.append(len(asked))
    # The second time 14 are moved, 12 more than at first; what was given before is ended then.
    assert counts[1] - counts[0] <= 3
