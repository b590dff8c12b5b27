"""How an attempt starts: joined when one is open, refused with the reason, or dealt from a seed nobody can guess."""

from __future__ import annotations

import logging
import random
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from people import api as people
from quizzes.attempts.asked import asked_in
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.attempts.refusals import AttemptRefused
from quizzes.attempts.states import AttemptState, attempt_state
from quizzes.attempts.timing import deadline_of, in_words
from quizzes.bank.questions import QuestionVersion
from quizzes.blueprint.drawing import CannotBeMet
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import Blueprint, Drawn, blueprint_of, draw_paper
from quizzes.overrides import extra_percent

log = logging.getLogger(__name__)

# Each lost race shows what won it, so the second look nearly always joins that.
LOOKS = 5


def start_attempt(person: people.User, quiz: Quiz, *, at: datetime) -> Attempt:
    """The open attempt of this person in this quiz: the one that runs already, or a new one dealt now.

    Two starts at once give one attempt: the database allows one open attempt each, and who loses joins it. The number of
    queries does not depend on the size of the bank. Refuses with `AttemptRefused`.
    """
    for _look in range(LOOKS):
        state = attempt_state(person, quiz, at=at)
        if state.open is not None:
            return state.open
        refuse_start(state, at=at)
        try:
            return _deal(person, quiz, number=state.used + 1, at=at)
        except IntegrityError:
            log.info("Two starts at once of quiz %s: looking again.", quiz.uid)
    raise AttemptRefused(gettext("The test could not be started. Please press the button again."))


def refuse_start(state: AttemptState, *, at: datetime) -> None:
    """Raise `AttemptRefused` where the state allows no new attempt."""
    if state.left == 0:
        raise AttemptRefused(gettext("All attempts at this test have been used."))
    if state.not_before is not None:
        raise AttemptRefused(
            gettext("The test can be taken again from %(moment)s.")
            % {"moment": in_words(state.not_before, at)},
            state.not_before,
        )


@transaction.atomic
def _deal(person: people.User, quiz: Quiz, *, number: int, at: datetime) -> Attempt:
    blueprint = blueprint_of(quiz)
    seed = secrets.token_hex(32)
    rng = random.Random(seed)  # noqa: S311 (the seed is from the system's secure generator)
    drawn = _draw(quiz, blueprint, seen=_seen_by(person), rng=rng)
    versions = QuestionVersion.objects.defer("explanation", "citations").in_bulk(
        [each.version_id for each in drawn]
    )
    extra = extra_percent(person, quiz)
    attempt = Attempt.objects.create(
        person=person,
        quiz=quiz,
        number=number,
        seed=seed,
        blueprint=blueprint.as_json(),
        points=sum(versions[each.version_id].points for each in drawn),
        pass_mark_percent=quiz.pass_mark_percent,
        cooldown_minutes=quiz.cooldown_minutes,
        extra_time_percent=extra,
        grace_seconds=quiz.grace_seconds,
        started_at=at,
        deadline=deadline_of(at, quiz.minutes, extra),
    )
    AttemptQuestion.objects.bulk_create(
        [
            _dealt(attempt, position, each, versions[each.version_id], rng)
            for position, each in enumerate(drawn, start=1)
        ]
    )
    return attempt


def _draw(quiz: Quiz, blueprint: Blueprint, *, seen: set[int], rng: random.Random) -> list[Drawn]:
    try:
        drawn = draw_paper(blueprint, seen=seen, rng=rng)
    except (CannotBeMet, ValueError) as refusal:
        log.error("Quiz %s cannot be dealt: %s", quiz.uid, refusal)  # noqa: TRY400 (the reason is the message)
        drawn = []
    if not drawn:
        raise AttemptRefused(
            gettext("This test cannot be put together at the moment. Please tell the person in charge.")
        )
    return drawn


def _seen_by(person: people.User) -> set[int]:
    """The keys of the questions that this person was ever dealt."""
    dealt = AttemptQuestion.objects.filter(attempt__person=person.pk)
    return set(dealt.values_list("version__question_id", flat=True).distinct())


def _dealt(
    attempt: Attempt, position: int, drawn: Drawn, version: QuestionVersion, rng: random.Random
) -> AttemptQuestion:
    question = asked_in(version)
    return AttemptQuestion(
        attempt=attempt,
        position=position,
        version=version,
        section=drawn.topic_uid,
        points=version.points,
        dealt=question.kind.deal(question.body, rng),
    )
