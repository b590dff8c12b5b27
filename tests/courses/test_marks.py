"""The release gate names every mark «chờ thẩm định» of a course, and leads to where each of them ends."""

from typing import Any

import make
import make_courses
import make_law
import make_quizzes
import pytest
from django.test import Client
from django.urls import reverse

from courses import api as courses
from law import api as law
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def provincial(client: Client) -> Client:
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    return client


def page_of(client: Client, course: courses.CoursePage) -> str:
    return client.get(reverse("release:course", args=[course.pk])).content.decode()


def a_course_citing(document: law.LegalDocument, **passage: Any) -> courses.CoursePage:
    course = make_courses.a_course(lessons=0)
    citation = {"document": document.pk}
    make_courses.a_lesson(course, body=[make_courses.a_passage(citation=citation, **passage)] * 2)
    return course


def test_an_unverified_document_is_named_once_with_the_way_to_verify_it(provincial: Client) -> None:
    document = make_law.a_document(number="7/2023/QH15", title="Luật Thử")
    course = a_course_citing(document)
    page = page_of(provincial, course)
    assert "Luật số 7/2023/QH15: Luật Thử" in page
    assert "được dẫn 2 lần" in page
    assert reverse("wagtailsnippets_law_legaldocument:verify", args=[document.pk]) in page
    law.verify(document, by=make.a_person(), at=make.NOON, source="Công báo", read_on=make.NOON.date())
    page = page_of(provincial, course)
    assert "7/2023/QH15" not in page
    assert "không còn chỗ nào mang dấu" in page


def test_passages_that_await_review_are_counted_by_lesson(provincial: Client) -> None:
    document = make_law.a_document(number="7/2023/QH15")
    law.verify(document, by=make.a_person(), at=make.NOON, source="Công báo", read_on=make.NOON.date())
    course = a_course_citing(document, needs_legal_review=True)
    page = page_of(provincial, course)
    assert "2 đoạn" in page
    (lesson,) = courses.LessonPage.objects.child_of(course)
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in page


def test_questions_that_await_review_are_counted(provincial: Client) -> None:
    topic = make_quizzes.a_topic()
    course = make_courses.a_course(lessons=0, topic=topic)
    question = make_courses.a_question_in_draft(topic)
    question.needs_legal_review = True
    question.save_revision().publish()
    page = page_of(provincial, course)
    assert f"needs_legal_review=true&amp;topic={topic.pk}" in page
    assert "không còn chỗ nào mang dấu" not in page


def test_the_page_asks_as_often_for_many_citations_as_for_one(
    provincial: Client, django_assert_max_num_queries: Any
) -> None:
    course = make_courses.a_course(lessons=0)
    for number in range(12):
        citation = {"document": make_law.a_document(number=f"{number + 1}/2023/QH15").pk}
        make_courses.a_lesson(course, number=number, body=[make_courses.a_passage(citation=citation)])
    page_of(provincial, course)
    with django_assert_max_num_queries(60):
        page_of(provincial, course)
