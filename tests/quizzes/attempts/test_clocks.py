"""Clocks that are wrong: a server's that is set back or forward, two servers' that differ, and a server that is slow."""

from datetime import datetime, timedelta
from typing import Any

import make_quizzes
import pytest
from django.core.management import call_command
from django.test import Client
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts import question_views
from quizzes.management.commands import close_overdue_attempts

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
BACK = -30 * SECOND
FORWARD = 5 * MINUTE


@pytest.fixture
def url(browser: Client, course: Any, arrival: Any) -> str:
    quiz = make_quizzes.a_quiz_of(2, minutes=40, grace_seconds=30, cooldown_minutes=0)
    return str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])


def the_attempt() -> quizzes.Attempt:
    return quizzes.Attempt.objects.get()


def sweep(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that closes what is overdue, on a machine whose clock shows this moment."""

    class Timezone:
        now = staticmethod(lambda: at)

    monkeypatch.setattr(close_overdue_attempts, "timezone", Timezone)
    call_command("close_overdue_attempts", verbosity=0)


def save(browser: Client, url: str, number: int, choice: str) -> dict[str, Any]:
    reply = browser.post(url + "luu/", {"sequence": str(number), "answer": choice})
    told: dict[str, Any] = reply.json()
    return told


# --- C02: the server's clock is set while people sit.


def test_an_attempt_that_is_submitted_by_a_clock_set_back_has_no_negative_time(browser, url, arrival) -> None:
    arrival.moment += BACK
    save(browser, url, 1, "b")
    reply = browser.post(url.replace("/1/", "/nop-bai/"))
    attempt = the_attempt()
    assert attempt.submitted_at == attempt.started_at == attempt.grades.get().at
    assert reply["Location"] == f"/ket-qua/{attempt.uid}/", "nobody is told that it had ended before"
    assert browser.get(reply["Location"]).status_code == 200
    assert attempt.grades.get().shares[0]["share"] == "1"


def test_an_attempt_opened_again_and_submitted_by_a_clock_set_back_has_no_negative_time(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    quizzes.submit_attempt(an, attempt.uid, at=noon)
    quizzes.reopen_attempt(attempt, deadline=None, reason="Mất điện", by=an, at=noon + MINUTE)
    ended = quizzes.submit_attempt(an, attempt.uid, at=noon - 5 * MINUTE)
    assert ended.submitted_at == ended.started_at


@pytest.mark.parametrize(
    "step", [BACK, FORWARD, timedelta(hours=-1)], ids=["back", "forward", "an hour back"]
)
def test_no_minutes_are_lost_or_shown_below_nothing_when_the_clock_is_set(
    browser, url, arrival, step
) -> None:
    left = save(browser, url, 1, "a")["left_seconds"]
    arrival.moment += step
    told = save(browser, url, 2, "b")
    assert told["state"] == "saved"
    assert told["left_seconds"] == max(0, left - step.total_seconds())
    assert "data-timer" in browser.get(url).content.decode()
    assert the_attempt().deadline == the_attempt().started_at + 40 * MINUTE


def test_the_newest_answer_is_told_by_its_number_and_not_by_the_clock(browser, url, arrival) -> None:
    arrival.moment += 10 * MINUTE
    save(browser, url, 1, "a")
    arrival.moment += BACK
    assert save(browser, url, 2, "b")["state"] == "saved"
    assert save(browser, url, 1, "a")["state"] == "elsewhere"
    assert 'value="b" checked' in browser.get(url).content.decode()
    browser.post(url.replace("/1/", "/nop-bai/"))
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"


@pytest.mark.parametrize("early", [6 * MINUTE, 5 * MINUTE, 4 * MINUTE + 30 * SECOND])
def test_a_clock_set_forward_submits_nothing_earlier_than_it_is_wrong(
    browser, url, arrival, monkeypatch, early
) -> None:
    """The sweeper and every page: five minutes forward close nothing that has as much time left."""
    arrival.moment = the_attempt().deadline - early + FORWARD
    sweep(arrival.moment, monkeypatch)
    assert browser.get(url).status_code == 200
    assert the_attempt().is_open


def test_what_a_clock_set_forward_has_closed_ended_at_its_deadline_and_can_be_opened_again(
    browser, an, url, arrival, monkeypatch
) -> None:
    save(browser, url, 1, "b")
    deadline = the_attempt().deadline
    really = deadline - 3 * MINUTE
    sweep(really + FORWARD, monkeypatch)
    attempt = the_attempt()
    assert (attempt.ended_by, attempt.submitted_at) == ("deadline", deadline)
    arrival.moment = really
    assert browser.get(f"/ket-qua/{attempt.uid}/").status_code == 200, "it ended in the future, by this clock"
    assert save(browser, url, 2, "a")["state"] == "closed"
    quizzes.reopen_attempt(attempt, deadline=deadline, reason="Đồng hồ sai", by=an, at=really)
    assert save(browser, url, 2, "a")["state"] == "saved"


def test_a_start_by_a_clock_that_runs_ahead_takes_no_minute_from_anybody(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40)
    attempt = quizzes.start_attempt(an, quiz, at=noon + FORWARD)
    outcome = quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon)
    assert outcome.left_seconds is not None
    assert outcome.left_seconds >= 40 * 60
    assert quizzes.submit_attempt(an, attempt.uid, at=noon + MINUTE).submitted_at == attempt.started_at


def test_two_servers_two_seconds_apart_judge_by_one_deadline(browser, url, arrival) -> None:
    """It is stored once, at the start; the grace is longer than clocks that are looked after differ."""
    deadline = the_attempt().deadline
    really = arrival.moment
    for number in range(1, 9):
        arrival.moment = really + number * MINUTE + (number % 2) * 2 * SECOND
        assert save(browser, url, number, "ab"[number % 2])["state"] == "saved"
    arrival.moment = deadline + 2 * SECOND  # the server that runs ahead; by the other one it is not over yet
    assert save(browser, url, 9, "b")["state"] == "saved"
    assert (the_attempt().deadline, the_attempt().is_open) == (deadline, True)


# --- C03: what counts is when a request arrived, however long it then takes.


def test_a_slow_server_costs_nobody_an_answer(browser, url, arrival, monkeypatch) -> None:
    """The moment is taken first: two seconds of work, or a wait for a lock, come after it."""
    arrival.moment = in_time = the_attempt().deadline + 30 * SECOND
    real = question_views.save_response

    def slow(*args: Any, **kwargs: Any) -> Any:
        arrival.moment += 2 * SECOND
        return real(*args, **kwargs)

    monkeypatch.setattr(question_views, "save_response", slow)
    assert save(browser, url, 1, "b")["state"] == "saved"
    assert quizzes.Response.objects.get().at == in_time
    assert save(browser, url, 2, "a")["state"] == "closed", "the control: what arrives now is late"
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"


def test_a_slow_submission_ends_at_its_arrival(browser, url, arrival, monkeypatch) -> None:
    from quizzes.attempts import views

    arrival.moment = in_time = the_attempt().deadline + 30 * SECOND
    real = views.submit_attempt

    def slow(*args: Any, **kwargs: Any) -> Any:
        arrival.moment += 2 * SECOND
        return real(*args, **kwargs)

    monkeypatch.setattr(views, "submit_attempt", slow)
    browser.post(url.replace("/1/", "/nop-bai/"))
    assert (the_attempt().submitted_at, the_attempt().ended_by) == (in_time, "person")
