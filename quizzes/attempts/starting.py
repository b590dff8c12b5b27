"""How an attempt starts: joined when one is open, refused with the reason, or dealt from a seed nobody can guess."""

from __future__ import annotations

import logging
import random
import secrets
from collections.abc import MutableSequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from people import api as people
from quizzes.attempts.asked import asked_in
from quizzes.attempts.building_on import copy_answers, last_to_build_on, same_questions
from quizzes.attempts.codes import check_code
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.attempts.refusals import AttemptRefused
from quizzes.attempts.rules import rules_from
from quizzes.attempts.states import AttemptState, attempt_state
from quizzes.attempts.timing import deadline_of, in_words
from quizzes.blueprint.drawing import CannotBeMet
from quizzes.blueprint.layout import places
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import Blueprint, Drawn, draw_paper, edition_of
from quizzes.blueprint.stock import Keys
from quizzes.overrides import Conditions, conditions_for, hold_for_start

log = logging.getLogger(__name__)

# Each lost race shows what won it, so the second look nearly always joins that.
LOOKS = 5


def start_attempt(
    person: people.User, quiz: Quiz, *, at: datetime, access_code: str | None = None
) -> Attempt:
    """The open attempt of this person in this quiz: the one that runs already, or a new one dealt now.

    `access_code`: what the person typed where the quiz asks for a code; None: nobody was asked. Two starts at once give one
    attempt: the database allows one open attempt each, and who loses joins it. Whoever gives the person other conditions
    meanwhile waits, and then finds the attempt. The number of queries does not depend on the size of the bank. Refuses with
    `AttemptRefused`.
    """
    with transaction.atomic():
        hold_for_start(quiz)
        started = _started(person, quiz, at=at, access_code=access_code)
    # Raised after the transaction: attempts that were found overdue stay closed.
    if isinstance(started, AttemptRefused):
        raise started
    return started


def _started(
    person: people.User, quiz: Quiz, *, at: datetime, access_code: str | None
) -> Attempt | AttemptRefused:
    given = conditions_for(person, quiz, at=at)
    for _look in range(LOOKS):
        state = attempt_state(person, quiz, at=at, given=given)
        if state.open is not None:
            return state.open
        try:
            refuse_start(state, at=at)
            if quiz.access_code and access_code is not None:
                check_code(person, quiz, access_code)
            return _deal(person, quiz, given, number=state.numbered + 1, at=at)
        except AttemptRefused as refusal:
            return refusal
        except IntegrityError:
            log.info("Two starts at once of quiz %s: looking again.", quiz.uid)
    return AttemptRefused(gettext("The test could not be started. Please press the button again."))


def refuse_start(state: AttemptState, *, at: datetime) -> None:
    """Raise `AttemptRefused` where the state allows no new attempt."""
    if state.closed_at is not None:
        raise AttemptRefused(
            gettext("The test closed at %(moment)s. Nobody can start it any more.")
            % {"moment": in_words(state.closed_at, at)}
        )
    if state.left == 0:
        raise AttemptRefused(gettext("All attempts at this test have been used."))
    if state.opens_at is not None and state.not_before == state.opens_at:
        raise AttemptRefused(
            gettext("The test opens at %(moment)s. Please come back then.")
            % {"moment": in_words(state.opens_at, at)},
            state.opens_at,
        )
    if state.not_before is not None:
        raise AttemptRefused(
            gettext("The test can be taken again from %(moment)s.")
            % {"moment": in_words(state.not_before, at)},
            state.not_before,
        )


@transaction.atomic
def _deal(person: people.User, quiz: Quiz, given: Conditions, *, number: int, at: datetime) -> Attempt:
    seed = secrets.token_hex(32)
    rng = random.Random(seed)  # noqa: S311 (the seed is from the system's secure generator)
    earlier = last_to_build_on(person, quiz) if quiz.build_on_last else None
    if earlier is not None:
        blueprint, questions = earlier.blueprint, same_questions(earlier)
    else:
        # The quiz as it is with these sections: its author may have saved since the page was asked for.
        quiz, drawn_from = edition_of(quiz)
        drawn = _draw(quiz, drawn_from, seen=_seen_by(person), rng=rng)
        blueprint, questions = drawn_from.as_json(), _questions(quiz, drawn, rng)
    attempt = Attempt.objects.create(
        person=person,
        quiz=quiz,
        number=number,
        seed=seed,
        blueprint=blueprint,
        points=sum(each.points for each in questions),
        pass_mark_percent=quiz.pass_mark_percent,
        cooldown_minutes=quiz.cooldown_minutes,
        extra_time_percent=given.extra_percent,
        grace_seconds=quiz.grace_seconds,
        rules=rules_from(quiz, closes_at=given.closes_at, extra_minutes=given.extra_minutes),
        pages=max((each.page for each in questions), default=0),
        started_at=at,
        deadline=deadline_of(
            at,
            quiz.minutes,
            given.extra_percent,
            given.closes_at or quiz.closes_at,
            extra_minutes=given.extra_minutes,
        ),
    )
    for each in questions:
        each.attempt = attempt
    dealt = AttemptQuestion.objects.bulk_create(questions)
    if earlier is not None:
        copy_answers(earlier, dealt, at=at)
    return attempt


def _draw(quiz: Quiz, blueprint: Blueprint, *, seen: Keys, rng: random.Random) -> list[Drawn]:
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


def _seen_by(person: people.User) -> Keys:
    """The keys of the questions that this person was ever dealt, to be asked for as part of another query."""
    return AttemptQuestion.objects.filter(attempt__person=person.pk).values("version__question")


def _questions(quiz: Quiz, drawn: list[Drawn], rng: random.Random) -> list[AttemptQuestion]:
    """The questions as dealt, each in its place; they belong to no attempt yet."""
    where = places([each.part for each in drawn], per_page=quiz.questions_per_page)
    questions = []
    for position, (each, place) in enumerate(zip(drawn, where, strict=True), start=1):
        question = asked_in(each.version)
        questions.append(
            AttemptQuestion(
                position=position,
                version=each.version,
                section=each.topic_uid,
                points=each.version.points if each.part.points is None else each.part.points,
                dealt=question.kind.deal(question.body, _order(quiz, rng)),
                page=place.page,
                heading=place.heading,
                requires_previous=place.requires_previous,
            )
        )
    return questions


class Unshuffled(random.Random):
    """The order that the author gave, for quizzes in which options are not shuffled."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        return None


def _order(quiz: Quiz, rng: random.Random) -> random.Random:
    return rng if quiz.shuffle_options else Unshuffled(0)
