"""Time that an outage took comes back: to whoever ran, to the second, once."""

from datetime import timedelta
from typing import Any

import make
import make_people
import make_quizzes
import pytest
from make_quizzes import form

from jobs.audit import AuditEntry
from people import api as people
from quizzes import api as quizzes
from quizzes.attempts.acts import reopen_attempt, void_attempt
from quizzes.attempts.extending import give_and_extend
from quizzes.attempts.lost_time import running_periods, seconds_lost
from quizzes.attempts.models import AttemptAct
from quizzes.attempts.outage_models import Outage, OutageCredit
from quizzes.attempts.outages import Tally, give_outage, preview_outage

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def quiz() -> quizzes.Quiz:
    return make_quizzes.a_quiz_of(2, minutes=40, grace_seconds=60)


@pytest.fixture
def give(hy, noon):
    """An outage in the commune, in minutes after noon."""

    def given(began: int, ended: int, *, at: int, **changes: Any) -> Tally:
        usual = {
            "unit": hy.commune,
            "quiz": None,
            "began_at": noon + began * MINUTE,
            "ended_at": noon + ended * MINUTE,
            "reason": "Mất điện",
            "key": people.random_code(),
            "by": hy.administrator,
            "at": noon + at * MINUTE,
        }
        told = {**usual, **changes}
        return give_outage(told.pop("unit"), told.pop("quiz"), **told)[1]

    return given


def now(attempt: quizzes.Attempt) -> quizzes.Attempt:
    attempt.refresh_from_db()
    return attempt


def test_a_running_attempt_gets_exactly_the_overlap(hy, quiz, noon, give) -> None:
    early = quizzes.start_attempt(hy.learner, quiz, at=noon)
    late = quizzes.start_attempt(make.a_person(unit=hy.village), quiz, at=noon + 15 * MINUTE)
    assert give(10, 22, at=25) == Tally(longer=2)
    assert now(early).deadline == noon + 52 * MINUTE
    assert now(late).deadline == noon + 62 * MINUTE
    assert sorted(OutageCredit.objects.values_list("seconds", flat=True)) == [420, 720]
    assert Outage.objects.get().minutes == 12


