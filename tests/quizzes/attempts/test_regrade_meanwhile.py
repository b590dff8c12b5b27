"""A corrected key while people sit, finish and go on: nobody's running attempt gets a result, and nobody is forgotten."""

from typing import Any

import make
import make_quizzes
import pytest
from make import NOON
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.marking import regrading
from quizzes.marking.regrading import apply_regrade, plan_regrade

pytestmark = pytest.mark.django_db


def sat(quiz: quizzes.Quiz, *, submitted: bool) -> quizzes.Attempt:
    """Answered with a, which the corrected key calls right."""
    person = make.a_person()
    attempt = quizzes.start_attempt(person, quiz, at=NOON)
    quizzes.save_response(person, attempt.uid, 1, form({"answer": "a"}), sequence=1, at=NOON)
    return quizzes.submit_attempt(person, attempt.uid, at=NOON) if submitted else attempt


def correct(right: str = "a") -> quizzes.Question:
    question = quizzes.Question.objects.get()
    question.body = {**question.body, "correct": right}
    question.current_version = make_quizzes.a_version(question)
    question.save()
    return question


def apply(question: quizzes.Question) -> Any:
    return apply_regrade(question=question, reason="Khóa sai", by=make.a_person(), at=NOON)


def test_who_finishes_while_a_key_is_corrected_keeps_the_key_that_was_dealt_until_the_next_run() -> None:
    """D04"""
    quiz = make_quizzes.a_quiz_of(1)
    ended, running = sat(quiz, submitted=True), sat(quiz, submitted=False)
    question = correct()
    apply(question)
    late = quizzes.submit_attempt(running.person, running.uid, at=NOON)
    assert (late.percent, late.grades.count()) == (0, 1)
    assert plan_regrade(question=question).figures()["gained"] == 1, (
        "the dry run tells of the one that is left"
    )
    apply(question)
    for attempt in (ended, late):
        attempt.refresh_from_db()
        assert (attempt.percent, attempt.passed, attempt.grades.count()) == (100, True, 2)


def test_an_attempt_opened_again_while_a_key_is_corrected_gets_no_result_before_its_end(monkeypatch) -> None:
    """D04: the run has noted the attempt; before it comes to it somebody opens it again."""
    ended = sat(make_quizzes.a_quiz_of(1), submitted=True)
    question = correct()
    real = regrading._apply_one

    def opened_meanwhile(key: int, *args: Any, **kwargs: Any) -> None:
        quizzes.reopen_attempt(ended, deadline=None, reason="Mất điện", by=make.a_person(), at=NOON)
        real(key, *args, **kwargs)

    monkeypatch.setattr(regrading, "_apply_one", opened_meanwhile)
    told: list[Any] = []

    def listen(sender: Any, **kwargs: Any) -> None:
        told.append(kwargs)

    quizzes.attempt_graded.connect(listen)
    try:
        assert apply(question) is None
    finally:
        quizzes.attempt_graded.disconnect(listen)
    ended.refresh_from_db()
    assert (ended.is_open, ended.passed, ended.percent, ended.grades.count(), told) == (
        True,
        None,
        None,
        1,
        [],
    )


def test_a_key_that_was_corrected_wrongly_is_put_back_by_one_more_regrade() -> None:
    """D04: every grade stays as history, and the last one says what the first one said; a pass given meanwhile stays."""
    ended = sat(make_quizzes.a_quiz_of(1), submitted=True)
    apply(correct("a"))
    assert apply(correct("b")) is not None
    ended.refresh_from_db()
    assert [grade.percent for grade in ended.grades.order_by("number")] == [0, 100, 0]
    assert ended.passed is True
    assert apply(quizzes.Question.objects.get()) is None
