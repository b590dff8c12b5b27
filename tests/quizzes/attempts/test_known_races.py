"""An answer that is stored by one statement, since its page was open here: the same promises, on PostgreSQL with real threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_quizzes
import pytest
from django.test import Client
from make_quizzes import form
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, after, before, errors, together

from quizzes import api as quizzes
from quizzes.attempts import answering, known, submitting

pytestmark = ON_POSTGRES


@pytest.fixture
def attempt(an: Any, noon: Any, course: Any, arrival: Any) -> quizzes.Attempt:
    """An attempt whose first page was looked at in this process."""
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    learner = Client()
    learner.force_login(an)
    assert learner.get(f"/lam-bai/{attempt.uid}/1/").status_code == 200
    assert known.known(an, attempt.uid, 1)
    return attempt


def sent(an: Any, attempt: quizzes.Attempt, choice: str, sequence: int, at: Any) -> Callable[[], str]:
    data = form({"answer": choice})
    return lambda: str(quizzes.save_response(an, attempt.uid, 1, data, sequence=sequence, at=at).kept)


def test_of_two_tabs_with_the_same_number_one_is_told(an, attempt, noon, monkeypatch) -> None:
    before(monkeypatch, answering, "add_to", Meeting(2))
    outcomes = together(sent(an, attempt, "a", 5, noon), sent(an, attempt, "b", 5, noon))
    assert sorted(outcomes, key=str) == ["elsewhere", "saved"]
    kept = quizzes.Response.objects.get().data["choice"]
    assert outcomes[["a", "b"].index(kept)] == "saved"


def test_of_two_answers_at_once_the_newer_one_counts(an, attempt, noon, monkeypatch) -> None:
    before(monkeypatch, answering, "add_to", Meeting(2))
    outcomes = together(sent(an, attempt, "a", 5, noon), sent(an, attempt, "b", 6, noon))
    assert outcomes[1] == "saved"
    assert outcomes[0] in ("saved", "elsewhere")
    latest = quizzes.Response.objects.order_by("-sequence").first()
    assert latest is not None
    assert (latest.sequence, latest.data) == (6, {"choice": "b"})
    assert sent(an, attempt, "a", 5, noon)() == "elsewhere"


def answer_while_submitting(
    an: Any, attempt: quizzes.Attempt, at: Any, monkeypatch: Any, patience: float = GUARDED
) -> tuple[str, str]:
    """The answer is sent when the paper has been marked and the end is not stored yet; the end waits for it as it can."""
    marked, answered = Meeting(2, patience=UNGUARDED), Meeting(2, patience=patience)
    before(monkeypatch, answering, "add_to", marked)
    after(monkeypatch, answering, "add_to", answered)
    after(monkeypatch, submitting, "mark_paper", marked)
    after(monkeypatch, submitting, "mark_paper", answered)
    outcomes = together(
        sent(an, attempt, "b", 1, at), lambda: quizzes.submit_attempt(an, attempt.uid, at=at).pk
    )
    assert errors(outcomes) == []
    return outcomes[0], quizzes.Grade.objects.get().shares[0]["share"]


def test_an_answer_beside_a_submission_is_not_acknowledged_when_it_comes_too_late_to_count(
    an, attempt, noon, monkeypatch
) -> None:
    assert answer_while_submitting(an, attempt, noon, monkeypatch) == ("closed", "0")


def test_control_without_the_lock_it_is_acknowledged_and_lost(an, attempt, noon, monkeypatch) -> None:
    monkeypatch.setattr(known, "ADD", known.ADD.replace("{locking}", ""))
    assert answer_while_submitting(an, attempt, noon, monkeypatch, UNGUARDED) == ("saved", "0")
