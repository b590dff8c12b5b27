"""Time that an outage took is given back to every attempt of a unit that was running, once.

What counts is the time in which the attempt was running while the outage lasted, to the second. An attempt that runs gets it
on its deadline. One that its deadline has closed is opened again with that time from now on. What people submitted
themselves stays as it is, and so does what needs no credit: quizzes that the person has passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from jobs import api as jobs
from people import api as people
from quizzes.attempts.acts import reopen_attempt
from quizzes.attempts.lost_time import Period, running_periods, seconds_lost
from quizzes.attempts.models import Attempt, AttemptAct, AttemptQuerySet, Grade
from quizzes.attempts.outage_models import Outage, OutageCredit
from quizzes.attempts.submitting import close_overdue, end_if_overdue
from quizzes.blueprint.quizzes import Quiz

BY_ITSELF = (Attempt.EndedBy.DEADLINE, Attempt.EndedBy.ABANDONED)


class Credit(StrEnum):
    """What an outage means for one attempt."""

    LONGER = "longer"  # it runs, and gets the time on its deadline
    REOPENED = "reopened"  # its deadline has closed it; it is opened again
    COUNTED = "counted"  # the time was given back before, or none was lost
    PASSED = "passed"  # the person has passed the quiz
    ANOTHER = "another"  # the person sits another attempt at the quiz


@dataclass(frozen=True)
class Tally:
    """How many attempts are meant in which way. `submitted`: those whose people submitted them after the outage began."""

    longer: int = 0
    reopened: int = 0
    counted: int = 0
    passed: int = 0
    another: int = 0
    submitted: int = 0

    @property
    def credited(self) -> int:
        return self.longer + self.reopened


def preview_outage(unit: people.Unit, quiz: Quiz | None, outage: Period, *, at: datetime) -> Tally:
    """What giving the time back would do now. Gives nothing. As many queries for ten attempts as for a thousand.

    What is overdue is closed first, as whenever somebody looks.
    """
    close_overdue(at, quiz=quiz)
    rows = list(_meant(unit, quiz, outage).defer("blueprint", "seed"))
    known = _known_of(rows)
    found = Counter(_judged(each, outage, known)[0] for each in rows)
    return _tally(found, unit, quiz, outage)


def give_outage(
    unit: people.Unit,
    quiz: Quiz | None,
    *,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    key: str,
    by: people.User,
    at: datetime,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[Outage, Tally]:
    """Record an outage that is over, and give the time back; says what this call did. Refuses with ValueError what is not over.

    `key` (22 characters) marks the form: called again with it, it is the same outage, and only what was not credited yet is.
    Two outages that overlap give the time that they share once. Each attempt is credited in a transaction of its own, so
    nobody who is answering waits for the rest. `tell(done, of)` hears of progress.
    """
    if not began_at < ended_at <= at:
        raise ValueError("an outage that is not over cannot be given back")
    with transaction.atomic():
        told = {
            "unit": unit,
            "quiz": quiz,
            "began_at": began_at,
            "ended_at": ended_at,
            "reason": reason,
            "by": by,
            "at": at,
        }
        outage, is_new = Outage.objects.get_or_create(uid=key, defaults=told)
        if is_new:
            details = {
                "unit": unit.uid,
                "quiz": quiz.uid if quiz else "",
                "began": began_at.isoformat(),
                "ended": ended_at.isoformat(),
                "reason": reason,
            }
            jobs.record("outage.given", by=by, at=at, details=details)
    period = (outage.began_at, outage.ended_at)
    keys = list(_meant(outage.unit, outage.quiz, period).order_by("pk").values_list("pk", flat=True))
    found: Counter[Credit] = Counter()
    for done, each in enumerate(keys, start=1):
        found[credit_attempt(outage, each, by=by, at=at)] += 1
        if tell is not None:
            tell(done, len(keys))
    return outage, _tally(found, outage.unit, outage.quiz, period)


@transaction.atomic
def credit_attempt(outage: Outage, key: int, *, by: people.User, at: datetime) -> Credit:
    """Give one attempt (by its key) the time back that the outage took; says what that meant."""
    attempt = Attempt.objects.select_for_update().defer("seed").get(pk=key)
    end_if_overdue(attempt, at=at)
    period = (outage.began_at, outage.ended_at)
    meant, seconds = _judged(attempt, period, _known_of([attempt]))
    if meant not in (Credit.LONGER, Credit.REOPENED) or attempt.deadline is None:
        return meant
    row = OutageCredit(outage=outage, attempt=attempt, seconds=seconds, closed_at=attempt.submitted_at, at=at)
    row.save(force_insert=True)
    if meant is Credit.LONGER:
        # Within the grace the time counts from now: it was over already.
        attempt.deadline = max(attempt.deadline, at) + timedelta(seconds=seconds)
        attempt.save(update_fields=["deadline"])
    else:
        reopen_attempt(attempt, deadline=at + timedelta(seconds=seconds), reason=outage.reason, by=by, at=at)
    return meant


def _meant(unit: people.Unit, quiz: Quiz | None, outage: Period) -> AttemptQuerySet:
    """Attempts of the people at home in the unit that may have lost time and were not submitted by their people."""
    began_at, ended_at = outage
    rows = _of_unit(unit, quiz).filter(started_at__lt=ended_at, deadline__gt=began_at)
    return rows.filter(Q(submitted_at__isnull=True) | Q(ended_by__in=BY_ITSELF))


def _of_unit(unit: people.Unit, quiz: Quiz | None) -> AttemptQuerySet:
    persons = people.User.objects.filter(people.home_in([unit.tree_path])).values("pk")
    rows = Attempt.objects.filter(person__in=persons, voided_at__isnull=True, origin="")
    return rows if quiz is None else rows.filter(quiz=quiz.pk)


def _tally(found: Counter[Credit], unit: people.Unit, quiz: Quiz | None, outage: Period) -> Tally:
    submitted = _of_unit(unit, quiz).filter(
        started_at__lt=outage[1], submitted_at__gt=outage[0], ended_by=Attempt.EndedBy.PERSON
    )
    counts = {str(meant): number for meant, number in found.items()}
    return Tally(submitted=submitted.count(), **counts)


@dataclass(frozen=True)
class _Known:
    """What decides, for some attempts, by their keys: periods counted before, breaks; and what else people have in the quiz."""

    counted: dict[int, list[Period]]
    breaks: dict[int, list[Period]]
    others: dict[tuple[Any, int], list[tuple[int, bool, bool]]]  # (person, quiz): (key, is open, passed)


def _known_of(attempts: Sequence[Attempt]) -> _Known:
    keys = [each.pk for each in attempts]
    counted: dict[int, list[Period]] = {}
    closed: dict[tuple[int, datetime], datetime] = {}
    for row in OutageCredit.objects.filter(attempt__in=keys).select_related("outage"):
        counted.setdefault(row.attempt_id, []).append((row.outage.began_at, row.outage.ended_at))
        if row.closed_at is not None:
            closed[row.attempt_id, row.at] = row.closed_at
    acts = AttemptAct.objects.filter(attempt__in=keys, act=AttemptAct.Act.REOPENED).values_list(
        "attempt", "at"
    )
    ends: dict[int, list[datetime]] = {}
    reopened = list(acts)
    graded = Grade.objects.filter(attempt__in={key for key, _at in reopened}, by__isnull=True)
    for key, at in graded.values_list("attempt", "at") if reopened else ():
        ends.setdefault(key, []).append(at)
    breaks: dict[int, list[Period]] = {}
    for key, opened in reopened:
        before = [each for each in ends.get(key, ()) if each <= opened]
        breaks.setdefault(key, []).append((closed.get((key, opened)) or max(before, default=opened), opened))
    others: dict[tuple[Any, int], list[tuple[int, bool, bool]]] = {}
    told = Attempt.objects.filter(
        person__in={each.person_id for each in attempts},
        quiz__in={each.quiz_id for each in attempts},
        voided_at__isnull=True,
    )
    for key, person, quiz, submitted_at, passed in told.values_list(
        "pk", "person_id", "quiz_id", "submitted_at", "passed"
    ):
        others.setdefault((person, quiz), []).append((key, submitted_at is None, bool(passed)))
    return _Known(counted, breaks, others)


def _judged(attempt: Attempt, outage: Period, known: _Known) -> tuple[Credit, int]:
    """What the outage means for an attempt that was not submitted by its person, and the seconds that it took."""
    if not attempt.is_open and attempt.ended_by not in BY_ITSELF:
        return Credit.COUNTED, 0
    if attempt.deadline is None:
        return Credit.COUNTED, 0
    running = running_periods(attempt.started_at, attempt.deadline, known.breaks.get(attempt.pk, ()))
    seconds = seconds_lost(running, outage, known.counted.get(attempt.pk, ()))
    if seconds <= 0:
        return Credit.COUNTED, 0
    if attempt.is_open:
        return Credit.LONGER, seconds
    others = known.others.get((attempt.person_id, attempt.quiz_id), ())
    if any(is_open and key != attempt.pk for key, is_open, _passed in others):
        return Credit.ANOTHER, seconds
    if any(passed for _key, _is_open, passed in others):
        return Credit.PASSED, seconds
    return Credit.REOPENED, seconds
