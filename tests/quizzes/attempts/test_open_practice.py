"""Practice that is open to all: nothing is stored, nothing of the key is told before an answer."""

import re

import make
import make_quizzes
import pytest
from django.test import Client
from make_quizzes import form

from people.sessions import Session
from quizzes import api as quizzes
from tests.quizzes.attempts.test_behaviour_walkthroughs import BODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz() -> quizzes.Quiz:
    topic = make_quizzes.a_topic("Bầu trưởng thôn")
    for _ in range(3):
        make_quizzes.a_question(topic=topic, body=BODY)
    return make_quizzes.a_quiz(
        (topic, 3),
        title="Luyện tập bầu cử",
        topic=topic,
        practice=True,
        without_sign_in=True,
        behaviour="practice_hints",
    )


@pytest.fixture
def anybody() -> Client:
    return Client()


def begin(client: Client, quiz: quizzes.Quiz) -> str:
    page = client.get(f"/luyen-tap/{quiz.uid}/").content.decode()
    found = re.search(r'data-next href="([^"]+)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def name_in(page: str) -> str:
    found = re.search(r'type="radio" name="([^"]+)"', page)
    assert found, page
    return found[1]


def test_anybody_practises_from_the_list_to_the_end_and_nothing_is_stored(anybody, quiz, statements) -> None:
    listed = anybody.get("/luyen-tap/").content.decode()
    assert "Luyện tập bầu cử" in listed
    assert f"/luyen-tap/{quiz.uid}/" in listed
    url = begin(anybody, quiz)
    for number in range(1, 4):
        page = anybody.get(url).content.decode()
        assert page.count("data-next") == page.count("data-main") == page.count("data-question=") == 1
        assert "Vì văn bản ghi như vậy." not in page
        with statements() as asked:
            reply = anybody.post(url, {name_in(page): "a", "hints": "0"}, follow=True)
        assert not [sql for sql in asked if not sql.startswith("SELECT")]
        checked = reply.content.decode()
        assert "Vì văn bản ghi như vậy." in checked
        assert checked.count("data-next") == 1
        url = re.search(r'data-next href="([^"]+)"', checked)[1].replace("&amp;", "&")
        assert f"cau={number + 1}" in url
    assert anybody.get(url).status_code == 200
    assert not quizzes.Attempt.objects.exists()
    assert not Session.objects.exists()
    assert "sessionid" not in anybody.cookies


def test_hints_come_when_asked_for_and_the_key_is_not_among_them(anybody, quiz) -> None:
    url = begin(anybody, quiz)
    assert "Gợi ý" not in anybody.get(url).content.decode().replace("Xem gợi ý", "")
    page = anybody.post(url, {"hint": "1", "hints": "0"}, follow=True).content.decode()
    assert "Gợi ý một." in page
    assert "Gợi ý hai." not in page
    page = anybody.post(url, {"hint": "1", "hints": "1"}, follow=True).content.decode()
    assert "Gợi ý hai." in page
    assert "Vì văn bản ghi như vậy." not in page


def test_what_was_checked_can_be_gone_back_to(anybody, quiz) -> None:
    """A page that came of a press is not shown again by the browser's Back; an address is."""
    url = begin(anybody, quiz)
    name = name_in(anybody.get(url).content.decode())
    checked = str(anybody.post(url, {name: "a", "hints": "0", "csrfmiddlewaretoken": "x"})["Location"])
    assert "csrf" not in checked
    assert "Vì văn bản ghi như vậy." in anybody.get(checked).content.decode()
    assert "Vì văn bản ghi như vậy." not in anybody.get(url).content.decode()


def test_an_empty_answer_is_asked_for_again(anybody, quiz) -> None:
    page = anybody.post(begin(anybody, quiz), {}).content.decode()
    assert "Vì văn bản ghi như vậy." not in page
    assert 'role="alert"' in page


@pytest.mark.parametrize("fields", [{"without_sign_in": False}, {"practice": False}])
def test_other_quizzes_are_not_there(anybody, quiz, fields) -> None:
    url = begin(anybody, quiz)
    quizzes.Quiz.objects.update(**fields)
    assert anybody.get(url).status_code == 404
    assert "Luyện tập bầu cử" not in anybody.get("/luyen-tap/").content.decode()


def test_a_paper_that_the_server_did_not_make_leads_to_a_new_one(anybody, quiz) -> None:
    other = make_quizzes.a_quiz_of(1, practice=True, without_sign_in=True)
    for paper in ("forged", begin(anybody, other).partition("de=")[2].partition("&")[0]):
        reply = anybody.get(f"/luyen-tap/{quiz.uid}/?de={paper}&cau=1")
        assert reply["Location"] == f"/luyen-tap/{quiz.uid}/"


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999"])
def test_a_number_that_is_none_leads_to_some_page(anybody, quiz, number) -> None:
    url = begin(anybody, quiz).replace("cau=1", f"cau={number}")
    assert anybody.get(url).status_code == 200


def test_a_question_that_went_out_of_use_is_passed_over(anybody, quiz) -> None:
    url = begin(anybody, quiz)
    quizzes.Question.objects.update(live=False)
    page = anybody.get(url).content.decode()
    assert BODY["stem"] not in page
    assert page.count("data-next") == 1
    assert anybody.get(f"/luyen-tap/{quiz.uid}/").status_code == 200


def test_who_is_signed_in_finds_listed_quizzes_and_sees_what_was_right(an, browser, noon, quiz) -> None:
    listed = make_quizzes.a_quiz_of(4, title="Ôn cả bài", practice=True, listed=True, topic=quiz.topic)
    page = browser.get("/luyen-tap/").content.decode()
    assert f"/bai-kiem-tra/{listed.uid}/" in page
    assert browser.get(f"/bai-kiem-tra/{listed.uid}/").status_code == 200
    attempt = quizzes.start_attempt(an, listed, at=noon)
    for position, choice in enumerate("bbba", start=1):
        quizzes.save_response(an, attempt.uid, position, form({"answer": choice}), sequence=1, at=noon)
    quizzes.submit_attempt(an, attempt.uid, at=noon)
    page = browser.get("/luyen-tap/").content.decode()
    assert "75\u00a0%" in page
    stranger = Client()
    stranger.force_login(make.a_person())
    assert "75\u00a0%" not in stranger.get("/luyen-tap/").content.decode()
    assert "Ôn cả bài" not in Client().get("/luyen-tap/").content.decode()


def test_an_empty_list_says_so(anybody) -> None:
    page = anybody.get("/luyen-tap/").content.decode()
    assert page.count("data-next") == 1
