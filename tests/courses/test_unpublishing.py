"""Who takes a course from the site is told first what follows for the people who take it."""

from typing import Any

import make
import make_courses
import pytest
from django.test import Client
from django.urls import reverse

from courses import api as courses
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def provincial(client: Client) -> Client:
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    return client


def asked(client: Client, page: courses.CoursePage | courses.LessonPage) -> str:
    return client.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()


def test_before_a_course_leaves_the_site_it_is_said_how_many_take_it(provincial: Client) -> None:
    course = make_courses.a_course(lessons=1)
    make_courses.a_learner(course, "Đỗ Thị Ngữ")
    make_courses.a_learner(course, "Lê Thị Bưởi")
    page = asked(provincial, course)
    assert f"2 người đang học khóa “{course.title}”." in page
    assert "giấy chứng nhận của họ vẫn được giữ" in page


def test_of_a_lesson_it_is_said_that_the_course_goes_on_without_it(provincial: Client) -> None:
    course = make_courses.a_course(lessons=2)
    make_courses.a_learner(course)
    lesson = courses.LessonPage.objects.child_of(course).first()
    page = asked(provincial, lesson)
    assert "1 người đang học khóa" in page
    assert "hoàn thành khóa học không cần bài này" in page


def test_nothing_is_said_of_a_course_that_nobody_takes(provincial: Client) -> None:
    page = asked(provincial, make_courses.a_course(lessons=1))
    assert "đang học khóa" not in page


def test_it_is_no_refusal(provincial: Client) -> None:
    course = make_courses.a_course(lessons=1)
    make_courses.a_learner(course)
    provincial.post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]))
    course.refresh_from_db()
    assert not course.live


# --- many pages at once


def asked_of_many(client: Client, *pages: Any) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    return client.get(address, {"id": [page.pk for page in pages]}).content.decode()


def test_before_many_lessons_leave_the_site_it_is_said_once_what_follows(provincial: Client) -> None:
    course = make_courses.a_course(lessons=3)
    make_courses.a_learner(course)
    first, second, _third = courses.LessonPage.objects.child_of(course).order_by("path")
    page = asked_of_many(provincial, first, second)
    assert page.count("1 người đang học khóa") == 1
    assert "Họ sẽ không thấy 2 bài này" in page
    assert "hoàn thành khóa học không cần các bài này" in page


def test_it_is_said_when_no_lesson_would_be_left(provincial: Client) -> None:
    course = make_courses.a_course(lessons=2)
    make_courses.a_learner(course)
    page = asked_of_many(provincial, *courses.LessonPage.objects.child_of(course))
    assert "chưa ai hoàn thành được khóa học" in page
    assert "không cần các bài này" not in page


def test_each_course_of_many_is_named_with_those_who_take_it(provincial: Client) -> None:
    taken, empty, other = [make_courses.a_course(lessons=1) for _ in range(3)]
    make_courses.a_learner(taken)
    make_courses.a_learner(other)
    make_courses.a_learner(other)
    page = asked_of_many(provincial, taken, empty, other)
    assert f"1 người đang học khóa “{taken.title}”." in page
    assert f"2 người đang học khóa “{other.title}”." in page
    assert f"đang học khóa “{empty.title}”" not in page
    assert page.count("Họ sẽ không thấy khóa học và các bài học") == 2


def test_nothing_is_said_of_many_pages_that_nobody_takes(provincial: Client) -> None:
    course = make_courses.a_course(lessons=2)
    assert "đang học khóa" not in asked_of_many(provincial, *courses.LessonPage.objects.child_of(course))


def test_the_words_of_the_page_for_many_are_vietnamese(provincial: Client) -> None:
    course = make_courses.a_course(lessons=1)
    page = asked_of_many(provincial, course)
    assert "Include descendants" not in page
    assert "Cả các trang bên dưới" in page


def test_the_list_of_courses_stays_on_the_site(provincial: Client) -> None:
    index = courses.CourseIndexPage.objects.get()
    course = make_courses.a_course()
    for address in (
        reverse("wagtailadmin_pages:unpublish", args=[index.pk]),
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'unpublish'])}?id={index.pk}",
    ):
        answer = provincial.post(address, {"include_descendants": "on"}, follow=True)
        assert "Danh mục khóa học luôn ở trên trang" in answer.content.decode()
    course.refresh_from_db()
    assert course.live
