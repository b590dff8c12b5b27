"""The forms of the bank in a real browser: rows come, move and go; every screen fits a phone and a desk."""

import os
from pathlib import Path
from typing import Any

import make
import make_bank
import make_quizzes
import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from walker import DESK, PHONE, Walker, a_context

from people import api as people
from quizzes.bank.questions import Question

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

ADD = reverse("wagtailsnippets_quizzes_question:add")
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Where a person wants to look at the screens himself: a folder for pictures.
PICTURES = os.environ.get("PICTURES")


@pytest.fixture(autouse=True)
def _foundation(transactional_db: None) -> None:
    """The groups: tests that commit leave an empty database behind."""
    call_command("lay_foundation", verbosity=0)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        # The editor scrolls inside itself: a tall window shows all of it.
        small = page.viewport_size or DESK
        page.set_viewport_size({"width": small["width"], "height": 2600})
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
        page.set_viewport_size(small)


def a_walker(chromium: Browser, live_server: LiveServer, person: people.User, **options: Any) -> Walker:
    walker = Walker(a_context(chromium, **options), live_server.url)
    walker.sign_in(person.username, to=ADD)
    return walker


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_every_screen_of_the_bank_fits(
    chromium: Browser, live_server: LiveServer, size: dict[str, int], request: pytest.FixtureRequest
) -> None:
    topic = make_bank.a_topic("Bài 5. Lực lượng nòng cốt, bồi dưỡng, Công an xã")
    questions = {
        kind: make_bank.a_question_in_use(
            kind, topic=topic, body=body, level="recall", uid=f"KH157/B5-{kind}"
        )
        for kind, body in make_bank.BODIES.items()
    }
    quiz = make_quizzes.a_quiz((topic, 3), level_mix=[{"level": "recall", "bound": "≤40%"}])
    learner = make.a_person("Đỗ Thị Ngữ", unit=make.a_unit(parent=make.a_province()))
    chief = make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR)
    walker = a_walker(chromium, live_server, chief, size=size)
    shown = {
        f"preview-{kind}": reverse(
            "wagtailsnippets_quizzes_question:revisions_view",
            args=[each.pk, each.save_revision(clean=False).pk],
        )
        for kind, each in questions.items()
    }
    screens = {
        **shown,
        "list": reverse("wagtailsnippets_quizzes_question:list"),
        "kinds": ADD,
        **{
            f"edit-{kind}": reverse("wagtailsnippets_quizzes_question:edit", args=[each.pk])
            for kind, each in questions.items()
        },
        "use": reverse("wagtailsnippets_quizzes_question:use", args=[questions["essay"].pk]),
        "topics": reverse("wagtailsnippets_quizzes_topic:list"),
        "topic": reverse("wagtailsnippets_quizzes_topic:add"),
        "quizzes": reverse("wagtailsnippets_quizzes_quiz:list"),
        "quiz": reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]),
        "override-choose": reverse("override_choose") + "?q=ngu",
        "override-give": reverse("override_person", args=[learner.pk]),
        "overrides": reverse("overrides"),
        "outage-add": reverse("outage_add"),
        "outages": reverse("outages"),
    }
    wide = []
    for name, address in screens.items():
        walker.go(address)
        picture(walker.page, f"{name}-{request.node.callspec.id}")
        if walker.page.evaluate(TOO_WIDE):
            wide.append(name)
    assert wide == []
    assert walker.complaints == []
    walker.page.context.close()


def test_rows_are_added_and_moved_and_the_right_one_stays_right(
    chromium: Browser, live_server: LiveServer
) -> None:
    topic = make_bank.a_topic("Bài 1", uid="b1")
    walker = a_walker(chromium, live_server, make.a_trainer())
    page = walker.page
    walker.go(f"{ADD}?kind=single_choice")
    page.select_option("[name=topic]", str(topic.pk))
    page.fill("[name=body-stem]", "Ai ban hành Kế hoạch?")
    for number, text in enumerate(["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"]):
        page.fill(f"[name=body-options-{number}-text]", text)
    page.click("[data-rows-add]")
    page.fill("[name=body-options-6-text]", "Bảy")
    page.check("[name=body-correct][value='6']")
    for _step in range(6):
        page.locator("[data-row]", has=page.locator("[name=body-options-6-text]")).locator(
            "[data-row-up]"
        ).click()
    page.locator("[data-row]", has=page.locator("[name=body-options-1-text]")).locator(
        "[data-row-remove]"
    ).check()
    with page.expect_navigation():
        page.locator("button.action-save, button[type=submit].button-longrunning").first.click()
    question = Question.objects.get()
    assert [each["text"] for each in question.body["options"]] == ["Bảy", "Một", "Ba", "Bốn", "Năm", "Sáu"]
    assert question.body["options"][0]["id"] == question.body["correct"]
    assert walker.complaints == []
    page.context.close()


def test_a_question_is_written_without_javascript(chromium: Browser, live_server: LiveServer) -> None:
    topic = make_bank.a_topic("Bài 1", uid="b1")
    walker = a_walker(chromium, live_server, make.a_trainer(), javascript=False, size=DESK)
    page = walker.page
    page.click("text=Sắp xếp")
    page.select_option("[name=topic]", str(topic.pk))
    page.fill("[name=body-stem]", "Xếp các bước.")
    for number, (text, place) in enumerate([("Thực hiện", "2"), ("Bàn bạc", "1"), ("Tổng kết", "3")]):
        page.fill(f"[name=body-items-{number}-text]", text)
        page.fill(f"[name=body-items-{number}-ORDER]", place)
    page.locator("form#w-editor-form button[type=submit]").first.click()
    question = Question.objects.get()
    texts = {each["id"]: each["text"] for each in question.body["items"]}
    assert [texts[each] for each in question.body["correct"]] == ["Bàn bạc", "Thực hiện", "Tổng kết"]
    assert page.input_value("[name=body-items-TOTAL_FORMS]") == "5"
    page.context.close()
