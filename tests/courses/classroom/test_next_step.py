"""The one next step of each page, from the first lesson to the paper: what has to be waited for is said, and the way ends there."""

from datetime import timedelta

import make
import make_courses
import make_marking
import make_quizzes
import pytest
from django.test import Client
from django.utils import timezone

from courses import api as courses
from people import api as people
from quizzes import api as quizzes
from tests.courses.classroom.on_the_way import follow, href, next_of, take, text_of

pytestmark = pytest.mark.django_db


def test_the_next_step_leads_from_my_training_to_the_certificate(client: Client, person: people.User) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    course = make_courses.a_course(lessons=2, quiz=quiz, issuing_body=make_courses.an_issuer())
    take(person, course)
    path, _page = follow(client, "/viec-cua-toi/")
    for lesson in course.lessons():
        assert path == courses.lesson_path(course, lesson)
        path, _page = follow(client, path)
    assert path == f"/bai-kiem-tra/{quiz.uid}/"
    make_courses.a_passed_attempt(person, quiz)
    text = text_of(client, f"/ket-qua/{quizzes.Attempt.objects.get().uid}/")
    tag = next_of(text)
    assert "data-certificate" in tag
    certificate = courses.Certificate.objects.get()
    assert href(tag) == f"/xac-minh/{certificate.code}/tai-ve/"
    course_text = text_of(client, f"/khoa-hoc/{course.slug}/")
    assert "data-certificate" in next_of(course_text)
    results = text_of(client, "/ket-qua-cua-toi/")
    assert certificate.number_words in results
    assert "data-certificate" in results
    done = text_of(client, "/viec-cua-toi/")
    assert "Đã hoàn thành" in done
    assert "Mọi việc đã làm xong" in done


def test_who_passes_first_is_led_to_what_is_unread_and_then_to_the_paper(
    client: Client, person: people.User
) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    course = make_courses.a_course(lessons=1, quiz=quiz, issuing_body=make_courses.an_issuer())
    take(person, course)
    attempt = make_courses.a_passed_attempt(person, quiz)
    lesson = courses.lesson_path(course, course.lessons()[0])
    text = text_of(client, f"/ket-qua/{attempt.uid}/")
    assert href(next_of(text)) == lesson
    assert not courses.Completion.objects.exists()
    where, page = follow(client, lesson)
    assert where == f"/khoa-hoc/{course.slug}/"
    assert "data-certificate" in next_of(page)


def a_course_read_whole(person: people.User, *, lessons: int = 1, **fields: object) -> courses.CoursePage:
    """A course with a test of two questions, whose lessons the person has read; they teach what the test asks."""
    quiz = make_quizzes.a_quiz_of(2, **fields)
    course = make_courses.a_course(lessons=lessons, quiz=quiz)
    take(person, course)
    for lesson in course.lessons():
        lesson.topic = quiz.sections.get().topic
        lesson.save()
        courses.mark_read(person, course, lesson, at=make.NOON)
    return course


def test_who_must_wait_for_the_test_is_told_until_when_on_the_way_and_the_way_ends(
    client: Client, person: people.User
) -> None:
    course = a_course_read_whole(person)
    attempt = make_courses.a_failed_attempt(person, course.quiz, at=timezone.now())
    path, been = f"/ket-qua/{attempt.uid}/", []
    while path not in been:
        been.append(path)
        path, page = follow(client, path)
        assert "Làm lại được từ" in page, path
    lesson = courses.lesson_path(course, course.lessons()[0])
    assert been == [f"/ket-qua/{attempt.uid}/", lesson, "/viec-cua-toi/"]
    assert path == "/viec-cua-toi/", "there the way ends: the page shows the test once it can be taken"
    assert "hôm nay" in page or "ngày" in page
    assert f'href="/ket-qua/{attempt.uid}/"' in page


def test_the_page_of_a_course_says_until_when_one_waits(client: Client, person: people.User) -> None:
    course = a_course_read_whole(person)
    attempt = make_courses.a_failed_attempt(person, course.quiz, at=timezone.now())
    text = text_of(client, f"/khoa-hoc/{course.slug}/")
    assert "Làm lại được từ" in text
    assert href(next_of(text)) == "/viec-cua-toi/"
    assert f'href="/ket-qua/{attempt.uid}/"' in text


def test_the_result_of_an_earlier_attempt_leads_on_once_another_has_passed(
    client: Client, person: people.User
) -> None:
    course = a_course_read_whole(person)
    failed = make_courses.a_failed_attempt(person, course.quiz, at=timezone.now() - timedelta(days=1))
    make_courses.a_passed_attempt(person, course.quiz, at=timezone.now())
    text = text_of(client, f"/ket-qua/{failed.uid}/")
    assert "Chưa đạt lần này" in text
    assert "đã đạt ở một lượt khác" in text
    assert "Làm lại được" not in text
    assert href(next_of(text)) == "/ket-qua-cua-toi/"


def test_the_page_of_a_test_that_is_passed_leads_back_and_still_lets_it_be_taken(
    client: Client, person: people.User
) -> None:
    course = a_course_read_whole(person)
    make_courses.a_passed_attempt(person, course.quiz, at=timezone.now())
    path = f"/bai-kiem-tra/{course.quiz.uid}/"
    text = text_of(client, path)
    assert "đã đạt rồi" in text
    assert href(next_of(text)) == f"/khoa-hoc/{course.slug}/"
    assert text.count("data-main") == 1
    assert "/lam-bai/" in client.post(path)["Location"]


