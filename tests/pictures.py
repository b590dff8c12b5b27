"""The pictures in the guides, taken anew from the product as it runs.

    PORTAL_VAR=/a/folder PORT=8123 make run                             # in one terminal
    PORTAL_VAR=/a/folder PORT=8123 .venv/bin/python tests/pictures.py   # in another

Adds people, attempts and classes to the demo content in that folder (once), looks at the pages with Chromium, and writes
PNG files to docs/pictures. Names on the command line take only those pictures.
"""

import io
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from browsers import chromium_path  # noqa: E402
from conftest import CHROMIUM_FLAGS  # noqa: E402
from django.urls import reverse  # noqa: E402
from make import LOCAL, PASSWORD  # noqa: E402
from make_pictures import COHORT, ESSAY_QUIZ, Fill  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from walker import DESK, PHONE, Walker, a_context  # noqa: E402

from courses import api as courses  # noqa: E402
from courses.certificates.store import pdf_of  # noqa: E402
from people import api as people  # noqa: E402
from portal.demo import demo_accounts  # noqa: E402
from quizzes import api as quizzes  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
MOST_BYTES = 200_000
QUESTIONS_FILE = """Câu 1. Ai ký Kế hoạch số 157-KH/TU?
A. Ban Thường vụ Tỉnh ủy
B. Công an xã
C. Trưởng thôn
Đáp án: A

Câu 2. Việc nào là của tổ tự quản?
A. Nhắc nhau giữ gìn an ninh, trật tự
B. Xử phạt người vi phạm
Đáp án: A

Câu 3. Khi có người lạ gọi điện tự xưng cán bộ xã, nên làm gì?
A. Làm theo lời người ấy
B. Gọi lại số của Công an xã để hỏi
"""


class Camera:
    def __init__(self, browser: Browser, wanted: list[str]) -> None:
        self.browser, self.wanted = browser, wanted
        self.passwords = {login: password for _role, login, password in demo_accounts()}

    def signed_in(self, login: str, *, size: dict[str, int] = DESK, to: str = "/quan-tri/") -> Walker:
        context = a_context(self.browser, size=size)
        context.set_default_timeout(120_000)
        walker = Walker(context, BASE)
        walker.sign_in(login, self.passwords[login], to=to)
        return walker

    def take(self, page: Page, name: str, *, height: int, top: str = "") -> None:
        """What is on the page, so many px of it, from its top or from the element named."""
        if self.wanted and name not in self.wanted:
            return
        page.wait_for_load_state("networkidle")
        small = page.viewport_size or DESK
        page.set_viewport_size({"width": small["width"], "height": height})
        page.evaluate("document.activeElement && document.activeElement.blur()")
        if top:
            page.locator(top).first.evaluate("element => element.scrollIntoView({block: 'start'})")
        else:
            page.evaluate("(document.querySelector('#main') || document.scrollingElement).scrollTo(0, 0)")
        page.wait_for_timeout(700)
        data = page.screenshot()
        page.set_viewport_size(small)
        self.keep(name, Image.open(io.BytesIO(data)))

    def keep(self, name: str, image: Image.Image) -> None:
        """As a PNG of few colours: a picture of letters needs no more."""
        if self.wanted and name not in self.wanted:
            return
        path = FOLDER / f"{name}.png"
        for colours in (256, 128, 64, 32):
            image.convert("RGB").quantize(colours).save(path, optimize=True)
            if path.stat().st_size <= MOST_BYTES:
                break
        print(f"{name}: {image.width} × {image.height}, {path.stat().st_size // 1000} kB", flush=True)


def for_learners(camera: Camera, fill: Fill) -> None:
    """One person from "my training" to the certificate, on a phone; some pages on a desk too."""
    login = fill.a_reader("Đỗ Thị Ngữ")
    camera.passwords[login] = PASSWORD
    desk = camera.signed_in(login, to="/viec-cua-toi/")
    lesson = fill.course.get_children().live().order_by("path")[2]
    desk.go(f"/khoa-hoc/{fill.course.slug}/{lesson.slug}/")
    camera.take(desk.page, "lesson-1280", height=1000)
    desk.page.context.close()
    phone = camera.signed_in(login, size=PHONE, to="/viec-cua-toi/")
    camera.take(phone.page, "my-training-360", height=1000)
    person = people.User.objects.get(username=login)
    fill.reads(person, at=fill.now)
    phone.go(f"/bai-kiem-tra/{fill.course.quiz.uid}/")
    camera.take(phone.page, "quiz-start-360", height=900)
    phone.next()
    while phone.is_at_question:
        at_second = "/2/" in phone.page.url
        phone.answer()
        if at_second:
            camera.take(phone.page, "question-360", height=1000)
        phone.next()
    camera.take(phone.page, "review-360", height=900)
    phone.next()
    camera.take(phone.page, "result-360", height=1100)
    phone.page.context.close()
    certificate = courses.Certificate.objects.filter(completion__person=person).order_by("-pk").first()
    if certificate is not None:
        camera.keep("certificate", drawn(certificate))


