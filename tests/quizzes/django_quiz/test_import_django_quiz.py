"""A site that ran django-quiz-app moves over: nothing lost, nothing told otherwise than there."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from make import a_person

from people import api as people
from quizzes import api as quizzes
from quizzes.bank.services import keep_topic
from quizzes.models import AttemptQuestion

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
REAL, RICH = HERE / "real_dump.json", HERE / "rich_dump.json"


def bring(file: Path, *options: str) -> dict:
    out = StringIO()
    call_command("import_django_quiz", str(file), "--report", "json", *options, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def mapped(tmp_path):
    """User 1 of the old site is lan here."""
    a_person(username="lan")
    file = tmp_path / "map.csv"
    file.write_bytes("﻿old;login\n1;Lan\n".encode())
    return ("--users", str(file))


def rows_of_everything() -> dict:
    models = [
        quizzes.Topic, quizzes.Question, quizzes.QuestionVersion, quizzes.Quiz, quizzes.Section, quizzes.Attempt,
        AttemptQuestion, quizzes.Response, quizzes.Grade, people.User,
    ]  # fmt: skip
    return {model.__name__: model.objects.count() for model in models}


def test_the_real_dump_comes_over_with_its_score():
    report = bring(REAL)
    assert report["made"]["questions"] == 3
    assert report["made"]["attempts"] == 1
    assert report["scores_that_differ"] == 0
    assert report["progress"] == {"checked": 1, "equal": 1}
    attempt = quizzes.Attempt.objects.get()
    assert (attempt.earned, attempt.points, attempt.percent, attempt.passed) == (2, 3, 67, True)
    answers = [each.latest_data for each in attempt.questions.with_answer().order_by("position")]
    assert answers == [{"choice": "o1"}, {"choice": "true"}, {"text": "True"}]


def test_both_shapes_of_the_old_package_are_read(tmp_path):
    """Dumps of old releases have moments without a zone, natural keys of users, lists without the last comma."""
    rows = json.loads(REAL.read_text())
    for row in rows:
        if row["model"] == "quiz.sitting":
            row["fields"].update(
                user=["lan"], start="2015-09-30T10:00:00", end="2015-09-30 10:05:00", question_order="1,2,3"
            )
        if row["model"] == "quiz.progress":
            row["fields"]["user"] = ["lan"]
    old = tmp_path / "old.json"
    old.write_text(json.dumps(rows))
    report = bring(old)
    assert report["made"]["attempts"] == 1
    assert report["progress"]["equal"] == 1
    assert quizzes.Attempt.objects.get().started_at.isoformat() == "2015-09-30T03:00:00+00:00"


def test_categories_become_a_tree_of_topics(mapped):
    bring(RICH, *mapped)
    paths = dict(quizzes.Topic.objects.values_list("title", "tree_path"))
    assert paths["tự quản"] == "/DJQ/DJQ-C1/DJQ-S1/"
    assert paths["hòa-giải,-cơ-sở"] == "/DJQ/DJQ-C2/"


def test_questions_keep_their_kind_words_and_order(mapped):
    report = bring(RICH, *mapped)
    assert report["kinds"] == {"multiple_choice": 1, "true_false": 2, "essay": 2, "single_choice": 1}
    first = quizzes.Question.objects.get(uid="DJQ/1")
    assert first.explanation == "Xem mục II.\nĐọc lại."
    assert first.body["shuffle_options"] is True
    assert quizzes.Question.objects.get(uid="DJQ/2").stem == "Nhân dân là chủ thể?"
    by_content = quizzes.Question.objects.get(uid="DJQ/4").body
    assert [option["text"] for option in by_content["options"]] == ["An ninh", "Hòa giải viên", "Tòa án"]
    assert any("to-hoa-giai.png" in remark for remark in report["remarks"])


def test_what_cannot_be_asked_again_is_kept_out_of_use(mapped):
    report = bring(RICH, *mapped)
    lonely = quizzes.Question.objects.get(uid="DJQ/5")
    assert lonely.kind == "essay"
    assert lonely.retired_at is not None
    assert "[x] Một mình" in lonely.stem
    assert any(remark.startswith(("Question 5:", "Câu hỏi 5:")) for remark in report["remarks"])


def test_quizzes_keep_their_rules(mapped):
    bring(RICH, *mapped)
    exam = quizzes.Quiz.objects.get(uid="DJQ-Q1")
    assert (exam.attempts_allowed, exam.pass_mark_percent, exam.practice, exam.behaviour) == (
        1,
        60,
        False,
        "deferred",
    )
    assert exam.bands == [{"from": 60, "text": "Đạt rồi & tốt"}, {"from": 0, "text": "Chưa đạt"}]
    assert not exam.without_sign_in
    drill = quizzes.Quiz.objects.get(uid="DJQ-Q2")
    assert (drill.practice, drill.behaviour, drill.listed, drill.without_sign_in) == (
        True,
        "immediate",
        True,
        True,
    )
    section = drill.sections.get()
    assert (section.count, section.tag) == (2, "djq-luyen-tap")
    assert set(quizzes.Question.objects.filter(tags__name=section.tag).values_list("uid", flat=True)) == {
        "DJQ/1", "DJQ/2", "DJQ/4",
    }  # fmt: skip
    assert not quizzes.Quiz.objects.get(uid="DJQ-Q3").listed
    mixed = quizzes.Quiz.objects.get(uid="DJQ-Q4")
    assert mixed.shuffle
    assert [each.question.uid for each in mixed.sections.all()] == ["DJQ/4"]


def test_attempts_keep_scores_and_an_essay_marked_later(mapped):
    report = bring(RICH, *mapped)
    lan = people.User.objects.get(username="lan")
    exam = quizzes.Attempt.objects.get(person=lan, quiz__uid="DJQ-Q1")
    assert (exam.earned, exam.percent, exam.passed) == (2, 67, True)
    assert [share["share"] for share in exam.grades.get().shares] == ["1", "0", "1"]
    assert report["made"]["essays marked right"] == 1
    assert any("1" in remark and "2" in remark and "an-ninh" in remark for remark in report["remarks"])


def test_the_latest_unfinished_attempt_stays_open_and_older_ones_end(mapped):
    bring(RICH, *mapped)
    lan = people.User.objects.get(username="lan")
    older, latest = quizzes.Attempt.objects.filter(person=lan, quiz__uid="DJQ-Q4").order_by("number")
    assert (older.is_open, older.ended_by, older.passed) == (False, "abandoned", False)
    assert latest.is_open
    outcome = quizzes.save_response(
        lan, latest.uid, 1, _posted({"answer": "o42"}), sequence=1, at=latest.started_at
    )
    assert outcome.kept is quizzes.Kept.SAVED
    ended = quizzes.submit_attempt(lan, latest.uid, at=latest.started_at)
    assert ended.passed


def _posted(fields: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def test_attempts_of_unknown_users_are_kept_under_a_placeholder_and_counted(mapped):
    report = bring(RICH, *mapped)
    assert report["unknown_users"] == {"7": 2}
    placeholder = people.User.objects.get(username="djq-7")
    assert not placeholder.is_active
    assert not placeholder.has_usable_password()
    assert quizzes.Attempt.objects.filter(person=placeholder).count() == 2


def test_a_score_that_does_not_fit_its_answers_is_kept_and_told(mapped):
    report = bring(RICH, *mapped)
    told = quizzes.Attempt.objects.get(person__username="djq-7", quiz__uid="DJQ-Q1")
    assert (told.earned, told.points) == (3, 3)
    assert report["scores_that_differ"] == 1
    assert report["left_out"]["answers"] == 1


def test_a_second_run_adds_nothing(mapped):
    bring(RICH, *mapped)
    before = rows_of_everything()
    report = bring(RICH, *mapped)
    assert rows_of_everything() == before
    assert report["there_already"] == {"questions": 6, "quizzes": 4, "attempts": 5}


def test_a_dry_run_keeps_nothing(mapped):
    before = rows_of_everything()
    assert bring(RICH, *mapped, "--dry-run")["made"]["questions"] == 6
    assert rows_of_everything() == before


def test_a_result_that_came_over_is_shown_like_any_other(client, mapped):
    bring(RICH, *mapped)
    lan = people.User.objects.get(username="lan")
    client.force_login(lan)
    attempt = quizzes.Attempt.objects.get(person=lan, quiz__uid="DJQ-Q1")
    page = client.get(reverse("quizzes:result", args=[attempt.uid]))
    assert page.status_code == 200
    assert "Kính thưa bác" in page.content.decode()


def test_a_login_that_nobody_has_refuses_the_whole(tmp_path):
    file = tmp_path / "map.csv"
    file.write_text("1,nobody-here\n")
    with pytest.raises(CommandError, match="nobody-here"):
        bring(RICH, "--users", str(file))
    assert not quizzes.Question.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '[{"model": "auth.user", "pk": 1, "fields": {}}]', '[{"model": "quiz.question", "pk": 1, "fields": {"content": "?"}}]'],
)  # fmt: skip
def test_what_is_no_dump_is_refused_with_the_reason(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(CommandError, match="chưa chuyển gì"):
        bring(file)


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        ("quiz.question", "quiz", 1),
        ("quiz.quiz", "max_questions", "many"),
        ("quiz.quiz", "max_questions", 10**20),
        ("quiz.quiz", "pass_mark", [70]),
        ("quiz.sitting", "current_score", "three"),
        ("quiz.sitting", "user_answers", "[1, 2]"),
        ("quiz.sitting", "user_answers", 5),
        ("quiz.sitting", "user_answers", '{"1": '),
    ],
)
def test_a_broken_row_refuses_the_whole_and_is_named(tmp_path, model, field, value):
    rows = json.loads(RICH.read_text())
    broken = next(row for row in rows if row["model"] == model)
    broken["fields"][field] = value
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(rows))
    words = {"quiz.question": "Câu hỏi", "quiz.quiz": "Bài kiểm tra", "quiz.sitting": "Lượt làm bài"}[model]
    with pytest.raises(CommandError, match=f"{words} {broken['pk']}"):
        bring(file)
    assert not quizzes.Question.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps values of any length")
def test_a_value_that_no_column_holds_refuses_the_whole(tmp_path):
    rows = json.loads(RICH.read_text())
    next(row for row in rows if row["model"] == "quiz.quiz")["fields"]["title"] = "x" * 5000
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(rows))
    with pytest.raises(CommandError, match="chưa chuyển gì"):
        bring(file)


def test_a_map_of_users_in_another_encoding_is_refused_in_words(tmp_path):
    file = tmp_path / "map.csv"
    file.write_bytes("1,lan\n".encode("utf-16"))
    with pytest.raises(CommandError, match="UTF-8"):
        bring(RICH, "--users", str(file))


def test_sittings_of_a_later_dump_find_their_questions_wherever_they_were_moved(tmp_path, mapped):
    """Between two runs a trainer put the questions where they belong here."""
    rows = json.loads(RICH.read_text())
    file = tmp_path / "first.json"
    file.write_text(json.dumps([row for row in rows if row["model"] != "quiz.sitting"]))
    bring(file, *mapped)
    elsewhere = keep_topic("OTHER", "Chủ đề mới")
    quizzes.Question.objects.update(topic=elsewhere)
    report = bring(RICH, *mapped)
    assert report["made"]["attempts"] > 0
    assert quizzes.Attempt.objects.exclude(blueprint__sections=[]).exists()
