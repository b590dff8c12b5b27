"""A corrected key reaches completions in the same transaction; what was completed stays completed."""

import make
import make_courses
import make_quizzes
import pytest
from make import NOON

from courses import api as courses
from courses.certificates import services as certificates
from quizzes import api as quizzes
from quizzes.marking.regrading import apply_regrade
from quizzes.models import Regrade

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> courses.CoursePage:
    return make_courses.a_course(
        lessons=1, quiz=make_quizzes.a_quiz_of(1), issuing_body=make_courses.an_issuer()
    )


def correct_to(right: str) -> quizzes.Question:
    question = quizzes.Question.objects.get()
    question.body = {**question.body, "correct": right}
    question.current_version = make_quizzes.a_version(question)
    question.save()
    return question


def apply(question: quizzes.Question, **fields):
    return apply_regrade(
        question=question, **{"reason": "Khóa đáp án sai", "by": make.a_person(), "at": NOON, **fields}
    )


def a_reader(course: courses.CoursePage):
    person = make_courses.a_learner(course)
    for lesson in course.lessons():
        courses.mark_read(person, course, lesson, at=NOON)
    return person


def test_who_passes_by_a_regrade_completes_the_course_with_it(course):
    person = a_reader(course)
    make_courses.a_failed_attempt(person, course.quiz)
    assert not courses.Completion.objects.exists()
    apply(correct_to("a"))
    completion = courses.Completion.objects.get()
    assert completion.person == person
    assert completion.certificates.count() == 1


def test_a_fault_in_a_completion_undoes_the_whole_regrade(course, monkeypatch):
    make_courses.a_failed_attempt(a_reader(course), course.quiz)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no certificate today")

    monkeypatch.setattr(certificates, "issue_for", broken)
    with pytest.raises(RuntimeError):
        apply(correct_to("a"))
    assert not Regrade.objects.exists()
    assert quizzes.Grade.objects.count() == 1
    assert not courses.Completion.objects.exists()


def test_a_completion_and_its_certificate_stay_even_where_the_pass_is_taken_away(course):
    person = a_reader(course)
    make_courses.a_passed_attempt(person, course.quiz)
    apply(correct_to("a"), keep_passes=False)
    assert quizzes.Attempt.objects.get().passed is False
    certificate = courses.Completion.objects.get().certificates.get()
    assert not hasattr(certificate, "revocation")
