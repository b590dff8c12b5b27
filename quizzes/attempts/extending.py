"""What was given to people reaches the attempts that they are sitting: more time, or a later closing. Never less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuerySet
from quizzes.attempts.rules import closing_of
from quizzes.attempts.submitting import end_if_overdue
from quizzes.attempts.timing import deadline_of
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides import Conditions, Override, conditions_of, give_override

# So many attempts are brought to their new end by one statement.
TOGETHER = 500


@transaction.atomic
def give_and_extend(
    *,
    person: people.User | None = None,
    cohort: people.Cohort | None = None,
    unit: people.Unit | None = None,
    quiz: Quiz | None,
    reason: str,
    by: people.User | None,
    at: datetime,
    **given: Any,
) -> tuple[Override, int]:
    """Give other conditions (`quizzes.overrides.give_override`); says how many running attempts got more time by it.

    Both or neither. Attempts that start meanwhile find what was given, or are found here: `give_override` holds the quiz.
    """
    row = give_override(
        person=person, cohort=cohort, unit=unit, quiz=quiz, reason=reason, by=by, at=at, **given
    )
    return row, extend_running(row, at=at)


def extend_running(row: Override, *, at: datetime) -> int:
    """Bring the running attempts of those whom the row is for to the deadline that they have now; says how many moved."""
    running = list(
        running_attempts(row.quiz)
        .filter(person__in=concerned(row, at=at))
        .select_related("quiz")
        .order_by("pk")
    )
    found = conditions_of([(each.person_id, each.quiz_id) for each in running], at=at)
    keys = [each.pk for each in running if gain_from(each, found[each.person_id, each.quiz_id])]
    return sum(_extend_many(batch, found, at=at) for batch in _batches(keys))


def running_attempts(quiz: Quiz | None) -> AttemptQuerySet:
    """Open attempts that have a deadline, in one quiz or in all."""
    rows = Attempt.objects.open().filter(deadline__isnull=False, origin="")
    return rows if quiz is None else rows.filter(quiz=quiz.pk)


def concerned(row: Override, *, at: datetime) -> QuerySet[Any]:
    """The keys of the people whom a row is for at this moment: the home of today decides about units."""
    if row.person_id is not None:
        return people.User.objects.filter(pk=row.person_id).values("pk")
    if row.cohort is not None:
        return row.cohort.members.filter(since__lte=at, until__isnull=True).values("person")
    assert row.unit is not None
    return people.User.objects.filter(people.home_in([row.unit.tree_path])).values("pk")


def gain_from(attempt: Attempt, given: Conditions) -> timedelta:
    """How much later an attempt ends under these conditions than under those that it has; never less than nothing.

    Both ends are worked out from the start, and the difference is what is added: so credit for an outage stays on top, and
    the same conditions once more add nothing.
    """
    stored = attempt.rules or {}
    # Attempts of old do not know their limit.
    minutes = stored.get("minutes", attempt.quiz.minutes)
    closes_at, percent = closing_of(attempt), attempt.extra_time_percent
    before = deadline_of(
        attempt.started_at, minutes, percent, closes_at, extra_minutes=stored.get("extra_minutes", 0)
    )
    after = deadline_of(
        attempt.started_at,
        minutes,
        given.extra_percent,
        given.closes_at or closes_at,
        extra_minutes=given.extra_minutes,
    )
    if attempt.deadline is None or before is None or after is None:
        return timedelta()
    return max(after - before, timedelta())


def extend(attempt: Attempt, given: Conditions) -> bool:
    """Let an attempt that the caller has locked, or just made, have what these conditions add; not stored. Says whether they
    add anything."""
    gain = gain_from(attempt, given)
    if not gain or attempt.deadline is None:
        return False
    attempt.deadline += gain
    attempt.extra_time_percent = given.extra_percent
    rules = {**(attempt.rules or {}), "extra_minutes": given.extra_minutes}
    if given.closes_at is not None:
        rules["closes_at"] = given.closes_at.isoformat()
    attempt.rules = rules
    return True


def _extend_many(keys: Sequence[int], found: Mapping[tuple[Any, int], Conditions], *, at: datetime) -> int:
    """Two statements, and more only for attempts that are over: those end. Locked in the order of their keys."""
    locked = list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("quiz")
        .defer("seed", "blueprint")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    running = [each for each in locked if each.is_open and not end_if_overdue(each, at=at)]
    moved = [each for each in running if extend(each, found[each.person_id, each.quiz_id])]
    return Attempt.objects.bulk_update(moved, ["deadline", "extra_time_percent", "rules"])


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, len(keys), TOGETHER):
        yield keys[begin : begin + TOGETHER]
