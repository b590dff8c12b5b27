"""A phone whose clock is wrong or is set while its owner sits a test, and one that is without a network for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from walker import PHONE

from quizzes import api as quizzes
from quizzes.attempts import surroundings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Browsers of old know the time of day only.
WITHOUT_STOPWATCH = "Object.defineProperty(performance, 'now', { value: undefined });"


@pytest.fixture
def context(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BrowserContext]:
    """A phone on which somebody is signed in."""
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    client = Client()
    client.force_login(make.a_person("Đỗ Thị An"))
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="vi")
    context.set_default_timeout(20_000)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context
    context.close()


def start(page: Page, quiz: quizzes.Quiz) -> None:
    page.goto(f"/bai-kiem-tra/{quiz.uid}/")
    page.locator("[data-next]").click()
    page.wait_for_url("**/lam-bai/*/1/")


def choose(page: Page, value: str) -> None:
    page.locator(f".choice:has(input[value={value}]) .choice__text").click()
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "saved")


def left(page: Page) -> Any:
    return expect(page.locator("[data-left]"))


@pytest.mark.parametrize("stopwatch", [True, False], ids=["", "without a stopwatch"])
@pytest.mark.parametrize(
    "wrong", [-DAY, -HOUR, HOUR, DAY], ids=["day-behind", "hour-behind", "hour-ahead", "day-ahead"]
)
def test_a_phone_whose_clock_is_wrong_and_is_set_meanwhile_shows_the_servers_minutes(
    context: BrowserContext, wrong: timedelta, stopwatch: bool
) -> None:
    """C01: whatever the phone believes, the attempt stays open, and each reply brings the minutes of the server."""
    page = context.new_page()
    really = datetime.now(UTC)
    page.clock.install(time=really + wrong)
    if not stopwatch:
        page.add_init_script(WITHOUT_STOPWATCH)
    page.clock.pause_at(really + wrong + timedelta(seconds=5))
    start(page, make_quizzes.a_quiz_of(2, minutes=40))
    assert page.evaluate("Boolean(performance.now)") is stopwatch
    left(page).to_have_text("40 phút")
    page.clock.set_system_time(really - wrong)
    page.clock.run_for(5_000)
    if stopwatch:
        left(page).to_have_text("40 phút")
    page.wait_for_url("**/lam-bai/*/1/")
    quizzes.Attempt.objects.update(deadline=timezone.now() + timedelta(minutes=4, seconds=30))
    choose(page, "a")
    page.clock.run_for(5_000)
    left(page).to_have_text("5 phút")
    attempt = quizzes.Attempt.objects.get()
    assert attempt.is_open
    assert abs(attempt.started_at - really) < HOUR / 2, "the moments are those of the server"
    assert abs(quizzes.Response.objects.get().at - really) < HOUR / 2


@pytest.mark.parametrize(("told", "shown"), [(246, "4 phút"), (249, "5 phút")])
def test_half_the_way_of_a_reply_is_taken_off_the_time_that_it_tells(
    context: BrowserContext, told: int, shown: str
) -> None:
    """C01: six seconds for there and back make three on the way back; four more pass until the minutes are drawn."""
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=10))
    start(page, make_quizzes.a_quiz_of(2, minutes=40))

    def slow(route: Route) -> None:
        reply = route.fetch()
        page.clock.run_for(6_000)
        route.fulfill(response=reply, json={**reply.json(), "left_seconds": told})

    page.route("**/luu/", slow)
    choose(page, "a")
    page.clock.run_for(4_000)
    left(page).to_have_text(shown)


def test_a_phone_that_believes_the_time_is_over_only_looks_and_submits_nothing(
    context: BrowserContext,
) -> None:
    """C01: its stopwatch ran ahead; it goes and asks, and comes back to the question with the server's minutes."""
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=10))
    start(page, make_quizzes.a_quiz_of(2, minutes=40, grace_seconds=0))
    with page.expect_navigation(url="**/lam-bai/*/1/"):
        page.clock.run_for(41 * 60_000)
    left(page).to_have_text("40 phút")
    assert quizzes.Attempt.objects.get().is_open


def test_thirty_answers_given_without_a_network_all_arrive_when_it_is_back(context: BrowserContext) -> None:
    """C05: three minutes without a network; the page says so, and warns whoever would leave it."""
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    start(page, make_quizzes.a_quiz_of(30, minutes=40, questions_per_page=0))
    context.set_offline(True)
    note = page.locator("[data-save]")
    for number, place in enumerate(range(1, 31)):
        page.locator(f"input[name=answer-{place}][value={'abc'[number % 3]}]").check(force=True)
        if number == 0:
            page.clock.run_for(10_000)
            expect(note).to_have_attribute("data-save", "unsent")
    page.clock.run_for(3 * 60_000)
    expect(note).to_have_attribute("data-save", "unsent")
    expect(note).to_contain_text("Chưa gửi được")
    assert not quizzes.Response.objects.exists()
    warned: list[str] = []

    def stay(dialog: Any) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert warned == ["beforeunload"], "nothing is written on the phone, so leaving now would lose it"
    context.set_offline(False)
    expect(note).to_have_attribute("data-save", "saved", timeout=30_000)
    rows = quizzes.Response.objects.order_by("attempt_question__position")
    assert [each.data["choice"] for each in rows] == [*"abc"] * 10
    assert {each.sequence for each in rows} == {1}
    page.locator("[data-next]").click()
    page.wait_for_url("**/xem-lai/")
    assert quizzes.Response.objects.count() == 30, "going on sends nothing twice"


def test_what_was_typed_without_a_network_is_there_in_order_afterwards(context: BrowserContext) -> None:
    """C05: each change has the next number; only the newest is sent, and it is the one that counts."""
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("short_answer", topic=topic)
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    start(page, make_quizzes.a_quiz((topic, 1), minutes=40))
    field, note = page.locator("#answer-text"), page.locator("[data-save]")
    field.type("gần")
    page.clock.run_for(2_000)
    expect(note).to_have_attribute("data-save", "saved")
    context.set_offline(True)
    for words in (" dân", " trọng dân", " hiểu dân"):
        field.type(words)
        page.clock.run_for(10_000)
        expect(note).to_have_attribute("data-save", "unsent")
    context.set_offline(False)
    expect(note).to_have_attribute("data-save", "saved", timeout=30_000)
    assert [each.data["text"] for each in quizzes.Response.objects.order_by("sequence")] == [
        "gần",
        "gần dân trọng dân hiểu dân",
    ]
