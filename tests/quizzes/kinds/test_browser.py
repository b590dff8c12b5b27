"""Numbers, gaps, situations, pictures and sounds in a real browser: by keyboard, without a script, on a phone, on paper."""

import os
from pathlib import Path
from typing import Any

import make
import make_bank
import make_quizzes
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from walker import DESK, PHONE, Walker, a_context

from quizzes.attempts import surroundings
from quizzes.bank.files import keep_file
from quizzes.bank.questions import Question
from quizzes.models import Response

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

ADD = reverse("wagtailsnippets_quizzes_question:add")
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll(
    "fieldset[data-question] :is(select, input:not([type=radio], [type=checkbox], [type=hidden]), label.choice)"
  )].filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 80))"""
PICTURES = os.environ.get("PICTURES")
SOUND = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 200


@pytest.fixture(autouse=True)
def _foundation(transactional_db: None) -> None:
    call_command("lay_foundation", verbosity=0)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def illustrated() -> dict[str, dict[str, Any]]:
    """Bodies of which the stem and what can be chosen have pictures and sounds."""
    seen = keep_file(make_bank.a_picture(size=(900, 600), colour="teal"), by=None, at=make.NOON)
    small = keep_file(make_bank.a_picture(size=(300, 200), colour="navy"), by=None, at=make.NOON)
    heard = keep_file(SOUND, by=None, at=make.NOON)
    media = [seen.as_media("Bản đồ thôn, nhà văn hóa ở giữa"), heard.as_media("Loa: “Mời bà con đi họp.”")]

    def beside(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first, second, *rest = entries
        return [
            {**first, "media": small.as_media("Biển xanh")},
            {**second, "media": heard.as_media("Tiếng loa")},
            *rest,
        ]

    made = {}
    for kind, example in make_quizzes.EXAMPLES.items():
        body = {**example.body, "media": media}
        for name in ("options", "left", "right", "items"):
            if name in body:
                body[name] = beside(body[name])
        made[kind] = body
    return made


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> make_quizzes.Course:
    """The only one who sets quizzes in this test."""
    made = make_quizzes.Course()
    monkeypatch.setattr(surroundings, "_providers", [made])
    return made


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_every_kind_with_pictures_and_sounds_fits_and_can_be_used_by_everybody(
    chromium: Browser, live_server: LiveServer, course: Any, size: dict[str, int], request: Any
) -> None:
    topics = []
    for kind, body in illustrated().items():
        topic = make_quizzes.a_topic()
        make_quizzes.a_question(kind, topic=topic, body=body)
        topics.append((topic, 1))
    quiz = make_quizzes.a_quiz(*topics, minutes=None)
    person = make.a_person("Lê Thị Bưởi")
    walker = Walker(a_context(chromium, javascript=True, size=size), live_server.url)
    walker.sign_in(person.username, to=f"/bai-kiem-tra/{quiz.uid}/")
    page = walker.page
    page.locator("[data-next]").click()
    for kind in make_quizzes.EXAMPLES:
        page.wait_for_load_state("networkidle")
        picture(page, f"media-{kind}-{request.node.callspec.id}")
        assert not page.evaluate(TOO_WIDE), kind
        assert page.evaluate(SMALL) == [], kind
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], kind
        assert page.locator("img.seen").first.evaluate("e => e.naturalWidth") > 0
        assert page.locator("audio + figcaption").first.inner_text()
        page.locator("[data-next]").click()
    page.wait_for_load_state("networkidle")
    assert walker.complaints == []
    page.context.close()


def test_gaps_numbers_and_situations_are_answered_by_keyboard_alone_without_a_script(
    chromium: Browser, live_server: LiveServer, course: Any
) -> None:
    topics = []
    for kind in ("numerical", "cloze", "situation"):
        topic = make_quizzes.a_topic()
        make_quizzes.a_question(kind, topic=topic)
        topics.append((topic, 1))
    quiz = make_quizzes.a_quiz(*topics, minutes=None)
    person = make.a_person("Lê Thị Bưởi")
    walker = Walker(a_context(chromium, javascript=False, size=PHONE), live_server.url)
    walker.sign_in(person.username, to=f"/bai-kiem-tra/{quiz.uid}/")
    page = walker.page
    page.locator("[data-next]").click()

    page.get_by_label("Câu trả lời (một số)").focus()
    page.keyboard.type("12.50 %")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    page.get_by_label("Chỗ trống 1").focus()
    page.keyboard.type("nhân dân")
    page.keyboard.press("Tab")
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    assert page.get_by_label("Chỗ trống 3").evaluate("e => e === document.activeElement")
    while page.get_by_label("Chỗ trống 3").input_value() != "b":
        page.keyboard.press("ArrowDown")
    page.locator("[data-next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")
    assert page.get_by_role("group", name="Phần 2. Gọi ai?").count() == 1
    page.get_by_role("group", name="Phần 1. Ai đến?").get_by_label("Phương án hai").focus()
    page.keyboard.press("Space")
    page.get_by_role("group", name="Phần 2. Gọi ai?").get_by_label("Câu trả lời").focus()
    page.keyboard.type("công an")
    page.keyboard.press("Enter")
    page.wait_for_url("**/xem-lai/")
    given = [each.data for each in Response.objects.order_by("attempt_question__position")]
    assert given == [
        {"text": "12,5", "number": "12.5"},
        {
            "gaps": {
                "1": {"text": "nhân dân"},
                "2": {"text": "2,5", "number": "2.5"},
                "3": {"choice": "b"},
            }
        },
        {"parts": {"a": {"choice": "b"}, "b": {"text": "công an"}}},
    ]
    assert walker.complaints == []
    page.context.close()


def test_a_trainer_writes_a_situation_with_a_picture(chromium: Browser, live_server: LiveServer) -> None:
    topic = make_bank.a_topic("Bài 1", uid="b1")
    walker = Walker(a_context(chromium, size=DESK), live_server.url)
    walker.sign_in(make.a_trainer().username, to=f"{ADD}?kind=situation")
    page = walker.page
    page.select_option("[name=topic]", str(topic.pk))
    page.fill("[name=body-stem]", "Chuyện ở thôn\nBà Sáu gọi điện.")
    for kind in ("true_false", "single_choice"):
        page.select_option("[data-parts-kind]", kind)
        page.click("[data-parts-add]")
    page.fill("[name=body-parts-0-stem]", "Bà Sáu nên chờ.")
    page.check("[name=body-parts-0-correct][value=false]")
    page.fill("[name=body-parts-1-stem]", "Gọi ai?")
    page.fill("[name=body-parts-1-options-0-text]", "Hàng xóm")
    page.fill("[name=body-parts-1-options-1-text]", "Công an xã")
    page.check("[name=body-parts-1-correct][value='1']")
    row = page.locator("[data-row]", has=page.locator("[name=body-parts-1-options-1-text]"))
    row.locator("summary").click()
    row.locator("input[type=file]").set_input_files(
        {"name": "anh.png", "mimeType": "image/png", "buffer": make_bank.a_picture()}
    )
    row.locator("[name$=media_alt]").fill("Trụ sở Công an xã")
    row.locator("[name$=feedback]").fill("Đúng: gọi sớm.")
    picture(page, "author-situation")
    with page.expect_navigation():
        page.locator("button.action-save, button[type=submit].button-longrunning").first.click()
    question = Question.objects.get()
    first, second = question.body["parts"]
    assert (first["kind"], first["body"]["correct"]) == ("true_false", "false")
    chosen = second["body"]["options"][1]
    assert (chosen["media"]["alt"], chosen["feedback"]) == ("Trụ sở Công an xã", "Đúng: gọi sớm.")
    assert second["body"]["correct"] == chosen["id"]
    page.set_viewport_size(PHONE)
    page.locator(
        "[data-row]", has=page.locator("[name=body-parts-1-options-1-text]")
    ).scroll_into_view_if_needed()
    picture(page, "author-situation-stored-360")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('#w-editor-form :is(textarea, input, select, img)')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.name)"
    )
    assert wide == []
    assert walker.complaints == []
    page.context.close()


def test_a_part_is_added_without_a_script_by_saving(chromium: Browser, live_server: LiveServer) -> None:
    question = make_bank.a_draft("situation", body=make_bank.BODIES["situation"])
    address = reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])
    walker = Walker(a_context(chromium, javascript=False, size=DESK), live_server.url)
    walker.sign_in(make.a_trainer().username, to=address)
    page = walker.page
    page.select_option("[data-parts-kind]", "numerical")
    page.locator("form#w-editor-form button[type=submit]").first.click()
    assert "chưa được lưu" in page.locator("[data-part]").last.inner_text()
    page.fill("[name=body-parts-2-stem]", "Mấy giờ?")
    page.fill("[name=body-parts-2-accepted-0-value]", "23,5")
    page.locator("form#w-editor-form button[type=submit]").first.click()
    body = Question.objects.get().get_latest_revision_as_object().body
    assert [part["kind"] for part in body["parts"]] == ["single_choice", "short_answer", "numerical"]
    assert body["parts"][:2] == make_bank.BODIES["situation"]["parts"]
    assert body["parts"][2]["body"]["accepted"][0]["value"] == "23.5"
    page.context.close()
