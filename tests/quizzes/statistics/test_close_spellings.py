"""Close spellings on the page of a question: told by count alone, and accepted into the draft."""

import make
import make_quizzes
import make_statistics
import pytest
from django.core.management import call_command
from django.test import Client
from make import NOON

from quizzes.bank.accepting import accept_spelling
from quizzes.statistics import runs

pytestmark = pytest.mark.django_db

BODY = {"stem": "Ai hòa giải?", "accepted": ["tổ hòa giải"], "normalise": ["NFC", "casefold"]}


@pytest.fixture
def trainer():
    call_command("lay_foundation", verbosity=0)
    client = Client()
    client.force_login(make.a_trainer())
    return client


@pytest.fixture
def question():
    topic = make_quizzes.a_topic()
    return make_quizzes.a_question("short_answer", topic=topic, body=BODY)


def answered(question, *texts):
    quiz = make_quizzes.a_quiz((question.topic, 1), cooldown_minutes=0)
    for text in texts:
        make_statistics.sat(quiz, lambda _question, text=text: {"answer": text})
    runs.calculate(quiz, at=NOON)
    return quiz, f"/quan-tri/thong-ke/{quiz.uid}/cau-hoi/{question.uid}/"


def test_what_three_people_nearly_wrote_is_suggested_and_what_two_wrote_is_not(trainer, question):
    _quiz, address = answered(question, *["to hoa giai"] * 3, *["tổ hòa giảy"] * 2, "tổ hòa giải")
    shown = trainer.get(address).text
    assert "Cách viết gần đúng" in shown
    assert 'value="to hoa giai"' in shown
    assert "3 người" in shown
    assert 'value="tổ hòa giảy"' not in shown


def test_one_person_who_wrote_it_three_times_is_one_person(trainer, question):
    quiz, address = answered(question, "tổ hòa giải")
    stubborn = make.a_person()
    for _ in range(3):
        make_statistics.sat(quiz, lambda _question: {"answer": "to hoa giai"}, person=stubborn)
    runs.calculate(quiz, rule="all", at=NOON)
    assert 'value="to hoa giai"' not in trainer.get(address, {"luot": "all"}).text


def test_accepting_changes_the_draft_alone_and_once(trainer, question):
    _quiz, address = answered(question, *["to hoa giai"] * 3)
    question.refresh_from_db()
    version = question.current_version_id
    for _ in range(2):
        answer = trainer.post(f"{address}chap-nhan/", {"text": "to hoa giai"}, follow=True)
    assert "Đã có trong bản nháp" in answer.text
    question.refresh_from_db()
    draft = question.get_latest_revision_as_object()
    assert draft.body["accepted"] == ["tổ hòa giải", "to hoa giai"]
    assert (question.body["accepted"], question.current_version_id) == (["tổ hòa giải"], version)


def test_what_is_not_suggested_is_not_accepted(trainer, question):
    _quiz, address = answered(question, *["to hoa giai"] * 3)
    trainer.post(f"{address}chap-nhan/", {"text": "công an xã"})
    question.refresh_from_db()
    assert question.get_latest_revision_as_object().body["accepted"] == ["tổ hòa giải"]


def test_a_draft_that_accepts_the_spelling_already_gets_no_new_revision(question):
    assert accept_spelling(question, "to hoa giai", by=make.a_trainer())
    before = question.revisions.count()
    assert not accept_spelling(question, "To Hoa Giai", by=make.a_trainer())
    assert question.revisions.count() == before
