"""One attempt under each behaviour, through the pages, as people without a script sit it."""

import re
from decimal import Decimal

import make_quizzes
import pytest

from quizzes import api as quizzes
from quizzes.attempts.models import Try

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"id": "a", "text": "Phương án một", "feedback": "Chưa đúng: hãy đọc lại mục hai."},
    {"id": "b", "text": "Phương án hai", "feedback": "Phương án hai là đúng."},
    {"id": "c", "text": "Phương án ba"},
]
BODY = {
    "stem": "Chọn một phương án.",
    "options": OPTIONS,
    "correct": "b",
    "hints": ["Gợi ý một.", "Gợi ý hai."],
}


@pytest.fixture
def quiz_with(course):
    def make(number: int = 2, **fields) -> quizzes.Quiz:
        topic = make_quizzes.a_topic()
        for _ in range(number):
            make_quizzes.a_question(topic=topic, body=BODY)
        return make_quizzes.a_quiz((topic, number), **fields)

    return make


def begin(browser, quiz) -> str:
    return str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])


def press(browser, url: str, **data):
    """Fills the page at `url` in and presses a button; the reply."""
    page = browser.get(url).content.decode()
    numbers = dict(re.findall(r'name="(sequence[\d-]*)" value="(\d+)"', page))
    return browser.post(url, {**numbers, **data})


def shown(browser, url: str) -> str:
    return browser.get(url).content.decode()


def shares() -> list[str]:
    return [each["share"] for each in quizzes.Grade.objects.get().shares]


def submit(browser, url: str) -> str:
    attempt = quizzes.Attempt.objects.get()
    return browser.post(f"/lam-bai/{attempt.uid}/nop-bai/", follow=True).content.decode()


def test_deferred_tells_nothing_before_the_end(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1))
    page = shown(browser, url)
    assert 'name="check"' not in page
    press(browser, url, answer="a", check="1")
    assert not Try.objects.exists()
    page = shown(browser, url)
    assert "Chưa đúng: hãy đọc lại mục hai." not in page
    assert "Gợi ý một." not in page
    result = submit(browser, url)
    assert "Vì văn bản ghi như vậy." in result
    assert shares() == ["0"]


def test_immediate_tells_at_once_and_then_the_answer_stands(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(2, behaviour="immediate"))
    assert 'name="check" value="1"' in shown(browser, url)
    address = str(press(browser, url, answer="a", check="1")["Location"])
    assert address == f"{url}#phan-hoi-1"
    assert 'id="phan-hoi-1"' in shown(browser, url), "what was told is in sight, not below the screen"
    page = shown(browser, url)
    for words in ("Chưa đúng: hãy đọc lại mục hai.", "Vì văn bản ghi như vậy.", "Phương án hai", "disabled"):
        assert words in page
    assert 'name="check"' not in page
    reply = browser.post(url + "luu/", {"sequence": "9", "answer": "b"})
    assert (reply.status_code, reply.json()["state"]) == (409, "locked")
    press(browser, url, answer="b", sequence="9", check="1")
    assert Try.objects.count() == 1
    second = url.replace("/1/", "/2/")
    press(browser, second, answer="b", to="review")
    submit(browser, second)
    assert shares() == ["0", "1"], "what was never checked is marked at the end"


