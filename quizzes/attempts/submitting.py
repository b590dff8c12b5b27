"""How an attempt ends: by its person or at its deadline, once, with one grade and one signal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people import api as people
from quizzes.attempts.grades import Earned, add_grade
from quizzes.attempts.models import Attempt
from quizzes.attempts.paper import slots_in
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.timing import is_over
from quizzes.blueprint.quizzes import Quiz


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

    When it can no longer be submitted it ends as `timing.Ending` says. Refuses with `AttemptNotFound`.
    """
    attempt = lock_attempt(person, attempt_uid)
    if attempt.is_open and not end_if_overdue(attempt, at=at):
        _end(attempt, at=at, ended_by=Attempt.EndedBy.PERSON)
    return attempt


def end_if_overdue(attempt: Attempt, *, at: datetime) -> bool:
    """End a locked, open attempt that can no longer be submitted at `at`. Says whether it did."""
    ending = ending_of(attempt)
    if not attempt.is_open or not ending.is_over(at):
        return False
    moment, counts = ending.outcome()
    _end(attempt, at=moment, ended_by=Attempt.EndedBy.DEADLINE if counts else Attempt.EndedBy.ABANDONED)
    return True


def close_overdue(at: datetime, *, person: people.User | None = None, quiz: Quiz | None = None) -> int:
    """End every open attempt whose deadline and grace have passed; says how many ended.

    Called whenever somebody looks (with that person), and by the command for all. Each ends in a transaction of its own.
    """
    return sum(close_one(key, at=at) for key in overdue_keys(at, person=person, quiz=quiz))


def overdue_keys(at: datetime, *, person: people.User | None = None, quiz: Quiz | None = None) -> list[int]:
    """The keys of the open attempts that can no longer be submitted. One query."""
    rows = Attempt.objects.overdue(at).only("deadline", "grace_seconds", "rules")
    if person is not None:
        rows = rows.filter(person=person.pk)
    if quiz is not None:
        rows = rows.filter(quiz=quiz.pk)
    return [each.pk for each in rows.order_by("deadline", "pk") if ending_of(each).is_over(at)]


@transaction.atomic
def close_one(key: int, *, at: datetime) -> bool:
    """End one overdue attempt by its key; False when somebody else ended it first."""
    attempt = Attempt.objects.select_for_update().defer("seed").filter(pk=key).first()
    return attempt is not None and end_if_overdue(attempt, at=at)


@transaction.atomic
def move_deadline(attempt: Attempt, deadline: datetime | None, *, at: datetime) -> bool:
    """Give an attempt that runs another deadline; None takes it away. Says whether it did.

    An attempt that has ended, or that can no longer be submitted at `at`, stays as it is: what came after its end does not
    become part of it.
    """
    locked = Attempt.objects.select_for_update().defer("seed").get(pk=attempt.pk)
    if not locked.is_open or end_if_overdue(locked, at=at):
        return False
    locked.deadline = attempt.deadline = deadline
    locked.save(update_fields=["deadline"])
    return True


def mark_paper(attempt: Attempt) -> tuple[list[Decimal], list[Decimal | None]]:
    """The points of each question as dealt, and the share that it has earned."""
    paper = paper_of(attempt)
    return paper.points, paper.shares


def grade_attempt(
    attempt: Attempt,
    *,
    at: datetime,
    reason: str = "",
    by: people.User | None = None,
    shares: Mapping[int, Decimal | None] | None = None,
    versions: Mapping[int, int] | None = None,
) -> Grade:
    """Store the next grade of an attempt that has ended, and say so aloud, all in the caller's transaction.

    `shares`: by position, what each question has earned (None: a person must mark it); without it the machine marks.
    `versions`: by position, the number of the version by whose key it was marked, where that is not the one dealt.
    What was set aside or abandoned gets its grade and counts no more than before.
    """
    rules = rules_of(attempt)
    if shares is None:
        points, given = mark_paper(attempt)
        positions = list(range(1, len(points) + 1))
    else:
        rows = AttemptQuestion.objects.filter(attempt=attempt.pk).order_by("position")
        positions, points = [], []
        for position, each in rows.values_list("position", "points"):
            positions.append(position)
            points.append(each)
        given = [shares[position] for position in positions]
    score = score_of(points, given, rules)
    passed = verdict(points, given, attempt.pass_mark_percent, rules)
    latest = Grade.objects.filter(attempt=attempt.pk).aggregate(latest=Max("number"))["latest"] or 0
    grade = Grade.objects.create(
        attempt=attempt,
        number=latest + 1,
        earned=score.earned,
        out_of=score.out_of,
        percent=score.percent,
        passed=passed,
        shares=[
            {
                "position": position,
                "share": None if share is None else str(share),
                **({"version": versions[position]} if versions and position in versions else {}),
            }
            for position, share in zip(positions, given, strict=True)
        ],
        by=by,
        reason=reason,
        at=at,
    )
    take_over(attempt, grade)
    attempt_graded.send(sender=Attempt, attempt=attempt, grade=grade, at=at)
    return grade


def take_over(attempt: Attempt, grade: Grade) -> None:
    """Let the attempt say what its latest grade says. One that was set aside or abandoned has not passed."""
    attempt.earned = grade.earned
    attempt.percent = grade.percent
    attempt.passed = grade.passed if attempt.counts else None
    attempt.save(update_fields=["earned", "percent", "passed"])


def _end(attempt: Attempt, *, at: datetime, ended_by: Attempt.EndedBy) -> None:
    attempt.submitted_at = at
    attempt.ended_by = ended_by
    attempt.save(update_fields=["submitted_at", "ended_by"])
    if ended_by == Attempt.EndedBy.ABANDONED:
        attempt.passed = False
        attempt.save(update_fields=["passed"])
        return
    grade_attempt(attempt, at=at)
