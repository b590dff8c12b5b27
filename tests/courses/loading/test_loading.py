"""What loading does, and what doing it again does not."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from make import NOON, a_person
from make_loading import DATA, LEGAL, PLAN, everything, get, load, question
from wagtail.models import Revision

from courses import api as courses
from courses.loading.gate import REVIEW_ITEM
from jobs import api as jobs
from quizzes import api as quizzes

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("register")]


# --- what comes in


def test_a_loaded_course_is_a_draft_with_a_revision() -> None:
    load(PLAN)
    course = get("KH157")
    assert not course.live
    assert course.latest_revision_id == course.loaded_revision
    assert courses.LessonPage.objects.child_of(course).count() == 6
    assert not courses.LessonPage.objects.child_of(course).filter(live=True).exists()
    assert quizzes.Question.objects.count() == 58
    assert not quizzes.Question.objects.filter(live=True).exists()
    assert course.slug.startswith("tim-hieu-ke-hoach-so-157")


def test_publishing_makes_a_course_that_can_be_tested_at_once() -> None:
    load(PLAN, "--publish")
    course = get("KH157")
    assert course.live
    assert [page.number for page in course.lessons()] == [1, 2, 3, 4, 5, 6]
    assert quizzes.QuestionVersion.objects.count() == 58
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(course.quiz)) is None
    assert course.quiz.question_count == 20
    assert (course.quiz.minutes, course.quiz.cooldown_minutes, course.quiz.attempts_allowed) == (40, 30, None)
    assert jobs.AuditEntry.objects.filter(action="course.loaded", details__code="KH157").count() == 1


def test_the_plan_course_has_the_banner_and_no_notice() -> None:
    load(PLAN)
    assert get("KH157").banner == "Hiệu lực của Kế hoạch 157-KH/TU sau hợp nhất tỉnh: chờ xác nhận."
    assert not get("KH157").is_under_notice
    assert get("KH157").main_document.provisions.count() > 30


def test_a_legal_course_has_a_row_for_each_matter_of_its_gate() -> None:
    load(LEGAL)
    course = get("C2")
    assert course.is_under_notice
    assert course.gate_items.count() == 5
    assert course.gate_items.last().text == REVIEW_ITEM
    assert course.banner == ""


def test_question_keys_do_not_tell_the_code_twice() -> None:
    load(PLAN)
    load(DATA / "course-c1.json")
    assert question("KH157/B1-Q01").topic.uid == "KH157-B1"
    assert question("C1/B1-Q01").topic.parent.uid == "C1"


def test_answers_are_proved_by_sections_of_the_plan() -> None:
    load(PLAN, "--publish")
    citation = question("KH157/B1-Q01").citations.first()
    assert (citation.document.ref, citation.provision.ref) == ("KH-157-TU", "PREAMBLE")
    kept = question("KH157/B1-Q01").current_version.citations[0]
    assert (kept["document"], kept["number"], kept["provision"]) == ("KH-157-TU", "157-KH/TU", "PREAMBLE")


@pytest.mark.parametrize("name", ["plan157-course", "course-c1", "course-c2", "course-c3", "course-c5"])
def test_each_lesson_keeps_twice_its_share_of_the_draw_and_checks_itself(name: str) -> None:
    load(DATA / f"{name}.json", "--publish", "--unreviewed")
    course = courses.CoursePage.objects.get()
    for section in course.quiz.sections.all():
        left = (
            quizzes.Question.objects.for_tests()
            .filter(topic=section.topic)
            .exclude(kind__in=course.quiz.excluded_kinds)
        )
        assert left.count() >= 2 * section.count
    for page in course.lessons():
        block = page.body[-1]
        assert block.block_type == "self_check"
        asked = list(block.value["questions"])
        assert 1 <= len(asked) <= 3
        assert all(each.practice_only for each in asked)
        essays = quizzes.Question.objects.filter(topic=page.topic, kind="essay")
        assert set(essays[:3]) <= set(asked)
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(course.quiz)) is None


def test_lessons_can_be_saved_in_the_editor_as_they_were_loaded() -> None:
    load(LEGAL)
    for page in courses.LessonPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.full_clean()


# --- publishing


def test_an_unreviewed_course_is_published_only_when_that_is_said() -> None:
    with pytest.raises(CommandError, match=r"(?s)--unreviewed.*35/2013/QH13"):
        load(LEGAL, "--publish")
    assert not courses.CoursePage.objects.exists()
    load(LEGAL, "--publish", "--unreviewed")
    assert get("C2").live


def test_a_course_whose_gate_is_settled_is_published_without_more_words() -> None:
    load(LEGAL)
    get("C2").gate_items.update(ticked_at=NOON, ticked_by=a_person(), ticked_source="Công báo")
    load(LEGAL, "--publish")
    assert get("C2").live
    assert not get("C2").is_under_notice


def test_a_course_may_refuse_citations_that_nobody_has_verified() -> None:
    load(LEGAL)
    courses.CoursePage.objects.filter(code="C2").update(refuse_unverified=True)
    with pytest.raises(CommandError, match="L-DCCS"):
        load(LEGAL, "--publish", "--unreviewed")


# --- again


@pytest.mark.parametrize("options", [(), ("--publish", "--unreviewed")])
@pytest.mark.parametrize("file", [PLAN, LEGAL], ids=["plan", "legal"])
def test_loading_twice_changes_nothing(file: Path, options: tuple[str, ...]) -> None:
    load(file, *options)
    before = everything()
    out = load(file, *options)
    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()
    assert "không có gì thay đổi" in out


def test_a_draft_is_published_by_a_second_load_that_asks_for_it() -> None:
    load(PLAN)
    load(PLAN, "--publish")
    assert get("KH157").live
    before = everything()
    load(PLAN, "--publish")
    assert everything() == before


def test_replacing_what_nobody_changed_changes_nothing() -> None:
    load(PLAN, "--publish")
    revisions = Revision.objects.count()
    assert "không có gì thay đổi" in load(PLAN, "--replace")
    assert Revision.objects.count() == revisions