@pytest.mark.parametrize("behaviour", ["immediate", "immediate_certainty", "several_tries", "practice_hints"])
@pytest.mark.parametrize(
    ("button", "where"),
    [
        ({"to": "next"}, "/3/"),
        ({"to": "previous"}, "/1/"),
        ({"to": "review"}, "/xem-lai/"),
        ({"to": "leave"}, "/viec-cua-toi/"),
        ({"flag": "on"}, "/2/"),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_question_that_was_checked_for_good_leads_on(browser, quiz_with, behaviour, button, where) -> None:
    url = begin(browser, quiz_with(3, behaviour=behaviour)).replace("/1/", "/2/")
    press(browser, url, answer="b", check="2")
    assert "disabled" in shown(browser, url)
    assert str(press(browser, url, **button)["Location"]).endswith(where)


@pytest.mark.parametrize("movement", ["free", "sequential"])
def test_a_question_that_waits_for_the_one_before_it_leads_on(browser, quiz_with, movement) -> None:
    quiz = quiz_with(3, behaviour="immediate", movement=movement)
    quiz.sections.update(requires_previous=True)
    url = begin(browser, quiz)
    press(browser, url, to="next")
    second = url.replace("/1/", "/2/")
    assert "Câu này mở khi câu 1 đã được kiểm tra." in shown(browser, second)
    assert str(press(browser, second, to="next")["Location"]).endswith("/3/")


def test_nothing_is_checked_before_there_is_a_whole_answer(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1, behaviour="immediate"))
    reply = press(browser, url, check="1")
    assert reply.status_code == 400
    assert not Try.objects.exists()


@pytest.mark.parametrize("behaviour", ["several_tries", "practice_hints"])
def test_an_answer_that_was_saved_and_not_checked_brings_no_remark(browser, quiz_with, behaviour) -> None:
    url = begin(browser, quiz_with(1, behaviour=behaviour))
    press(browser, url, answer="a", check="1")
    assert "Chưa đúng: hãy đọc lại mục hai." in shown(browser, url)
    assert browser.post(url + "luu/", {"sequence": "7", "answer": "b"}).json()["state"] == "saved"
    page = shown(browser, url)
    assert "Phương án hai là đúng." not in page, "the remark on an option tells whether it is right"
    assert "Chưa đúng: hãy đọc lại mục hai." not in page, (
        "what was said of another answer is not said of this one"
    )
    press(browser, url, answer="b", sequence="8", check="1")
    assert "Phương án hai là đúng." in shown(browser, url)


def test_a_double_press_is_one_try(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1, behaviour="several_tries"))
    page = {"sequence": "1", "answer": "a", "check": "1"}
    for _ in range(3):
        assert browser.post(url, page).status_code in (302, 409)
    assert Try.objects.count() == 1


def test_several_tries_bring_hints_and_cost_a_part(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(2, behaviour="several_tries"))
    press(browser, url, answer="a", check="1")
    page = shown(browser, url)
    assert "Gợi ý một." in page
    assert "Gợi ý hai." not in page
    assert "Chưa đúng: hãy đọc lại mục hai." in page
    assert "Vì văn bản ghi như vậy." not in page, "the reason would give the answer away"
    press(browser, url, answer="c", check="1")
    assert "Gợi ý hai." in shown(browser, url)
    press(browser, url, answer="b", check="1")
    page = shown(browser, url)
    assert "Vì văn bản ghi như vậy." in page
    assert "Gợi ý hai." not in page
    second = url.replace("/1/", "/2/")
    for choice in ("a", "c", "a"):
        press(browser, second, answer=choice, check="2" if "sequence-2" in shown(browser, second) else "2")
    result = submit(browser, url)
    first, other = shares()
    assert Decimal(first) == Decimal("0.3333333")
    assert other == "0"
    assert "1 trong 2" in result, "right in the end is right"


def test_practice_with_hints_ends_when_it_is_right_and_counts_for_nothing(browser, quiz_with, an) -> None:
    quiz = quiz_with(1, behaviour="practice_hints")
    url = begin(browser, quiz)
    page = shown(browser, url)
    assert 'name="hint" value="1-1"' in page
    assert "Gợi ý một." not in page
    press(browser, url, hint="1-1")
    press(browser, url, hint="1-1")
    page = shown(browser, url)
    assert "Gợi ý một." in page
    assert "Gợi ý hai." not in page, "pressing twice gives one hint"
    for choice in ("a", "c", "a", "c"):
        press(browser, url, answer=choice, check="1")
        assert "Vì văn bản ghi như vậy." not in shown(browser, url)
    press(browser, url, answer="b", check="1")
    assert "Vì văn bản ghi như vậy." in shown(browser, url)
    result = submit(browser, url)
    attempt = quizzes.Attempt.objects.get()
    assert (attempt.passed, attempt.percent) == (None, 100)
    assert "1 trong 1" in result
    assert quizzes.attempt_state(an, quiz, at=attempt.submitted_at).passed is None


