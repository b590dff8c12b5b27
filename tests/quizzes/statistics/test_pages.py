"""What trainers see of the figures, and what they do not."""

import csv
import io
import re
from typing import Any

import make
import make_people
import make_quizzes
import make_statistics
import pytest
from django.core.management import call_command
from django.test import Client
from make import NOON

from jobs import api as jobs
from people import api as people
from quizzes import api as quizzes
from quizzes.statistics import runs, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer() -> Client:
    call_command("lay_foundation", verbosity=0)
    return signed_in(make.a_trainer())


def signed_in(person: people.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str, **data: Any) -> str:
    answer = client.get(f"/quan-tri/{address}", data)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def calculated(client: Client, quiz: quizzes.Quiz, **data: Any) -> str:
    answer = client.post(f"/quan-tri/thong-ke/{quiz.uid}/tinh/", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_list_to_the_figures_of_a_quiz(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(24)
    assert village.quiz.title in page(trainer, "thong-ke/")
    before = page(trainer, f"thong-ke/{village.quiz.uid}/")
    assert "24 lượt" in before
    assert '<svg class="stat-chart"' not in before

    after = calculated(trainer, village.quiz)

    assert '<svg class="stat-chart"' in after
    for question in village.questions.values():
        assert question.uid in after


def test_questions_that_need_attention_stand_first_with_a_plain_sentence(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(60)
    shown = calculated(trainer, village.quiz)
    rows = {name: shown.index(f">{question.uid}<") for name, question in village.questions.items()}
    assert min(rows, key=lambda name: rows[name]) == "turned"
    assert rows["good"] > rows["alike"]
    assert "đáp án có thể sai" in shown


def test_no_name_stands_on_any_page(trainer: Client) -> None:
    village = make_statistics.Village()
    attempts = village.sit(20)
    runs.calculate(village.quiz, at=NOON)
    names = {attempt.person.full_name for attempt in attempts} | {
        attempt.person.username for attempt in attempts
    }
    shown = page(trainer, "thong-ke/") + page(trainer, f"thong-ke/{village.quiz.uid}/")
    for question in village.questions.values():
        shown += page(trainer, f"thong-ke/{village.quiz.uid}/cau-hoi/{question.uid}/")
    assert not [name for name in names if f">{name}<" in shown or f" {name} " in shown]


def test_a_question_tells_who_chose_what_by_thirds(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(30)
    runs.calculate(village.quiz, at=NOON)
    shown = page(trainer, f"thong-ke/{village.quiz.uid}/cau-hoi/{village.questions['good'].uid}/")
    assert "Tự ý xử phạt" in shown
    assert "Một phần ba cao" in shown
    assert re.search(r"Một phần ba cao: </span>\d+ \(\d+%\)", shown)
    assert "Không ai chọn: “Chờ cấp trên”" in shown
    assert 'class="stat-bar__right"' in shown


def test_few_attempts_are_not_told_apart(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(4)
    quiz_page = calculated(trainer, village.quiz)
    question_page = page(trainer, f"thong-ke/{village.quiz.uid}/cau-hoi/{village.questions['good'].uid}/")
    assert '<svg class="stat-chart"' not in quiz_page
    assert "chưa đủ để nhận xét" in quiz_page
    assert "Tự ý xử phạt" not in question_page
    make_statistics.sat(village.quiz, lambda _question: {"answer": "c"})
    calculated(trainer, village.quiz)
    question_page = page(trainer, f"thong-ke/{village.quiz.uid}/cau-hoi/{village.questions['good'].uid}/")
    assert "Tự ý xử phạt" in question_page
    assert "Một phần ba cao" not in question_page


def test_a_kept_result_stays_until_it_is_calculated_anew(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(6)
    calculated(trainer, village.quiz)
    make_statistics.sat(village.quiz, lambda _question: {"answer": "b"})
    kept = page(trainer, f"thong-ke/{village.quiz.uid}/")
    assert "từ 6 lượt" in kept
    assert "Từ lúc đó có thêm 1 lượt" in kept
    assert "từ 7 lượt" in calculated(trainer, village.quiz)


def test_a_quiz_that_nobody_submitted_says_so(trainer: Client) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    quizzes.start_attempt(make.a_person(), quiz, at=NOON)
    assert "Chưa có bài kiểm tra nào được nộp" in page(trainer, "thong-ke/")
    assert "Chưa ai nộp bài kiểm tra này" in page(trainer, f"thong-ke/{quiz.uid}/")
    assert "Chưa có lượt làm bài nào" in calculated(trainer, quiz)


def test_the_table_leaves_as_a_file_with_figures_as_numbers(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(20)
    runs.calculate(village.quiz, at=NOON)
    answer = trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/tep/csv/")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 10
    assert {row["Mã câu hỏi"] for row in rows} == {question.uid for question in village.questions.values()}
    assert all(0 <= float(row["Tỷ lệ đúng (%)"]) <= 100 for row in rows)
    workbook = trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/tep/xlsx/")
    assert workbook.content.startswith(b"PK")
    assert trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/tep/exe/").status_code == 404


def test_what_is_not_there_is_not_found(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(5)
    question = village.questions["good"]
    assert trainer.get("/quan-tri/thong-ke/khong-co/").status_code == 404
    assert trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/cau-hoi/{question.uid}/").status_code == 404
    assert trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/tep/csv/").status_code == 404
    runs.calculate(village.quiz, at=NOON)
    foreign = make_quizzes.a_question()
    assert trainer.get(f"/quan-tri/thong-ke/{village.quiz.uid}/cau-hoi/{foreign.uid}/").status_code == 404


def test_an_unknown_rule_is_the_usual_one(trainer: Client) -> None:
    village = make_statistics.Village()
    village.sit(5)
    runs.calculate(village.quiz, at=NOON)
    assert "từ 5 lượt" in page(trainer, f"thong-ke/{village.quiz.uid}/", luot="drop table")


def test_many_attempts_are_worked_out_in_the_background(
    trainer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 3)
    village = make_statistics.Village()
    village.sit(5)
    first = trainer.post(f"/quan-tri/thong-ke/{village.quiz.uid}/tinh/", {"luot": "first"})
    second = trainer.post(f"/quan-tri/thong-ke/{village.quiz.uid}/tinh/", {"luot": "first"})
    assert first["Location"] == second["Location"]
    assert not runs.StatisticsRun.objects.exists()

    jobs.run_waiting_jobs()

    job = jobs.Job.objects.get()
    assert job.state == jobs.State.DONE, job.error
    assert runs.latest_run(village.quiz).attempts == 5  # type: ignore[union-attr]
    assert job.result["link"]["url"] == f"/quan-tri/thong-ke/{village.quiz.uid}/?luot=first"
    assert jobs.task_named(job.task).permission == "quizzes.view_quiz"


def test_learners_and_commune_administrators_see_nothing_of_it() -> None:
    hy = make_people.a_small_province()
    call_command("lay_foundation", verbosity=0)
    village = make_statistics.Village()
    village.sit(5)
    for person in (hy.learner, hy.administrator):
        answer = signed_in(person).get(f"/quan-tri/thong-ke/{village.quiz.uid}/")
        assert answer.status_code in (302, 403)
        assert "Lượt làm" not in answer.content.decode()
