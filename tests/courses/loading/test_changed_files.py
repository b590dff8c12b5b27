"""A changed file makes new drafts, and never overwrites anybody's work."""

import copy
from typing import Any

import pytest
from django.core.management import CommandError
from make import NOON, a_person
from make_loading import LEGAL, PLAN, Changed, a_small_change, everything, get, lesson, load, question
from wagtail.models import Revision

from courses import api as courses
from courses.loading.gate import REVIEW_ITEM
from quizzes import api as quizzes

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("register")]


def test_a_changed_file_makes_new_drafts_and_leaves_alone_what_is_live(changed: Changed) -> None:
    load(PLAN, "--publish")
    version = question("KH157/B1-Q01").current_version_id
    file = changed(PLAN, a_small_change)
    assert "đổi: 3" in load(file)
    page = lesson("KH157-B1")
    assert "Thêm một câu." not in page.body[0].value["text"]
    assert "Thêm một câu." in page.get_latest_revision_as_object().body[0].value["text"]
    assert get("KH157").quiz.minutes == 40
    assert question("KH157/B1-Q01").current_version_id == version
    assert lesson("KH157-B2").has_unpublished_changes is False
    load(file, "--publish")
    assert "Thêm một câu." in lesson("KH157-B1").body[0].value["text"]
    assert get("KH157").quiz.minutes == 45
    assert question("KH157/B1-Q01").current_version_id != version
    assert question("KH157/B1-Q01").versions.count() == 2
    assert question("KH157/B1-Q02").versions.count() == 1
    before = everything()
    load(file, "--publish")
    assert everything() == before


def test_what_a_changed_file_no_longer_has_leaves_when_it_is_published(changed: Changed) -> None:
    load(PLAN, "--publish")
    gone = "KH157/B1-Q02"

    def drop(content: dict[str, Any]) -> None:
        lesson_one = content["lessons"][0]
        lesson_one["questions"] = [each for each in lesson_one["questions"] if each["id"] != "B1-Q02"]

    file = changed(PLAN, drop)
    assert "bỏ: 1" in load(file)
    assert question(gone).retired_at is None
    load(file, "--publish")
    assert question(gone).retired_at is not None
    assert courses.as_file(get("KH157"))["lessons"][0]["questions"][1]["id"] == "B1-Q03"
    load(PLAN, "--publish")
    assert question(gone).retired_at is None


def test_an_editors_work_is_never_overwritten_in_silence(changed: Changed) -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = "Một điều do giảng viên viết"
    page.save_revision()
    file = changed(PLAN, a_small_change)
    before = everything()
    with pytest.raises(CommandError) as stopped:
        load(file)
    assert "KH157-B2: key_points" in str(stopped.value)
    assert "$.lessons[1].key_points" in str(stopped.value)
    assert "$.course.final_test.minutes" in str(stopped.value)
    assert everything() == before


def test_a_page_that_was_saved_without_a_word_changed_is_no_edit(changed: Changed) -> None:
    """A browser ends the lines of a field in its own way."""
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = page.key_points.replace("\n", "\r\n")
    page.save_revision()
    load(changed(PLAN, a_small_change))
    assert "\r" not in lesson("KH157-B2").get_latest_revision_as_object().key_points


def test_replace_makes_a_new_draft_and_keeps_the_editors_revision(changed: Changed) -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = "Một điều do giảng viên viết"
    theirs = page.save_revision()
    load(changed(PLAN, a_small_change), "--replace")
    page = lesson("KH157-B2")
    assert "giảng viên viết" not in page.get_latest_revision_as_object().key_points
    assert Revision.objects.get(pk=theirs.pk).as_object().key_points == "Một điều do giảng viên viết"


def test_a_question_and_a_quiz_that_people_worked_on_stop_it_too(changed: Changed) -> None:
    load(PLAN, "--publish")
    row = question("KH157/B3-Q01")
    row.explanation = "Giải thích mới"
    row.save_revision()
    quiz = get("KH157").quiz
    quiz.minutes = 50
    quiz.save()
    quiz.save_revision()
    with pytest.raises(CommandError) as stopped:
        load(changed(PLAN, a_small_change))
    assert "KH157/B3-Q01: explanation" in str(stopped.value)
    assert "KH157-final: minutes" in str(stopped.value)


def test_publishing_by_hand_is_no_edit(changed: Changed) -> None:
    load(PLAN, "--publish")
    lesson("KH157-B1").save_revision().publish()
    get("KH157").save_revision().publish()
    assert "đổi: 3" in load(changed(PLAN, a_small_change))


def test_a_load_never_publishes_an_editors_draft() -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = "Bản nháp của giảng viên"
    page.save_revision()
    assert "KH157-B2" in load(PLAN, "--publish")
    assert "giảng viên" not in lesson("KH157-B2").key_points


def test_what_a_person_took_from_the_site_stays_away() -> None:
    load(PLAN, "--publish")
    lesson("KH157-B6").unpublish()
    quizzes.take_out_of_use(question("KH157/B1-Q02"), by=a_person(), at=NOON)
    load(PLAN, "--publish")
    assert not lesson("KH157-B6").live
    assert question("KH157/B1-Q02").retired_at == NOON


def test_a_course_that_editors_emptied_still_stops_with_a_reason(changed: Changed) -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.body = []
    page.save_revision()
    with pytest.raises(CommandError, match=r"(?s)KH157-B2: body.*lessons\[1\]\.body"):
        load(changed(PLAN, a_small_change))


def test_the_same_file_again_leaves_an_editors_work_alone() -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = "Điều mới"
    page.save_revision().publish()
    load(PLAN)
    assert lesson("KH157-B2").key_points == "Điều mới"


def test_what_somebody_settled_stays_settled_when_the_file_changes(changed: Changed) -> None:
    load(LEGAL)
    settled = get("C2").gate_items.first()
    get("C2").gate_items.filter(pk=settled.pk).update(
        ticked_at=NOON, ticked_by=a_person(), ticked_source="Công báo"
    )

    def other_matters(content: dict[str, Any]) -> None:
        content["course"]["release_gate"] = [settled.text, "Một việc mới"]

    load(changed(LEGAL, other_matters))
    found = {item.text: item.ticked_at is not None for item in get("C2").gate_items.all()}
    assert found == {settled.text: True, "Một việc mới": False, REVIEW_ITEM: False}


def test_a_new_lesson_stands_where_the_file_has_it(changed: Changed) -> None:
    load(PLAN, "--publish")

    def add(content: dict[str, Any]) -> None:
        new = copy.deepcopy(content["lessons"][0])
        new.update(id="KH157-B0", title="Bài mở đầu", questions=[], order=2)
        for each in content["lessons"][1:]:
            each["order"] += 1
        content["lessons"].insert(1, new)

    load(changed(PLAN, add), "--publish")
    assert [page.uid for page in get("KH157").lessons()][:3] == ["KH157-B1", "KH157-B0", "KH157-B2"]
