"""Authors change the bank and the quiz while people sit: each attempt has one version of everything, and nothing is lost.

The last part needs PostgreSQL: there readers and writers really run beside each other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import make
import make_quizzes
import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from make_quizzes import form
from racing import ON_POSTGRES, errors, together

from quizzes import api as quizzes
from quizzes.attempts import starting
from quizzes.attempts.paper import slots_in

MINUTE = timedelta(minutes=1)


# --- D03: deleted in other ways than one by one.


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", ["QuestionVersion", "Question", "Topic", "Quiz", "Attempt", "AttemptQuestion"]
)
def test_nothing_that_an_attempt_stands_on_can_be_deleted_in_bulk(an, noon, model) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    quizzes.save_response(an, attempt.uid, 1, form({"answer": "b"}), sequence=1, at=noon)
    rows = getattr(quizzes, model).objects.all()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        rows.delete()
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).grades.count() == 1


@pytest.mark.django_db
def test_the_person_of_an_attempt_cannot_be_deleted_in_bulk(an, noon) -> None:
    quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        type(an).objects.filter(pk=an.pk).delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [quizzes.Question, quizzes.Topic, quizzes.Quiz], ids=lambda model: model.__name__
)
@pytest.mark.parametrize("way", ["one", "many"])
def test_not_even_the_owner_of_the_system_deletes_it_by_the_pages_of_the_admin(an, noon, model, way) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1), at=noon)
    owner = Client()
    owner.force_login(make.a_person(is_superuser=True))
    row = model.objects.get()
    address = reverse(model.snippet_viewset.get_url_name("delete"), args=[row.pk])
    if way == "many":
        address = f"/quan-tri/bulk/quizzes/{model._meta.model_name}/delete/?id={row.pk}"
    assert owner.get(address).status_code in (200, 302)
    assert owner.post(address).status_code == 302
    assert model.objects.get() == row
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).grades.count() == 1


# --- D05: points are changed after people were dealt the question.


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["while it is open", "after its end"])
def test_other_points_change_no_attempt_that_was_dealt_before(an, noon, when) -> None:
    topic = make_quizzes.a_topic()
    heavy, light = (make_quizzes.a_question(topic=topic, points=points) for points in (3, 1))
    quiz = make_quizzes.a_quiz((topic, 2), pass_mark_percent=70)

    def change() -> None:
        for question, points in ((heavy, 1), (light, 9)):
            question.points = Decimal(points)
            question.current_version = make_quizzes.a_version(question)
            question.save()
        quizzes.Quiz.objects.update(pass_mark_percent=100)

    attempt = quizzes.start_attempt(an, quiz, at=noon)
    if when == "while it is open":
        change()
    place = attempt.questions.get(version__question=heavy).position
    quizzes.save_response(an, attempt.uid, place, form({"answer": "b"}), sequence=1, at=noon)
    ended = quizzes.submit_attempt(an, attempt.uid, at=noon)
    if when == "after its end":
        change()
    ended.refresh_from_db()
    assert (ended.earned, ended.points, ended.percent, ended.passed) == (3, 4, 75, True)
    assert {slot.points for slot in slots_in(ended)} == {3, 1}


# --- D01: the quiz and its sections are saved while a start is looking at them.

SHORT = {"minutes": 10, "pass_mark_percent": 50}
LONG = {"minutes": 40, "pass_mark_percent": 80}


def quiz_in_two_editions() -> tuple[quizzes.Quiz, Callable[[str], None]]:
    """A quiz with one question in 10 minutes, or with three in 40; and what its author does to change it from one to the other."""
    topic = make_quizzes.a_topic()
    for _ in range(3):
        make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), **SHORT)

    def save(edition: str) -> None:
        with transaction.atomic():
            fields, count = (SHORT, 1) if edition == "short" else (LONG, 3)
            quizzes.Quiz.objects.filter(pk=quiz.pk).update(**fields)
            quizzes.Section.objects.filter(quiz=quiz).delete()
            quizzes.Section.objects.create(quiz=quiz, topic=topic, count=count)

    return quiz, save


def edition_of(attempt: quizzes.Attempt) -> str:
    """Which edition an attempt was dealt; "mixed" where it has something of both."""
    minutes = (attempt.deadline - attempt.started_at) // MINUTE
    told = (minutes, attempt.pass_mark_percent, attempt.question_count, attempt.questions.count())
    return {(10, 50, 1, 1): "short", (40, 80, 3, 3): "long"}.get(told, f"mixed: {told}")


@pytest.mark.django_db
def test_a_quiz_that_is_saved_between_the_page_and_the_start_is_dealt_in_one_edition(
    an, course, arrival, monkeypatch
) -> None:
    """The page has read the quiz; the author saves; then the attempt is dealt."""
    quiz, save = quiz_in_two_editions()
    hold = starting.hold_for_start

    def saved_meanwhile(quiz: quizzes.Quiz) -> None:
        save("long")
        hold(quiz)

    monkeypatch.setattr(starting, "hold_for_start", saved_meanwhile)
    browser = Client()
    browser.force_login(an)
    assert browser.post(f"/bai-kiem-tra/{quiz.uid}/").status_code == 302
    assert edition_of(quizzes.Attempt.objects.get()) in ("short", "long")


def start_while_the_author_saves(people: list[Any]) -> list[quizzes.Attempt]:
    """Everybody presses at once while the author saves one edition after the other; what each was dealt."""
    quiz, save = quiz_in_two_editions()
    done = threading.Event()

    def start(person: Any) -> Callable[[], str]:
        def press() -> str:
            client = Client()
            client.force_login(person)
            reply = client.post(f"/bai-kiem-tra/{quiz.uid}/")
            return f"{reply.status_code}"

        return press

    def keep_saving() -> str:
        number = 0
        while not done.is_set():
            save("short" if number % 2 else "long")
            number += 1
        return "302" if number > 1 else "the author never saved"

    def everybody() -> str:
        try:
            told = together(*[start(person) for person in people])
        finally:
            done.set()
        assert errors(told) == []
        return "302" if set(told) == {"302"} else f"answered {told}"

    assert together(keep_saving, everybody) == ["302", "302"]
    return list(quizzes.Attempt.objects.all())


class TestBeside:
    pytestmark = ON_POSTGRES

    def test_while_the_author_saves_over_and_over_everybody_starts_with_a_whole_paper(
        self, course, noon
    ) -> None:
        persons = [make.a_person() for _ in range(24)]
        attempts = start_while_the_author_saves(persons)
        assert len(attempts) == 24
        assert {edition_of(each) for each in attempts} <= {"short", "long"}
        assert all(each.questions.count() == each.question_count == each.points for each in attempts)
