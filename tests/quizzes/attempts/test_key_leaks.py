"""The key of a question stays in the bank: not in logs, reports of faults, work, mails, sessions, searches, or any other table."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import make
import make_quizzes
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.log import AdminEmailHandler

from jobs import api as jobs
from people.sessions import Session
from quizzes import api as quizzes
from quizzes.attempts import asked, submitting
from quizzes.bank.services import keep_topic
from quizzes.marking.regrading import apply_regrade
from sheets.uploads import Upload

pytestmark = pytest.mark.django_db

KEY = "CHIMHOANGYEN"
STEM = "Người đứng đầu thôn do ai bầu ra"
GIFT = f"::T1:: {STEM}? {{ ={KEY} thứ nhất#{KEY} nhận xét\n ={KEY} thứ hai }}\n"

# Where a key may stand: what authors write, its versions, drafts of it, and the words by which authors find it.
BANK = {
    "quizzes_question.body",
    "quizzes_question.search_folded",
    "quizzes_questionversion.body",
    "wagtailcore_revision.content",
    "wagtailsearch_indexentry.autocomplete",
    "wagtailsearch_indexentry.body",
    "wagtailsearch_indexentry.body_text",  # the same on PostgreSQL
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Everything that any logger would write, with tracebacks, as it is written."""
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    yield lines
    formatter = logging.Formatter("{levelname} {name} {message}", style="{")
    lines += [formatter.format(record) for record in caplog.get_records("call")]
    assert [line for line in lines if KEY in line.upper()] == []


