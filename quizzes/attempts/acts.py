"""What a person does to somebody's attempt, with a reason: open it again, set it aside, let it count again.

Nothing is taken away: answers and grades stay. An attempt that was set aside counts nowhere: not for the attempts used, not in
statistics, not as a result. What followed from it before (a completion, a certificate) is a fact of its own and stays; whoever
wants that undone revokes the certificate.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from jobs import api as jobs
from people import api as people
from quizzes.attempts.grades import bring_to
from quizzes.attempts.models import Attempt, AttemptAct, Grade
from quizzes.attempts.refusals import AttemptRefused
from quizzes.attempts.submitting import end_if_overdue
from quizzes.blueprint.quizzes import Quiz
from quizzes.signals import attempt_graded
from vietnamese import api as vietnamese

LONGEST_REASON = 300


@transaction.atomic
def reopen_attempt(
    attempt: Attempt, *, deadline: datetime | None, reason: str, by: people.User, at: datetime
) -> Attempt:
    """Let the person go on with an attempt that has ended, until `deadline` (None: without limit).

    Its answers stand as they were, its grades stay as history, and its next end brings the next grade. Questions that were
    checked stay checked. Refuses with `AttemptRefused` without a reason, one that runs, one that was set aside or brought
    from another system, a deadline that has passed, and while the person has another attempt at the quiz open.
    """
    reason, locked = _reason(reason), _locked(attempt, at=at)
    if locked.is_open:
        raise AttemptRefused(gettext("This attempt is still open, so it cannot be opened again."))
    if locked.voided_at is not None:
        raise AttemptRefused(gettext("This attempt was set aside. Let it count again first."))
    if locked.origin:
        raise AttemptRefused(
            gettext("This attempt was brought from another system and stays as it was told.")
        )
    if deadline is not None and deadline <= at:
        raise AttemptRefused(gettext("The new end of the time must lie ahead."))
    locked.submitted_at = locked.earned = locked.percent = locked.passed = None
    locked.ended_by, locked.deadline = "", deadline
    try:
        with transaction.atomic():
            locked.save(update_fields=["submitted_at", "earned", "percent", "passed", "ended_by", "deadline"])
    except IntegrityError as open_one:
        raise AttemptRefused(
            gettext("The person has another attempt at this quiz open. Only one can be open.")
        ) from open_one
    _record(locked, AttemptAct.Act.REOPENED, reason, by=by, at=at)
    return locked


@transaction.atomic
def void_attempt(attempt: Attempt, *, reason: str, by: people.User, at: datetime) -> Attempt:
    """Set an attempt aside that has ended. Refuses with `AttemptRefused` without a reason, and one that runs.

    A second time changes nothing.
    """
    reason, locked = _reason(reason), _locked(attempt, at=at)
    if locked.is_open:
        raise AttemptRefused(gettext("This attempt is still open. It can be set aside after its end."))
    if locked.voided_at is not None:
        return locked
    locked.voided_at, locked.passed = at, None
    locked.save(update_fields=["voided_at", "passed"])
    _record(locked, AttemptAct.Act.VOIDED, reason, by=by, at=at)
    _say_what_counts_now(locked, at=at)
    return locked


def _say_what_counts_now(aside: Attempt, *, at: datetime) -> None:
    """Where not the best attempt counts, another one may pass the quiz now that this one counts nowhere."""
    others = Attempt.objects.counting().filter(person=aside.person_id, quiz=aside.quiz_id)
    last = others.filter(percent__isnull=False).order_by("-number").first()
    if last is None or aside.quiz.counts == Quiz.Counts.BEST:
        return
    grade = Grade.objects.filter(attempt=last.pk).order_by("-number").first()
    attempt_graded.send(sender=Attempt, attempt=last, grade=grade, at=at)


@transaction.atomic
def restore_attempt(attempt: Attempt, *, reason: str, by: people.User, at: datetime) -> Attempt:
    """Let an attempt count again that was set aside, with its latest grade and what follows from that.

    Refuses with `AttemptRefused` without a reason. One that counts already stays as it is.
    """
    reason, locked = _reason(reason), _locked(attempt, at=at)
    if locked.voided_at is None:
        return locked
    locked.voided_at = None
    locked.save(update_fields=["voided_at"])
    _record(locked, AttemptAct.Act.RESTORED, reason, by=by, at=at)
    grade = Grade.objects.filter(attempt=locked.pk).order_by("-number").first()
    if grade is not None:
        bring_to(locked, grade)
        attempt_graded.send(sender=Attempt, attempt=locked, grade=grade, at=at)
    return locked


def _locked(attempt: Attempt, *, at: datetime) -> Attempt:
    locked = Attempt.objects.select_for_update().defer("seed").get(pk=attempt.pk)
    end_if_overdue(locked, at=at)
    return locked


def _reason(given: str) -> str:
    reason = vietnamese.clean_line(given)[:LONGEST_REASON]
    if not reason:
        raise AttemptRefused(gettext("A reason is needed. It stays in the record."))
    return reason


def _record(attempt: Attempt, act: str, reason: str, *, by: people.User, at: datetime) -> None:
    AttemptAct.objects.create(attempt=attempt, act=act, reason=reason, by=by, at=at)
    details = {"quiz": attempt.quiz.uid, "number": attempt.number, "reason": reason}
    jobs.record(f"attempt.{act}", by=by, at=at, about=attempt.person, details=details)
