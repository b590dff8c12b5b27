"""Several questions on a page, going forward only, access codes, and attempts that build on the last one."""

import re

import make_quizzes
import pytest
from django.test import Client
from make_quizzes import form

from quizzes import api as quizzes
from tests.quizzes.attempts.test_behaviour_walkthroughs import begin, press, shown

pytestmark = pytest.mark.django_db


def fields(*choices: str, first: int = 1) -> dict[str, str]:
    return {f"answer-{first + place}": choice for place, choice in enumerate(choices)}


def test_a_page_holds_several_questions_in_one_form(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(5, questions_per_page=2))
    page = shown(browser, url)
    assert page.count("data-question=") == 2
    assert page.count("data-main") == page.count("data-next") == page.count("<h1") == 1
    assert len(set(re.findall(r'name="(answer-\d)"', page))) == 2
    assert shown(browser, url.replace("/1/", "/2/")).count("data-question=") == 2
    assert shown(browser, url.replace("/1/", "/5/")).count("data-question=") == 1


def test_all_answers_of_a_page_are_saved_at_once(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(4, questions_per_page=2))
    reply = press(browser, url, **fields("b", "a"))
    assert reply["Location"] == url.replace("/1/", "/3/")
    assert press(browser, reply["Location"], **fields("b", "b", first=3))["Location"].endswith("/xem-lai/")
    assert quizzes.Response.objects.count() == 4
    assert press(browser, reply["Location"], to="previous")["Location"] == url
    page = shown(browser, url)
    assert re.search(r'name="answer-1" value="b" checked', page)
    assert re.search(r'name="answer-2" value="a" checked', page)


def test_answers_of_other_questions_on_the_page_are_kept_when_one_is_none(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(2, questions_per_page=0))
    reply = press(browser, url, **fields("b", "forged"))
    assert reply.status_code == 400
    assert [each.data for each in quizzes.Response.objects.all()] == [{"choice": "b"}]


def test_the_script_saves_each_question_of_a_page_by_itself(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(2, questions_per_page=0))
    sent = {"sequence-1": "1", "sequence-2": "1", **fields("b", "a")}
    assert browser.post(url.replace("/1/", "/2/") + "luu/", sent).json()["state"] == "saved"
    response = quizzes.Response.objects.get()
    assert (response.attempt_question.position, response.data) == (2, {"choice": "a"})
    assert browser.post(url.replace("/1/", "/2/") + "luu/", sent).json()["state"] == "same"


def test_a_page_of_another_tab_reverts_nothing(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(2, questions_per_page=0))
    browser.post(url, {"sequence-1": "5", "sequence-2": "1", **fields("b", "b")})
    reply = browser.post(url, {"sequence-1": "3", "sequence-2": "2", **fields("a", "c")})
    assert reply.status_code == 409
    latest = [slot.latest_data for slot in quizzes.AttemptQuestion.objects.with_answer().order_by("position")]
    assert latest == [{"choice": "b"}, {"choice": "c"}]


def test_flags_checks_and_headings_belong_to_their_question(browser, course) -> None:
    quiz = make_quizzes.a_quiz(questions_per_page=0, behaviour="immediate")
    for place in range(2):
        topic = make_quizzes.a_topic()
        make_quizzes.a_question(topic=topic)
        quizzes.Section.objects.create(quiz=quiz, topic=topic, heading=f"Phần {place}", sort_order=place)
    url = begin(browser, quiz)
    page = shown(browser, url)
    assert page.index("Phần 0") < page.index('name="answer-1"') < page.index("Phần 1")
    assert press(browser, url, **fields("a", "b"), flag="on-2")["Location"].endswith("#cau-2")
    assert [each.flagged for each in quizzes.AttemptQuestion.objects.order_by("position")] == [False, True]
    press(browser, url, **fields("a", "b"), check="2")
    page = shown(browser, url)
    assert page.count("disabled") == 1
    assert page.count("Vì văn bản ghi như vậy.") == 1


