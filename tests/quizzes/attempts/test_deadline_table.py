"""When an attempt ends: closing time, limit, extra time and grace, each combination to the second (Moodle's table as model)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import make_quizzes
import pytest
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts.timing import Ending, deadline_of

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def clock(text: str | None) -> datetime | None:
    return None if text is None else NOON.replace(hour=int(text[:2]), minute=int(text[3:5]))


# limit (minutes), extra percent, extra minutes, closes -> the end
TABLE = [
    (None, 0, 0, None, None),
    (None, 50, 0, None, None),
    (None, 0, 10, None, None),
    (None, 0, 0, "12:30", "12:30"),
    (None, 50, 0, "12:30", "12:30"),
    (None, 50, 30, "12:30", "12:30"),
    (40, 0, 0, None, "12:40"),
    (40, 50, 0, None, "13:00"),
    (40, 0, 15, None, "12:55"),
    (40, 50, 15, None, "13:15"),
    (40, 25, 0, None, "12:50"),
    (40, 0, 0, "12:30", "12:30"),
    (40, 0, 0, "12:40", "12:40"),
    (40, 0, 0, "12:41", "12:40"),
    (40, 0, 0, "14:00", "12:40"),
    (40, 50, 0, "12:30", "12:30"),
    (40, 50, 0, "12:50", "12:50"),
    (40, 50, 0, "13:00", "13:00"),
    (40, 50, 0, "13:01", "13:00"),
    (40, 0, 30, "13:00", "13:00"),
    (40, 0, 30, "13:30", "13:10"),
    (40, 50, 30, "13:29", "13:29"),
    (40, 50, 30, "13:31", "13:30"),
    (1, 100, 0, None, "12:02"),
    (1, 0, 1, "12:01", "12:01"),
    (90, 100, 0, "14:59", "14:59"),
    (90, 100, 0, "15:01", "15:00"),
    (0, 50, 0, None, "12:00"),
    (0, 0, 5, None, "12:05"),
]


@pytest.mark.parametrize("zone", [LOCAL, ZoneInfo("UTC")])
@pytest.mark.parametrize(("limit", "percent", "minutes", "closes", "ends"), TABLE)
def test_the_deadline_is_the_earlier_of_limit_and_closing(
    limit, percent, minutes, closes, ends, zone
) -> None:
    closing = clock(closes)
    found = deadline_of(
        NOON.astimezone(zone),
        limit,
        percent,
        closing.astimezone(zone) if closing else None,
        extra_minutes=minutes,
    )
    assert found == clock(ends)


# at the end, grace (seconds), minutes left to submit, moment after the deadline (seconds)
#   -> takes answers, can be submitted
MOMENTS = [
    ("submit", 30, 60, -1, True, True),
    ("submit", 30, 60, 0, True, True),
    ("submit", 30, 60, 30, True, True),
    ("submit", 30, 60, 31, False, False),
    ("submit", 0, 60, 0, True, True),
    ("submit", 0, 60, 1, False, False),
    ("grace", 30, 60, 0, True, True),
    ("grace", 30, 60, 30, True, True),
    ("grace", 30, 60, 31, False, True),
    ("grace", 30, 60, 3600, False, True),
    ("grace", 30, 60, 3601, False, False),
    ("grace", 30, 0, 30, True, True),
    ("grace", 30, 0, 31, False, False),
    ("grace", 0, 1, 1, False, True),
    ("grace", 0, 1, 61, False, False),
    ("grace", 600, 5, 599, True, True),
    ("grace", 600, 5, 601, False, False),
    ("abandon", 30, 60, 0, True, True),
    ("abandon", 30, 60, 30, True, True),
    ("abandon", 30, 60, 31, False, False),
    ("abandon", 0, 0, 1, False, False),
]


@pytest.mark.parametrize(("at_end", "grace", "left", "after", "answers", "submits"), MOMENTS)
def test_what_is_possible_after_the_deadline(at_end, grace, left, after, answers, submits) -> None:
    ending = Ending(NOON, grace, at_end, left)
    at = NOON + after * SECOND
    assert ending.takes_answers(at) is answers
    assert (not ending.is_over(at)) is submits
    assert ending.only_submits(at) is (submits and not answers)


def test_without_a_deadline_nothing_is_ever_over() -> None:
    for at_end in ("submit", "grace", "abandon"):
        ending = Ending(None, 0, at_end, 0)
        assert ending.takes_answers(NOON + timedelta(days=999))
        assert not ending.is_over(NOON + timedelta(days=999))
        with pytest.raises(ValueError, match="by itself"):
            ending.outcome()


def test_the_table_holds_more_than_35_combinations() -> None:
    assert len(set(TABLE)) + len(set(MOMENTS)) >= 35
    assert len(set(TABLE)) == len(TABLE)


# The same through the engine: answer in time, then look at different moments.


def a_running_attempt(an, at_end: str, **fields) -> quizzes.Attempt:
    quiz = make_quizzes.a_quiz_of(1, minutes=40, at_end=at_end, submit_within_minutes=10, **fields)
    attempt = quizzes.start_attempt(an, quiz, at=NOON)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=NOON)
    return attempt


def late_answer(an, attempt, at) -> str:
    return str(quizzes.save_response(an, attempt.uid, 1, form({"answer": "a"}), sequence=2, at=at).kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at_end", "ended", "how", "passed", "percent"),
    [
        ("submit", 40 * MINUTE, "deadline", True, 100),
        ("grace", 50 * MINUTE, "abandoned", False, None),
        ("abandon", 40 * MINUTE, "abandoned", False, None),
    ],
)
@pytest.mark.parametrize("late", [51 * MINUTE, timedelta(hours=3), timedelta(days=9)])
def test_what_nobody_submits_ends_as_the_quiz_says_however_late_it_is_noticed(
    an, at_end, ended, how, passed, percent, late
) -> None:
    attempt = a_running_attempt(an, at_end)
    assert quizzes.close_overdue(NOON + late) == 1
    assert quizzes.close_overdue(NOON + late) == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by, attempt.passed, attempt.percent) == (
        NOON + ended,
        how,
        passed,
        percent,
    )
    assert quizzes.Response.objects.count() == 1, "what was saved is kept"
    assert quizzes.Attempt.objects.counting().exists() is (how == "deadline")


@pytest.mark.django_db
def test_in_the_minutes_left_answers_are_refused_and_submitting_counts(an) -> None:
    attempt = a_running_attempt(an, "grace")
    at = NOON + 45 * MINUTE
    assert late_answer(an, attempt, at) == "closed"
    attempt.refresh_from_db()
    assert attempt.is_open
    ended = quizzes.submit_attempt(an, attempt.uid, at=at)
    assert (ended.submitted_at, ended.ended_by, ended.percent) == (at, "person", 100)


@pytest.mark.django_db
def test_an_abandoned_attempt_cannot_be_submitted_afterwards(an) -> None:
    attempt = a_running_attempt(an, "abandon")
    ended = quizzes.submit_attempt(an, attempt.uid, at=NOON + 41 * MINUTE)
    assert (ended.ended_by, ended.percent, ended.grades.count()) == ("abandoned", None, 0)


@pytest.mark.django_db
def test_closing_ends_an_attempt_that_has_time_left(an) -> None:
    attempt = a_running_attempt(an, "submit", closes_at=NOON + 20 * MINUTE)
    assert attempt.deadline == NOON + 20 * MINUTE
    assert late_answer(an, attempt, NOON + 20 * MINUTE + 30 * SECOND) == "saved"
    assert late_answer(an, attempt, NOON + 21 * MINUTE) == "closed"


@pytest.mark.django_db
def test_nobody_starts_before_the_opening_or_after_the_closing(an) -> None:
    quiz = make_quizzes.a_quiz_of(1, opens_at=NOON, closes_at=NOON + 60 * MINUTE)
    with pytest.raises(quizzes.AttemptRefused) as early:
        quizzes.start_attempt(an, quiz, at=NOON - SECOND)
    assert early.value.not_before == NOON
    assert "12:00" in early.value.sentence
    with pytest.raises(quizzes.AttemptRefused) as late:
        quizzes.start_attempt(an, quiz, at=NOON + 60 * MINUTE)
    assert "13:00" in late.value.sentence
    assert quizzes.start_attempt(an, quiz, at=NOON).deadline == NOON + 40 * MINUTE


# What the pages say.


def begun(browser, at_end: str) -> str:
    quiz = make_quizzes.a_quiz_of(2, minutes=40, at_end=at_end, submit_within_minutes=10, cooldown_minutes=0)
    url = str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    browser.post(url, {"sequence": "1", "answer": "b", "to": "next"})
    return url


@pytest.mark.django_db
def test_in_the_minutes_left_every_page_leads_to_the_button(browser, course, arrival) -> None:
    url = begun(browser, "grace")
    review = url.replace("/1/", "/xem-lai/")
    arrival.moment = NOON + 45 * MINUTE
    for address in (url, url.replace("/1/", "/")):
        assert browser.get(address)["Location"] == review
    assert browser.post(url, {"sequence": "2", "answer": "a"})["Location"] == review
    page = browser.get(review).content.decode()
    assert "12:50" in page
    assert page.count("data-next") == 1
    assert 'href="../1/' not in page
    assert "data-ended-at" not in page, "a page that has nowhere to go does not reload itself"
    result = browser.post(url.replace("/1/", "/nop-bai/"), follow=True)
    assert "/ket-qua/" in result.request["PATH_INFO"]
    assert quizzes.Attempt.objects.get().ended_by == "person"


@pytest.mark.django_db
def test_an_attempt_that_was_not_submitted_in_time_says_so_and_how_to_go_on(browser, course, arrival) -> None:
    url = begun(browser, "abandon")
    arrival.moment = NOON + 45 * MINUTE
    page = browser.get(url, follow=True).content.decode()
    assert "12:40" in page
    assert page.count("data-next") == 1
    assert "Vì văn bản ghi như vậy." not in page
    attempt = quizzes.Attempt.objects.get()
    assert (attempt.ended_by, attempt.grades.count()) == ("abandoned", 0)
