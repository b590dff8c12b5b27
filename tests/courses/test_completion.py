"""A course is complete when all lessons are read and the test is passed, whichever comes last; what is then written down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import make
import make_courses
import make_law
import make_quizzes
import pytest
from django.db import connection, transaction

from courses import api as courses
from courses.certificates import services as certificates
from courses.classroom.finishing import finish_if_complete
from courses.models import LessonProgress
from people import api as people
from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> courses.CoursePage:
    return make_courses.a_course(
        lessons=2, quiz=make_quizzes.a_quiz_of(3), issuing_body=make_courses.an_issuer()
    )


def read_all(person: people.User, course: courses.CoursePage) -> None:
    for lesson in course.lessons():
        courses.mark_read(person, course, lesson, at=make.NOON)


def test_reading_last_completes(course: courses.CoursePage) -> None:
    person = make_courses.a_learner(course)
    make_courses.a_passed_attempt(person, course.quiz)
    assert not courses.Completion.objects.exists()
    read_all(person, course)
    finish_if_complete(person, course, at=make.NOON)
    assert courses.Completion.objects.get().person == person


def test_passing_last_completes_in_the_transaction_of_the_grade(course: courses.CoursePage) -> None:
    person = make_courses.a_learner(course)
    read_all(person, course)
    make_courses.a_passed_attempt(person, course.quiz)
    completion = courses.Completion.objects.get()
    assert completion.certificates.count() == 1


def test_a_fault_after_the_grade_undoes_the_grade(
    course: courses.CoursePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_courses.a_learner(course)
    read_all(person, course)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(certificates, "issue_for", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        make_courses.a_passed_attempt(person, course.quiz)
    assert not quizzes.Grade.objects.exists()
    assert not courses.Completion.objects.exists()


def test_a_failed_test_or_an_unread_lesson_completes_nothing(course: courses.CoursePage) -> None:
    person = make_courses.a_learner(course)
    courses.mark_read(person, course, course.lessons()[0], at=make.NOON)
    make_courses.a_passed_attempt(person, course.quiz)
    other = make_courses.a_learner(course)
    read_all(other, course)
    make_courses.a_failed_attempt(other, course.quiz)
    assert not courses.Completion.objects.exists()


def test_who_does_not_take_the_course_completes_nothing(course: courses.CoursePage) -> None:
    person = make.a_person()
    read_all(person, course)
    assert courses.consider_completion(person, course, at=make.NOON) is None


def test_considering_again_returns_the_same_completion(course: courses.CoursePage) -> None:
    person = make_courses.a_learner(course)
    read_all(person, course)
    make_courses.a_passed_attempt(person, course.quiz)
    again = finish_if_complete(person, course, at=make.NOON + timedelta(days=3))
    assert again == courses.Completion.objects.get()
    assert again.completed_on == make.NOON.date()
    assert courses.Certificate.objects.count() == 1


def test_a_lesson_published_later_does_not_take_a_completion_away(course: courses.CoursePage) -> None:
    person = make_courses.a_learner(course)
    read_all(person, course)
    make_courses.a_passed_attempt(person, course.quiz)
    make_courses.a_lesson(course, number=3)
    assert courses.consider_completion(person, course, at=make.NOON) == courses.Completion.objects.get()


def test_a_course_without_a_test_is_complete_with_its_last_lesson() -> None:
    course = make_courses.a_course(lessons=1)
    person = make_courses.a_learner(course)
    read_all(person, course)
    completion = finish_if_complete(person, course, at=make.NOON)
    assert completion.attempt is None
    assert completion.percent is None


def test_an_empty_course_is_never_complete() -> None:
    course = make_courses.a_course(lessons=0)
    assert courses.consider_completion(make_courses.a_learner(course), course, at=make.NOON) is None


def test_the_completion_tells_everything_as_it_stood_that_day() -> None:
    province = make.a_province()
    commune = make.a_unit("hy-tan-hung", name="Xã Tân Hưng", parent=province)
    later = make.a_unit("hy-moi", name="Xã Mới", parent=province)
    document = make_law.a_document(number="30/2023/QH15", kind="luật")
    course = make_courses.a_course(
        lessons=1,
        quiz=make_quizzes.a_quiz_of(3),
        code="KH157",
        title="Tìm hiểu Kế hoạch",
        minutes=110,
        main_document=document,
    )
    person = make_courses.a_learner(course, "Đỗ Thị Ngữ", unit=commune)
    read_all(person, course)
    attempt = make_courses.a_passed_attempt(person, course.quiz)
    people.Membership.objects.filter(person=person).update(until=date(2026, 12, 1))
    people.Membership.objects.create(person=person, unit=later, since=date(2026, 12, 1))
    person.full_name = "Tên Khác"
    person.save()
    course.title = "Tên mới"
    course.save_revision().publish()
    completion = courses.Completion.objects.get()
    assert completion.full_name == "Đỗ Thị Ngữ"
    assert completion.name_folded == "do thi ngu"
    assert (completion.unit_uid, completion.unit_path) == ("hy-tan-hung", "Xã Tân Hưng, Tỉnh Hưng Yên")
    assert completion.unit_tree_path == commune.tree_path
    assert (completion.course_code, completion.course_title, completion.minutes) == (
        "KH157",
        "Tìm hiểu Kế hoạch",
        110,
    )
    assert completion.legal_basis == "Luật số 30/2023/QH15"
    assert (completion.attempt, completion.earned, completion.out_of) == (attempt, Decimal(3), Decimal(3))
    assert (completion.percent, completion.result, completion.rule_version) == (Decimal(100), "passed", "1")
    assert completion.course_revision
    assert completion.completed_on == make.NOON.date()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_last_lesson_and_passed_test_at_the_same_moment_complete_once(course: courses.CoursePage) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: the race cannot happen there")
    people_ = [make_courses.a_learner(course) for _ in range(8)]
    last = course.lessons()[1]
    for person in people_:
        courses.mark_read(person, course, course.lessons()[0], at=make.NOON)
    for person in people_:
        attempt = quizzes.start_attempt(person, course.quiz, at=make.NOON)
        barrier = Barrier(2)

        def pass_test(attempt=attempt, person=person, barrier=barrier) -> None:  # type: ignore[no-untyped-def]
            with transaction.atomic():
                quizzes.Attempt.objects.filter(pk=attempt.pk).update(
                    passed=True, percent=100, submitted_at=make.NOON
                )
                barrier.wait()
                finish_if_complete(person, course, at=make.NOON)
            connection.close()

        def read_last(person=person, barrier=barrier) -> None:  # type: ignore[no-untyped-def]
            with transaction.atomic():
                LessonProgress.objects.create(person=person, course=course, lesson=last, at=make.NOON)
                barrier.wait()
                finish_if_complete(person, course, at=make.NOON)
            connection.close()

        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(pass_test), pool.submit(read_last)]:
                future.result(timeout=30)
    assert courses.Completion.objects.count() == len(people_)
    assert courses.Certificate.objects.count() == len(people_)