def test_a_button_of_one_question_among_several_leads_back_to_that_question(browser, course) -> None:
    """Also when the page comes back with an error: the last question is far below the top of a phone."""
    url = begin(browser, make_quizzes.a_quiz_of(3, questions_per_page=0, behaviour="immediate"))
    page = shown(browser, url)
    (button,) = re.findall(r'<button[^>]*name="check" value="3"[^>]*>', page)
    assert 'formaction="../3/#cau-3"' in button
    numbers = dict(re.findall(r'name="(sequence[\d-]*)" value="(\d+)"', page))
    reply = browser.post(url.replace("/1/", "/3/"), {**numbers, "check": "3"})
    assert reply.status_code == 400
    again = reply.content.decode()
    assert again.index('id="cau-3"') < again.index("Hãy trả lời đầy đủ câu này")
    alone = begin(browser, make_quizzes.a_quiz_of(1, behaviour="immediate"))
    assert "formaction" not in shown(browser, alone)


@pytest.mark.parametrize("per_page", [1, 4])
def test_saving_and_looking_ask_the_database_as_often_whatever_the_page(
    browser, course, statements, per_page
) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(4, questions_per_page=per_page))
    name = "answer" if per_page == 1 else "answer-1"
    number = "sequence" if per_page == 1 else "sequence-1"
    with statements() as saved:
        browser.post(url + "luu/", {number: "1", name: "b"})
    with statements() as looked:
        browser.get(url)
    assert len(saved) <= 3, saved
    assert len(looked) <= 5, looked


# --- Going forward only (I03)


@pytest.fixture
def one_way(browser, course) -> str:
    return begin(browser, make_quizzes.a_quiz_of(4, movement="sequential", questions_per_page=2))


def test_in_order_no_page_but_the_open_one_is_shown(browser, one_way) -> None:
    for other in ("/3/", "/4/"):
        assert browser.get(one_way.replace("/1/", other))["Location"] == one_way
    assert browser.get(one_way.replace("/1/", "/xem-lai/"))["Location"] == one_way
    assert press(browser, one_way, **fields("a", "a"))["Location"] == one_way.replace("/1/", "/3/")
    for earlier in ("/1/", "/2/"):
        assert browser.get(one_way.replace("/1/", earlier))["Location"] == one_way.replace("/1/", "/3/")
    page = shown(browser, one_way.replace("/1/", "/3/"))
    assert 'value="previous"' not in page
    assert 'href="../1/' not in page


def test_in_order_nothing_behind_or_ahead_is_changed(browser, one_way) -> None:
    ahead = one_way.replace("/1/", "/3/")
    reply = browser.post(ahead + "luu/", {"sequence-3": "1", "answer-3": "b"})
    assert (reply.status_code, reply.json()["state"]) == (409, "not-now")
    press(browser, one_way, **fields("a", "a"))
    for address in (one_way, one_way + "luu/"):
        reply = browser.post(address, {"sequence-1": "9", "sequence-2": "9", **fields("b", "b")})
        assert reply.status_code in (302, 409)
    assert {str(each.data) for each in quizzes.Response.objects.all()} == {"{'choice': 'a'}"}
    assert quizzes.Attempt.objects.get().position == 3


def test_in_order_a_second_press_of_next_skips_no_page(browser, course) -> None:
    url = begin(browser, make_quizzes.a_quiz_of(4, movement="sequential"))
    for _press in range(3):
        assert browser.post(url, {"sequence": "1", "answer": "a", "to": "next"})["Location"] == url.replace(
            "/1/", "/2/"
        )
    assert quizzes.Attempt.objects.get().position == 2


def test_in_order_one_cannot_go_back_by_the_button_of_an_old_page(browser, one_way) -> None:
    press(browser, one_way, **fields("a", "a"))
    third = one_way.replace("/1/", "/3/")
    press(browser, third, **fields("a", "a", first=3), to="previous")
    assert quizzes.Attempt.objects.get().position == 3


