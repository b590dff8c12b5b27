"""My training, courses and results: what stands there for nobody, one course, many."""

import re
from datetime import timedelta

import make
import make_courses
import make_quizzes
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses import api as courses
from courses.models import ReleaseGateItem
from people import api as people
from tests.courses.classroom.on_the_way import href, next_of, take, text_of

pytestmark = pytest.mark.django_db


def test_without_any_course_the_page_says_what_will_be_here(client: Client, person: people.User) -> None:
    text = text_of(client, "/viec-cua-toi/")
    assert "Chưa có khóa học nào" in text
    assert href(next_of(text)) == "/khoa-hoc/"


def test_one_course_shows_its_first_lesson_and_how_far_it_is(client: Client, person: people.User) -> None:
    course = make_courses.a_course(lessons=3)
    take(person, course)
    text = text_of(client, "/viec-cua-toi/")
    assert "Bắt đầu học bài 1" in text
    assert "Đã đọc <b>0</b> trong 3 bài" in text
    assert href(next_of(text)) == courses.lesson_path(course, course.lessons()[0])


def test_of_many_courses_the_begun_one_comes_first(client: Client, person: people.User) -> None:
    fresh, begun = make_courses.a_course(), make_courses.a_course()
    offered = make_courses.a_course()
    take(person, fresh)
    take(person, begun)
    courses.mark_read(person, begun, begun.lessons()[0], at=make.NOON)
    text = text_of(client, "/viec-cua-toi/")
    assert href(next_of(text)) == courses.lesson_path(begun, begun.lessons()[1])
    assert "Học tiếp bài 2" in text
    waiting = text.index("Chưa bắt đầu</h2>")
    assert waiting < text.index(fresh.title) < text.index("Khóa học khác</h2>") < text.index(offered.title)


