"""Practice that is open to all: papers that live in their own address, the list of quizzes, and how far one got.

Without signing in nothing is stored on the server, no session either: the address holds which questions are asked (signed),
each answer is checked in the reply to the form that sent it, and then forgotten.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Q

from people import api as people
from quizzes.attempts.models import Attempt, Grade
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.topics import Topic, in_tree_order
from quizzes.behaviours import behaviour_named
from quizzes.blueprint.drawing import CannotBeMet
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import blueprint_of, draw_paper

SALT = "quizzes.open-practice"
# Of the latest attempts only, so that the page stays quick for whoever practises every day.
MOST_ATTEMPTS = 100


class NothingToPractise(LookupError):
    """The quiz is not open to all, or its questions cannot be drawn at the moment."""


def open_quiz(quiz_uid: str) -> Quiz:
    """A quiz that may be practised without signing in. Refuses others with `NothingToPractise`."""
    quiz = Quiz.objects.filter(uid=quiz_uid, practice=True, without_sign_in=True).first()
    if quiz is None:
        raise NothingToPractise(quiz_uid)
    return quiz


def new_paper(quiz: Quiz) -> str:
    """A paper drawn now, as the text that stands in its address. Refuses with `NothingToPractise`."""
    rng = random.Random(secrets.token_hex(16))  # noqa: S311 (an order, not a secret)
    try:
        drawn = draw_paper(blueprint_of(quiz), seen=set(), rng=rng)
    except (CannotBeMet, ValueError) as refusal:
        raise NothingToPractise(str(refusal)) from refusal
    uids = dict(
        QuestionVersion.objects.filter(pk__in=[each.version_id for each in drawn]).values_list(
            "pk", "question__uid"
        )
    )
    return signing.dumps([quiz.uid, *(uids[each.version_id] for each in drawn)], salt=SALT, compress=True)


def questions_of(quiz: Quiz, paper: str) -> list[str]:
    """The uids of the questions of a paper. Refuses a paper that this server did not make with `NothingToPractise`."""
    try:
        told = signing.loads(paper, salt=SALT)
    except signing.BadSignature as forged:
        raise NothingToPractise(quiz.uid) from forged
    if told[0] != quiz.uid or len(told) < 2:
        raise NothingToPractise(quiz.uid)
    return list(told[1:])


def version_to_ask(question_uid: str) -> QuestionVersion | None:
    """The question as it is dealt now; None when it went out of use since the paper was drawn."""
    found = Question.objects.for_tests().filter(uid=question_uid).select_related("current_version").first()
    if found is None or found.current_version is None:
        return None
    found.current_version.question = found
    return found.current_version


def hints_of(version: QuestionVersion, count: int) -> tuple[list[str], bool]:
    """The first hints of a question, and whether there are more."""
    hints = [str(each) for each in version.body.get("hints", [])]
    return hints[:count], len(hints) > count


def gives_hints(quiz: Quiz) -> bool:
    """Whether hints may be asked for."""
    return behaviour_named(quiz.behaviour).gives_hints


@dataclass
class TopicToPractise:
    """One topic in the list: its quizzes, and for a signed-in person what was right of what was asked so far."""

    topic: Topic | None
    quizzes: list[Quiz] = field(default_factory=list)
    asked: int = 0
    right: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.right // self.asked if self.asked else 0


def practice_list(person: people.User | None) -> list[TopicToPractise]:
    """The quizzes for practice by topic, in the order of the tree of topics; those without a topic come last.

    Without a person only what is open to all. Two queries, and three more for the person's progress.
    """
    open_to = Q(without_sign_in=True) if person is None else Q(listed=True) | Q(without_sign_in=True)
    rows = Quiz.objects.filter(open_to, practice=True).select_related("topic").order_by("title")
    found: dict[int | None, TopicToPractise] = {}
    for quiz in rows:
        found.setdefault(quiz.topic_id, TopicToPractise(quiz.topic)).quizzes.append(quiz)
    topics = in_tree_order(Topic.objects.all()) if any(found) else []
    ordered = [found[topic.pk] for topic in topics if topic.pk in found]
    ordered += [found[None]] if None in found else []
    if person is not None:
        _add_progress(person, ordered)
    return ordered


def _add_progress(person: people.User, entries: Sequence[TopicToPractise]) -> None:
    """Of each topic's quizzes: how many questions were asked in attempts that ended, and how many of them right."""
    of_quiz = {quiz.pk: entry for entry in entries for quiz in entry.quizzes}
    attempts = dict(
        Attempt.objects.counting()
        .filter(person=person.pk, quiz__in=of_quiz)
        .order_by("-submitted_at")
        .values_list("pk", "quiz_id")[:MOST_ATTEMPTS]
    )
    latest: dict[int, Any] = {}
    for attempt, shares in (
        Grade.objects.filter(attempt__in=attempts).order_by("number").values_list("attempt_id", "shares")
    ):
        latest[attempt] = shares
    for attempt, shares in latest.items():
        entry = of_quiz[attempts[attempt]]
        entry.asked += len(shares)
        entry.right += sum(each["share"] is not None and Decimal(each["share"]) == 1 for each in shares)
