"""Who takes a course from the site is told first what follows for the people who take it."""

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
