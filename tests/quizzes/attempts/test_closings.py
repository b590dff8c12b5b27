"""What is shown after the close waits until nobody can sit any more: own dates, dates of others, attempts that run."""

from datetime import timedelta

import make
import pytest

from quizzes import api as quizzes
from quizzes.attempts.closings import closings
from quizzes.overrides import Override
from tests.quizzes.attempts.test_behaviour_walkthroughs import press, shown
from tests.quizzes.attempts.test_review_moments import MARKS, a_quiz, sit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REASON = "Vì văn bản ghi như vậy."


def give(quiz, **fields):
    return quizzes.give_override(**{"quiz": quiz, "reason": "Đi viện", "by": None, "at": make.NOON, **fields})


@pytest.fixture
def quiz(noon, course, arrival):
    """Closes at 13:30; only then is the reason shown."""
    return a_quiz(noon, closed=list(MARKS))


def test_the_persons_own_later_closing_counts(browser, an, quiz, arrival, noon) -> None:
    give(quiz, person=an, closes_at=noon + 5 * HOUR)
    address = sit(browser, quiz)
    arrival.moment = noon + 2 * HOUR
    page = shown(browser, address)
    assert REASON not in page
    assert "17:00" in page
    assert page.count("data-next") == 1
    arrival.moment = noon + 5 * HOUR
    assert REASON in shown(browser, address)


def test_a_later_closing_is_given_in_one_quiz_so_that_its_review_waits(an, noon) -> None:
    with pytest.raises(ValueError, match="one quiz"):
        give(None, person=an, closes_at=noon + 5 * HOUR)


def given_in_all(person, closes_at) -> None:
    """As it could be given before closings were given in one quiz."""
    Override.objects.create(person=person, closes_at=closes_at, reason="Đi viện", at=make.NOON)


def test_what_the_person_was_given_in_all_quizzes_before_counts(browser, an, quiz, arrival, noon) -> None:
    given_in_all(an, noon + 5 * HOUR)
    given_in_all(make.a_person(), noon + 9 * HOUR)
    address = sit(browser, quiz)
    arrival.moment = noon + 2 * HOUR
    assert REASON not in shown(browser, address)
    arrival.moment = noon + 5 * HOUR
    assert REASON in shown(browser, address), "others have time in all quizzes, but none of them runs here"


def test_an_own_earlier_closing_shows_nothing_earlier(browser, an, quiz, arrival, noon) -> None:
    address = sit(browser, quiz)
    give(quiz, person=an, closes_at=noon + timedelta(minutes=10))
    arrival.moment = noon + HOUR
    assert REASON not in shown(browser, address)


def test_while_another_may_still_start_nothing_is_shown(browser, quiz, arrival, noon) -> None:
    address = sit(browser, quiz)
    row = give(quiz, person=make.a_person(), closes_at=noon + 5 * HOUR)
    arrival.moment = noon + 2 * HOUR
    assert REASON not in shown(browser, address)
    row.ended_at = noon
    row.save()
    assert REASON in shown(browser, address), "what was taken back keeps nobody waiting"


def test_while_anothers_attempt_runs_nothing_is_shown(browser, quiz, arrival, noon) -> None:
    address = sit(browser, quiz)
    other = make.a_person()
    running = quizzes.start_attempt(other, quiz, at=noon)
    running.deadline = noon + 3 * HOUR  # as after an outage, whose time is given back beyond the closing
    running.save()
    arrival.moment = noon + 2 * HOUR
    page = shown(browser, address)
    assert REASON not in page
    assert "15:00" in page
    quizzes.submit_attempt(other, running.uid, at=arrival.moment)
    assert REASON in shown(browser, address)


def test_what_is_left_of_an_attempt_nobody_closed_keeps_nobody_waiting(browser, quiz, arrival, noon) -> None:
    address = sit(browser, quiz)
    quizzes.start_attempt(make.a_person(), quiz, at=noon)
    arrival.moment = noon + 2 * HOUR
    assert REASON in shown(browser, address)


def test_the_list_of_results_tells_no_earlier_than_the_result(browser, an, quiz, noon) -> None:
    sit(browser, quiz)
    give(quiz, person=an, closes_at=noon + 5 * HOUR)
    for hours, told in ((2, "later"), (5, "not passed")):
        assert [each.told for each in quizzes.attempts_of(an, at=noon + hours * HOUR)] == [told]


def test_which_of_several_counts_is_not_told_earlier_either(browser, an, quiz, arrival, noon) -> None:
    quiz.cooldown_minutes = 0
    quiz.save()
    sit(browser, quiz)
    url = str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    press(browser, url, answer="a")
    attempt = quizzes.Attempt.objects.order_by("-number")[0]
    browser.post(f"/lam-bai/{attempt.uid}/nop-bai/")
    give(quiz, person=an, closes_at=noon + 5 * HOUR)
    counts = "lượt tốt nhất được tính"
    for hours, told in ((2, False), (5, True)):
        arrival.moment = noon + hours * HOUR
        assert (counts in shown(browser, f"/ket-qua/{attempt.uid}/")) is told, hours


def test_a_quiz_that_never_closes_asks_nothing_and_many_ask_no_more(an, quiz, noon, statements) -> None:
    open_ended = a_quiz(noon)
    open_ended.closes_at = None
    with statements() as asked:
        assert closings(an.pk, [open_ended], at=noon) == {open_ended.pk: None}
    assert asked == []
    several = [a_quiz(noon) for _ in range(5)]
    given_in_all(an, noon + 5 * HOUR)
    with statements() as asked:
        assert set(closings(an.pk, several, at=noon).values()) == {noon + 5 * HOUR}
    assert len(asked) == 3


def test_the_pages_of_a_course_know_what_the_person_was_given(an, quiz, noon, statements) -> None:
    """The states of many quizzes are those under the own conditions."""
    give(quiz, person=an, closes_at=noon + 5 * HOUR, attempts_allowed=1)
    quiz.attempts_allowed = 4
    with statements() as asked:
        state = quizzes.attempt_states(an, [quiz], at=noon + 2 * HOUR)[quiz.pk]
    assert (state.left, state.may_start, state.closed_at) == (1, True, None)
    assert len(asked) == 2
