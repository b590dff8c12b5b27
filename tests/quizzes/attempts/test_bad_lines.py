"""Lines that lose, repeat and hold up what is sent; numbers that are used wrongly; a server that fails in the middle."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import make
import make_quizzes
import pytest
from django.db import DatabaseError
from django.test import Client

from quizzes import api as quizzes
from quizzes.attempts import answering

pytestmark = pytest.mark.django_db
CHOICES = "abc"


@pytest.fixture
def url(browser: Client, course: Any, arrival: Any) -> str:
    quiz = make_quizzes.a_quiz_of(3, minutes=40)
    return str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])


# --- B07: a line on which a third of all requests or replies is lost, and some arrive a second time, much later.


@dataclass
class Page:
    """What the script of a page does: one send at a time, each change a new number, repeated until a reply comes."""

    browser: Client
    address: str
    line: random.Random
    number: int = 0
    late: list[dict[str, str]] = field(default_factory=list)

    def answer(self, choice: str) -> None:
        self.number += 1
        for _again in range(200):
            told = self.send({"sequence": str(self.number), "answer": choice})
            if told is not None:
                assert told["state"] in ("saved", "same"), told
                return
        raise AssertionError("the line lost everything")

    def send(self, sent: dict[str, str]) -> dict[str, Any] | None:
        fate = self.line.random()
        if fate < 0.15:
            return None
        told: dict[str, Any] = self.browser.post(self.address, sent).json()
        if self.line.random() < 0.3:
            self.late.append(sent)
        return None if fate < 0.45 else told


@pytest.mark.parametrize("seed", range(5))
def test_on_a_line_that_loses_a_third_every_answer_is_right_and_has_one_effect(browser, url, seed) -> None:
    line = random.Random(seed)
    pages = [
        Page(browser, url.replace("/1/", f"/{place}/") + "luu/", random.Random(f"{seed}-{place}"))
        for place in (1, 2, 3)
    ]
    meant: dict[int, str] = {}
    for _change in range(24):
        place = line.randrange(3)
        choice = line.choice([each for each in CHOICES if each != meant.get(place)])
        pages[place].answer(choice)
        meant[place] = choice
    for place, page in enumerate(pages):
        for sent in page.late:
            again = browser.post(page.address, sent).json()
            assert again["state"] in ("same", "elsewhere")
        rows = quizzes.Response.objects.filter(attempt_question__position=place + 1).order_by("sequence")
        assert [each.sequence for each in rows] == list(range(1, page.number + 1)), "one row a change"
        assert rows.last().data["choice"] == meant[place]
    for _lost in range(4):
        browser.post(url.replace("/1/", "/nop-bai/"))
    shares = [each["share"] for each in quizzes.Grade.objects.get().shares]
    assert shares == ["1" if meant.get(place) == "b" else "0" for place in range(3)]


# --- B08: numbers that are used wrongly.


def test_a_number_used_again_for_another_answer_is_refused_and_told(browser, url) -> None:
    browser.post(url + "luu/", {"sequence": "4", "answer": "a"})
    again = browser.post(url + "luu/", {"sequence": "4", "answer": "b"})
    assert (again.status_code, again.json()["state"], again.json()["sequence"]) == (409, "elsewhere", 4)
    assert [each.data["choice"] for each in quizzes.Response.objects.all()] == ["a"]


def test_numbers_of_two_people_and_of_two_questions_are_their_own(browser, url) -> None:
    other = Client()
    other.force_login(make.a_person())
    quiz = quizzes.Quiz.objects.get()
    theirs = str(other.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    sends = [(browser, url), (other, theirs), (browser, url.replace("/1/", "/2/"))]
    for client, address in sends:
        assert client.post(address + "luu/", {"sequence": "7", "answer": "b"}).json()["state"] == "saved"
    assert other.post(url + "luu/", {"sequence": "8", "answer": "a"}).status_code == 404
    assert quizzes.Response.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"sequence": "1", "answer": "z"}, 400),
        ({"sequence": "0", "answer": "b"}, 400),
        ({"answer": "b"}, 400),
    ],
    ids=["no such option", "no sound number", "no number"],
)
def test_what_was_refused_takes_no_number(browser, url, wrong, status) -> None:
    assert browser.post(url + "luu/", wrong).status_code == status
    assert browser.post(url + "luu/", {"sequence": "1", "answer": "b"}).json()["state"] == "saved"


def test_a_save_that_failed_in_the_middle_is_whole_when_it_is_sent_again(browser, url, monkeypatch) -> None:
    """The row is written, then the database goes away before the reply: nothing of it stays, and no failure is remembered."""
    sent = {"sequence": "1", "answer": "b"}
    real = answering.add_answer

    def goes_away(*args: Any, **kwargs: Any) -> bool:
        assert real(*args, **kwargs)
        raise DatabaseError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(answering, "add_answer", goes_away)
        browser.raise_request_exception = False
        assert browser.post(url + "luu/", sent).status_code >= 500
    assert quizzes.Response.objects.count() == 0
    assert browser.post(url + "luu/", sent).json()["state"] == "saved"
    assert browser.post(url + "luu/", sent).json()["state"] == "same"


def test_a_submission_that_failed_in_the_middle_is_whole_when_it_is_pressed_again(browser, url) -> None:
    """Graded, then whatever follows from the grade fails: the attempt stays open with its answers, and ends at the next press."""
    browser.post(url + "luu/", {"sequence": "1", "answer": "b"})
    press = url.replace("/1/", "/nop-bai/")

    def fails(sender: Any, **unused: Any) -> None:
        raise DatabaseError("gone")

    quizzes.attempt_graded.connect(fails)
    browser.raise_request_exception = False
    try:
        assert browser.post(press).status_code >= 500
    finally:
        quizzes.attempt_graded.disconnect(fails)
    assert quizzes.Attempt.objects.get().is_open
    assert browser.post(press)["Location"] == f"/ket-qua/{quizzes.Attempt.objects.get().uid}/"
    assert quizzes.Grade.objects.get().shares[0]["share"] == "1"
