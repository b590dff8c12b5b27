"""A file makes and changes what belongs to its own course, and nothing of another one."""

from typing import Any

import make_courses
import make_quizzes
import pytest
from make_loading import PLAN, Changed, a_small_change, get, lesson, load, question, refused

from quizzes import api as quizzes

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("register")]


def another_code(content: dict[str, Any]) -> None:
    content["course"]["code"] = "KHAC"
    content["lessons"][0]["title"] = "Bài của khóa khác"


@pytest.mark.parametrize("options", [(), ("--replace",)], ids=["plain", "replace"])
def test_lessons_of_another_course_are_never_taken_over(changed: Changed, options: tuple[str, ...]) -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B1")
    page.key_points = "Công của biên tập viên"
    page.save_revision()
    told = refused(changed(PLAN, another_code), *options)
    assert "$.lessons[0].id" in told
    assert "$.lessons[5].id" in told
    assert "KH157" in told
    assert lesson("KH157-B1").get_latest_revision_as_object().key_points == "Công của biên tập viên"


def test_a_topic_that_somebody_else_has_is_refused(changed: Changed) -> None:
    quizzes.keep_topic("KH157-B3", "Chủ đề của giảng viên")
    assert "$.lessons[2].id" in refused(PLAN)


def test_a_course_cannot_take_the_key_of_another_ones_lesson(changed: Changed) -> None:
    load(PLAN)

    def other_ids(content: dict[str, Any]) -> None:
        content["course"]["code"] = "KH157-B1"
        names = {each["id"]: f"M{each['order']}" for each in content["lessons"]}
        for each in content["lessons"]:
            each["id"] = names[each["id"]]
        for draw in content["course"]["final_test"]["draw"]:
            draw["lesson"] = names[draw["lesson"]]

    assert "$.course.code" in refused(changed(PLAN, other_ids))


def test_a_question_that_was_moved_to_another_course_stays_there(changed: Changed) -> None:
    load(PLAN, "--publish")
    other = make_quizzes.a_topic()
    make_courses.a_course(topic=other)
    quizzes.Question.objects.filter(uid="KH157/B1-Q01").update(topic=other)
    assert "$.lessons[0].questions[0].id" in refused(changed(PLAN, a_small_change))
    assert question("KH157/B1-Q01").topic == other


def test_a_course_that_was_deleted_is_loaded_again_with_its_old_topics() -> None:
    load(PLAN)
    topic = get("KH157").topic
    get("KH157").delete()
    load(PLAN)
    assert get("KH157").topic == topic
