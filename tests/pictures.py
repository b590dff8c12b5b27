"""The pictures in the guides, taken anew from the product as it runs.

    PORTAL_VAR=/a/folder PORT=8123 make run                             # in one terminal
    PORTAL_VAR=/a/folder PORT=8123 .venv/bin/python tests/pictures.py   # in another

Adds people, attempts and classes to the demo content in that folder (once), looks at the pages with Chromium, and writes
PNG files to docs/pictures. Names on the command line take only those pictures.
"""

import io
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from conftest import CHROMIUM_FLAGS, chromium_path  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from make import LOCAL, PASSWORD  # noqa: E402
from make_quizzes import a_question, a_quiz, a_topic, form  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from walker import DESK, PHONE, Walker, a_context  # noqa: E402

from courses import api as courses  # noqa: E402
from courses.certificates.store import pdf_of  # noqa: E402
from people import api as people  # noqa: E402
from people.cohorts import add_to_cohort, create_cohort  # noqa: E402
from portal.demo import demo_accounts  # noqa: E402
from quizzes import api as quizzes  # noqa: E402
from quizzes.attempts import surroundings  # noqa: E402
from quizzes.kinds import kind_named  # noqa: E402
from quizzes.overrides import give_override  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
MOST_BYTES = 200_000
COHORT = "Lớp bồi dưỡng tháng 11"
ESSAY_QUIZ = "Bài viết: vận động bà con"
ESSAYS = [
    "Thưa bác, tối thứ bảy này thôn ta họp bàn việc sửa đường. Nhà bác ở đầu đường nên bác biết rõ nhất, cháu mong bác đến góp lời.",
    "Chào cô Ba, cô khỏe không ạ? Thôn mình bàn chuyện sân chơi cho các cháu, tối chủ nhật ở nhà văn hóa. Nhà cô có cháu nhỏ nên lời cô nói rất cần.",
    "Mời gia đình đi họp.",
]
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


# --- What the demo content lacks


