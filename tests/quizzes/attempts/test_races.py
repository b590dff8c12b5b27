"""Several at once, on PostgreSQL with real threads: SQLite lets one writer in at a time and would pass anything.

Each race has a negative control with its guard off that must go wrong, or the test could not see the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import make
import make_quizzes
import pytest
import racing
from django.db import models
from django.test import Client
from make_quizzes import form
from racing import ON_POSTGRES, UNGUARDED, Meeting, after, before, errors, together

from quizzes import api as quizzes
from quizzes.attempts import acts, answering, checking, starting, submitting
from quizzes.attempts.answering import Sent
from quizzes.attempts.models import AttemptAct, Try

pytestmark = ON_POSTGRES
MINUTE = timedelta(minutes=1)


def without(model: type[models.Model], *names: str) -> AbstractContextManager[None]:
    """The table without these constraints; attempts and all that belongs to them are cleared before they come back."""
    attempts = (quizzes.AttemptQuestion, quizzes.Attempt)
    return racing.without(
        model, *names, clearing=(Try, AttemptAct, quizzes.Response, quizzes.Grade, *attempts)
    )


@pytest.fixture
def signals() -> Iterator[list[Any]]:
    heard: list[Any] = []

    def listen(sender: Any, attempt: Any, **kwargs: Any) -> None:
        heard.append(attempt.pk)

    quizzes.attempt_graded.connect(listen)
    yield heard
    quizzes.attempt_graded.disconnect(listen)


# --- B01: two presses of the start button.


def press_start(person: Any, quiz: quizzes.Quiz, times: int) -> list[Any]:
    def press() -> str:
        client = Client()
        client.force_login(person)
        return str(client.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])

    return together(*[press] * times)


def test_twenty_presses_of_the_start_button_give_one_attempt(an, course, monkeypatch) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    before(monkeypatch, starting, "_deal", Meeting(20, patience=UNGUARDED))
    outcomes = press_start(an, quiz, 20)
    assert errors(outcomes) == []
    assert len(set(outcomes)) == 1
    assert quizzes.Attempt.objects.count() == 1
    assert quizzes.AttemptQuestion.objects.count() == 3


def test_control_without_the_constraints_presses_give_several_attempts(an, course, monkeypatch) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    with without(quizzes.Attempt, "one_open_attempt", "one_attempt_per_number"):
        before(monkeypatch, starting, "_deal", Meeting(6, patience=UNGUARDED))
        press_start(an, quiz, 6)
        assert quizzes.Attempt.objects.count() > 1


# --- B09: ten starts with one attempt left.


def start_and_submit(person: Any, quiz: quizzes.Quiz, at: Any) -> list[Any]:
    def sit() -> Any:
        attempt = quizzes.start_attempt(person, quiz, at=at)
        return quizzes.submit_attempt(person, attempt.uid, at=at).pk

    return together(*[sit] * 10)


def test_ten_starts_with_one_attempt_left_give_one(an, noon, monkeypatch) -> None:
    quiz = make_quizzes.a_quiz_of(2, attempts_allowed=1, cooldown_minutes=0)
    before(monkeypatch, starting, "_deal", Meeting(10, patience=UNGUARDED))
    outcomes = start_and_submit(an, quiz, noon)
    assert quizzes.Attempt.objects.count() == 1
    assert all(isinstance(error, quizzes.AttemptRefused) for error in errors(outcomes))
    assert len({each for each in outcomes if isinstance(each, int)}) == 1


def test_control_without_the_constraints_the_limit_is_overrun(an, noon, monkeypatch) -> None:
    quiz = make_quizzes.a_quiz_of(2, attempts_allowed=1, cooldown_minutes=0)
    with without(quizzes.Attempt, "one_open_attempt", "one_attempt_per_number"):
        before(monkeypatch, starting, "_deal", Meeting(10, patience=UNGUARDED))
        start_and_submit(an, quiz, noon)
        assert quizzes.Attempt.objects.count() > 1


# --- B02: two submissions and the sweeper.


def end_in_three_ways(an: Any, attempt: quizzes.Attempt) -> list[Any]:
    """Twice by the person within the grace, once by the sweeper after it."""
    in_grace, after_it = attempt.deadline + timedelta(seconds=20), attempt.deadline + MINUTE
    return together(
        lambda: quizzes.submit_attempt(an, attempt.uid, at=in_grace).pk,
        lambda: quizzes.submit_attempt(an, attempt.uid, at=in_grace).pk,
        lambda: quizzes.close_overdue(after_it),
    )


def test_two_submissions_and_the_sweeper_make_one_end(an, noon, monkeypatch, signals) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2), at=noon)
    before(monkeypatch, submitting, "mark_paper", Meeting(3))
    outcomes = end_in_three_ways(an, attempt)
    assert errors(outcomes) == []
    assert quizzes.Grade.objects.count() == 1
    assert signals == [attempt.pk]
    attempt.refresh_from_db()
    grade = quizzes.Grade.objects.get()
    assert grade.at == attempt.submitted_at
    assert outcomes[2] == (attempt.ended_by == "deadline")


def test_control_without_the_lock_the_attempt_ends_more_than_once(
    an, noon, monkeypatch, signals, unlocked
) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2), at=noon)
    with without(quizzes.Grade, "one_grade_per_number"):
        unlocked()
        before(monkeypatch, submitting, "mark_paper", Meeting(3, patience=UNGUARDED))
        end_in_three_ways(an, attempt)
        assert len(signals) > 1
        assert quizzes.Grade.objects.count() > 1


# --- B05: two tabs.


def answer_in_two_tabs(an: Any, attempt: quizzes.Attempt, at: Any) -> list[Any]:
    def tab(choice: str) -> Callable[[], str]:
        data = form({"answer": choice})
        return lambda: str(quizzes.save_response(an, attempt.uid, 1, data, sequence=5, at=at).kept)

    return together(tab("a"), tab("b"))


def test_of_two_tabs_with_the_same_number_one_is_told(an, noon, monkeypatch) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    after(monkeypatch, answering, "add_answer", Meeting(2))
    outcomes = answer_in_two_tabs(an, attempt, noon)
    assert sorted(outcomes, key=str) == ["elsewhere", "saved"]
    kept = quizzes.Response.objects.get().data["choice"]
    assert outcomes[["a", "b"].index(kept)] == "saved"


def test_control_without_the_lock_both_tabs_are_told_that_theirs_was_kept(
    an, noon, monkeypatch, unlocked
) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    with without(quizzes.Response, "one_response_per_sequence"):
        unlocked()
        after(monkeypatch, answering, "add_answer", Meeting(2, patience=UNGUARDED))
        assert answer_in_two_tabs(an, attempt, noon) == ["saved", "saved"]


def test_a_retry_after_a_newer_answer_is_told_and_changes_nothing(an, noon, monkeypatch) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)

    def send(choice: str, sequence: int) -> str:
        data = form({"answer": choice})
        return str(quizzes.save_response(an, attempt.uid, 1, data, sequence=sequence, at=noon).kept)

    after(monkeypatch, answering, "add_answer", Meeting(2))
    first = together(lambda: send("a", 5), lambda: send("b", 6))
    assert first[1] == "saved"
    assert first[0] in ("saved", "elsewhere")
    assert send("a", 5) == "elsewhere"
    latest = quizzes.Response.objects.order_by("-sequence").first()
    assert latest is not None
    assert (latest.sequence, latest.data) == (6, {"choice": "b"})


# --- An answer that was acknowledged is in the grade.


def answer_while_submitting(an: Any, attempt: quizzes.Attempt, at: Any) -> tuple[str, str]:
    data = form({"answer": "b"})
    outcomes = together(
        lambda: str(quizzes.save_response(an, attempt.uid, 1, data, sequence=1, at=at).kept),
        lambda: quizzes.submit_attempt(an, attempt.uid, at=at).pk,
    )
    assert errors(outcomes) == []
    return outcomes[0], quizzes.Grade.objects.get().shares[0]["share"]


def test_an_answer_acknowledged_beside_a_submission_counts(an, noon, monkeypatch) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    meeting = Meeting(2)
    after(monkeypatch, answering, "add_answer", meeting)
    after(monkeypatch, submitting, "mark_paper", meeting)
    assert answer_while_submitting(an, attempt, noon) in {("saved", "1"), ("closed", "0")}


def test_control_without_the_lock_an_acknowledged_answer_is_lost(an, noon, monkeypatch, unlocked) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    unlocked()
    meeting = Meeting(2, patience=UNGUARDED)
    after(monkeypatch, answering, "add_answer", meeting)
    after(monkeypatch, submitting, "mark_paper", meeting)
    assert answer_while_submitting(an, attempt, noon) == ("saved", "0")


def test_people_do_not_wait_for_each_other(an, noon) -> None:
    """Twelve people start, answer and submit at once; each has one attempt with all its answers."""
    quiz = make_quizzes.a_quiz_of(4)
    everybody = [an, *(make.a_person() for _ in range(11))]

    def sit(person: Any) -> Callable[[], Any]:
        def deed() -> Any:
            attempt = quizzes.start_attempt(person, quiz, at=noon)
            for position in range(1, 5):
                quizzes.save_response(
                    person, attempt.uid, position, form({"answer": "b"}), sequence=1, at=noon
                )
            return quizzes.submit_attempt(person, attempt.uid, at=noon).percent

        return deed

    assert together(*[sit(person) for person in everybody]) == [100] * 12
    assert quizzes.Grade.objects.count() == 12


# --- Two presses of "check": one try.


def check_twice(an: Any, attempt: quizzes.Attempt, at: Any) -> list[Any]:
    data = form({"answer": "a"})

    def press() -> str:
        checked = checking.check_question(an, attempt.uid, 1, [Sent(1, 1)], data, at=at)
        return str(checked.page.outcomes[1].kept)

    return together(press, press)


def an_attempt_with_several_tries(an: Any, at: Any) -> quizzes.Attempt:
    quiz = make_quizzes.a_quiz_of(1, behaviour="several_tries")
    attempt = quizzes.start_attempt(an, quiz, at=at)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "a"}), sequence=1, at=at)
    return attempt


def test_two_presses_of_check_are_one_try(an, noon, monkeypatch) -> None:
    attempt = an_attempt_with_several_tries(an, noon)
    after(monkeypatch, checking, "keep_answers", Meeting(2))
    assert errors(check_twice(an, attempt, noon)) == []
    assert Try.objects.count() == 1


def test_control_without_the_lock_two_presses_are_two_tries(an, noon, monkeypatch, unlocked) -> None:
    with without(Try, "one_try_per_number", "one_try_per_answer"):
        attempt = an_attempt_with_several_tries(an, noon)
        unlocked()
        after(monkeypatch, checking, "keep_answers", Meeting(2, patience=UNGUARDED))
        check_twice(an, attempt, noon)
        assert Try.objects.count() == 2


# --- An attempt is opened again while its person starts another.


def reopen_and_start(an: Any, officer: Any, ended: quizzes.Attempt, at: Any) -> list[Any]:
    return together(
        lambda: acts.reopen_attempt(ended, deadline=None, reason="x", by=officer, at=at).pk,
        lambda: quizzes.start_attempt(an, ended.quiz, at=at).pk,
    )


def an_ended_attempt(an: Any, at: Any) -> quizzes.Attempt:
    quiz = make_quizzes.a_quiz_of(1, cooldown_minutes=0)
    return quizzes.submit_attempt(an, quizzes.start_attempt(an, quiz, at=at).uid, at=at)


def test_opening_again_and_starting_at_once_leave_one_open_attempt(an, noon, monkeypatch) -> None:
    ended, officer = an_ended_attempt(an, noon), make.a_person()
    meeting = Meeting(2, patience=UNGUARDED)
    before(monkeypatch, acts, "_locked", meeting)
    before(monkeypatch, starting, "_deal", meeting)
    outcomes = reopen_and_start(an, officer, ended, noon)
    assert quizzes.Attempt.objects.open().count() == 1
    assert all(isinstance(error, quizzes.AttemptRefused) for error in errors(outcomes))
    assert AttemptAct.objects.count() == (0 if errors(outcomes) else 1)


def test_control_without_the_constraint_two_are_open(an, noon, monkeypatch) -> None:
    with without(quizzes.Attempt, "one_open_attempt"):
        ended, officer = an_ended_attempt(an, noon), make.a_person()
        meeting = Meeting(2, patience=UNGUARDED)
        before(monkeypatch, acts, "_locked", meeting)
        before(monkeypatch, starting, "_deal", meeting)
        reopen_and_start(an, officer, ended, noon)
        assert quizzes.Attempt.objects.open().count() == 2


# --- Two tabs with a page of several questions.


def save_a_page_in_two_tabs(an: Any, attempt: quizzes.Attempt, at: Any) -> list[Any]:
    def tab(choice: str) -> Callable[[], list[str]]:
        sent = [Sent(place, 5, f"answer-{place}") for place in (1, 2)]
        data = form({"answer": choice}, name="answer-1")
        data.update(form({"answer": choice}, name="answer-2"))

        def save() -> list[str]:
            page = answering.save_responses(an, attempt.uid, sent, data, at=at)
            return [str(each.kept) for each in page.outcomes.values()]

        return save

    return together(tab("a"), tab("b"))


def test_of_two_tabs_with_one_page_one_keeps_all_its_answers(an, noon, monkeypatch) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2, questions_per_page=0), at=noon)
    before(monkeypatch, answering, "judge", Meeting(2))
    outcomes = save_a_page_in_two_tabs(an, attempt, noon)
    assert sorted(outcomes) == [["elsewhere", "elsewhere"], ["saved", "saved"]]
    assert len({str(each.data) for each in quizzes.Response.objects.all()}) == 1


def test_control_without_the_lock_both_tabs_are_told_that_their_page_was_kept(
    an, noon, monkeypatch, unlocked
) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2, questions_per_page=0), at=noon)
    with without(quizzes.Response, "one_response_per_sequence"):
        unlocked()
        before(monkeypatch, answering, "judge", Meeting(2, patience=UNGUARDED))
        outcomes = save_a_page_in_two_tabs(an, attempt, noon)
        assert outcomes == [["saved", "saved"], ["saved", "saved"]]
