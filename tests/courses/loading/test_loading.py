"""What loading does, what doing it again does not, and whose work it never overwrites."""

import copy
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from make import NOON, a_person
from make_law import the_register
from wagtail.models import Revision

from courses import api as courses
from courses.loading.gate import REVIEW_ITEM
from jobs import api as jobs
from law import api as law
from quizzes import api as quizzes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DATA = settings.ROOT / "courses" / "data"
PLAN = DATA / "plan157-course.json"
LEGAL = DATA / "course-c2.json"


@pytest.fixture(autouse=True)
def _register() -> None:
    the_register()


def load(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_course", str(file), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def get(code: str) -> courses.CoursePage:
    return courses.CoursePage.objects.get(code=code)


def lesson(uid: str) -> courses.LessonPage:
    return courses.LessonPage.objects.get(uid=uid)


def question(uid: str) -> quizzes.Question:
    return quizzes.Question.objects.get(uid=uid)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but not the log of sessions and searches."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("courses_", "quizzes_", "law_", "wagtailcore_", "jobs_")):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                found[table] = cursor.fetchall()
    return found


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    def change(file: Path, do: Callable[[dict[str, Any]], None]) -> Path:
        content = json.loads(file.read_text(encoding="utf-8"))
        do(content)
        target = tmp_path / file.name
        target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return target

    return change


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
    course = get("C2")
    course.refuse_unverified = True
    course.save_revision().publish()
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
    assert "nothing has changed" in out


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
    assert "nothing has changed" in load(PLAN, "--replace")
    assert Revision.objects.count() == revisions


# --- a changed file


def a_small_change(content: dict[str, Any]) -> None:
    content["lessons"][0]["body"][0]["text"] += " Thêm một câu."
    content["lessons"][0]["questions"][0]["explanation"] += " Thêm một ý."
    content["course"]["final_test"]["minutes"] = 45


def test_a_changed_file_makes_new_drafts_and_leaves_alone_what_is_live(changed: Callable[..., Path]) -> None:
    load(PLAN, "--publish")
    version = question("KH157/B1-Q01").current_version_id
    file = changed(PLAN, a_small_change)
    assert "3 changed" in load(file)
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


def test_what_a_changed_file_no_longer_has_leaves_when_it_is_published(changed: Callable[..., Path]) -> None:
    load(PLAN, "--publish")
    gone = "KH157/B1-Q02"

    def drop(content: dict[str, Any]) -> None:
        lesson_one = content["lessons"][0]
        lesson_one["questions"] = [each for each in lesson_one["questions"] if each["id"] != "B1-Q02"]

    file = changed(PLAN, drop)
    assert "1 dropped" in load(file)
    assert question(gone).retired_at is None
    load(file, "--publish")
    assert question(gone).retired_at is not None
    assert courses.as_file(get("KH157"))["lessons"][0]["questions"][1]["id"] == "B1-Q03"
    load(PLAN, "--publish")
    assert question(gone).retired_at is None


def test_an_editors_work_is_never_overwritten_in_silence(changed: Callable[..., Path]) -> None:
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


def test_replace_makes_a_new_draft_and_keeps_the_editors_revision(changed: Callable[..., Path]) -> None:
    load(PLAN, "--publish")
    page = lesson("KH157-B2")
    page.key_points = "Một điều do giảng viên viết"
    theirs = page.save_revision()
    load(changed(PLAN, a_small_change), "--replace")
    page = lesson("KH157-B2")
    assert "giảng viên viết" not in page.get_latest_revision_as_object().key_points
    assert Revision.objects.get(pk=theirs.pk).as_object().key_points == "Một điều do giảng viên viết"


def test_a_question_and_a_quiz_that_people_worked_on_stop_it_too(changed: Callable[..., Path]) -> None:
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


def test_publishing_by_hand_is_no_edit(changed: Callable[..., Path]) -> None:
    load(PLAN, "--publish")
    lesson("KH157-B1").save_revision().publish()
    get("KH157").save_revision().publish()
    assert "3 changed" in load(changed(PLAN, a_small_change))


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


def test_a_course_that_editors_emptied_still_stops_with_a_reason(changed: Callable[..., Path]) -> None:
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


def test_what_somebody_settled_stays_settled_when_the_file_changes(changed: Callable[..., Path]) -> None:
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


def test_a_new_lesson_stands_where_the_file_has_it(changed: Callable[..., Path]) -> None:
    load(PLAN, "--publish")

    def add(content: dict[str, Any]) -> None:
        new = copy.deepcopy(content["lessons"][0])
        new.update(id="KH157-B0", title="Bài mở đầu", questions=[], order=2)
        for each in content["lessons"][1:]:
            each["order"] += 1
        content["lessons"].insert(1, new)

    load(changed(PLAN, add), "--publish")
    assert [page.uid for page in get("KH157").lessons()][:3] == ["KH157-B1", "KH157-B0", "KH157-B2"]


# --- refusals


def refused(file: Path) -> str:
    before = everything()
    with pytest.raises(CommandError) as refusal:
        load(file)
    after = everything()
    assert before == after
    return str(refusal.value)


def spoil(path: str, value: Any = ...) -> Callable[[dict[str, Any]], None]:
    def do(content: dict[str, Any]) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        inner: Any = content
        for step in steps:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value

    return do


@pytest.mark.parametrize(
    ("file", "path", "value", "told"),
    [
        (PLAN, "lessons.2.questions.4.correct", ..., "$.lessons[2].questions[4].correct"),
        (PLAN, "lessons.0.title", ..., "$.lessons[0].title"),
        (PLAN, "lessons.0.body.0.kind", "poem", "$.lessons[0].body[0].kind"),
        (PLAN, "lessons.0.body.0.colour", "red", "$.lessons[0].body[0].colour"),
        (PLAN, "course.estimated_minutes", "110", "$.course.estimated_minutes"),
        (PLAN, "course.final_test.questions", 21, "$.course.final_test.questions"),
        (PLAN, "course.final_test.level_mix.recall", "ít thôi", "$.course.final_test.level_mix.recall"),
        (PLAN, "course.final_test.level_mix.recall", "≥90%", "$.course.final_test"),
        (PLAN, "course.final_test.draw.0.lesson", "KH157-B9", "$.course.final_test.draw[0].lesson"),
        (PLAN, "lessons.1.id", "KH157-B1", "$.lessons[1].id"),
        (PLAN, "lessons.0.questions.1.id", "B1-Q01", "$.lessons[0].questions[1].id"),
        (
            PLAN,
            "lessons.0.questions.0.seed_refs.0.quote",
            "lời không có",
            "$.lessons[0].questions[0].seed_refs[0].quote",
        ),
        (
            PLAN,
            "lessons.0.questions.0.seed_refs.0.section",
            "IX.9",
            "$.lessons[0].questions[0].seed_refs[0].section",
        ),
        (PLAN, "lessons.0.questions.0.seed_refs", [], "$.lessons[0].questions[0].seed_refs"),
        (PLAN, "generated", "hôm qua", "$.generated"),
        (PLAN, "schema", "plan157-course/9.9", "$.schema"),
        (
            LEGAL,
            "lessons.0.questions.0.citations.0.ref",
            "L-KHONG-CO",
            "$.lessons[0].questions[0].citations[0].ref",
        ),
        (LEGAL, "glossary.0.citation.ref", "ND-THON", "$.glossary[0].citation.ref"),
        (LEGAL, "lessons.0.body.0.citation.as_of", "2023-13-01", "$.lessons[0].body[0].citation.as_of"),
        (LEGAL, "lessons.0.questions.0.provision", "Điều 1", "provision"),
        (LEGAL, "lessons.0.questions.0.points", 0, "$.lessons[0].questions[0].points"),
    ],
)
def test_a_broken_file_is_refused_whole_with_the_path_of_its_fault(
    changed: Callable[..., Path], file: Path, path: str, value: Any, told: str
) -> None:
    assert told in refused(changed(file, spoil(path, value)))


def test_every_fault_of_a_file_is_told(changed: Callable[..., Path]) -> None:
    def spoil_much(content: dict[str, Any]) -> None:
        del content["lessons"][0]["questions"][0]["correct"]
        del content["lessons"][5]["questions"][2]["correct"]

    told = refused(changed(PLAN, spoil_much))
    assert "$.lessons[0].questions[0].correct" in told
    assert "$.lessons[5].questions[2].correct" in told


@pytest.mark.parametrize("text", ["{", '{"schema": 1, "schema": 2}', "[]", "\ufeff{}"])
def test_what_is_no_course_file_at_all_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "course.json"
    file.write_text(text, encoding="utf-8")
    assert "nothing was loaded" in refused(file)


def test_the_register_must_be_there_first() -> None:
    law.Amendment.objects.all().delete()
    law.LegalDocument.objects.all().delete()
    with pytest.raises(CommandError, match="load_law"):
        load(PLAN)
    with pytest.raises(CommandError, match="load_law"):
        load(LEGAL)


def test_text_in_decomposed_unicode_is_stored_composed(tmp_path: Path) -> None:
    import unicodedata

    file = tmp_path / PLAN.name
    file.write_text(unicodedata.normalize("NFD", PLAN.read_text(encoding="utf-8")), encoding="utf-8")
    load(file)
    assert unicodedata.is_normalized("NFC", get("KH157").title)
    assert unicodedata.is_normalized("NFC", question("KH157/B1-Q01").stem)


def test_an_explanation_that_names_an_option_by_its_letter_is_told_of(changed: Callable[..., Path]) -> None:
    file = changed(
        PLAN, spoil("lessons.0.questions.0.explanation", "Phương án d là đúng vì mục mở đầu ghi như vậy.")
    )
    err = StringIO()
    call_command("load_course", str(file), stdout=StringIO(), stderr=err)
    assert "$.lessons[0].questions[0].explanation" in err.getvalue()


def test_the_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("load_course", "--help")
    told = capsys.readouterr().out
    assert "--unreviewed" in told
    assert "--replace" in told
    assert "JSON path" in told
