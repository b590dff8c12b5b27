"""What a process keeps of the questions it asks, and where that must not show."""

from __future__ import annotations

import make_quizzes
import pytest

from quizzes.attempts import asked
from quizzes.attempts.seats import MOST_POSITION


@pytest.fixture
def url(browser, course) -> str:
    return str(browser.post(f"/bai-kiem-tra/{make_quizzes.a_quiz_of(3).uid}/")["Location"])


def versions_read(statements: list[str]) -> int:
    return sum('FROM "quizzes_questionversion"' in sql for sql in statements)


def test_a_process_reads_a_version_once(browser, url, statements) -> None:
    asked.forget()
    with statements() as first:
        page = browser.get(url)
    with statements() as later:
        again = browser.get(url)
    assert (versions_read(first), versions_read(later)) == (1, 0)
    assert page.context["q"] == again.context["q"]


def test_a_process_that_has_read_nothing_keeps_an_answer_too(browser, url) -> None:
    asked.forget()
    assert browser.post(url + "luu/", {"sequence": "1", "answer": "a"}).json()["state"] == "saved"


def test_not_more_is_kept_than_fits(browser, url, monkeypatch) -> None:
    monkeypatch.setattr(asked, "MOST_KEPT", 2)
    asked.forget()
    for position in (1, 2, 3, 1):
        page = browser.get(url.rsplit("/", 2)[0] + f"/{position}/")
        assert page.status_code == 200
        assert len(asked._kept) <= 2


@pytest.mark.parametrize("position", [4, MOST_POSITION + 1, 10**30])
def test_a_question_beyond_the_last_is_not_found(browser, url, position) -> None:
    beyond = url.rsplit("/", 2)[0] + f"/{position}/"
    assert browser.get(beyond).status_code == 404
    assert browser.post(beyond + "luu/", {"sequence": "1", "answer": "a"}).status_code == 404
