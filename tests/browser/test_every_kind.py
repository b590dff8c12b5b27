"""Every kind of question, answered by the keyboard alone, at 360 px, with JavaScript off, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import make
import make_quizzes
import pytest
from browser.test_every_page import faults_of
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from walker import PHONE

from quizzes import api as quizzes
from quizzes.attempts import surroundings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

# Where the keyboard is: in a question, on the way on, elsewhere; and what stands under it.
FOCUS = """() => {
  const here = document.activeElement;
  const fieldset = here.closest('fieldset[data-question]');
  return {
    question: fieldset ? fieldset.dataset.question : '',
    next: here.hasAttribute('data-next'),
    button: here.name + '=' + here.value,
    tag: here.tagName,
    type: here.type || '',
  };
}"""
MOST_TABS = 400


class Phone(NamedTuple):
    """The page without scripts on which somebody is signed in, and one on which axe, a script itself, looks at the same."""

    page: Page
    watched: Page

    def faults(self) -> list[str]:
        self.watched.goto(self.page.url)
        return faults_of(self.watched)


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    client = Client()
    client.force_login(make.a_person("Đỗ Thị An"))
    session = client.cookies["sessionid"].value
    contexts = []
    for scripts in (False, True):
        context = chromium.new_context(
            base_url=live_server.url, viewport=PHONE, locale="vi", java_script_enabled=scripts
        )
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
    yield Phone(contexts[0].new_page(), contexts[1].new_page())
    for context in contexts:
        context.close()


def tab_to(page: Page, what: str, value: object = True) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)[what] == value:
            return
    raise AssertionError(f"the keyboard does not reach {what}={value} on {page.url}")


def press(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer_by_keyboard(page: Page) -> set[str]:
    """Set every control of the page's questions, from the top to the button that leads on; the questions that were met."""
    met: set[str] = set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["next"]:
            return met
        if not here["question"]:
            continue
        met.add(here["question"])
        if here["tag"] == "SELECT":
            page.keyboard.press("ArrowDown")
        elif here["type"] in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif here["tag"] in ("INPUT", "TEXTAREA"):
            page.keyboard.type("12")
    raise AssertionError(f"the keyboard does not reach the next step on {page.url}")


def start(page: Page, quiz: quizzes.Quiz) -> None:
    page.goto(f"/bai-kiem-tra/{quiz.uid}/")
    tab_to(page, "next")
    press(page)


def unanswered() -> list[str]:
    rows = quizzes.AttemptQuestion.objects.with_answer().select_related("version")
    return [row.version.kind for row in rows if row.latest_data is None]


def test_every_kind_on_a_page_of_its_own(phone: Phone) -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    start(phone.page, quiz)
    faults: list[str] = []
    for _kind in kinds:
        faults += phone.faults()
        assert len(answer_by_keyboard(phone.page)) == 1
        press(phone.page)
    assert phone.page.url.endswith("/xem-lai/")
    faults += phone.faults()
    assert unanswered() == []
    tab_to(phone.page, "next")
    press(phone.page)
    faults += phone.faults()
    assert "/ket-qua/" in phone.page.url
    assert faults == []


def test_every_kind_on_one_page_checked_at_once(phone: Phone) -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind(questions_per_page=0, behaviour="immediate_certainty")
    start(phone.page, quiz)
    faults = phone.faults()
    assert len(answer_by_keyboard(phone.page)) == len(kinds)
    press(phone.page)
    assert unanswered() == []
    phone.page.go_back()
    phone.page.reload()
    tab_to(phone.page, "button", "check=1")
    press(phone.page)
    faults += phone.faults()
    assert phone.page.locator("fieldset[disabled]").count() == 1
    assert faults == []
