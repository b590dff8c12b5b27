"""A course is complete when its test is passed by the rule which of the attempts counts, and then it stays so."""

from datetime import timedelta
from decimal import Decimal

import make
import make_courses
import make_quizzes
import pytest
from django.test import Client
from make import NOON

from courses import api as courses
from people import api as people
from quizzes import api as quizzes
from quizzes.attempts.acts import void_attempt

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def person() -> people.User:
    return make.a_person("Đỗ Thị Ngữ")


def a_course_read(person: people.User, counts: str) -> courses.CoursePage:
    quiz = make_quizzes.a_quiz_of(1, counts=counts, cooldown_minutes=0)
    course = make_courses.a_course(lessons=1, quiz=quiz)
    courses.enrol(person, course, by=None, at=NOON, source="administrator")
    courses.mark_read(person, course, course.lessons()[0], at=NOON)
    return course


def sit(person: people.User, course: courses.CoursePage, *, rightly: bool, number: int) -> quizzes.Attempt:
    how = make_courses.a_passed_attempt if rightly else make_courses.a_failed_attempt
    return how(person, course.quiz, at=NOON + number * HOUR)


def complete(person: people.User) -> bool:
    return courses.Completion.objects.filter(person=person).exists()


@pytest.mark.parametrize(
    ("counts", "after_first", "after_second", "after_third"),
    [("best", False, True, True), ("last", False, True, True), ("first", False, False, False),
     ("mean", False, False, False)],
)  # fmt: skip
def test_the_rule_of_the_test_decides(person, counts, after_first, after_second, after_third) -> None:
    """Failed, passed, passed: the mean of three is 66 %, and 70 are needed."""
    course = a_course_read(person, counts)
    found = []
    for number, rightly in enumerate((False, True, True)):
        sit(person, course, rightly=rightly, number=number)
        found.append(complete(person))
    assert found == [after_first, after_second, after_third]


def test_the_mean_is_what_the_record_tells(person) -> None:
    course = a_course_read(person, "mean")
    for number, rightly in enumerate((False, True, True, True)):
        sit(person, course, rightly=rightly, number=number)
    completion = courses.Completion.objects.get()
    assert (completion.percent, completion.earned, completion.out_of) == (75, 75, Decimal(100))
    assert completion.attempt is None


def test_what_was_complete_stays_complete(person) -> None:
    course = a_course_read(person, "last")
    sit(person, course, rightly=True, number=0)
    assert complete(person)
    sit(person, course, rightly=False, number=1)
    assert complete(person)


@pytest.mark.parametrize("counts", ["first", "last", "mean"])
def test_where_the_attempt_that_stood_in_the_way_is_set_aside_the_course_is_complete(person, counts) -> None:
    course = a_course_read(person, counts)
    tries = (False, True) if counts == "first" else (True, False)
    courses.LessonProgress.objects.all().delete()  # so that nothing is complete in between
    attempts = [sit(person, course, rightly=each, number=number) for number, each in enumerate(tries)]
    courses.mark_read(person, course, course.lessons()[0], at=NOON)
    assert not complete(person)
    failed = attempts[tries.index(False)]
    void_attempt(failed, reason="Mất điện", by=make.a_person(), at=NOON + 9 * HOUR)
    assert complete(person)


def test_the_pages_say_what_counts(person) -> None:
    course = a_course_read(person, "first")
    sit(person, course, rightly=False, number=0)
    second = sit(person, course, rightly=True, number=1)
    client = Client()
    client.force_login(person)
    page = client.get(f"/ket-qua/{second.uid}/").content.decode()
    assert "lượt đầu tiên được tính" in page
    assert "Bài kiểm tra đã đạt." not in page
    assert "đã hoàn thành khóa học" not in page
    state = quizzes.attempt_state(person, course.quiz, at=NOON + 9 * HOUR)
    assert state.passed is None


def test_where_the_first_attempt_counts_and_passed_nothing_spoils_it(person) -> None:
    course = a_course_read(person, "first")
    sit(person, course, rightly=True, number=0)
    second = sit(person, course, rightly=False, number=1)
    client = Client()
    client.force_login(person)
    assert "đã đạt rồi" in client.get(f"/bai-kiem-tra/{course.quiz.uid}/").content.decode()
    page = client.get(f"/ket-qua/{second.uid}/").content.decode()
    assert "đã đạt ở một lượt khác" in page
    assert "bài nên đọc lại" not in page
