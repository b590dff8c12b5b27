"""Every learner page: accessible, readable on a phone, under the strict policy, with one next step."""

import make
import make_content
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from walker import DESK, PHONE, Walker, a_context

from quizzes import api as quizzes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

PUBLIC = ["/", "/tai-khoan/dang-nhap/", "/xac-minh/", "/van-ban/", "/khong-co-trang-nay/"]
PERSONAL = [
    "/viec-cua-toi/",
    "/khoa-hoc/",
    "/ket-qua-cua-toi/",
    "/tim-kiem/?q=noi+dung",
    "/tro-giup/",
    "/thuat-ngu/",
    "/van-ban/kh-157-tu/",
]
TOO_SMALL = """() => [...document.querySelectorAll('main a.button, main button, main select, main .choice, main input:not([type=radio]):not([type=checkbox]):not([type=hidden])')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 120))"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
BODY_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open."""
    faults = []
    for violation in Axe().run(page).response["violations"]:
        where = "; ".join(node["html"][:100] for node in violation["nodes"][:3])
        faults.append(f"axe {violation['id']}: {where}")
    faults += [f"too small: {html}" for html in page.evaluate(TOO_SMALL)]
    if page.evaluate(TOO_WIDE):
        faults.append("scrolls sideways")
    if page.evaluate(BODY_SIZE) < 18:
        faults.append("text below 18 px")
    steps = page.locator("[data-next]").count()
    if steps != 1:
        faults.append(f"{steps} next steps")
    if page.locator("form[data-main]").count() > 1:
        faults.append("more than one main form")
    return [f"{page.url}: {fault}" for fault in faults]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_every_page_is_accessible_and_fits(
    chromium: Browser, live_server: LiveServer, size: dict[str, int]
) -> None:
    course = make_content.the_plan_course()
    learner = make_content.a_learner(course)
    context = a_context(chromium, size=size)
    walker = Walker(context, live_server.url)
    faults: list[str] = []
    for path in PUBLIC:
        walker.go(path)
        faults += faults_of(walker.page)
    walker.complaints = [text for text in walker.complaints if "404" not in text]
    walker.sign_in(learner.username)
    lessons = [
        f"/khoa-hoc/{course.slug}/{lesson.slug}/" for lesson in course.get_children().live().order_by("path")
    ]
    for path in [*PERSONAL, f"/khoa-hoc/{course.slug}/", *lessons, f"/bai-kiem-tra/{course.quiz.uid}/"]:
        walker.go(path)
        faults += faults_of(walker.page)
    walker.next()
    while walker.is_at_question:
        walker.answer()
        faults += faults_of(walker.page)
        walker.next()
    faults += faults_of(walker.page)
    walker.next()
    faults += faults_of(walker.page)
    assert faults == []
    assert walker.complaints == []
    context.close()


def test_the_menu_stands_in_one_line_on_phones_of_every_width(
    chromium: Browser, live_server: LiveServer
) -> None:
    learner = make.a_person()
    context = a_context(chromium)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username)
    lines = {}
    for width in (360, 375, 393, 412, 416, 430, 480):
        walker.page.set_viewport_size({"width": width, "height": 800})
        tops = walker.page.evaluate(
            "() => [...document.querySelectorAll('.menu a')].map(a => Math.round(a.getBoundingClientRect().top))"
        )
        lines[width] = len(set(tops))
    assert set(lines.values()) == {1}, lines
    context.close()


def test_text_twice_as_large_stays_in_one_column(chromium: Browser, live_server: LiveServer) -> None:
    """200 % zoom at 360 px is a window of 180 CSS px."""
    course = make_content.the_plan_course()
    learner = make_content.a_learner(course)
    context = a_context(chromium, size={"width": 180, "height": 370})
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username)
    lesson = course.get_children().live().order_by("path").first()
    wide = []
    for path in [
        "/viec-cua-toi/",
        f"/khoa-hoc/{course.slug}/",
        f"/khoa-hoc/{course.slug}/{lesson.slug}/",
        f"/bai-kiem-tra/{course.quiz.uid}/",
    ]:
        walker.go(path)
        if walker.page.evaluate(TOO_WIDE):
            wide.append(path)
    assert wide == []
    context.close()


def test_the_first_lesson_page_is_light(chromium: Browser, live_server: LiveServer) -> None:
    """At most six requests; bytes are those before compression, so the limit on the wire is kept with room to spare."""
    course = make_content.the_plan_course()
    learner = make_content.a_learner(course)
    context = a_context(chromium)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username)
    asked: list[str] = []
    walker.page.on("request", lambda request: asked.append(request.url))
    lesson = course.get_children().live().order_by("path").first()
    walker.go(f"/khoa-hoc/{course.slug}/{lesson.slug}/")
    assert len(asked) <= 6
    assert all(url.startswith(live_server.url) for url in asked)
    context.close()


def test_every_kind_is_answered_by_keyboard_alone(chromium: Browser, live_server: LiveServer) -> None:
    """Tab, arrows, space and letters reach and set every control of every question dealt."""
    course = make_content.the_plan_course()
    learner = make_content.a_learner(course)
    quizzes.start_attempt(learner, course.quiz, at=make_now())
    context = a_context(chromium)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username, to=f"/bai-kiem-tra/{course.quiz.uid}/")
    walker.next()
    unreached = []
    while walker.is_at_question:
        page = walker.page
        page.locator("fieldset[data-question] :is(input, select, textarea)").first.focus()
        controls = page.locator(
            "fieldset[data-question] :is(select, textarea, input[type=text], input:not([type]))"
        ).count()
        for _ in range(max(controls, 1)):
            tag = page.evaluate("document.activeElement.tagName + ':' + (document.activeElement.type || '')")
            if tag.startswith("SELECT"):
                page.keyboard.press("ArrowDown")
            elif tag == "INPUT:checkbox" or tag == "INPUT:radio":
                page.keyboard.press("Space")
            else:
                page.keyboard.type("hai nghin")
            page.keyboard.press("Tab")
        given = page.evaluate(
            "[...document.querySelectorAll('fieldset[data-question] :is(input, select, textarea)')].some(e => e.checked || (e.tagName !== 'INPUT' && e.value) || ((e.type === 'text') && e.value))"
        )
        if not given:
            unreached.append(walker.dealt().version.kind)
        page.locator("[data-next]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert unreached == []
    context.close()


def make_now():  # type: ignore[no-untyped-def]
    return make.datetime.now(make.LOCAL)
