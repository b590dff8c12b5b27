"""Makers of courses: a course with lessons in the tree of pages, published or not, and people who take it."""

from datetime import datetime
from itertools import count
from typing import Any

import make
import make_quizzes
from django.http import QueryDict
from make import NOON

from courses import api as courses
from people import api as people
from quizzes import api as quizzes

_numbers = count(1)


def a_course(
    *, lessons: int = 2, live: bool = True, quiz: quizzes.Quiz | None = None, **fields: Any
) -> courses.CoursePage:
    """A course below the list of courses, with so many lessons; published with them unless told otherwise."""
    number = next(_numbers)
    values = {
        "title": f"Khóa thử {number}",
        "slug": f"khoa-thu-{number}",
        "code": f"K{number}",
        "minutes": 30,
        **fields,
    }
    course = courses.CoursePage(**values, quiz=quiz, live=live)
    courses.CourseIndexPage.objects.get().add_child(instance=course)
    if live:
        course.save_revision().publish()
        course.refresh_from_db()
    for place in range(1, lessons + 1):
        a_lesson(course, number=place, live=live)
    return course


def a_lesson(
    course: courses.CoursePage,
    *,
    number: int = 1,
    live: bool = True,
    body: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> courses.LessonPage:
    """A lesson of the course with one passage, or with the given body."""
    key = next(_numbers)
    values = {
        "title": f"Bài {number}. Bài học thử {key}",
        "slug": f"bai-{number}-{key}",
        "uid": f"bai-{key}",
        **fields,
    }
    values.setdefault("key_points", "Điều thứ nhất\nĐiều thứ hai")
    lesson = courses.LessonPage(**values, number=number, minutes=10, body=body or [a_passage()], live=live)
    courses.CoursePage.objects.get(pk=course.pk).add_child(instance=lesson)
    if live:
        lesson.save_revision().publish()
        lesson.refresh_from_db()
    return lesson


def a_passage(text: str = "Nòng cốt là hạt nhân, chỗ dựa của nhân dân.", **fields: Any) -> dict[str, Any]:
    """A block of a lesson's body: one passage."""
    return {"type": "passage", "value": {"kind": "text", "text": text, **fields}}


def a_learner(course: courses.CoursePage, full_name: str = "Đỗ Thị Ngữ", **fields: Any) -> people.User:
    """A person who takes the course."""
    person = make.a_person(full_name, **fields)
    courses.enrol(person, course, by=None, at=NOON, source="administrator")
    return person


def a_passed_attempt(person: people.User, quiz: quizzes.Quiz, *, at: datetime = NOON) -> quizzes.Attempt:
    """The person sits the quiz and answers everything rightly (in questions of `make_quizzes.a_quiz_of`, b is right)."""
    return _sat(person, quiz, "b", at=at)


def a_failed_attempt(person: people.User, quiz: quizzes.Quiz, *, at: datetime = NOON) -> quizzes.Attempt:
    """The person sits the quiz and answers everything wrongly."""
    return _sat(person, quiz, "a", at=at)


def _sat(person: people.User, quiz: quizzes.Quiz, choice: str, *, at: datetime) -> quizzes.Attempt:
    attempt = quizzes.start_attempt(person, quiz, at=at)
    for question in attempt.questions.all():
        data = QueryDict(f"answer={choice}")
        quizzes.save_response(person, attempt.uid, question.position, data, sequence=1, at=at)
    return quizzes.submit_attempt(person, attempt.uid, at=at)


def an_issuer() -> courses.IssuingBody:
    """A plainly demo issuing body."""
    return courses.IssuingBody.objects.create(name="Đơn vị mẫu", place="Hưng Yên", is_demo=True)


def a_question_in_draft(topic: quizzes.Topic, uid: str = "THU/N1") -> quizzes.Question:
    """A question that nobody has published yet."""
    body = {"stem": "Ai gần dân?", "options": make_quizzes.OPTIONS, "correct": "b"}
    return quizzes.create_question(
        uid, topic, kind="single_choice", stem=body["stem"], body=body, level="recall", explanation="Vì vậy."
    )


def a_draft_course(**fields: Any) -> courses.CoursePage:
    """A course with one lesson, one question and a test over it, none of it published."""
    topic = make_quizzes.a_topic()
    quiz = make_quizzes.a_quiz((topic, 1))
    course = a_course(lessons=1, live=False, quiz=quiz, topic=topic, **fields)
    for page in (course, *courses.LessonPage.objects.child_of(course)):
        page.save_revision()
    a_question_in_draft(topic)
    return courses.CoursePage.objects.get(pk=course.pk)
