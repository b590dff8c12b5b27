"""The pages of the account and the administrator's pages on people, in a real browser."""

import make
import make_people
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from walker import DESK, PHONE, Walker, a_context

from people import api as people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _foundation(transactional_db: None) -> None:
    """The groups: tests that commit leave an empty database behind."""
    call_command("lay_foundation", verbosity=0)


TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults_of(page: Page, within: str = "document") -> list[str]:
    """What axe finds, and whether the page has to be moved sideways."""
    found = (
        Axe()
        .run(page, context=None if within == "document" else {"include": [[within]]})
        .response["violations"]
    )
    faults = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
    if page.evaluate(TOO_WIDE):
        faults.append("scrolls sideways")
    return [f"{page.url}: {fault}" for fault in faults]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360 px", "1280 px"])
def test_the_pages_of_the_account_are_accessible_and_fit(
    chromium: Browser, live_server: LiveServer, size: dict[str, int]
) -> None:
    hy = make_people.a_small_province()
    first = people.reset_password(hy.learner, by=None, at=timezone.now())
    context = a_context(chromium, size=size)
    walker = Walker(context, live_server.url)
    page, faults = walker.page, []
    walker.sign_in("ngu.do", "sai")
    faults += faults_of(page)
    walker.sign_in("ngu.do", first)
    assert "/doi-mat-khau/" in page.url
    faults += faults_of(page)
    page.click("[data-next]")
    faults += faults_of(page)
    page.fill("[name=oldpassword]", first)
    page.fill("[name=password1]", "cau-tre-lac-lu")
    page.fill("[name=password2]", "cau-tre-lac-lu")
    for path in ("doi-mat-khau/xong/", "dang-xuat/", "quen-mat-khau/"):
        walker.go(f"/tai-khoan/{path}")
        faults += faults_of(page)
    assert faults == []
    assert walker.complaints == []
    context.close()


def test_a_slip_from_the_office_opens_the_learners_phone_without_javascript(
    chromium: Browser, live_server: LiveServer
) -> None:
    hy = make_people.a_small_province()
    office = a_context(chromium, size=DESK)
    admin = Walker(office, live_server.url)
    admin.sign_in(hy.administrator.username, to="/quan-tri/hoc-vien/")
    admin.page.click("text=Đỗ Thị Ngữ")
    admin.page.click("text=Cấp phiếu mới")
    admin.page.click("main form[data-main] button")
    login = admin.page.inner_text("[data-login]")
    password = admin.page.inner_text("[data-first-password]")
    office.close()
    home = a_context(chromium, javascript=False)
    learner = Walker(home, live_server.url)
    learner.sign_in(login, password)
    assert "/doi-mat-khau/" in learner.page.url
    learner.page.fill("[name=oldpassword]", password)
    learner.page.fill("[name=password1]", "482 719")
    learner.page.fill("[name=password2]", "482719")
    learner.page.click("[data-next]")
    assert learner.page.url.endswith("/viec-cua-toi/")
    home.close()


def test_the_administrators_pages_on_people_are_accessible(
    chromium: Browser, live_server: LiveServer
) -> None:
    hy = make_people.a_small_province()
    make.a_person("Đỗ Thị Hà", unit=hy.village)
    context = a_context(chromium, size=DESK)
    walker = Walker(context, live_server.url)
    walker.sign_in(hy.provincial.username, to="/quan-tri/hoc-vien/")
    faults = []
    learner = hy.learner.pk
    for path in (
        "hoc-vien/",
        "hoc-vien/them/",
        f"hoc-vien/{learner}/",
        f"hoc-vien/{learner}/dong/",
        f"vai-tro/{learner}/",
        "vai-tro/",
        "don-vi/",
    ):
        walker.go(f"/quan-tri/{path}")
        faults += faults_of(walker.page, "main")
    walker.go(f"/quan-tri/hoc-vien/{learner}/phieu-moi/")
    walker.page.click("main form[data-main] button")
    faults += faults_of(walker.page)
    assert faults == []
    assert walker.complaints == []
    context.close()
