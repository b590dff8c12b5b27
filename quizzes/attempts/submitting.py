"""How an attempt ends: by its person or at its deadline, once, with one grade and one signal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people import api as people
from quizzes.attempts.grades import Earned, add_grade, earned_in
from quizzes.attempts.marks import mark_paper
from quizzes.attempts.models import Attempt, AttemptAct, Response
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.rules import ending_of
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

    When it can no longer be submitted it ends as `timing.Ending` says. By a clock that was set back it ends when it started:
    nothing takes less than no time. Refuses with `AttemptNotFound`.
    """
    attempt = lock_attempt(person, attempt_uid)
    if attempt.is_open and not end_if_overdue(attempt, at=at):
        _end(attempt, at=max(at, attempt.started_at), ended_by=Attempt.EndedBy.PERSON)
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


def _end(attempt: Attempt, *, at: datetime, ended_by: Attempt.EndedBy) -> None:
    attempt.submitted_at = at
    attempt.ended_by = ended_by
    if ended_by == Attempt.EndedBy.ABANDONED:
        # No grade: what was saved is kept, and is part of no result.
        attempt.passed = False
        attempt.save(update_fields=["submitted_at", "ended_by", "passed"])
        return
    add_grade(attempt, _with_marks(attempt, mark_paper(attempt)), at=at)


def _with_marks(attempt: Attempt, paper: list[Earned]) -> list[Earned]:
    """What persons gave before the attempt was opened again stands for the answers that were not written anew since.

    No query where no answer waits for a person, one where the attempt ends for the first time.
    """
    if all(each.share is not None for each in paper):
        return paper
    opened = attempt.acts.filter(act=AttemptAct.Act.REOPENED).order_by("-at", "-pk").first()
    if opened is None:
        return paper
    before = {each.position: each for each in earned_in(attempt)}
    anew = set(
        Response.objects.filter(attempt_question__attempt=attempt.pk, recorded_at__gt=opened.recorded_at)
        .values_list("attempt_question__position", flat=True)
    )  # fmt: skip
    return [
        before[each.position] if each.share is None and each.position not in anew else each for each in paper
    ]
