"""What the script of a test adds, in a real browser: saving at once, telling when it could not, two tabs, the clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from quizzes import api as quizzes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def context(chromium: Any, live_server: Any, course: Any) -> Iterator[BrowserContext]:
    """A phone on which An is signed in; whatever the console complains of fails the test."""
    client = Client()
    client.force_login(make.a_person("Đỗ Thị An", username="an"))
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, locale="vi"
    )
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    complaints: list[str] = []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def start(context: BrowserContext, quiz: quizzes.Quiz) -> Page:
    page = context.new_page()
    page.goto(f"/bai-kiem-tra/{quiz.uid}/")
    page.locator("[data-next]").click()
    page.wait_for_url("**/lam-bai/*/1/")
    return page


def choose(page: Page, value: str) -> None:
    page.locator(f".choice:has(input[value={value}]) .choice__text").click()


def saved(page: Page) -> None:
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "saved")


def kept() -> list[tuple[int, Any]]:
    return [(each.sequence, each.data) for each in quizzes.Response.objects.order_by("sequence")]


def test_an_answer_is_saved_when_it_is_chosen_and_not_twice_when_going_on(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2))
    choose(page, "a")
    saved(page)
    choose(page, "b")
    saved(page)
    expect(page.locator("input[name=sequence]")).to_have_value("2")
    page.locator("[data-next]").click()
    page.wait_for_url("**/2/")
    assert kept() == [(1, {"choice": "a"}), (2, {"choice": "b"})]


def test_what_is_typed_is_saved_without_leaving_the_field(context) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("short_answer", topic=topic)
    page = start(context, make_quizzes.a_quiz((topic, 1)))
    page.locator("#answer-text").type("gần dân", delay=15)
    saved(page)
    assert [data for _number, data in kept()] == [{"text": "gần dân"}]
    page.locator("#answer-text").type(" hơn")
    page.locator("[data-next]").click()
    page.wait_for_url("**/xem-lai/")
    assert kept()[-1][1] == {"text": "gần dân hơn"}


def test_without_a_network_it_says_so_and_sends_the_newest_when_it_is_back(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2))
    context.set_offline(True)
    choose(page, "a")
    note = page.locator("[data-save]")
    expect(note).to_have_attribute("data-save", "unsent", timeout=10_000)
    expect(note).to_contain_text("Chưa gửi được")
    choose(page, "c")
    assert kept() == []
    context.set_offline(False)
    saved(page)
    assert [data for _number, data in kept()] == [{"choice": "c"}]


def test_a_reply_that_gets_lost_leads_to_one_answer(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2))
    lost: list[int] = []

    def lose(route: Any) -> None:
        reply = route.fetch()
        if not lost:
            lost.append(reply.status)
            route.abort()
        else:
            route.fulfill(response=reply)

    page.route("**/luu/", lose)
    choose(page, "b")
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "unsent")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert lost == [200]
    assert kept() == [(1, {"choice": "b"})]


def test_a_second_tab_is_told_and_can_show_the_newest_answer(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2))
    other = context.new_page()
    other.goto(page.url)
    choose(page, "a")
    saved(page)
    choose(other, "c")
    said = other.locator("[data-said]")
    expect(said).to_be_visible()
    expect(said).to_contain_text("Bài này đang mở ở nơi khác")
    said.locator("a").click()
    expect(other.locator("input[value=a]")).to_be_checked()
    choose(other, "c")
    saved(other)
    assert kept() == [(1, {"choice": "a"}), (2, {"choice": "c"})]


def test_the_minutes_follow_the_server_and_not_the_clock_of_the_phone(context) -> None:
    page = context.new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 86400000;")
    page.goto(f"/bai-kiem-tra/{make_quizzes.a_quiz_of(2).uid}/")
    page.locator("[data-next]").click()
    quizzes.Attempt.objects.update(deadline=timezone.now() + timedelta(minutes=4, seconds=30))
    choose(page, "a")
    saved(page)
    expect(page.locator("[data-left]")).to_have_text("5 phút", timeout=7000)
    expect(page.locator("[data-timer]")).to_have_class("timer timer--low")


def test_when_the_time_is_over_the_page_goes_to_the_result(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2, grace_seconds=0))
    choose(page, "b")
    saved(page)
    quizzes.Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    choose(page, "a")
    page.wait_for_url("**/ket-qua/**")
    assert kept() == [(1, {"choice": "b"})]
    assert quizzes.Attempt.objects.get().ended_by == "deadline"


def test_the_session_that_ends_is_told_and_the_answer_stays_on_the_page(context) -> None:
    page = start(context, make_quizzes.a_quiz_of(2))
    context.clear_cookies(name="sessionid")
    choose(page, "b")
    expect(page.locator("[data-said]")).to_contain_text("Đăng nhập lại")
    expect(page.locator("input[value=b]")).to_be_checked()


def test_no_page_of_a_test_has_an_accessibility_fault_or_scrolls_sideways(context) -> None:
    from axe_playwright_python.sync_playwright import Axe

    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    page = context.new_page()
    shots = os.environ.get("SHOTS")

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        if shots:
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 740})
                page.screenshot(path=str(Path(shots) / f"{name}-{width}.png"), full_page=True)
            page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"/bai-kiem-tra/{quiz.uid}/")
    look("start")
    page.locator("[data-next]").click()
    for number, kind in enumerate(kinds, start=1):
        page.wait_for_url(f"**/{number}/")
        look(kind)
        page.locator("[data-next]").click()
    page.wait_for_url("**/xem-lai/")
    look("review")
    page.locator("[data-next]").click()
    page.wait_for_url("**/ket-qua/**")
    look("result")
    page.goto(f"/bai-kiem-tra/{quiz.uid}/")
    look("wait")