def test_a_second_press_changes_nothing(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    key = people.random_code()
    assert give(10, 22, at=25, key=key).longer == 1
    assert give(10, 22, at=26, key=key) == Tally(counted=1)
    assert now(attempt).deadline == noon + 52 * MINUTE
    assert Outage.objects.count() == 1
    assert AuditEntry.objects.filter(action="outage.given").count() == 1


def test_what_two_outages_share_is_given_back_once(hy, quiz, noon, give) -> None:
    """Two administrators told of the same one; and of a longer one later."""
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    assert give(10, 20, at=25).longer == 1
    assert give(10, 20, at=25) == Tally(counted=1)
    assert give(15, 24, at=26).longer == 1
    assert now(attempt).deadline == noon + 54 * MINUTE


def test_an_attempt_closed_by_its_deadline_is_opened_again_with_the_time_that_was_lost(
    hy, quiz, noon, give
) -> None:
    during = quizzes.start_attempt(hy.learner, quiz, at=noon)
    after = quizzes.start_attempt(make.a_person(unit=hy.village), quiz, at=noon + 15 * MINUTE)
    quizzes.close_overdue(noon + 60 * MINUTE)
    assert give(30, 50, at=60) == Tally(reopened=2)
    assert (now(during).is_open, during.deadline) == (True, noon + 70 * MINUTE)
    assert (now(after).is_open, after.deadline) == (True, noon + 80 * MINUTE)
    acts = AttemptAct.objects.all()
    assert {(each.act, each.reason, each.by) for each in acts} == {("reopened", "Mất điện", hy.administrator)}
    kept = quizzes.save_response(
        hy.learner, during.uid, 1, form({"answer": "b"}), sequence=1, at=noon + 69 * MINUTE
    )
    assert kept.kept == "saved"
    # It ends again by itself, and the time between is no time that was lost.
    quizzes.close_overdue(noon + 90 * MINUTE)
    assert give(30, 65, at=95) == Tally(reopened=2)
    assert [each.seconds for each in OutageCredit.objects.filter(attempt=during).order_by("pk")] == [600, 300]


def test_what_nobody_swept_yet_is_closed_and_opened_again(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    assert give(30, 50, at=60) == Tally(reopened=1)
    assert now(attempt).deadline == noon + 70 * MINUTE
    assert attempt.grades.count() == 1


def test_within_the_grace_the_time_counts_from_now(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    assert give(30, 40, at=41, ended_at=noon + 31 * MINUTE).longer == 1
    assert now(attempt).deadline == noon + 42 * MINUTE


@pytest.mark.parametrize("at_end", ["grace", "abandon"])
def test_an_attempt_that_was_not_submitted_in_time_is_opened_again_too(hy, noon, give, at_end) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40, at_end=at_end, submit_within_minutes=10)
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    quizzes.close_overdue(noon + 60 * MINUTE)
    assert now(attempt).ended_by == "abandoned"
    assert give(35, 55, at=60) == Tally(reopened=1)
    assert (now(attempt).deadline, attempt.ended_by) == (noon + 65 * MINUTE, "")


def test_what_needs_no_credit_stays_as_it_is(hy, quiz, noon, give) -> None:
    def sat(**fields: Any) -> quizzes.Attempt:
        return quizzes.start_attempt(make.a_person(unit=hy.village, **fields), quiz, at=noon)

    submitted, voided, passed, before = sat(), sat(), sat(), sat()
    free = quizzes.start_attempt(
        make.a_person(unit=hy.village), make_quizzes.a_quiz_of(1, minutes=None), at=noon
    )
    elsewhere = quizzes.start_attempt(hy.other_learner, quiz, at=noon)
    quizzes.submit_attempt(before.person, before.uid, at=noon + 5 * MINUTE)
    quizzes.submit_attempt(submitted.person, submitted.uid, at=noon + 15 * MINUTE)
    for position in (1, 2):
        quizzes.save_response(passed.person, passed.uid, position, form({"answer": "b"}), sequence=1, at=noon)
    quizzes.close_overdue(noon + 60 * MINUTE)
    void_attempt(voided, reason="x", by=hy.administrator, at=noon + 60 * MINUTE)
    rows = {each.pk: each.deadline for each in (submitted, voided, passed, before, free, elsewhere)}
    assert give(10, 20, at=60) == Tally(passed=1, submitted=1)
    for key, deadline in rows.items():
        found = quizzes.Attempt.objects.get(pk=key)
        assert found.deadline == deadline
        assert found.is_open is (key == free.pk)
    assert not OutageCredit.objects.exists()


def test_who_sits_another_attempt_goes_on_with_that_one(hy, noon, give) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40, cooldown_minutes=0)
    first = quizzes.start_attempt(hy.learner, quiz, at=noon)
    second = quizzes.start_attempt(hy.learner, quiz, at=noon + 45 * MINUTE)
    assert give(30, 50, at=60) == Tally(longer=1, another=1)
    assert not now(first).is_open
    assert now(second).deadline == noon + 90 * MINUTE


def test_time_between_an_end_and_a_reopening_was_not_lost(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    quizzes.submit_attempt(hy.learner, attempt.uid, at=noon + 10 * MINUTE)
    reopen_attempt(
        attempt, deadline=noon + 60 * MINUTE, reason="x", by=hy.administrator, at=noon + 30 * MINUTE
    )
    assert give(5, 35, at=40).longer == 1
    assert now(attempt).deadline == noon + 70 * MINUTE


def test_the_home_of_today_decides(hy, quiz, noon, give) -> None:
    came, went = make.a_person(unit=hy.other_village), make.a_person(unit=hy.village)
    attempts = [quizzes.start_attempt(each, quiz, at=noon) for each in (came, went)]
    make_people.move(came, hy.village, since=noon.date())
    make_people.move(went, hy.other_village, since=noon.date())
    assert give(10, 20, at=25) == Tally(longer=1)
    assert [now(each).deadline for each in attempts] == [noon + 50 * MINUTE, noon + 40 * MINUTE]


def test_one_quiz_may_be_meant(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    assert give(10, 20, at=25, quiz=make_quizzes.a_quiz_of(1)) == Tally()
    assert give(10, 20, at=25, quiz=quiz) == Tally(longer=1)
    assert now(attempt).deadline == noon + 50 * MINUTE


def test_the_preview_says_what_the_press_does_and_gives_nothing(hy, quiz, noon, give, statements) -> None:
    for _number in range(3):
        quizzes.start_attempt(make.a_person(unit=hy.village), quiz, at=noon)
    running = quizzes.start_attempt(hy.learner, quiz, at=noon + 30 * MINUTE)
    period = (noon + 35 * MINUTE, noon + 50 * MINUTE)
    told = preview_outage(hy.commune, None, period, at=noon + 60 * MINUTE)
    assert told == Tally(longer=1, reopened=3)
    assert now(running).deadline == noon + 70 * MINUTE
    assert not Outage.objects.exists()
    assert give(35, 50, at=60) == told
    with statements() as asked:
        assert preview_outage(hy.commune, None, period, at=noon + 60 * MINUTE) == Tally(counted=4)
    assert len(asked) <= 8


def test_an_outage_that_is_not_over_is_refused(give) -> None:
    for began, ended in ((10, 30), (20, 10)):
        with pytest.raises(ValueError, match="not over"):
            give(began, ended, at=25)
    assert not Outage.objects.exists()


def test_extra_time_given_later_comes_on_top_of_the_credit(hy, quiz, noon, give) -> None:
    attempt = quizzes.start_attempt(hy.learner, quiz, at=noon)
    give(10, 20, at=25)
    give_and_extend(person=hy.learner, quiz=None, reason="x", by=None, at=noon, extra_percent=50)
    assert now(attempt).deadline == noon + 70 * MINUTE


def test_periods_are_cut_to_the_second(noon) -> None:
    def period(begin: int, end: int) -> Any:
        return noon + begin * MINUTE, noon + end * MINUTE

    assert running_periods(*period(0, 40), [period(10, 30)]) == [period(0, 10), period(30, 40)]
    assert seconds_lost([period(0, 10), period(30, 40)], period(5, 35)) == 600
    assert seconds_lost([period(0, 40)], period(5, 35), [period(0, 10), period(20, 25)]) == 1200
    assert seconds_lost([period(0, 40)], period(40, 50)) == 0
    assert seconds_lost([period(0, 40)], (noon, noon + timedelta(seconds=7)), []) == 7
