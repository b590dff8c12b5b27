"""Answers as they arrive: in order, again, from two tabs, too late."""

from datetime import timedelta
from typing import Any

import make_quizzes
import pytest
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts.adding import Given, add_answer, latest_answer
from quizzes.attempts.answering import judge
from quizzes.kinds import NotAnAnswer

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def choices(attempt: quizzes.Attempt) -> list[tuple[int, str]]:
    """What was kept of the answers to the first question, in order."""
    rows = quizzes.Response.objects.filter(attempt_question__attempt=attempt, attempt_question__position=1)
    return [(row.sequence, row.data["choice"] if row.data else "") for row in rows]


@pytest.fixture
def attempt(an, noon) -> quizzes.Attempt:
    return quizzes.start_attempt(an, make_quizzes.a_quiz_of(2, grace_seconds=30), at=noon)


@pytest.fixture
def send(an, attempt, noon):
    """Sends one answer to the first question; what became of it."""

    def send(choice: str, sequence: int, at=noon) -> str:
        data = form({"answer": choice} if choice else {})
        return str(quizzes.save_response(an, attempt.uid, 1, data, sequence=sequence, at=at).kept)

    return send


def test_each_change_is_added_and_the_newest_counts(send, attempt) -> None:
    assert [send("a", 1), send("b", 2), send("c", 3)] == ["saved"] * 3
    assert choices(attempt) == [(1, "a"), (2, "b"), (3, "c")]


def test_a_repeated_send_is_stored_once(send, attempt) -> None:
    assert [send("a", 1), send("a", 1), send("a", 1)] == ["saved", "same", "same"]
    assert choices(attempt) == [(1, "a")]


def test_an_answer_that_changes_nothing_needs_no_row(send, attempt) -> None:
    assert [send("", 1), send("a", 1), send("a", 2)] == ["same", "saved", "same"]
    assert choices(attempt) == [(1, "a")]


def test_an_answer_can_be_taken_back(send, attempt) -> None:
    send("a", 1)
    assert send("", 2) == "saved"
    assert choices(attempt) == [(1, "a"), (2, "")]


def test_two_tabs_never_revert_each_other_silently(send, attempt) -> None:
    """Tab A and tab B were both opened after answer 4; B's is newer; A tries again."""
    send("a", 4)
    assert send("b", 6) == "saved"
    assert send("c", 5) == "elsewhere"
    assert send("c", 5) == "elsewhere"
    assert choices(attempt)[-1] == (6, "b")


def test_the_same_number_with_another_answer_is_told_and_not_kept(send, attempt) -> None:
    send("a", 1)
    assert send("b", 1) == "elsewhere"
    assert choices(attempt) == [(1, "a")]


def test_an_old_request_sent_once_more_changes_nothing(send, attempt) -> None:
    send("a", 1)
    send("b", 2)
    assert send("a", 1) == "elsewhere"
    assert choices(attempt)[-1] == (2, "b")


NUMBERS = pytest.mark.parametrize(
    ("sequence", "data", "latest", "latest_data", "kept"),
    [
        (1, "x", 0, None, "saved"),
        (1, None, 0, None, "same"),
        (3, "x", 3, "x", "same"),
        (3, "y", 3, "x", "elsewhere"),
        (3, None, 3, "x", "elsewhere"),
        (2, "x", 3, "x", "elsewhere"),
        (2, "y", 3, "x", "elsewhere"),
        (4, "x", 3, "x", "same"),
        (4, None, 3, None, "same"),
        (4, "x", 3, None, "saved"),
        (4, None, 3, "x", "saved"),
        (9, "y", 3, "x", "saved"),
    ],
)


@NUMBERS
def test_the_rule_of_numbers(sequence, data, latest, latest_data, kept) -> None:
    assert judge(sequence, data, latest_sequence=latest, latest_data=latest_data) == kept


@NUMBERS
@pytest.mark.parametrize("certain", [False, True], ids=["answer", "certainty"])
def test_the_statement_that_stores_an_answer_keeps_the_same_rule(
    attempt, noon, sequence, data, latest, latest_data, kept, certain
) -> None:
    """The same table for what was answered, and for how sure the learner was of one and the same answer."""
    question = attempt.questions.get(position=1).pk
    sure = {None: None, "x": 1, "y": 2}

    def told(value: str | None) -> dict[str, Any]:
        if certain:
            return {"data": {"choice": "a"} if latest else None, "certainty": sure[value]}
        return {"data": value and {"choice": value, "more": ["ă", 1.5, None]}, "certainty": None}

    if latest:
        quizzes.Response.objects.create(
            attempt_question_id=question, sequence=latest, at=noon, **told(latest_data)
        )
    added = add_answer(question, Given(sequence, complete=True, at=noon, **told(data)))
    assert added == (kept == "saved")
    stored = latest_answer(question)
    assert stored.sequence == (sequence if added else latest)
    assert (stored.data, stored.certainty) == tuple(told(data if added else latest_data).values())
    if added:
        row = quizzes.Response.objects.get(attempt_question=question, sequence=sequence)
        assert (row.data, row.certainty, row.complete, row.at) == (*told(data).values(), True, noon)


@pytest.mark.parametrize(
    ("after_deadline", "kept"),
    [(-1, "saved"), (0, "saved"), (29, "saved"), (30, "saved"), (31, "closed"), (86_400, "closed")],
)
def test_what_counts_is_when_an_answer_arrives(send, attempt, after_deadline, kept) -> None:
    assert send("b", 1, at=attempt.deadline + after_deadline * SECOND) == kept
    attempt.refresh_from_db()
    if kept == "closed":
        assert attempt.submitted_at == attempt.deadline
        assert attempt.ended_by == "deadline"
        assert attempt.earned == 0
        assert choices(attempt) == []
    else:
        assert attempt.is_open


