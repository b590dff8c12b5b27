"""What a review shows, and when: seven things by four moments, and nothing before the quiz says so (I04)."""

from datetime import timedelta

import make_quizzes
import pytest

from quizzes import api as quizzes
from quizzes.attempts.results import result_of
from tests.quizzes.attempts.test_behaviour_walkthroughs import BODY, begin, press, shown

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOTHING = {"during": [], "after": [], "later": [], "closed": []}
MOMENTS = {"after": MINUTE, "later": 5 * MINUTE, "closed": 120 * MINUTE}
MARKS = {
    "answer": "Phương án một",
    "correctness": "Chưa đúng.",
    "marks": "trên 1 điểm",
    "specific": "hãy đọc lại mục hai",
    "general": "Vì văn bản ghi như vậy.",
    "right": "Câu trả lời đúng",
    "overall": "Cần đọc lại cả bài.",
}


def a_quiz(noon, **review) -> quizzes.Quiz:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(topic=topic, body=BODY)
    return make_quizzes.a_quiz(
        (topic, 1),
        review={**NOTHING, **review},
        bands=[{"from": "50", "text": "Rất tốt."}, {"from": "0", "text": "Cần đọc lại cả bài."}],
        closes_at=noon + 90 * MINUTE,
    )


def sit(browser, quiz) -> str:
    url = begin(browser, quiz)
    press(browser, url, answer="a")
    attempt = quizzes.Attempt.objects.get()
    browser.post(f"/lam-bai/{attempt.uid}/nop-bai/")
    return f"/ket-qua/{attempt.uid}/"


@pytest.mark.parametrize("thing", MARKS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_each_thing_is_shown_at_its_moment_and_at_no_other(
    browser, course, arrival, noon, thing, moment
) -> None:
    wanted = {moment: sorted({"answer", thing})}
    address = sit(browser, a_quiz(noon, **wanted))
    for each, after in MOMENTS.items():
        arrival.moment = noon + after
        page = shown(browser, address)
        assert (MARKS[thing] in page) is (each == moment), (each, page)
        for other in set(MARKS) - {"answer", thing}:
            assert MARKS[other] not in page, (each, other)


def test_a_page_that_may_show_nothing_says_from_when_there_is_more(browser, course, arrival, noon) -> None:
    address = sit(browser, a_quiz(noon, closed=list(MARKS)))
    page = shown(browser, address)
    assert "13:30" in page
    assert page.count("data-next") == 1
    assert "verdict__word" in page
    arrival.moment = noon + 91 * MINUTE
    assert "13:30" not in shown(browser, address)


def test_more_two_minutes_later_is_said_too(browser, course, arrival, noon) -> None:
    address = sit(browser, a_quiz(noon, after=["marks"], later=["marks", "answer"]))
    assert "12:02" in shown(browser, address)
    arrival.moment = noon + 3 * MINUTE
    page = shown(browser, address)
    assert "12:02" not in page
    assert "Phương án một" in page


def test_a_quiz_that_never_shows_answers_says_so(browser, course, arrival, noon) -> None:
    page = shown(browser, sit(browser, a_quiz(noon, after=["marks"], later=["marks"], closed=["marks"])))
    assert "không cho xem" in page or "This test does not show" in page
    assert "Phương án một" not in page


def test_by_default_all_is_shown_after_the_end(browser, course, arrival) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    page = shown(browser, sit(browser, quiz))
    assert "Vì văn bản ghi như vậy." in page


def test_what_was_copied_at_the_start_decides_and_the_closing_is_that_of_the_quiz(
    browser, an, course, arrival, noon
) -> None:
    quiz = a_quiz(noon, closed=["answer"])
    address = sit(browser, quiz)
    quiz.review = {**NOTHING, "closed": list(MARKS)}
    quiz.closes_at = noon + 200 * MINUTE
    quiz.save()
    arrival.moment = noon + 100 * MINUTE
    assert "Phương án một" not in shown(browser, address), "others may still sit"
    arrival.moment = noon + 201 * MINUTE
    page = shown(browser, address)
    assert "Phương án một" in page
    assert "Vì văn bản ghi như vậy." not in page


def test_nothing_that_is_hidden_is_in_what_the_page_is_drawn_from(browser, an, course, arrival, noon) -> None:
    sit(browser, a_quiz(noon, after=["answer"]))
    attempt = quizzes.Attempt.objects.get()
    told = result_of(attempt, {}, at=attempt.submitted_at)
    (answer,) = told.answers
    assert set(answer.q) == {"kind", "stem", "media", "answered", "chosen", "uid"}
    assert (answer.explanation, answer.verdict, answer.marks, answer.feedback, told.words) == (
        "",
        "",
        "",
        [],
        "",
    )


def test_while_marks_are_hidden_no_page_tells_whether_it_was_passed(
    browser, an, course, arrival, noon
) -> None:
    quiz = a_quiz(noon, after=["answer"], later=["answer"], closed=list(MARKS))
    quizzes.Quiz.objects.update(closes_at=noon.replace(year=2100))  # the list of results asks the real clock
    address = sit(browser, quiz)
    attempt = quizzes.Attempt.objects.get()
    told = {each.told for each in quizzes.attempts_of(an, at=noon)}
    assert told == {"later"}
    assert "data-next" in shown(browser, address)
    for page in (shown(browser, address), shown(browser, "/ket-qua-cua-toi/")):
        assert "Chưa đạt" not in page
        assert "0 trên 1" not in page
    assert {each.told for each in quizzes.attempts_of(an, at=noon.replace(year=2101))} == {"not passed"}
    assert attempt.passed is False


def test_it_is_said_from_when_the_points_are_shown_not_from_when_anything_is(
    browser, course, arrival, noon
) -> None:
    """In two minutes the own answers come, the points only after the close."""
    address = sit(browser, a_quiz(noon, later=["answer"], closed=list(MARKS)))
    page = shown(browser, address)
    assert page.index("13:30") < page.index("12:02"), "the result after the close, the answers before"
    arrival.moment = noon + 5 * MINUTE
    page = shown(browser, address)
    assert "13:30" in page
    assert "Phương án một" in page


def test_nothing_is_promised_for_a_moment_that_never_comes(browser, course, arrival, noon) -> None:
    """The quiz closes within the two minutes that are "right after" the end."""
    quiz = a_quiz(noon, later=["answer", "marks"])
    arrival.moment = noon + 89 * MINUTE
    page = shown(browser, sit(browser, quiz))
    assert "Xem được từ" not in page
