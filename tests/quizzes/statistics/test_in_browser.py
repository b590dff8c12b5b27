"""The pages of statistics in a real browser: from the list to one question, on a phone and on a desk."""

import make
import make_statistics
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from walker import DESK, PHONE, a_context

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults_of(page: Page) -> list[str]:
    # Wagtail's message fades in: while it does, its contrast is none of ours.
    within = {"include": [["#main"]], "exclude": [[".messages"]]}
    page.wait_for_load_state("load")
    found = Axe().run(page, context=within).response["violations"]
    faults = [f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
    return [*faults, f"{page.url} scrolls sideways"] if page.evaluate(TOO_WIDE) else faults


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_a_trainer_goes_from_the_list_to_the_question_that_needs_attention(
    chromium: Browser, live_server: LiveServer, size: dict[str, int]
) -> None:
    call_command("lay_foundation", verbosity=0)
    village = make_statistics.Village()
    village.sit(40)
    trainer = Client()
    trainer.force_login(make.a_trainer())
    context = a_context(chromium, size=size)
    session = trainer.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)

    page.goto(f"{live_server.url}/quan-tri/thong-ke/")
    faults = faults_of(page)
    page.click(f"#main >> text={village.quiz.title}")
    expect(page.locator("h1")).to_contain_text(village.quiz.title)
    faults += faults_of(page)
    page.click("text=Tính số liệu")
    expect(page.locator("svg.stat-chart")).to_be_visible()
    faults += faults_of(page)
    page.click("tbody th a >> nth=0")
    expect(page.locator("h1")).to_contain_text(village.questions["turned"].uid)
    faults += faults_of(page)

    assert faults == []
    assert refused == []
