"""Races on PostgreSQL between the engine and what follows from it: completions, certificates, regrades, reopening.

Each has a control with its guard off that must go wrong.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import make
import make_courses
import make_quizzes
import pytest
from django.db import transaction
from make import NOON
from make_quizzes import form
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, after, before, errors, together, without

from courses import api as courses
from courses.classroom import finishing
from courses.completions import services as completions
from courses.progress import LessonProgress
from quizzes import api as quizzes
from quizzes.attempts import submitting
from quizzes.marking import regrading
from quizzes.models import Regrade

pytestmark = ON_POSTGRES
ATTEMPTS = (Regrade, quizzes.Response, quizzes.Grade, quizzes.AttemptQuestion, quizzes.Attempt)


# --- B02, B04: one end, one completion, one certificate.


@pytest.fixture
def course() -> courses.CoursePage:
    return make_courses.a_course(
        lessons=2, quiz=make_quizzes.a_quiz_of(1), issuing_body=make_courses.an_issuer()
    )


def end_in_three_ways(course: courses.CoursePage) -> list[Any]:
    """The right answer is there; the person presses twice within the grace, the sweeper comes after it."""
    person = make_courses.a_learner(course)
    for lesson in course.lessons():
        courses.mark_read(person, course, lesson, at=NOON)
    attempt = quizzes.start_attempt(person, course.quiz, at=NOON)
    quizzes.save_response(person, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=NOON)
    in_grace = attempt.deadline + timedelta(seconds=20)
    return together(
        lambda: quizzes.submit_attempt(person, attempt.uid, at=in_grace).pk,
        lambda: quizzes.submit_attempt(person, attempt.uid, at=in_grace).pk,
        lambda: quizzes.close_overdue(in_grace + timedelta(minutes=1)),
    )


def test_however_an_attempt_ends_three_times_there_is_one_completion_and_one_certificate(
    course, monkeypatch
) -> None:
    before(monkeypatch, submitting, "mark_paper", Meeting(3))
    assert errors(end_in_three_ways(course)) == []
    assert courses.Completion.objects.count() == 1
    assert courses.Certificate.objects.count() == 1
    assert quizzes.Grade.objects.count() == 1


def test_control_without_the_lock_the_course_is_told_of_the_end_more_than_once(
    course, monkeypatch, unlocked
) -> None:
    told: list[int] = []
    real = finishing.finish_if_complete

    def counted(*args: Any, **kwargs: Any) -> Any:
        told.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(finishing, "finish_if_complete", counted)
    with without(quizzes.Grade, "one_grade_per_number", clearing=()):
        unlocked()
        before(monkeypatch, submitting, "mark_paper", Meeting(3, patience=UNGUARDED))
        end_in_three_ways(course)
        grades = quizzes.Grade.objects.count()
        for row in quizzes.Grade.objects.order_by("pk")[1:]:
            row.delete()
    assert len(told) > 1
    assert grades > 1


def read_and_pass_at_once(course: courses.CoursePage, *, patience: float) -> None:
    """The last lesson is read in one place while the test is passed in another.

    Each has written before either looks, and neither commits before both have looked.
    """
    person = make_courses.a_learner(course)
    first, last = course.lessons()
    courses.mark_read(person, course, first, at=NOON)
    attempt = quizzes.start_attempt(person, course.quiz, at=NOON)
    written, looked = Meeting(2, patience=UNGUARDED), Meeting(2, patience=patience)

    def look() -> None:
        written.wait()
        finishing.finish_if_complete(person, course, at=NOON)
        looked.wait()

    def pass_the_test() -> None:
        with transaction.atomic():
            quizzes.Attempt.objects.filter(pk=attempt.pk).update(passed=True, percent=100, submitted_at=NOON)
            look()

    def read_the_last() -> None:
        with transaction.atomic():
            LessonProgress.objects.create(person=person, course=course, lesson=last, at=NOON)
            look()

    assert errors(together(pass_the_test, read_the_last)) == []


def test_whoever_reads_the_last_lesson_and_passes_at_one_moment_has_completed(course) -> None:
    read_and_pass_at_once(course, patience=GUARDED)
    assert courses.Completion.objects.count() == courses.Certificate.objects.count() == 1


def test_control_without_holding_the_place_in_the_course_nobody_has_completed(course, monkeypatch) -> None:
    """Each sees its own half only, and neither looks again."""
    monkeypatch.setattr(completions, "lock_studies", lambda person, course: True)
    read_and_pass_at_once(course, patience=UNGUARDED)
    assert courses.Completion.objects.count() == 0


# --- D04: a corrected key is applied twice at once.


def an_ended_attempt() -> tuple[quizzes.Question, quizzes.Attempt]:
    """Answered wrongly by the key of then, rightly by the corrected one."""
    quiz, person = make_quizzes.a_quiz_of(1, cooldown_minutes=0), make.a_person()
    attempt = quizzes.start_attempt(person, quiz, at=NOON)
    quizzes.save_response(person, attempt.uid, 1, form({"answer": "a"}), sequence=1, at=NOON)
    ended = quizzes.submit_attempt(person, attempt.uid, at=NOON)
    question = quizzes.Question.objects.get()
    question.body = {**question.body, "correct": "a"}
    question.current_version = make_quizzes.a_version(question)
    question.save()
    return question, ended


def regrade_twice(question: quizzes.Question) -> list[Any]:
    by = make.a_person()

    def apply() -> Any:
        done = regrading.apply_regrade(question=question, reason="Khóa sai", by=by, at=NOON)
        return None if done is None else done.pk

    return together(apply, apply)


def test_a_regrade_pressed_twice_at_once_is_one(monkeypatch) -> None:
    question, ended = an_ended_attempt()
    after(monkeypatch, regrading, "_consider", Meeting(2))
    outcomes = regrade_twice(question)
    assert errors(outcomes) == []
    assert sorted(each is None for each in outcomes) == [False, True]
    assert (Regrade.objects.count(), ended.grades.count()) == (1, 2)


def test_control_without_the_lock_it_is_two(monkeypatch, unlocked) -> None:
    question, ended = an_ended_attempt()
    with without(quizzes.Grade, "one_grade_per_number", clearing=ATTEMPTS):
        unlocked()
        after(monkeypatch, regrading, "_consider", Meeting(2, patience=UNGUARDED))
        outcomes = regrade_twice(question)
        assert errors(outcomes) == []
        assert (Regrade.objects.count(), ended.grades.count()) == (2, 3)