def test_where_the_last_attempt_counts_an_earlier_pass_settles_nothing(
    client: Client, person: people.User
) -> None:
    course = a_course_read_whole(person, counts="last")
    make_courses.a_passed_attempt(person, course.quiz, at=timezone.now() - timedelta(days=2))
    failed = make_courses.a_failed_attempt(person, course.quiz, at=timezone.now() - timedelta(days=1))
    assert "đã đạt rồi" not in text_of(client, f"/bai-kiem-tra/{course.quiz.uid}/")
    assert "đã đạt ở một lượt khác" not in text_of(client, f"/ket-qua/{failed.uid}/")


def test_while_one_test_waits_another_course_is_next(client: Client, person: people.User) -> None:
    waiting = a_course_read_whole(person)
    make_courses.a_failed_attempt(person, waiting.quiz, at=timezone.now())
    other = make_courses.a_course()
    take(person, other)
    text = text_of(client, "/viec-cua-toi/")
    assert href(next_of(text)) == courses.lesson_path(other, other.lessons()[0])
    assert "Làm lại được từ" in text, "the row of the waiting course says it"


def test_a_test_that_has_not_opened_leads_nowhere_else(client: Client, person: people.User) -> None:
    a_course_read_whole(person, opens_at=timezone.now() + timedelta(days=2))
    text = text_of(client, "/viec-cua-toi/")
    assert "mở lúc" in text
    assert href(next_of(text)) == "/viec-cua-toi/"
    assert 'href=""' not in text


def test_who_has_used_all_attempts_is_led_to_the_results(client: Client, person: people.User) -> None:
    course = a_course_read_whole(person, attempts_allowed=1)
    make_courses.a_failed_attempt(person, course.quiz, at=timezone.now())
    text = text_of(client, "/viec-cua-toi/")
    assert "Đã dùng hết" in text
    assert href(next_of(text)) == "/ket-qua-cua-toi/"
    lesson = text_of(client, courses.lesson_path(course, course.lessons()[0]))
    assert "Đã dùng hết" in lesson


def test_while_an_attempt_is_being_marked_the_test_is_not_the_next_thing(
    client: Client, person: people.User
) -> None:
    course = make_courses.a_course(lessons=0, quiz=make_marking.an_essay_quiz())
    take(person, course)
    earlier = timezone.now() - timedelta(hours=1)
    make_marking.handed_in(person, course.quiz, make_marking.RIGHT, make_marking.ESSAY, at=earlier)
    text = text_of(client, "/viec-cua-toi/")
    assert "Bài làm lần trước đang chờ chấm." in text
    assert href(next_of(text)) == "/ket-qua-cua-toi/"
    assert f'href="/bai-kiem-tra/{course.quiz.uid}/"' in text, "whoever wants to may sit it again"
    assert "Đã đọc" not in text, "a course without lessons counts none"


def test_a_test_passed_in_a_course_without_lessons_names_no_lessons_to_read(
    client: Client, person: people.User
) -> None:
    course = make_courses.a_course(lessons=0, quiz=make_quizzes.a_quiz_of(1))
    take(person, course)
    attempt = make_courses.a_passed_attempt(person, course.quiz)
    text = text_of(client, f"/ket-qua/{attempt.uid}/")
    assert "Còn 0 bài" not in text
    next_of(text)


def test_an_own_later_closing_keeps_the_test_open_on_my_training(client: Client, person: people.User) -> None:
    course = a_course_read_whole(person, closes_at=timezone.now() - timedelta(hours=1))
    assert "đã đóng" in text_of(client, "/viec-cua-toi/")
    quizzes.give_override(
        person=person,
        quiz=course.quiz,
        reason="Đi viện",
        by=None,
        at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=1),
    )
    text = text_of(client, "/viec-cua-toi/")
    assert href(next_of(text)) == f"/bai-kiem-tra/{course.quiz.uid}/"


def test_after_the_wait_the_next_step_is_the_test_again(client: Client, person: people.User) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    course = make_courses.a_course(lessons=1, quiz=quiz)
    take(person, course)
    courses.mark_read(person, course, course.lessons()[0], at=make.NOON)
    make_courses.a_failed_attempt(person, quiz, at=timezone.now() - timedelta(days=1))
    text = text_of(client, "/viec-cua-toi/")
    assert "Làm lại được từ" not in text
    assert href(next_of(text)) == f"/bai-kiem-tra/{quiz.uid}/"


def test_the_results_lead_back_into_a_test_that_runs(client: Client, person: people.User) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    take(person, make_courses.a_course(quiz=quiz))
    attempt = quizzes.start_attempt(person, quiz, at=timezone.now())
    assert f'href="/lam-bai/{attempt.uid}/"' in text_of(client, "/ket-qua-cua-toi/")


def test_a_test_that_runs_comes_before_everything(client: Client, person: people.User) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    take(person, make_courses.a_course())
    take(person, make_courses.a_course(quiz=quiz))
    attempt = quizzes.start_attempt(person, quiz, at=timezone.now())
    text = text_of(client, "/viec-cua-toi/")
    assert href(next_of(text)) == f"/lam-bai/{attempt.uid}/"
    assert "Làm tiếp bài kiểm tra" in text


def test_a_lesson_that_was_read_and_then_moved_into_another_course_is_read_there_too(
    client: Client, person: people.User
) -> None:
    old = make_courses.a_course(lessons=2)
    new = make_courses.a_course(lessons=1, quiz=make_quizzes.a_quiz_of(2))
    for course in (old, new):
        take(person, course)
    moved, last = old.lessons()[0], new.lessons()[0]
    client.post(f"{courses.lesson_path(old, moved)}da-doc/")
    page = courses.LessonPage.objects.get(pk=moved.pk)
    page.move(courses.CoursePage.objects.get(pk=new.pk), pos="first-child")
    client.post(f"{courses.lesson_path(new, last)}da-doc/")
    assert client.get(f"/khoa-hoc/{new.slug}/tiep/")["Location"] == f"/bai-kiem-tra/{new.quiz.uid}/"
