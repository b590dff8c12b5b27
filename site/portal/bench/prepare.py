"""People who are signed in and sit the plan's test, ready to be measured."""

import json
import time
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import get_random_string

from courses import api as courses
from courses.certificates.drawing import CertificatePaper, render
from people import api as people
from people.sessions import SessionStore
from quizzes import api as quizzes

COURSE = "KH157"


class Fields(HTMLParser):
    """The names and possible values of the answer form on a question page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        name = found.get("name", "")
        if tag == "input" and found.get("type") in ("radio", "checkbox", "hidden"):
            self.values.setdefault(name, []).append(found.get("value", ""))
        elif tag == "input" and name:
            self.values[name] = ["2019", "2020"]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and found.get("value"):
            self.values.setdefault(self.select, []).append(found["value"])

    def answers(self) -> list[dict[str, str]]:
        """Two different answers, so that saving them in turn always stores something."""
        return [
            {name: values[which % len(values)] for name, values in self.values.items()} for which in (0, 1)
        ]


def load_content() -> None:
    """Units, register and the plan's course, by the commands that serve users."""
    site = settings.ROOT / "site"
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("lay_foundation", verbosity=0)
    call_command("load_units", str(site / "people/data/hung-yen-units.csv"), verbosity=0)
    call_command("load_law", str(site / "law/data/legal-register.csv"), verbosity=0)
    call_command(
        "load_course",
        str(settings.ROOT / "courses/data/plan157-course.json"),
        "--publish",
        "--unreviewed",
        verbosity=0,
    )


def session_of(person: people.User) -> str:
    """A session made beforehand, so that signing in is not what is measured."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def people_at_work(count: int) -> list[dict[str, Any]]:
    """Each: a session, the address of a lesson, of a question, and two answers to it."""
    course = courses.CoursePage.objects.get(code=COURSE)
    lesson = courses.LessonPage.objects.child_of(course).live().order_by("path").first()
    quiz = course.quiz
    assert lesson is not None
    assert quiz is not None
    unit = people.Unit.objects.get(uid="hy")
    at = timezone.now()
    arranged = []
    for number in range(count):
        person = learner(number, unit)
        courses.enrol(person, course, by=None, at=at, source="demo")
        attempt = quizzes.start_attempt(person, quiz, at=at)
        session = session_of(person)
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        question = f"/lam-bai/{attempt.uid}/1/"
        page = client.get(question)
        form = Fields()
        form.feed(page.content.decode())
        arranged.append(
            {
                "session": session,
                "csrf": client.cookies[settings.CSRF_COOKIE_NAME].value,
                "lesson": f"/khoa-hoc/{course.slug}/{lesson.slug}/",
                "question": question,
                "save": f"{question}luu/",
                "answers": form.answers(),
            }
        )
    return arranged


def crowd_before_the_start(count: int) -> dict[str, Any]:
    """People who are signed in and may sit the plan's test: {"quiz", "people": [{"session", "csrf"}]}."""
    load_content()
    course = courses.CoursePage.objects.get(code=COURSE)
    unit, at, arranged = people.Unit.objects.get(uid="hy"), timezone.now(), []
    for number in range(count):
        person = learner(number, unit)
        courses.enrol(person, course, by=None, at=at, source="demo")
        arranged.append({"session": session_of(person), "csrf": get_random_string(32)})
    assert course.quiz is not None
    return {"quiz": course.quiz.uid, "people": arranged}


def kept_numbers() -> dict[str, list[int]]:
    """The numbers of all answers that the database holds: {"attempt/position": [1, 2, …]}."""
    found: dict[str, list[int]] = {}
    rows = quizzes.Response.objects.order_by("pk").values_list(
        "attempt_question__attempt__uid", "attempt_question__position", "sequence"
    )
    for attempt, position, sequence in rows.iterator():
        found.setdefault(f"{attempt}/{position}", []).append(sequence)
    return found


def learner(number: int, unit: people.Unit) -> people.User:
    """Somebody of that unit."""
    person = people.User(username=f"do{number}", full_name=f"Người Đo {number}")
    person.tidy()
    person.set_unusable_password()
    person.save()
    people.Membership.objects.create(person=person, unit=unit, since=date(2026, 1, 1))
    return person


def queries(person: dict[str, Any]) -> dict[str, int]:
    """How many statements each warm page costs, sign-in included."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = person["session"]
    counted = {}
    cache.clear()
    for name in ("lesson", "question"):
        client.get(person[name])
        with CaptureQueriesContext(connection) as context:
            client.get(person[name])
        counted[name] = len(context)
    fields = {**person["answers"][0], "sequence": "500000"}
    with CaptureQueriesContext(connection) as context:
        client.post(person["save"], fields)
    counted["answer save"] = len(context)
    return counted


def certificate_cpu(rounds: int = 12) -> float:
    """Milliseconds of CPU to draw one certificate, once the process is warm."""
    paper = CertificatePaper(
        template="plain", issuer_name="Đơn vị đo", place="Hưng Yên", course_title="Tìm hiểu Kế hoạch số 157-KH/TU",
        full_name="Nguyễn Thị Thanh Hương", minutes=110, result_words="Đạt 18/20 điểm (90 %)", issued_on=date(2026, 11, 24),
        number_words="01/2026/GCN", code="K7QF-2M9T", verify_url="http://127.0.0.1/xac-minh/K7QF-2M9T/",
    )  # fmt: skip
    render(paper)
    began = time.process_time()
    for _ in range(rounds):
        render(paper)
    return (time.process_time() - began) / rounds * 1000


def prepare(count: int) -> str:
    """Arrange everything in a fresh database; returns what the load needs, as JSON."""
    load_content()
    arranged = people_at_work(count)
    return json.dumps(
        {"people": arranged, "queries": queries(arranged[0]), "certificate_ms": certificate_cpu()}
    )