def places_of(word: str) -> set[str]:
    """Every column of every table, ours and others', in which the word stands, in capitals or not."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = value.decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    if word.lower() in text.lower():
                        found.add(f"{table}.{name}")
    return found


def imported(browser: Client) -> quizzes.Question:
    """The question comes in by the pages for files, as trainers bring it, and is published."""
    topic = keep_topic("THON", "Thôn, tổ dân phố")
    file = SimpleUploadedFile("cau-hoi.gift", GIFT.encode())
    browser.post("/quan-tri/nhap-tep/cau-hoi/", {"file": file, "file_format": "gift", "topic": topic.uid})
    upload = Upload.objects.get()
    browser.post(reverse("sheets_confirm", args=["cau-hoi", upload.uid]), {"file": upload.reference})
    jobs.run_waiting_jobs()
    question = quizzes.Question.objects.get()
    question.save_revision().publish()
    return quizzes.Question.objects.get()


def sit(browser: Client, quiz: quizzes.Quiz) -> str:
    """Answered wrongly in every way that a page knows, checked, and submitted; the address of the attempt."""
    url = str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    browser.get(url)
    browser.post(url + "luu/", {"sequence": "1", "answer": "không biết"})
    browser.post(url, {"sequence": "2", "answer": "cử tri", "check": "1"})
    browser.post(url, {"sequence": "x", "answer": "cử tri"})
    browser.post(url.replace("/1/", "/nop-bai/"))
    return url


def test_a_key_is_in_no_table_log_mail_or_session_but_those_of_the_bank(
    browser, course, arrival, logged, django_capture_on_commit_callbacks
) -> None:
    """I06: from the file it came in, through an attempt, a regrade and the statistics, to the file it goes out in."""
    trainer = Client()
    trainer.force_login(make.a_trainer())
    with django_capture_on_commit_callbacks(execute=True):
        question = imported(trainer)
        quiz = make_quizzes.a_quiz((question.topic, 1), behaviour="several_tries", cooldown_minutes=0)
        sit(browser, quiz)
        question.body = {**question.body, "accepted": [f"{KEY} thứ ba", "cử tri"]}
        question.current_version = make_quizzes.a_version(question)
        question.save()
        assert apply_regrade(question=question, reason="Khóa sai", by=make.a_person(), at=make.NOON)
        trainer.post("/quan-tri/xuat-tep/cau-hoi/", {"file_format": "gift", "topic": question.topic.uid})
        jobs.run_waiting_jobs()
    found = places_of(KEY)
    assert {"quizzes_question.body", "quizzes_questionversion.body"} <= found, "the canary is alive"
    assert found - BANK == set()
    assert not [each for each in Session.objects.all() if KEY in str(each.get_decoded()).upper()]
    assert not [each for each in mail.outbox if KEY in str(each.message()).upper()]
    tasks = [json.dumps([job.arguments, job.result], default=str) for job in jobs.Job.objects.all()]
    assert tasks
    assert not [each for each in tasks if KEY in each.upper()]


def test_approvers_are_told_of_a_question_without_its_key(logged, django_capture_on_commit_callbacks) -> None:
    """A trainer hands a draft in; whoever approves is written to."""
    boss = make.a_person(email="duyet@example.vn", is_superuser=True)
    question = make_quizzes.a_question(
        "short_answer", body={"stem": STEM, "accepted": [KEY]}, explanation=f"{KEY} giải thích"
    )
    workflow = question.get_workflow()
    assert workflow is not None
    question.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.start(question, make.a_trainer())
    told = [str(each.message()) for each in mail.outbox]
    assert any(boss.email in each for each in told), "somebody is told"
    assert not [each for each in told if KEY in each.upper()]


def test_a_learner_finds_no_question_by_its_words_or_its_key(browser) -> None:
    question = make_quizzes.a_question("short_answer", body={"stem": STEM, "accepted": [f"{KEY} khoá"]})
    question.save_revision().publish()
    for words in (STEM, KEY, "khoa", question.uid):
        page = browser.get("/tim-kiem/", {"q": words}).content.decode()
        assert f"{KEY} khoá" not in page
        assert f"{STEM}?" not in page.replace(f'value="{STEM}"', "")
        assert page.count(question.uid) <= page.count(words) * (words == question.uid)


@pytest.fixture
def reports(settings: Any) -> Iterator[list[str]]:
    """What a machine whose faults are mailed to its owners writes to them, with everything that Django can put in."""
    settings.ADMINS = [("Quản trị", "quan-tri@example.vn")]
    logger, handler = logging.getLogger("django.request"), AdminEmailHandler(include_html=True)
    logger.addHandler(handler)
    yield []
    logger.removeHandler(handler)


def test_a_fault_in_marking_is_reported_without_the_key(
    browser, course, arrival, logged, monkeypatch
) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("short_answer", topic=topic, body={"stem": STEM, "accepted": [KEY]})
    url = str(browser.post(f"/bai-kiem-tra/{make_quizzes.a_quiz((topic, 1)).uid}/")["Location"])
    real = submitting.mark_paper

    def fails(attempt: quizzes.Attempt) -> Any:
        key = [each.version.body for each in attempt.questions.all()]
        raise RuntimeError(f"{len(key)} could not be marked") if real(attempt) else AssertionError

    monkeypatch.setattr(submitting, "mark_paper", fails)
    browser.raise_request_exception = False
    reply = browser.post(url.replace("/1/", "/nop-bai/"))
    assert reply.status_code == 500
    assert KEY not in reply.content.decode().upper()
    assert not [each for each in mail.outbox if KEY in str(each.message()).upper()]


def test_a_stored_question_that_cannot_be_read_is_reported_without_its_key(
    browser, course, arrival, logged
) -> None:
    """Its shape is of another version of the product, so that reading it fails at the learner's page."""
    topic = make_quizzes.a_topic()
    question = make_quizzes.a_question("short_answer", topic=topic, body={"stem": STEM, "accepted": [KEY]})
    url = str(browser.post(f"/bai-kiem-tra/{make_quizzes.a_quiz((topic, 1)).uid}/")["Location"])
    broken = {"stem": STEM, "accepted": {"khoá": f"{KEY} khoá"}, "more": KEY}
    quizzes.QuestionVersion.objects.filter(question=question).update(body=broken)
    asked.forget()
    browser.raise_request_exception = False
    for reply in (browser.get(url), browser.post(url + "luu/", {"sequence": "1", "answer": "x"})):
        assert reply.status_code == 500
        assert KEY not in reply.content.decode().upper()


def test_the_sweeper_says_which_attempt_it_could_not_close_and_nothing_of_its_key(an, noon, logged) -> None:
    from django.core.management import CommandError, call_command

    topic = make_quizzes.a_topic()
    question = make_quizzes.a_question("short_answer", topic=topic, body={"stem": STEM, "accepted": [KEY]})
    quizzes.start_attempt(an, make_quizzes.a_quiz((topic, 1)), at=timezone.now() - timedelta(days=1))
    quizzes.QuestionVersion.objects.filter(question=question).update(
        body={"stem": STEM, "accepted": {"a": KEY}}
    )
    asked.forget()
    with pytest.raises(CommandError) as told:
        call_command("close_overdue_attempts", verbosity=0)
    assert KEY not in str(told.value).upper()