def test_nothing_is_added_to_an_attempt_that_has_ended(an, send, attempt, noon) -> None:
    send("a", 1)
    quizzes.submit_attempt(an, attempt.uid, at=noon)
    assert send("b", 2) == "closed"
    assert choices(attempt) == [(1, "a")]


def test_an_answer_that_the_form_cannot_send_is_refused(an, attempt, noon) -> None:
    with pytest.raises(NotAnAnswer):
        quizzes.save_response(an, attempt.uid, 1, form({"answer": "z"}), sequence=1, at=noon)
    assert choices(attempt) == []


# --- The same through the page and through the script.


@pytest.fixture
def url(browser, course, arrival) -> str:
    quiz = make_quizzes.a_quiz_of(2, grace_seconds=30)
    return str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])


def test_a_form_sent_twice_leads_to_the_same_place_and_one_answer(browser, url) -> None:
    replies = [browser.post(url, {"sequence": "1", "to": "next", "answer": "a"}) for _press in range(2)]
    assert {reply["Location"] for reply in replies} == {url.replace("/1/", "/2/")}
    assert quizzes.Response.objects.count() == 1


def test_an_old_form_shows_the_newest_answer_and_how_to_go_on(browser, url) -> None:
    browser.post(url, {"sequence": "1", "answer": "a"})
    browser.post(url, {"sequence": "2", "answer": "b"})
    reply = browser.post(url, {"sequence": "1", "answer": "c"})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert 'value="b" checked' in page
    assert 'name="sequence" value="3"' in page
    assert browser.post(url, {"sequence": "3", "answer": "c"}).status_code == 302


@pytest.mark.parametrize("sequence", ["", "0", "-1", "x", "1.5", "١", "99999999999", None])
def test_a_form_without_a_sound_number_keeps_nothing_and_says_so(browser, url, sequence) -> None:
    data = {"answer": "a"} | ({} if sequence is None else {"sequence": sequence})
    reply = browser.post(url, data)
    assert reply.status_code == 400
    assert "data-next" in reply.content.decode()
    assert browser.post(url + "luu/", data).json()["state"] == "refused"
    assert quizzes.Response.objects.count() == 0


def test_a_forged_choice_is_answered_on_the_page(browser, url) -> None:
    reply = browser.post(url, {"sequence": "1", "answer": "z"})
    assert reply.status_code == 400
    assert 'id="answer-error"' in reply.content.decode()
    told = browser.post(url + "luu/", {"sequence": "1", "answer": "z"})
    assert (told.status_code, told.json()["state"]) == (400, "refused")


def test_the_script_is_told_what_became_of_the_answer(browser, url, arrival) -> None:
    saved = browser.post(url + "luu/", {"sequence": "1", "answer": "a"})
    assert saved.status_code == 200
    assert saved.json() | {"words": ""} == {
        "state": "saved",
        "sequence": 1,
        "saved_at": "2026-11-24T12:00:00+07:00",
        "left_seconds": 2400,
        "words": "",
    }
    assert "12:00" in saved.json()["words"]
    arrival.moment += timedelta(minutes=10)
    assert browser.post(url + "luu/", {"sequence": "1", "answer": "a"}).json()["left_seconds"] == 1800
    elsewhere = browser.post(url + "luu/", {"sequence": "1", "answer": "b"})
    assert (elsewhere.status_code, elsewhere.json()["state"]) == (409, "elsewhere")
    arrival.moment += timedelta(hours=1)
    closed = browser.post(url + "luu/", {"sequence": "2", "answer": "b"})
    assert (closed.status_code, closed.json()["state"]) == (409, "closed")
    assert "no-store" in closed["Cache-Control"]


def test_the_script_is_told_when_the_session_has_ended(browser, url) -> None:
    browser.logout()
    reply = browser.post(url + "luu/", {"sequence": "1", "answer": "a"})
    assert (reply.status_code, reply.json()["state"]) == (401, "signed-out")
    assert quizzes.Response.objects.count() == 0


def test_a_late_form_leads_to_the_result_which_says_when_the_time_ended(browser, url, arrival) -> None:
    browser.post(url, {"sequence": "1", "answer": "b"})
    arrival.moment += timedelta(minutes=41)
    reply = browser.post(url, {"sequence": "2", "answer": "a"}, follow=True)
    assert reply.request["PATH_INFO"].startswith("/ket-qua/")
    assert "12:40" in reply.content.decode()
    assert reply.context["result"].right == 1


@pytest.mark.parametrize("page", ["/1/", "/", "/xem-lai/"])
def test_the_pages_of_an_ended_attempt_lead_to_its_result(browser, url, arrival, page) -> None:
    address = url.replace("/1/", page)
    browser.post(url.replace("/1/", "/nop-bai/"))
    reply = browser.get(address)
    assert reply["Location"].startswith("/ket-qua/")
    assert "12:00" in browser.get(reply["Location"]).content.decode()


def test_saving_an_answer_asks_the_database_four_times_at_most(browser, url, statements) -> None:
    with statements() as first:
        assert browser.post(url + "luu/", {"sequence": "1", "answer": "a"}).status_code == 200
    with statements() as later:
        browser.post(url + "luu/", {"sequence": "2", "answer": "b"})
    assert len(first) <= 4, first
    assert len(later) <= 4, later


def test_the_lock_is_taken_before_any_answer_is_looked_at(browser, url, statements) -> None:
    with statements() as asked:
        browser.post(url + "luu/", {"sequence": "1", "answer": "a"})
    about = [sql for sql in asked if "quizzes_" in sql]
    assert 'FROM "quizzes_attempt"' in about[0]
    assert '"quizzes_response"' not in about[0]
