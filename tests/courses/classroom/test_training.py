"""My training, courses and results: what stands there for nobody, one course, many; and the way from first lesson to paper."""

import re
from datetime import timedelta

import make
import make_courses
import make_marking
import make_quizzes
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses import api as courses
from courses.models import ReleaseGateItem
from people import api as people
from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


def next_of(text: str) -> str:
    """The opening tag of the one element that carries data-next."""
    found = re.findall(r"<(?:a|button)[^>]*\bdata-next\b[^>]*>", text)
    assert len(found) == 1, found
    return found[0]


def href(tag: str) -> str:
    return re.search(r'href="([^"]*)"', tag)[1]


@pytest.fixture
def person(client: Client) -> people.User:
    person = make.a_person("Đỗ Thị Ngữ")
    client.force_login(person)
    return person


def take(person: people.User, course: courses.CoursePage) -> None:
    courses.enrol(person, course, by=None, at=make.NOON, source="administrator")


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


def follow(client: Client, path: str) -> tuple[str, str]:
    """Do what the one next step of a page says; the address it leads to, and its page."""
    text = text_of(client, path)
    tag = next_of(text)
    if tag.startswith("<a"):
        answer = client.get(href(tag), follow=True)
        where = answer.redirect_chain[-1][0] if answer.redirect_chain else href(tag)
        return where, answer.content.decode() if not answer.streaming else ""
    form = re.search(r"<form[^>]*data-main[^>]*>", text)[0]
    action = re.search(r'action="([^"]*)"', form)
    answer = client.post(action[1] if action and action[1] else path, follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()


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
