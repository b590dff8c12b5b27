"""While points are hidden, nothing tells how an attempt went; that a course is complete is told all the same."""

import re
from datetime import timedelta

import make
import make_courses
import make_quizzes
import pytest
from django.test import Client
from django.utils import timezone

from courses import api as courses
from people import api as people
from quizzes import api as quizzes
from quizzes.blueprint.quizzes import Moment, Shown

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


def a_course(lessons: int) -> courses.CoursePage:
    """Its test shows points only after it has closed."""
    hidden = [each for each in Shown.values if each not in (Shown.MARKS, Shown.CORRECTNESS, Shown.OVERALL)]
    review = dict.fromkeys(Moment.values, hidden) | {Moment.CLOSED: list(Shown.values)}
    quiz = make_quizzes.a_quiz_of(1, review=review, closes_at=timezone.now() + TWO_DAYS)
    return make_courses.a_course(lessons=lessons, quiz=quiz)


def result_of(person: people.User, course: courses.CoursePage, *, rightly: bool, read: int = 0) -> str:
    courses.enrol(person, course, by=None, at=make.NOON, source="administrator")
    for lesson in course.lessons()[:read]:
        courses.mark_read(person, course, lesson, at=make.NOON)
    sit = make_courses.a_passed_attempt if rightly else make_courses.a_failed_attempt
    attempt = sit(person, course.quiz, at=timezone.now())
    client = Client()
    client.force_login(person)
    page = client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")].replace(attempt.uid, "UID")
    return re.sub(r"Phương án \w+", "", main)


def test_while_marks_are_hidden_the_page_is_the_same_whether_it_was_passed_or_not() -> None:
    course = a_course(lessons=2)
    passed, failed = (
        result_of(make.a_person(), course, rightly=True),
        result_of(make.a_person(), course, rightly=False),
    )
    assert passed == failed
    assert passed.count("data-next") == 1
    assert "chưa xem được kết quả. Xem được từ" in passed, "it says from when"


def test_a_course_that_is_complete_says_so_at_once() -> None:
    person = make.a_person("Đỗ Thị Ngữ")
    page = result_of(person, a_course(lessons=1), rightly=True, read=1)
    assert courses.Completion.objects.filter(person=person).exists()
    assert "Đỗ Thị Ngữ đã hoàn thành khóa học" in page
    assert page.count("data-next") == 1
    for words in ("Đạt", "1 trên 1", "100 %"):
        assert words not in page
    assert quizzes.Attempt.objects.get().passed


def test_who_has_not_completed_it_reads_nothing_of_that() -> None:
    page = result_of(make.a_person(), a_course(lessons=1), rightly=False, read=1)
    assert "hoàn thành" not in page
    assert "Chưa đạt" not in page