class Fill:
    """People who have learnt and sat the test of the plan's course, essays that wait, a class, other conditions."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.numbers = count(1)
        self.course = courses.CoursePage.objects.get(code="KH157")
        self.villages = list(people.Unit.objects.filter(uid__startswith="demo-tan-hung").order_by("uid"))
        self.trainer = people.User.objects.get(username="giangvien")
        self.administrator = people.User.objects.get(username="quantrixa")

    def once(self) -> None:
        """Each step is left out where what it makes is there already."""
        if not quizzes.Quiz.objects.filter(title=ESSAY_QUIZ).exists():
            persons = [self.a_learner(number) for number in range(32)]
            for number, person in enumerate(persons):
                self.sits(person, ability=number / 31, at=self.now - timedelta(days=12, minutes=90 * number))
            self.essays(persons[:3])
        if not people.Cohort.objects.filter(title=COHORT).exists():
            self.conditions()

    def conditions(self) -> None:
        """A class, and what it and a person of it were given."""
        homes = people.Membership.objects.filter(unit__in=self.villages, person__username__contains=".")
        persons = [each.person for each in homes.select_related("person").order_by("pk")[:12]]
        cohort = people.Cohort(title=COHORT, unit=self.villages[0].parent, starts_on=self.now.date())
        create_cohort(cohort, by=self.administrator, at=self.now)
        cohort = people.Cohort.objects.get(uid=cohort.uid)
        add_to_cohort(cohort, persons, by=self.administrator, at=self.now)
        give_override(
            person=persons[4], quiz=None, extra_percent=50, reason="Mắt kém, dùng phần mềm đọc màn hình",
            by=self.administrator, at=self.now,
        )  # fmt: skip
        give_override(
            cohort=cohort, quiz=self.course.quiz, extra_minutes=10, reason="Mạng ở nhà văn hóa chậm",
            by=self.administrator, at=self.now,
        )  # fmt: skip

    def a_learner(self, number: int, *, name: str = "") -> people.User:
        family = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Hoàng")[number % 8]
        given = ("Văn Mẫu", "Thị Mẫu", "Văn Ví", "Thị Dụ")[number // 8 % 4]
        person = people.User.objects.create_user(
            f"hocvien.{self.now:%H%M%S}.{next(self.numbers)}",
            None,
            full_name=name or f"{family} {given}",
            is_demo=True,
        )
        since = (self.now - timedelta(days=30)).date()
        people.Membership.objects.create(person=person, unit=self.villages[number % 3], since=since)
        courses.enrol(person, self.course, by=None, at=self.now - timedelta(days=20), source="demo")
        return person

    def a_reader(self, name: str) -> str:
        """The login name of somebody new who has read two lessons."""
        person = self.a_learner(0, name=name)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        self.reads(person, at=self.now, most=2)
        return person.username

    def sit_down(self, number: int) -> None:
        """So many people began the test twenty minutes ago and still answer."""
        for place in range(number):
            person = self.a_learner(place)
            self.reads(person, at=self.now)
            quizzes.start_attempt(person, self.course.quiz, at=self.now - timedelta(minutes=20))

    def reads(self, person: people.User, *, at: datetime, most: int = 99) -> None:
        for lesson in list(self.course.get_children().live().specific().order_by("path"))[:most]:
            courses.mark_read(person, self.course, lesson, at=at)

    def sits(self, person: people.User, *, ability: float, at: datetime) -> None:
        chance = random.Random(f"{ability}")
        self.reads(person, at=at)
        attempt = quizzes.start_attempt(person, self.course.quiz, at=at)
        for dealt in attempt.questions.select_related("version"):
            rightly = chance.random() < 0.35 + 0.63 * ability
            data = form(fields_for(dealt.version, rightly=rightly))
            quizzes.save_response(person, attempt.uid, dealt.position, data, sequence=1, at=at)
        quizzes.submit_attempt(person, attempt.uid, at=at + timedelta(minutes=18))
        courses.consider_completion(person, self.course, at=at + timedelta(minutes=18))

    def essays(self, persons: list[people.User]) -> None:
        topic = a_topic("Vận động bà con")
        rubric = [
            {"criterion": "Có lời hỏi thăm, lễ phép", "points": 1},
            {"criterion": "Nêu rõ giờ, nơi, việc cần bàn", "points": 2},
            {"criterion": "Cho thấy lời của gia đình là cần thiết", "points": 1},
        ]
        body = {
            "stem": "Viết vài câu mời một gia đình lâu nay không dự họp thôn.",
            "model_answer": "Thưa bác, tối thứ bảy thôn ta họp bàn việc sửa đường ở nhà văn hóa. Nhà bác ở đầu đường nên bác biết rõ nhất.",
            "rubric": rubric,
        }
        a_question("essay", topic=topic, body=body, points=4, level="apply")
        quiz = a_quiz((topic, 1), title=ESSAY_QUIZ)
        people.grant_role(
            self.trainer, people.Role.MARKER, people.Unit.objects.get(uid="hy"), by=None, at=self.now
        )
        with set_by(self):
            for person, text in zip(persons, ESSAYS, strict=True):
                attempt = quizzes.start_attempt(person, quiz, at=self.now - timedelta(hours=3))
                quizzes.save_response(
                    person, attempt.uid, 1, form({"answer": text}), sequence=1, at=self.now - timedelta(hours=2, minutes=50)
                )  # fmt: skip
                quizzes.submit_attempt(person, attempt.uid, at=self.now - timedelta(hours=2, minutes=45))

    # While it is asked who set the quiz of the essays: this one did.
    def surroundings(self, person: people.User, quiz: quizzes.Quiz, *, at: datetime) -> Any:
        return surroundings.Surroundings("Lớp bồi dưỡng", "/")

    def afterwards(self, attempt: quizzes.Attempt, *, at: datetime) -> None:
        return None


@contextmanager
def set_by(provider: Fill) -> Iterator[None]:
    surroundings.register(provider)
    yield
    surroundings.forget(provider)


def fields_for(version: quizzes.QuestionVersion, *, rightly: bool) -> dict[str, Any]:
    """What a form would send for this question, under the name `answer`."""
    kind = kind_named(version.kind)
    body = kind.Body.model_validate(version.body)
    right = kind.right_response(body) or {}
    if "choice" in right:
        others = [each["id"] for each in version.body["options"] if each["id"] != right["choice"]]
        return {"answer": right["choice"] if rightly else others[0]}
    if "choices" in right:
        return {"answer": right["choices"] if rightly else right["choices"][:1]}
    if "pairs" in right:
        pairs = list(right["pairs"].items())
        values = [value for _key, value in pairs]
        return {
            f"answer-{key}": value
            for (key, _), value in zip(pairs, values if rightly else values[1:] + values[:1], strict=True)
        }
    if "places" in right:
        places = len(right["places"])
        return {
            f"answer-{key}": str(place if rightly else places + 1 - place)
            for key, place in right["places"].items()
        }
    return {"answer": right.get("text", "") if rightly else "không nhớ"}


# --- The pictures


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
