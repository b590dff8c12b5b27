"""How an attempt ends: by its person or at its deadline, once, with one grade and one signal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from people import api as people
from quizzes import grading
from quizzes.attempts.models import Attempt, Grade
from quizzes.attempts.paper import slots_in
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.timing import is_over
from quizzes.blueprint.quizzes import Quiz
from quizzes.signals import attempt_graded


def lock_attempt(person: people.User, attempt_uid: str) -> Attempt:
    """The attempt, locked until the transaction ends: taken once, before anything of it is looked at.

    Refuses with `AttemptNotFound` what does not exist and what is somebody else's, alike.
    """
    attempt = (
        Attempt.objects.select_for_update().defer("seed").filter(uid=attempt_uid, person=person.pk).first()
    )
    if attempt is None:
        raise AttemptNotFound(attempt_uid)
    return attempt


@transaction.atomic
def submit_attempt(person: people.User, attempt_uid: str, *, at: datetime) -> Attempt:
    """End the attempt at `at` and mark it. However often it is called, there is one end and one grade.

    After deadline and grace it ends at its deadline. Refuses with `AttemptNotFound`.
    """
    attempt = lock_attempt(person, attempt_uid)
    if attempt.is_open and not end_if_overdue(attempt, at=at):
        _end(attempt, at=at, ended_by=Attempt.EndedBy.PERSON)
    return attempt


def end_if_overdue(attempt: Attempt, *, at: datetime) -> bool:
    """End a locked, open attempt whose time is over at `at`: it ended at its deadline. Says whether it did."""
    if (
        not attempt.is_open
        or attempt.deadline is None
        or not is_over(attempt.deadline, attempt.grace_seconds, at)
    ):
        return False
    _end(attempt, at=attempt.deadline, ended_by=Attempt.EndedBy.DEADLINE)
    return True


def close_overdue(at: datetime, *, person: people.User | None = None, quiz: Quiz | None = None) -> int:
    """End every open attempt whose deadline and grace have passed; says how many ended.

    Called whenever somebody looks (with that person), and by the command for all. Each ends in a transaction of its own.
    """
    return sum(close_one(key, at=at) for key in overdue_keys(at, person=person, quiz=quiz))


def overdue_keys(at: datetime, *, person: people.User | None = None, quiz: Quiz | None = None) -> list[int]:
    """The keys of the open attempts whose deadline and grace have passed. One query."""
    rows = Attempt.objects.overdue(at)
    if person is not None:
        rows = rows.filter(person=person.pk)
    if quiz is not None:
        rows = rows.filter(quiz=quiz.pk)
    found = rows.order_by("deadline", "pk").values_list("pk", "deadline", "grace_seconds")
    return [key for key, deadline, grace in found if is_over(deadline, grace, at)]


@transaction.atomic
def close_one(key: int, *, at: datetime) -> bool:
    """End one overdue attempt by its key; False when somebody else ended it first."""
    attempt = Attempt.objects.select_for_update().defer("seed").filter(pk=key).first()
    return attempt is not None and end_if_overdue(attempt, at=at)


def mark_paper(attempt: Attempt) -> tuple[list[Decimal], list[Decimal | None]]:
    """The points of each question as dealt, and the share that its latest answer earned."""
    slots = slots_in(attempt)
    return [slot.points for slot in slots], [slot.kind.mark(slot.body, slot.data) for slot in slots]


def _end(attempt: Attempt, *, at: datetime, ended_by: Attempt.EndedBy) -> None:
    """Mark what was answered, store the one grade, and say so aloud, all in the caller's transaction."""
    points, shares = mark_paper(attempt)
    score = grading.grade(points, shares)
    passed = _verdict(points, shares, attempt.pass_mark_percent)
    grade = Grade.objects.create(
        attempt=attempt,
        number=1,
        earned=score.earned,
        out_of=score.out_of,
        percent=score.percent,
        passed=passed,
        shares=[
            {"position": position, "share": None if share is None else str(share)}
            for position, share in enumerate(shares, start=1)
        ],
        at=at,
    )
    attempt.submitted_at = at
    attempt.ended_by = ended_by
    attempt.earned = score.earned
    attempt.percent = score.percent
    attempt.passed = passed
    attempt.save(update_fields=["submitted_at", "ended_by", "earned", "percent", "passed"])
    attempt_graded.send(sender=Attempt, attempt=attempt, grade=grade, at=at)


def _verdict(points: list[Decimal], shares: list[Decimal | None], pass_mark_percent: Decimal) -> bool | None:
    """Whether the attempt passed; None while it depends on what a person has not marked yet."""
    if grading.passed(grading.grade(points, shares), pass_mark_percent):
        return True
    best = [Decimal(1) if share is None else share for share in shares]
    return None if grading.passed(grading.grade(points, best), pass_mark_percent) else False
