"""A learner goes from sign-in to a certificate that anyone can verify, following the one next step of each page."""

import csv
import io
from pathlib import Path

import make_content
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from walker import Walker, a_context

from courses.models import Certificate, Completion

QUIZ = "KH157-final"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def walk_to_the_certificate(walker: Walker, *, steps: int = 120) -> bytes:
    """Follow data-next from Việc của tôi until the certificate can be downloaded; returns the PDF."""
    for _ in range(steps):
        if walker.is_at_question:
            walker.answer()
        paper = walker.page.locator("[data-certificate]")
        if paper.count() and "/ket-qua/" in walker.page.url:
            with walker.page.expect_download() as download:
                paper.first.click()
            return Path(download.value.path()).read_bytes()
        walker.next()
    raise AssertionError(f"no certificate after {steps} steps: {walker.been[-10:]}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_sign_in_to_the_verified_certificate(
    chromium: Browser, live_server: LiveServer, tmp_path: Path, javascript: bool
) -> None:
    learner = make_content.a_learner(make_content.the_plan_course())
    context = a_context(chromium, javascript=javascript)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username)
    assert walker.page.url.endswith("/viec-cua-toi/")
    pdf = walk_to_the_certificate(walker)
    assert walker.complaints == []

    # Nobody's but the learner's own words, and the key nowhere before the result.
    completion = Completion.objects.get(person=learner)
    assert completion.unit_path.endswith("Tỉnh Hưng Yên")
    certificate = Certificate.objects.get(completion=completion)
    file = tmp_path / "giay.pdf"
    file.write_bytes(pdf)
    call_command("verify_certificate", str(file))

    # Anyone, signed in or not.
    other = a_context(chromium, javascript=javascript)
    checker = Walker(other, live_server.url)
    checker.go("/xac-minh/")
    checker.page.fill("[name=code]", certificate.paper["code"])
    checker.next()
    assert "Còn giá trị" in checker.page.inner_text("main")
    assert learner.full_name not in checker.page.inner_text("main")
    checker.page.fill("[name=name]", "đỗ thị ngữ")
    checker.next()
    assert "khớp" in checker.page.inner_text("main")

    # The auditor's file holds the record.
    target = tmp_path / "ban-ghi.csv"
    call_command("export_records", "--format", "csv", "--output", str(target), "--course", "KH157")
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [learner.full_name]
    assert certificate.number_words in rows[1]
    context.close()
    other.close()


def test_a_learner_who_fails_is_told_what_to_read_and_when_to_try_again(
    chromium: Browser, live_server: LiveServer
) -> None:
    learner = make_content.a_learner(make_content.the_plan_course())
    context = a_context(chromium)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username, to=f"/bai-kiem-tra/{QUIZ}/")
    walker.next()
    while walker.is_at_question:
        walker.answer(rightly=False)
        walker.next()
    walker.next()
    words = walker.page.inner_text("main")
    assert "Chưa đạt lần này" in words
    assert "Làm lại được từ" in words
    assert not Completion.objects.exists()
    context.close()


def test_a_closed_browser_goes_on_at_the_same_question(chromium: Browser, live_server: LiveServer) -> None:
    learner = make_content.a_learner(make_content.the_plan_course())
    first = a_context(chromium)
    walker = Walker(first, live_server.url)
    walker.sign_in(learner.username, to=f"/bai-kiem-tra/{QUIZ}/")
    walker.next()
    for _ in range(3):
        walker.answer()
        walker.next()
    here = walker.page.url
    first.close()
    again = a_context(chromium)
    walker = Walker(again, live_server.url)
    walker.sign_in(learner.username)
    walker.next()
    if not walker.is_at_question:
        walker.next()
    assert walker.page.url == here
    again.close()


def test_an_answer_given_with_the_line_cut_is_sent_when_it_is_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    learner = make_content.a_learner(make_content.the_plan_course())
    context = a_context(chromium)
    walker = Walker(context, live_server.url)
    walker.sign_in(learner.username, to=f"/bai-kiem-tra/{QUIZ}/")
    walker.next()
    dealt = walker.dealt()
    context.set_offline(True)
    walker.answer()
    state = walker.page.locator("[data-save]")
    state.get_by_text("Chưa gửi được").wait_for()
    context.set_offline(False)
    walker.page.locator("[data-save=saved]").wait_for(timeout=30_000)
    assert dealt.responses.count() >= 1
    context.close()