def fold_menu(page: Page, value: str) -> None:
    """Wagtail's menu at the left, small ("1") where a list needs the width."""
    page.context.add_cookies([{"name": "wagtail_sidebar_collapsed", "value": value, "url": BASE}])


def for_trainers(camera: Camera, fill: Fill) -> None:
    walker = camera.signed_in("giangvien")
    page, course = walker.page, fill.course
    walker.go(reverse("statistics_quiz", args=[course.quiz.uid]))
    with page.expect_navigation():
        page.locator("form[action$='/tinh/'] button").first.click()
    walker.go(reverse("statistics_quiz", args=[course.quiz.uid]))
    camera.take(page, "statistics-1280", height=1100)
    page.locator("tbody th a").first.click()
    camera.take(page, "statistics-question-1280", height=1000)
    fold_menu(page, "1")
    walker.go(reverse("wagtailsnippets_quizzes_question:list") + "?q=nong+cot")
    camera.take(page, "bank-list-1280", height=800)
    fold_menu(page, "0")
    question = (
        quizzes.Question.objects.filter(kind="single_choice", uid__startswith="KH157").order_by("uid").first()
    )
    walker.go(reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk]))
    camera.take(page, "question-edit-1280", height=1300)
    walker.go(reverse("wagtailsnippets_quizzes_question:about", args=[question.pk]))
    camera.take(page, "question-dossier-1280", height=1000)
    edit = reverse("wagtailsnippets_quizzes_quiz:edit", args=[course.quiz.pk])
    walker.go(edit)
    camera.take(page, "quiz-sections-1280", height=1000, top="[id^='inline_child_sections-0']")
    page.locator("[role=tab]", has_text="Lúc nào cho xem gì").click()
    camera.take(page, "quiz-review-1280", height=900)
    walker.go(reverse("sheets_choose", args=["cau-hoi"]))
    page.set_input_files("input[type=file]", {
        "name": "cau-hoi.txt", "mimeType": "text/plain", "buffer": QUESTIONS_FILE.encode(),
    })  # fmt: skip
    topic = page.locator("form[data-main] select").last
    if topic.count():
        topic.select_option(index=1)
    with page.expect_navigation():
        page.locator("form[data-main] button[type=submit]").click()
    page.wait_for_url("**/nhap-tep/cau-hoi/*/")
    camera.take(page, "import-preview-1280", height=1000)
    waiting = quizzes.Attempt.objects.filter(quiz__title=ESSAY_QUIZ).order_by("pk").first()
    if waiting is not None:
        walker.go(reverse("marking_answer", args=[waiting.uid, 1]))
        camera.take(page, "marking-1280", height=1000)
    page.context.close()


def for_administrators(camera: Camera, fill: Fill) -> None:
    walker = camera.signed_in("quantrixa")
    page = walker.page
    walker.go(reverse("learners:index") + "?q=mau")
    camera.take(page, "people-list-1280", height=800)
    cohort = people.Cohort.objects.get(title=COHORT)
    walker.go(reverse("cohorts:members", args=[cohort.uid]))
    camera.take(page, "cohort-1280", height=900)
    walker.go(reverse("override_cohort", args=[cohort.uid]))
    camera.take(page, "override-1280", height=1000)
    fill.sit_down(3)
    walker.go(reverse("outage_add"))
    now = datetime.now(LOCAL)
    page.locator("[name=unit]").select_option(index=1)
    for name, minutes in (("began_at", 15), ("ended_at", 3)):
        # Put there, not typed: typing opens a calendar above the button.
        moment = f"{now - timedelta(minutes=minutes):%d/%m/%Y %H:%M}"
        page.locator(f"[name={name}]").evaluate("(field, moment) => { field.value = moment }", moment)
    page.locator("[name=reason]").evaluate("field => { field.value = 'Mất điện cả xã' }")
    with page.expect_navigation():
        page.locator("form[data-main] > button[type=submit]").click()
    camera.take(page, "outage-1280", height=1000)
    walker.go(reverse("records:index"))
    camera.take(page, "records-1280", height=900)
    page.context.close()


def drawn(certificate: courses.Certificate) -> Image.Image:
    """The first page of the paper, 1,000 px wide."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder, "paper.pdf")
        paper.write_bytes(pdf_of(certificate))
        command = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", "1000", "-scale-to-y", "-1"]
        subprocess.run([*command, str(paper), str(paper.with_suffix(""))], check=True)
        return Image.open(io.BytesIO(paper.with_suffix(".png").read_bytes()))


PARTS = {"learners": for_learners, "trainers": for_trainers, "administrators": for_administrators}


def main(asked: list[str]) -> int:
    """`asked`: parts, names of pictures; nothing: all."""
    FOLDER.mkdir(exist_ok=True)
    fill = Fill()
    fill.once()
    parts = [PARTS[name] for name in asked if name in PARTS] or list(PARTS.values())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        camera = Camera(browser, [name for name in asked if name not in PARTS])
        for part in parts:
            part(camera, fill)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
