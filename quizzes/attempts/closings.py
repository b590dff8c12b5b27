"""When nobody can sit a quiz any more, so that a review tells nobody anything that still helps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from quizzes.attempts.models import Attempt
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides import Override, conditions_of


def closings(person: Any, quizzes: Iterable[Quiz], *, at: datetime) -> dict[int, datetime | None]:
    """When each of the quizzes, by their keys, is closed for the person (a key) and for all others. None: never.

    The latest of: the quiz's own closing; what anybody was given in this very quiz; what the person was given in all quizzes
    (closings are given in one quiz now; rows of old stand); the end of the attempts that run, with their grace. What is shown after the close waits for the last of them: right
    answers that are out cannot be taken back. Three queries at most for rows, none where no quiz closes.
    """
    found = {quiz.pk: quiz.closes_at for quiz in quizzes}
    ending = {key: moment for key, moment in found.items() if moment is not None}
    if not ending:
        return found
    later: list[tuple[int, datetime | None]] = [
        (key, end + timedelta(seconds=grace)) for key, end, grace in _running_until(ending)
    ]
    rows = Override.objects.filter(ended_at__isnull=True, closes_at__isnull=False)
    given = rows.filter(Q(quiz__in=ending) | Q(quiz__isnull=True)).values_list("quiz", "closes_at")
    for key, moment in given:
        if key is not None:
            later.append((key, moment))
    if any(key is None for key, _moment in given):
        own = conditions_of([(person, key) for key in ending], at=at)
        later += [(key, own[person, key].closes_at) for key in ending]
    for key, moment in later:
        if moment is not None and moment > ending[key]:
            ending[key] = moment
    return {**found, **ending}


def closing_for(attempt: Attempt, *, at: datetime) -> datetime | None:
    """When the attempt's quiz is closed for its person and for all others: see `closings`."""
    return closings(attempt.person_id, [attempt.quiz], at=at)[attempt.quiz_id]


def _running_until(keys: Iterable[int]) -> list[tuple[int, datetime, int]]:
    """The latest deadline of the attempts that run in each of these quizzes, and their longest grace (seconds)."""
    running = Attempt.objects.open().filter(quiz__in=list(keys), deadline__isnull=False)
    return list(
        running.order_by()
        .values("quiz")
        .annotate(end=Max("deadline"), grace=Max("grace_seconds"))
        .values_list("quiz", "end", "grace")
    )
