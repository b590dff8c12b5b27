"""A page that was open here makes the next answer one statement; whatever changed meanwhile is seen all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts import known
from quizzes.attempts.models import Attempt
from quizzes.kinds import NotAnAnswer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(an: Any, noon: Any, browser: Client, course: Any, arrival: Any) -> quizzes.Attempt:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, minutes=40), at=noon)
    browser.get(f"/lam-bai/{attempt.uid}/1/")
    assert known.known(an, attempt.uid, 1)
    return attempt


def send(an: Any, attempt: quizzes.Attempt, choice: str, sequence: int, at: Any) -> quizzes.Outcome:
    return quizzes.save_response(an, attempt.uid, 1, form({"answer": choice}), sequence=sequence, at=at)


def test_the_answer_is_one_statement(an, attempt, noon, statements) -> None:
    with statements() as asked:
        outcome = send(an, attempt, "b", 1, noon)
    assert (outcome.kept, outcome.sequence, outcome.saved_at) == ("saved", 1, noon)
    assert len(asked) == 1
    assert quizzes.Response.objects.get().data == {"choice": "b"}


def test_an_answer_by_script_is_two_with_the_session(an, attempt, noon, browser, statements) -> None:
    with statements() as asked:
        reply = browser.post(f"/lam-bai/{attempt.uid}/1/luu/", {"sequence": "1", "answer": "b"})
    assert reply.json()["state"] == "saved"
    assert len(asked) == 2


def test_the_same_answer_again_an_older_one_and_one_that_is_none_are_told_as_ever(an, attempt, noon) -> None:
    assert send(an, attempt, "b", 2, noon).kept == "saved"
    assert send(an, attempt, "b", 2, noon).kept == "same"
    assert send(an, attempt, "b", 3, noon).kept == "same"
    assert send(an, attempt, "c", 2, noon).kept == "elsewhere"
    assert send(an, attempt, "c", 1, noon).kept == "elsewhere"
    with pytest.raises(NotAnAnswer):
        send(an, attempt, "no such choice", 4, noon)
    assert [each.sequence for each in quizzes.Response.objects.all()] == [2]


def test_an_attempt_that_ended_elsewhere_takes_nothing(an, attempt, noon) -> None:
    Attempt.objects.update(submitted_at=noon)
    assert send(an, attempt, "b", 1, noon).kept == "closed"
    assert not quizzes.Response.objects.exists()


@pytest.mark.parametrize(("late", "kept"), [(0, "saved"), (1, "closed")])
def test_the_deadline_holds_and_grace_is_looked_at_the_usual_way(an, attempt, noon, late, kept) -> None:
    Attempt.objects.update(grace_seconds=30)
    known.forget()
    send(an, attempt, "a", 1, noon)
    at = attempt.deadline + timedelta(seconds=30 + late)
    assert send(an, attempt, "b", 2, at).kept == kept


def test_less_time_than_was_known_counts(an, attempt, noon) -> None:
    Attempt.objects.update(deadline=noon + MINUTE, grace_seconds=0)
    assert send(an, attempt, "b", 1, noon + 2 * MINUTE).kept == "closed"


def test_more_time_than_was_known_counts_and_is_told(an, attempt, noon) -> None:
    Attempt.objects.update(deadline=noon + 90 * MINUTE)
    outcome = send(an, attempt, "b", 1, noon + 50 * MINUTE)
    assert (outcome.kept, outcome.left_seconds) == ("saved", 40 * 60)


def test_other_rules_than_were_known_count(an, attempt, noon) -> None:
    """Where one must go forward, a question that was left behind takes nothing."""
    Attempt.objects.update(rules={"movement": "sequential"}, position=2)
    with pytest.raises(quizzes.AttemptNotFound):
        send(an, attempt, "b", 1, noon)
    assert not quizzes.Response.objects.exists()


def test_what_one_person_had_open_is_nothing_to_another(attempt, noon) -> None:
    other = make.a_person("Lò Văn Bính")
    with pytest.raises(quizzes.AttemptNotFound):
        send(other, attempt, "b", 1, noon)
    assert not quizzes.Response.objects.exists()
