"""Attempts that are opened again, set aside, and count again: with a reason, and nothing is lost."""

from datetime import timedelta
from decimal import Decimal

import make
import make_quizzes
import pytest
from make_quizzes import form

from jobs.audit import AuditEntry
from quizzes import api as quizzes
from quizzes.attempts.acts import reopen_attempt, restore_attempt, void_attempt
from quizzes.attempts.counting import counting_result
from quizzes.attempts.models import AttemptAct
from quizzes.attempts.submitting import move_deadline

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def officer(db: None):
    return make.a_person("Lê Văn Cán")


def sat(an, quiz, *, at, choice="b") -> quizzes.Attempt:
    attempt = quizzes.start_attempt(an, quiz, at=at)
    for question in attempt.questions.all():
        quizzes.save_response(an, attempt.uid, question.position, form({"answer": choice}), sequence=1, at=at)
    return quizzes.submit_attempt(an, attempt.uid, at=at)


def test_a_reopened_attempt_goes_on_with_its_answers_and_gets_a_second_grade(an, officer, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    attempt = sat(an, quiz, at=noon, choice="a")
    later = noon + 60 * MINUTE
    reopen_attempt(attempt, deadline=later + 10 * MINUTE, reason=" Mất  điện ", by=officer, at=later)
    assert quizzes.attempt_state(an, quiz, at=later).open == attempt
    kept = quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=2, at=later + MINUTE)
    assert (kept.kept, kept.left_seconds) == ("saved", 540)
    ended = quizzes.submit_attempt(an, attempt.uid, at=later + 2 * MINUTE)
    assert [grade.percent for grade in ended.grades.all()] == [0, 50]
    assert (ended.percent, ended.submitted_at) == (50, later + 2 * MINUTE)
    act = AttemptAct.objects.get()
    assert (act.act, act.reason, act.by, act.at) == ("reopened", "Mất điện", officer, later)
    entry = AuditEntry.objects.get(action="attempt.reopened")
    assert entry.details["reason"] == "Mất điện"


def test_a_reopened_attempt_ends_at_its_new_deadline(an, officer, noon) -> None:
    attempt = sat(an, make_quizzes.a_quiz_of(1), at=noon)
    reopen_attempt(attempt, deadline=noon + 10 * MINUTE, reason="x", by=officer, at=noon + MINUTE)
    assert quizzes.close_overdue(noon + 60 * MINUTE) == 1
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by, attempt.passed) == (noon + 10 * MINUTE, "deadline", True)


@pytest.mark.parametrize("why", ["open", "set aside", "other open", "no reason", "past deadline", "brought"])
def test_what_cannot_be_reopened_stays_as_it_is(an, officer, noon, why) -> None:
    quiz = make_quizzes.a_quiz_of(1, cooldown_minutes=0)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    if why != "open":
        attempt = quizzes.submit_attempt(an, attempt.uid, at=noon)
    if why == "set aside":
        void_attempt(attempt, reason="x", by=officer, at=noon)
    if why == "other open":
        quizzes.start_attempt(an, quiz, at=noon)
    if why == "brought":
        quizzes.Attempt.objects.update(origin="django-quiz")
    before = quizzes.Attempt.objects.filter(pk=attempt.pk).values().get()
    deadline = noon - MINUTE if why == "past deadline" else None
    with pytest.raises(quizzes.AttemptRefused):
        reopen_attempt(
            attempt, deadline=deadline, reason="" if why == "no reason" else "x", by=officer, at=noon
        )
    assert quizzes.Attempt.objects.filter(pk=attempt.pk).values().get() == before
    assert not AttemptAct.objects.filter(act="reopened").exists()


def test_an_attempt_that_was_set_aside_counts_nowhere_and_uses_up_none(an, officer, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, attempts_allowed=1)
    attempt = sat(an, quiz, at=noon)
    assert quizzes.attempt_state(an, quiz, at=noon).left == 0
    void_attempt(attempt, reason="Làm hộ", by=officer, at=noon)
    void_attempt(attempt, reason="Làm hộ", by=officer, at=noon)
    state = quizzes.attempt_state(an, quiz, at=noon)
    assert (state.left, state.used, state.last, state.passed) == (1, 0, None, None)
    assert counting_result(an, quiz) is None
    assert not quizzes.Attempt.objects.counting().exists()
    assert attempt.grades.count() == 1
    assert AttemptAct.objects.count() == 1
    assert quizzes.start_attempt(an, quiz, at=noon).number == 2


def test_it_can_count_again_with_what_follows_from_it(an, officer, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    attempt = sat(an, quiz, at=noon)
    void_attempt(attempt, reason="x", by=officer, at=noon)
    heard = []

    def listen(sender, attempt, **_):
        heard.append(attempt.passed)

    quizzes.attempt_graded.connect(listen)
    restore_attempt(attempt, reason="Đã xác minh", by=officer, at=noon)
    quizzes.attempt_graded.disconnect(listen)
    assert heard == [True]
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.percent, attempt.voided_at) == (True, 100, None)
    assert quizzes.attempt_state(an, quiz, at=noon).passed == attempt


@pytest.mark.parametrize(
    ("rule", "percent", "number"), [("best", 100, 2), ("last", 0, 3), ("first", 0, 1), ("mean", None, None)]
)
def test_the_result_that_counts_is_chosen_by_the_rule_of_the_quiz(an, noon, rule, percent, number) -> None:
    quiz = make_quizzes.a_quiz_of(1, counts=rule, cooldown_minutes=0)
    for choice in ("a", "b", "a"):
        sat(an, quiz, at=noon, choice=choice)
    found = counting_result(an, quiz)
    assert found is not None
    assert found.percent == (Decimal("33.3333") if percent is None else percent)
    assert (found.attempt.number if found.attempt else None) == number
    assert found.of == 3


def test_practice_counts_for_nothing(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, practice=True)
    attempt = sat(an, quiz, at=noon)
    assert (attempt.passed, attempt.percent) == (None, 100)
    assert counting_result(an, quiz) is None
    assert quizzes.attempt_state(an, quiz, at=noon).not_before is None


def test_a_deadline_is_moved_while_the_attempt_runs_and_not_after(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, minutes=40), at=noon)
    assert move_deadline(attempt, noon + 60 * MINUTE, at=noon + 39 * MINUTE)
    assert (
        quizzes.save_response(
            an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon + 59 * MINUTE
        ).kept
        == "saved"
    )
    assert not move_deadline(attempt, noon + 90 * MINUTE, at=noon + 61 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by) == (noon + 60 * MINUTE, "deadline")