def test_the_queries_of_my_training_do_not_grow_with_the_courses(
    client: Client, person: people.User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        take(person, make_courses.a_course(lessons=3, quiz=make_quizzes.a_quiz_of(1)))
    text_of(client, "/viec-cua-toi/")
    with django_assert_max_num_queries(15):
        text_of(client, "/viec-cua-toi/")


def test_reading_is_said_by_a_press_and_never_by_opening(client: Client, person: people.User) -> None:
    course = make_courses.a_course()
    take(person, course)
    first, second = course.lessons()
    text_of(client, courses.lesson_path(course, first))
    assert not courses.LessonProgress.objects.exists()
    answer = client.post(courses.lesson_path(course, first) + "da-doc/")
    assert answer["Location"] == courses.lesson_path(course, second)
    reading = courses.LessonProgress.objects.get()
    assert (reading.lesson_id, reading.revision) == (first.pk, first.live_revision_id)


def test_pressing_twice_is_read_once_and_leads_on_both_times(client: Client, person: people.User) -> None:
    course = make_courses.a_course()
    take(person, course)
    path = courses.lesson_path(course, course.lessons()[0])
    assert client.post(path + "da-doc/")["Location"] == client.post(path + "da-doc/")["Location"]
    assert courses.LessonProgress.objects.count() == 1
    assert "Đã đọc" in text_of(client, path)
    assert client.get(path + "da-doc/").status_code == 405


def test_a_form_without_its_token_marks_nothing_as_read(person: people.User) -> None:
    course = make_courses.a_course()
    take(person, course)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    path = courses.lesson_path(course, course.lessons()[0])
    assert strict.post(path + "da-doc/").status_code == 403
    text = text_of(strict, path)
    token = re.search(
        r'da-doc/"[^>]*>\s*<input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)"', text
    )[1]
    assert strict.post(path + "da-doc/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_taking_a_course_oneself_is_one_press(client: Client, person: people.User) -> None:
    course = make_courses.a_course()
    path = f"/khoa-hoc/{course.slug}/"
    assert "Ghi danh khóa học này" in text_of(client, path)
    for _ in range(2):
        assert client.post(path + "ghi-danh/")["Location"] == path
    enrolment = courses.Enrolment.objects.get()
    assert (enrolment.person, enrolment.by, enrolment.source) == (person, person, "self")
    assert href(next_of(text_of(client, path))) == courses.lesson_path(course, course.lessons()[0])


def test_a_stranger_sees_what_a_course_is_and_how_to_get_in(client: Client) -> None:
    course = make_courses.a_course(summary="Khóa học sáu bài", not_covered="Mức phạt")
    text = text_of(client, f"/khoa-hoc/{course.slug}/")
    assert "Khóa học sáu bài" in text
    assert "Mức phạt" in text
    assert href(next_of(text)) == f"/tai-khoan/dang-nhap/?next=/khoa-hoc/{course.slug}/"
    assert courses.lesson_path(course, course.lessons()[0]) not in text
    assert client.post(f"/khoa-hoc/{course.slug}/ghi-danh/").status_code == 302
    assert not courses.Enrolment.objects.exists()


def test_the_lists_of_courses_stand_without_any(client: Client) -> None:
    for path in ("/", "/khoa-hoc/"):
        text = text_of(client, path)
        assert "Khóa học hiện ở đây sau khi tỉnh xuất bản." in text
        assert href(next_of(text)) == "/tai-khoan/dang-nhap/"


def test_a_course_without_lessons_says_that_they_are_being_written(
    client: Client, person: people.User
) -> None:
    course = make_courses.a_course(lessons=0)
    take(person, course)
    text = text_of(client, f"/khoa-hoc/{course.slug}/")
    assert "đang được soạn" in text
    next_of(text)
    next_of(text_of(client, "/viec-cua-toi/"))


def test_results_of_a_newcomer_say_that_there_are_none(client: Client, person: people.User) -> None:
    text = text_of(client, "/ket-qua-cua-toi/")
    assert "Chưa hoàn thành khóa học nào." in text
    assert "Chưa làm bài kiểm tra nào." in text
    next_of(text)


def test_results_outlive_the_course_and_are_nobody_elses(client: Client, person: people.User) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    course = make_courses.a_course(lessons=1, quiz=quiz)
    take(person, course)
    courses.mark_read(person, course, course.lessons()[0], at=make.NOON)
    make_courses.a_failed_attempt(person, quiz, at=make.NOON - timedelta(hours=2))
    make_courses.a_passed_attempt(person, quiz)
    course.unpublish()
    text = text_of(client, "/ket-qua-cua-toi/")
    assert course.title in text
    assert "Chưa đạt lần này" in text
    other = Client()
    other.force_login(make.a_person())
    assert course.title not in text_of(other, "/ket-qua-cua-toi/")


def test_a_course_under_notice_records_the_completion_and_says_why_there_is_no_paper(
    client: Client, person: people.User
) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    course = make_courses.a_course(lessons=1, quiz=quiz, issuing_body=make_courses.an_issuer())
    ReleaseGateItem.objects.create(course=course, text="Chờ")
    take(person, course)
    courses.mark_read(person, course, course.lessons()[0], at=make.NOON)
    make_courses.a_passed_attempt(person, quiz)
    completion = courses.Completion.objects.get()
    assert completion.under_notice
    assert not courses.Certificate.objects.exists()
    for path in (f"/khoa-hoc/{course.slug}/", "/ket-qua-cua-toi/"):
        text = text_of(client, path)
        assert completion.certificate_note in text
        next_of(text)


def test_the_glossary_sorts_as_a_dictionary_does_and_marks_what_awaits_review(client: Client) -> None:
    course = make_courses.a_course()
    for term in ("Đảng ủy", "Ấp", "Dân vận", "An ninh"):
        courses.GlossaryTerm.objects.create(
            course=course, term=term, meaning="Nghĩa", needs_legal_review=term == "Ấp"
        )
    text = text_of(client, "/thuat-ngu/")
    places = [text.index(f"<dt>{term}") for term in ("An ninh", "Ấp", "Dân vận", "Đảng ủy")]
    assert places == sorted(places)
    assert "chờ thẩm định" in text
    course.unpublish()
    assert "Chưa có từ nào được giải nghĩa" in text_of(client, "/thuat-ngu/")