def test_certainty_is_asked_with_each_answer_and_weighs_it(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(3, behaviour="certainty"))
    assert shown(browser, url).count('name="certainty"') == 3
    press(browser, url, answer="b", certainty="3")
    press(browser, url.replace("/1/", "/2/"), answer="a", certainty="2")
    third = url.replace("/1/", "/3/")
    press(browser, third, answer="b")
    assert re.search(r'name="certainty" value="3" checked', shown(browser, url))
    result = submit(browser, url)
    assert shares() == ["1", "-0.6666667", "0.3333333"]
    assert "-0,66 trên 1 điểm" in result, "not more than was lost"
    assert "0,33 trên 1 điểm" in result
    attempt = quizzes.Attempt.objects.get()
    assert attempt.percent == Decimal("22.2222")


def test_only_the_certainty_changed_is_saved_too(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1, behaviour="certainty"))
    press(browser, url, answer="b", certainty="3")
    press(browser, url, answer="b", certainty="1")
    assert [each.certainty for each in quizzes.Response.objects.order_by("sequence")] == [3, 1]
    reply = browser.post(url + "luu/", {"sequence": "3", "answer": "b", "certainty": "7"})
    assert reply.json()["state"] == "saved"
    assert quizzes.Response.objects.order_by("-sequence")[0].certainty is None


def test_a_paper_sure_and_wrong_scores_nothing(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1, behaviour="certainty"))
    press(browser, url, answer="a", certainty="3")
    submit(browser, url)
    attempt = quizzes.Attempt.objects.get()
    assert (shares(), attempt.percent, attempt.passed) == (["-2"], 0, False)


def test_certainty_question_by_question(browser, quiz_with) -> None:
    url = begin(browser, quiz_with(1, behaviour="immediate_certainty"))
    press(browser, url, answer="b", certainty="2", check="1")
    page = shown(browser, url)
    assert "Vì văn bản ghi như vậy." in page
    assert 'name="check"' not in page
    submit(browser, url)
    assert shares() == ["0.6666667"]


def test_what_the_quiz_does_not_show_during_the_attempt_stays_hidden(browser, quiz_with) -> None:
    review = {"during": ["correctness"], "after": [], "later": [], "closed": []}
    url = begin(browser, quiz_with(1, behaviour="immediate", review=review))
    press(browser, url, answer="a", check="1")
    page = shown(browser, url)
    assert "Chưa đúng" in page
    assert "Chưa đúng: hãy đọc lại mục hai." not in page
    assert "Vì văn bản ghi như vậy." not in page


def test_an_essay_is_never_checked(browser, course) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("essay", topic=topic)
    url = begin(browser, make_quizzes.a_quiz((topic, 1), behaviour="immediate"))
    assert 'name="check"' not in shown(browser, url)
    press(browser, url, answer="Bài viết", check="1")
    assert not Try.objects.exists()


def test_a_question_opens_after_the_one_before_it(browser, course) -> None:
    quiz = make_quizzes.a_quiz(behaviour="immediate", questions_per_page=0)
    for place in range(2):
        question = make_quizzes.a_question(body={**BODY, "stem": f"Đề bài số {place}"})
        quizzes.Section.objects.create(
            quiz=quiz, question=question, sort_order=place, requires_previous=place > 0
        )
    url = begin(browser, quiz)
    page = shown(browser, url)
    assert "Đề bài số 0" in page
    assert "Đề bài số 1" not in page
    reply = browser.post(url.replace("/1/", "/2/") + "luu/", {"sequence-2": "1", "answer-2": "b"})
    assert (reply.status_code, reply.json()["state"]) == (409, "not-now")
    press(browser, url, **{"answer-1": "b", "check": "1"})
    assert "Đề bài số 1" in shown(browser, url)
    press(browser, url, **{"answer-2": "b"})
    assert quizzes.Response.objects.count() == 2
