"""How attempts end: once, by their person or by the clock, with one grade and one signal."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import make
import make_quizzes
import pytest
from django.core.management import CommandError, call_command
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts import submitting
from quizzes.management.commands import close_overdue_attempts

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    """What was said aloud."""
    said: list[dict[str, Any]] = []

    def listen(sender: Any, **kwargs: Any) -> None:
        said.append(kwargs)

    quizzes.attempt_graded.connect(listen)
    yield said
    quizzes.attempt_graded.disconnect(listen)


def test_submitting_again_changes_nothing(an, noon, heard) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2), at=noon)
    first = quizzes.submit_attempt(an, attempt.uid, at=noon + MINUTE)
    again = quizzes.submit_attempt(an, attempt.uid, at=noon + 2 * MINUTE)
    assert again.submitted_at == first.submitted_at == noon + MINUTE
    assert quizzes.Grade.objects.count() == 1
    assert len(heard) == 1


def test_the_grade_is_said_aloud_with_the_moment_of_the_end(an, noon, heard) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2), at=noon)
    quizzes.submit_attempt(an, attempt.uid, at=noon + MINUTE)
    assert heard[0]["attempt"] == attempt
    assert heard[0]["grade"] == quizzes.Grade.objects.get()
    assert heard[0]["at"] == noon + MINUTE
    assert heard[0]["attempt"].passed is False


def test_a_listener_that_fails_undoes_the_end(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2), at=noon)

    def fail(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("no completion")

    quizzes.attempt_graded.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            quizzes.submit_attempt(an, attempt.uid, at=noon)
    finally:
        quizzes.attempt_graded.disconnect(fail)
    attempt.refresh_from_db()
    assert attempt.is_open
    assert quizzes.Grade.objects.count() == 0
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).submitted_at == noon


def test_the_score_is_points_earned_of_points_as_dealt(an, noon) -> None:
    """A matching of 2 points half right, and two questions of 1 point of which one is right: 2 of 4."""
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("matching", topic=topic, points=2)
    make_quizzes.a_question(topic=topic)
    make_quizzes.a_question(topic=topic)
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz((topic, 3), pass_mark_percent=50), at=noon)
    for position, fields in enumerate([{"answer-L1": "R1", "answer-L2": "R3"}, {"answer": "b"}], start=1):
        quizzes.save_response(an, attempt.uid, position, form(fields), sequence=1, at=noon)
    ended = quizzes.submit_attempt(an, attempt.uid, at=noon)
    assert (ended.points, ended.earned, ended.percent, ended.passed) == (4, 2, 50, True)
    assert [each["share"] for each in quizzes.Grade.objects.get().shares] == ["0.5", "1", "0"]


def test_thirds_add_up_and_nothing_is_rounded_up_to_a_pass(an, noon) -> None:
    topic = make_quizzes.a_topic()
    for _ in range(3):
        make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 3), pass_mark_percent=Decimal("66.67"))
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    for position in (1, 2):
        quizzes.save_response(an, attempt.uid, position, form({"answer": "b"}), sequence=1, at=noon)
    ended = quizzes.submit_attempt(an, attempt.uid, at=noon)
    assert ended.percent == Decimal("66.6666")
    assert ended.passed is False


def test_the_latest_answer_is_marked(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    for sequence, choice in enumerate(["b", "a", "b"], start=1):
        quizzes.save_response(an, attempt.uid, 1, form({"answer": choice}), sequence=sequence, at=noon)
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).percent == 100


@pytest.mark.parametrize(
    ("choice", "pass_mark", "passed"), [("b", 50, True), ("b", 70, None), ("a", 50, None), ("a", 70, False)]
)
def test_while_an_essay_waits_the_verdict_is_open_only_where_it_depends_on_it(
    an, noon, choice, pass_mark, passed
) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("essay", topic=topic)
    make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 2), pass_mark_percent=pass_mark)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "Kính thưa bác."}), sequence=1, at=noon)
    quizzes.save_response(an, attempt.uid, 2, form({"answer": choice}), sequence=1, at=noon)
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).passed is passed


def test_an_essay_that_was_not_written_waits_for_nobody(an, noon) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("essay", topic=topic)
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz((topic, 1)), at=noon)
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).passed is False


def test_submitting_within_the_grace_is_the_persons_own_end(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, grace_seconds=30), at=noon)
    late = attempt.deadline + timedelta(seconds=30)
    assert quizzes.submit_attempt(an, attempt.uid, at=late).ended_by == "person"


def test_submitting_too_late_ends_it_at_the_deadline(an, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, grace_seconds=30), at=noon)
    ended = quizzes.submit_attempt(an, attempt.uid, at=attempt.deadline + timedelta(seconds=31))
    assert (ended.ended_by, ended.submitted_at) == ("deadline", attempt.deadline)


# --- Nobody is there.


@pytest.fixture
def overdue(an, course, noon) -> quizzes.Attempt:
    """An attempt with one right answer of two, started at noon with 40 minutes."""
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(2, pass_mark_percent=50), at=noon)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon + MINUTE)
    return attempt


def closed(attempt: quizzes.Attempt) -> bool:
    attempt.refresh_from_db()
    if attempt.is_open:
        return False
    assert attempt.submitted_at == attempt.deadline
    assert (attempt.ended_by, attempt.percent, attempt.passed) == ("deadline", 50, True)
    grade = quizzes.Grade.objects.get()
    assert grade.at == attempt.deadline
    return True


def test_looking_at_any_page_closes_an_overdue_attempt(browser, overdue, arrival) -> None:
    arrival.moment = overdue.deadline + timedelta(seconds=31)
    uid, quiz = overdue.uid, overdue.quiz.uid
    pages = [
        f"/lam-bai/{uid}/1/",
        f"/lam-bai/{uid}/",
        f"/lam-bai/{uid}/xem-lai/",
        f"/ket-qua/{uid}/",
        f"/bai-kiem-tra/{quiz}/",
    ]
    for page in pages:
        quizzes.Grade.objects.all().delete()
        quizzes.Attempt.objects.update(submitted_at=None, ended_by="", passed=None)
        reply = browser.get(page, follow=True)
        assert reply.status_code == 200
        assert closed(overdue), page


def test_within_the_grace_looking_closes_nothing(browser, overdue, arrival) -> None:
    arrival.moment = overdue.deadline + timedelta(seconds=30)
    assert browser.get(f"/lam-bai/{overdue.uid}/1/").status_code == 200
    assert not closed(overdue)


def test_asking_where_a_person_stands_closes_what_is_overdue(an, overdue) -> None:
    state = quizzes.attempt_state(an, overdue.quiz, at=overdue.deadline + 3 * 60 * MINUTE)
    assert closed(overdue)
    assert state.open is None
    assert state.last == state.passed == overdue


def run(at, monkeypatch) -> str:
    said = StringIO()

    class Timezone:
        now = staticmethod(lambda: at)

    monkeypatch.setattr(close_overdue_attempts, "timezone", Timezone)
    call_command("close_overdue_attempts", stdout=said)
    return said.getvalue().strip()


def test_the_command_closes_everybodys_and_does_nothing_the_second_time(
    overdue, noon, heard, monkeypatch
) -> None:
    other = make.a_person()
    quizzes.start_attempt(other, overdue.quiz, at=noon)
    running = quizzes.start_attempt(other, make_quizzes.a_quiz_of(1), at=noon + 30 * MINUTE)
    at = noon + 3 * 60 * MINUTE - 121 * MINUTE
    assert run(at, monkeypatch) == "Đã đóng: 2 lượt làm bài"
    before = list(quizzes.Grade.objects.values())
    assert run(at, monkeypatch) == "Đã đóng: 0 lượt làm bài"
    assert list(quizzes.Grade.objects.values()) == before
    assert len(heard) == 2
    running.refresh_from_db()
    assert running.is_open


def test_a_sweep_three_hours_late_gives_the_same_result(overdue, noon, monkeypatch) -> None:
    run(noon + 4 * 60 * MINUTE, monkeypatch)
    assert closed(overdue)


def test_one_attempt_that_cannot_be_closed_does_not_hold_up_the_others(
    overdue, noon, monkeypatch, caplog
) -> None:
    broken = quizzes.start_attempt(make.a_person(), overdue.quiz, at=noon - MINUTE)
    mark = submitting.mark_paper

    def mark_paper(attempt):
        if attempt.pk == broken.pk:
            raise RuntimeError("unreadable")
        return mark(attempt)

    monkeypatch.setattr(submitting, "mark_paper", mark_paper)
    with pytest.raises(CommandError):
        run(noon + 4 * 60 * MINUTE, monkeypatch)
    assert "could not be closed" in caplog.text
    broken.refresh_from_db()
    assert broken.is_open
    overdue.refresh_from_db()
    assert not overdue.is_open


def test_pressing_submit_twice_leads_to_one_result(browser, overdue, arrival) -> None:
    first = browser.post(f"/lam-bai/{overdue.uid}/nop-bai/")
    second = browser.post(f"/lam-bai/{overdue.uid}/nop-bai/")
    assert first["Location"] == f"/ket-qua/{overdue.uid}/"
    assert second["Location"].startswith(first["Location"])
    assert quizzes.Grade.objects.count() == 1


def test_signing_in_again_at_the_press_of_submit_leads_back_to_the_button(
    browser, an, overdue, arrival
) -> None:
    press = f"/lam-bai/{overdue.uid}/nop-bai/"
    browser.logout()
    assert browser.post(press)["Location"] == f"/tai-khoan/dang-nhap/?next={press}"
    browser.force_login(an)
    assert browser.get(press)["Location"] == f"/lam-bai/{overdue.uid}/xem-lai/"
    overdue.refresh_from_db()
    assert overdue.is_open, "only a press of the button submits"


def test_in_the_grace_the_page_says_that_the_time_is_over(browser, overdue, arrival) -> None:
    arrival.moment = overdue.deadline + timedelta(seconds=5)
    page = browser.get(f"/lam-bai/{overdue.uid}/1/").content.decode()
    assert 'data-timer="0"' in page
    assert "data-left" not in page
