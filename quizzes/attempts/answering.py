"""Answers as they come: saved when given, never reverted behind anybody's back, refused when the time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.attempts.paper import FIELD
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.seats import lock_seat, slot_in
from quizzes.attempts.submitting import end_if_overdue
from quizzes.attempts.timing import is_over, seconds_left
from quizzes.kinds.base import FormData


class Kept(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    # It is already what counts: a repeated send, or a page that was passed without a change.
    SAME = "same"
    # Another tab or phone sent something newer, which was kept.
    ELSEWHERE = "elsewhere"
    # The attempt has ended; what was sent is not part of it.
    CLOSED = "closed"


@dataclass(frozen=True)
class Outcome:
    """What became of an answer, and where the question stands now: the sequence and moment of the answer that counts.

    `left_seconds`: until the deadline; None where there is no limit.
    """

    kept: Kept
    attempt: Attempt
    sequence: int
    saved_at: datetime | None
    left_seconds: int | None


def judge(sequence: int, data: Any, *, latest_sequence: int, latest_data: Any) -> Kept:
    """The rule for an answer that arrives: a higher number is newer; the same number may only repeat itself.

    An answer equal to the one that counts needs no second row. `latest_sequence` is 0 before the first answer.
    """
    if sequence < latest_sequence:
        return Kept.ELSEWHERE
    if data == latest_data:
        return Kept.SAME
    return Kept.ELSEWHERE if sequence == latest_sequence else Kept.SAVED


@transaction.atomic
def save_response(
    person: people.User, attempt_uid: str, position: int, data: FormData, *, sequence: int, at: datetime
) -> Outcome:
    """Keep the answer in the posted form `data` to the question at `position`.

    `sequence` (from 1) is counted up by the sender for this question; `at` is the moment of arrival. An answer after
    deadline and grace is refused, and the attempt then ends at its deadline. Refuses with `AttemptNotFound` what is not
    there or somebody else's, with `NotAnAnswer` what this question's form cannot send.
    """
    attempt = lock_seat(person, attempt_uid)
    if not attempt.is_open or end_if_overdue(attempt, at=at):
        return Outcome(Kept.CLOSED, attempt, 0, None, 0)
    slot = slot_in(attempt, position)
    answer = slot.kind.clean(slot.body, data, FIELD)
    kept = judge(sequence, answer, latest_sequence=slot.sequence, latest_data=slot.data)
    left = seconds_left(attempt.deadline, at)
    if kept is not Kept.SAVED:
        return Outcome(kept, attempt, slot.sequence, slot.saved_at, left)
    Response.objects.create(
        attempt_question_id=slot.pk,
        sequence=sequence,
        data=answer,
        complete=slot.kind.is_complete(slot.body, answer),
        at=at,
    )
    return Outcome(kept, attempt, sequence, at, left)


def flag(person: people.User, attempt_uid: str, position: int, *, flagged: bool, at: datetime) -> None:
    """Note, or no longer, that the person wants to look at a question again. Nothing happens once the time is over."""
    _while_open(person, attempt_uid, at=at)
    AttemptQuestion.objects.filter(
        attempt__uid=attempt_uid, attempt__person=person.pk, position=position
    ).update(flagged=flagged)


def move(person: people.User, attempt_uid: str, position: int) -> None:
    """Remember the question that is open, to come back to. One statement; an ended attempt stays as it is."""
    Attempt.objects.open().filter(uid=attempt_uid, person=person.pk).update(position=position)


def _while_open(person: people.User, attempt_uid: str, *, at: datetime) -> None:
    attempt = (
        Attempt.objects.open()
        .only("deadline", "grace_seconds")
        .filter(uid=attempt_uid, person=person.pk)
        .first()
    )
    if attempt is None or is_over(attempt.deadline, attempt.grace_seconds, at):
        raise AttemptNotFound(attempt_uid)
