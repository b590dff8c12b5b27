"""What was answered stays: replayed requests, lost replies, two devices, late queues, and changes of the bank meanwhile."""

from datetime import timedelta

import make
import make_quizzes
import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts import starting

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def url(browser, course, arrival) -> str:
    quiz = make_quizzes.a_quiz_of(2, minutes=40)
    return str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])


def test_a_captured_request_sent_five_more_times_changes_nothing_now_and_after_the_end(browser, url) -> None:
    """B03"""
    sent = {"sequence": "1", "answer": "b"}
    states = [browser.post(url + "luu/", sent).json()["state"] for _ in range(6)]
    assert states == ["saved", *["same"] * 5]
    browser.post(url.replace("/1/", "/nop-bai/"))
    replies = [browser.post(url + "luu/", {**sent, "sequence": "2", "answer": "a"}) for _ in range(5)]
    assert {(each.status_code, each.json()["state"]) for each in replies} == {(409, "closed")}
    assert quizzes.Response.objects.count() == 1
    stranger = Client()
    stranger.force_login(make.a_person())
    assert stranger.post(url + "luu/", sent).status_code == 404


def test_whoever_lost_every_reply_and_sends_again_has_each_answer_once(browser, url) -> None:
    """B07: the script repeats a send with its number until it hears of it; the proxy swallows the replies."""
    for number, choice in enumerate("abcb", start=1):
        for _lost in range(3):
            browser.post(url + "luu/", {"sequence": str(number), "answer": choice})
    for _lost in range(3):
        browser.post(url.replace("/1/", "/nop-bai/"))
    kept = [each.data["choice"] for each in quizzes.Response.objects.order_by("sequence")]
    assert kept == ["a", "b", "c", "b"]
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"


def test_a_second_device_joins_the_attempt_and_neither_reverts_the_other(browser, an, url) -> None:
    """B06"""
    phone = Client()
    phone.force_login(an)
    quiz = quizzes.Quiz.objects.get()
    assert phone.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"] == url
    assert browser.post(url + "luu/", {"sequence": "1", "answer": "b"}).json()["state"] == "saved"
    late = phone.post(url + "luu/", {"sequence": "1", "answer": "a"})
    assert (late.status_code, late.json()["state"]) == (409, "elsewhere")
    assert quizzes.Attempt.objects.count() == 1


def test_what_a_queue_brings_after_the_end_is_not_graded(browser, an, url, arrival) -> None:
    """C04: what was saved before is graded at the deadline; what comes later is refused and said so."""
    browser.post(url + "luu/", {"sequence": "1", "answer": "b"})
    arrival.moment += 45 * MINUTE
    late = browser.post(url + "luu/", {"sequence": "2", "answer": "a"})
    assert (late.status_code, late.json()["state"]) == (409, "closed")
    attempt = quizzes.Attempt.objects.get()
    assert (attempt.ended_by, attempt.submitted_at) == ("deadline", attempt.deadline)
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"


@pytest.mark.parametrize("place", ["session", "header", "field"])
def test_the_clock_of_the_phone_decides_nothing(browser, url, arrival, place) -> None:
    """C01: forged times change nothing; the server's moment of arrival is kept."""
    extra = {"at": "2020-01-01T00:00:00Z", "saved_at": "2020-01-01T00:00:00Z", "deadline": "2030-01-01"}
    sent = {"sequence": "1", "answer": "b", **(extra if place == "field" else {})}
    headers = {"HTTP_DATE": "Wed, 01 Jan 2020 00:00:00 GMT"} if place == "header" else {}
    browser.post(url + "luu/", sent, **headers)
    assert quizzes.Response.objects.get().at == arrival.moment


def test_a_session_that_ended_loses_no_answer(browser, an, url) -> None:
    """C06"""
    browser.post(url + "luu/", {"sequence": "1", "answer": "b"})
    browser.logout()
    assert browser.post(url + "luu/", {"sequence": "2", "answer": "a"}).status_code == 401
    browser.force_login(an)
    assert 'value="b" checked' in browser.get(url).content.decode()
    assert browser.post(url + "luu/", {"sequence": "2", "answer": "a"}).json()["state"] == "saved"


def test_a_quiz_that_is_changed_between_two_starts_gives_each_one_version(an, noon, monkeypatch) -> None:
    """D01: the change comes in the middle of a start; what was read before it is what the attempt has."""
    quiz = make_quizzes.a_quiz_of(2, minutes=40, pass_mark_percent=70)
    draw = starting._draw

    def changed_meanwhile(*args, **kwargs):
        quizzes.Quiz.objects.update(minutes=1, pass_mark_percent=100, behaviour="immediate")
        return draw(*args, **kwargs)

    monkeypatch.setattr(starting, "_draw", changed_meanwhile)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert (attempt.deadline, attempt.pass_mark_percent) == (noon + 40 * MINUTE, 70)
    assert "behaviour" not in attempt.rules, "as the quiz was when the start looked at it"


def test_what_was_dealt_is_drawn_for_ever_though_the_bank_changed(browser, url) -> None:
    """D02"""
    before = browser.get(url).content.decode()
    for question in quizzes.Question.objects.all():
        body = {**question.body, "stem": "Đề khác hẳn", "correct": "a"}
        question.body = body
        question.current_version = make_quizzes.a_version(question, body=body)
        question.live, question.retired_at = False, make.NOON
        question.save()
    quizzes.Section.objects.all().delete()
    after = browser.get(url).content.decode()
    assert "Đề khác hẳn" not in after
    assert "Chọn một phương án." in before
    assert "Chọn một phương án." in after
    browser.post(url + "luu/", {"sequence": "1", "answer": "b"})
    result = browser.post(url.replace("/1/", "/nop-bai/"), follow=True).content.decode()
    assert "Đề khác hẳn" not in result
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"


@pytest.mark.parametrize("what", ["version", "question", "topic", "quiz", "person"])
def test_nothing_that_an_attempt_stands_on_can_be_deleted(browser, an, url, what) -> None:
    """D03"""
    dealt = quizzes.AttemptQuestion.objects.first()
    target = {
        "version": dealt.version,
        "question": dealt.version.question,
        "topic": dealt.version.question.topic,
        "quiz": dealt.attempt.quiz,
        "person": an,
    }[what]
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        target.delete()
    assert browser.get(url).status_code == 200


def test_a_pass_mark_that_was_raised_changes_no_result(an, noon) -> None:
    """D05"""
    quiz = make_quizzes.a_quiz_of(2, pass_mark_percent=50)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon)
    ended = quizzes.submit_attempt(an, attempt.uid, at=noon)
    quizzes.Quiz.objects.update(pass_mark_percent=90)
    ended.refresh_from_db()
    assert (ended.passed, ended.pass_mark_percent) == (True, 50)


def test_the_seed_comes_from_the_systems_secure_generator_and_tells_nothing(browser, url) -> None:
    """I05"""
    attempt = quizzes.Attempt.objects.get()
    assert len(attempt.seed) == 64
    assert attempt.seed not in browser.get(url).content.decode()