def test_in_order_the_last_page_leads_to_the_look_over_all_and_to_the_result(browser, one_way) -> None:
    third = press(browser, one_way, **fields("b", "b"))["Location"]
    review = press(browser, third, **fields("b", "b", first=3))["Location"]
    page = shown(browser, review)
    assert 'href="../1/' not in page
    browser.post(review.replace("xem-lai", "nop-bai"))
    assert quizzes.Attempt.objects.get().percent == 100


# --- Access code (I07)


def test_the_code_is_asked_for_and_must_be_right(browser, course) -> None:
    quiz = make_quizzes.a_quiz_of(1, access_code="Thôn 5")
    address = f"/bai-kiem-tra/{quiz.uid}/"
    page = shown(browser, address)
    assert 'name="access_code"' in page
    assert "Thôn 5" not in page
    refused = browser.post(address, {"access_code": "thon 5"})
    assert refused.status_code == 409
    assert 'name="access_code"' in refused.content.decode()
    assert browser.post(address, {"access_code": "  Thôn  5 "}).status_code == 302
    assert browser.post(address).status_code == 302, "an attempt that runs is joined without a code"


def test_after_five_tries_no_code_is_right_for_fifteen_minutes(browser, course) -> None:
    import make

    quiz, other = (make_quizzes.a_quiz_of(1, access_code="1234") for _ in range(2))
    for guess in range(5):
        browser.post(f"/bai-kiem-tra/{quiz.uid}/", {"access_code": str(guess)})
    assert browser.post(f"/bai-kiem-tra/{quiz.uid}/", {"access_code": "1234"}).status_code == 409
    assert not quizzes.Attempt.objects.exists()
    assert browser.post(f"/bai-kiem-tra/{other.uid}/", {"access_code": "1234"}).status_code == 302
    somebody_else = Client()
    somebody_else.force_login(make.a_person())
    assert somebody_else.post(f"/bai-kiem-tra/{quiz.uid}/", {"access_code": "1234"}).status_code == 302


# --- Build on the last attempt


def test_each_attempt_starts_from_the_answers_of_the_last_one(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(3, build_on_last=True, cooldown_minutes=0, shuffle=True)
    first = quizzes.start_attempt(an, quiz, at=noon)
    for position, choice in ((1, "a"), (3, "b")):
        quizzes.save_response(an, first.uid, position, form({"answer": choice}), sequence=4, at=noon)
    quizzes.submit_attempt(an, first.uid, at=noon)
    second = quizzes.start_attempt(an, quiz, at=noon)
    assert second.number == 2
    same = list(first.questions.values_list("version", "dealt", "points"))
    assert list(second.questions.values_list("version", "dealt", "points")) == same
    rows = second.questions.with_answer()
    assert [(row.latest_data, row.latest_sequence) for row in rows] == [
        ({"choice": "a"}, 1),
        (None, None),
        ({"choice": "b"}, 1),
    ]
    assert quizzes.submit_attempt(an, second.uid, at=noon).earned == 1


def test_points_of_a_section_replace_those_of_its_questions(an, noon) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(topic=topic, points=5)
    quiz = make_quizzes.a_quiz()
    quizzes.Section.objects.create(quiz=quiz, topic=topic, count=1, points=2)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert (attempt.points, attempt.questions.get().points) == (2, 2)


def test_options_stand_as_the_author_wrote_them_where_they_are_not_shuffled(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(12, shuffle_options=False)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert {str(each.dealt) for each in attempt.questions.all()} == {str({"options": ["a", "b", "c"]})}
    shuffled = quizzes.start_attempt(an, make_quizzes.a_quiz_of(12), at=noon)
    assert len({str(each.dealt) for each in shuffled.questions.all()}) > 1
