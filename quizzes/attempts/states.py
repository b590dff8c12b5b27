"""Where a person stands with a quiz: an open attempt, the last result, when the next attempt may start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from people import api as people
from quizzes.attempts.models import Attempt
from quizzes.attempts.submitting import close_overdue
from quizzes.attempts.timing import is_over
from quizzes.blueprint.quizzes import Quiz


@dataclass(frozen=True)
class AttemptState:
    """`open`: the attempt that is running. `last`: the one that ended last. `passed`: the first that passed.

    `used` counts all attempts; `left` is how many more may start (None: no limit). `not_before`: the next attempt cannot
    start before this moment (None: no wait).
    """

    open: Attempt | None = None
    last: Attempt | None = None
    passed: Attempt | None = None
    used: int = 0
    left: int | None = None
    not_before: datetime | None = None

    @property
    def open_url(self) -> str:
        """Where the open attempt goes on, at the question where it was left; empty when none is open."""
        return reverse("quizzes:attempt", args=[self.open.uid]) if self.open else ""

    @property
    def last_url(self) -> str:
        """The result of the attempt that ended last; empty when there is none."""
        return reverse("quizzes:result", args=[self.last.uid]) if self.last else ""

    @property
    def may_start(self) -> bool:
        return self.open is None and self.left != 0 and self.not_before is None


def attempt_state(person: people.User, quiz: Quiz, *, at: datetime) -> AttemptState:
    """Where the person stands with one quiz at `at`. Overdue attempts are closed first."""
    return attempt_states(person, [quiz], at=at)[quiz.pk]


def attempt_states(person: people.User, quizzes: Iterable[Quiz], *, at: datetime) -> dict[int, AttemptState]:
    """The same for several quizzes, by their keys, in one query (more only when something must be closed)."""
    wanted = {quiz.pk: quiz for quiz in quizzes}
    attempts = _attempts(person, list(wanted))
    if any(each.is_open and is_over(each.deadline, each.grace_seconds, at) for each in attempts):
        close_overdue(at, person=person)
        attempts = _attempts(person, list(wanted))
    by_quiz: dict[int, list[Attempt]] = {key: [] for key in wanted}
    for each in attempts:
        by_quiz[each.quiz_id].append(each)
    return {key: state_of(by_quiz[key], quiz, at=at) for key, quiz in wanted.items()}


def state_of(attempts: list[Attempt], quiz: Quiz, *, at: datetime) -> AttemptState:
    """The state that follows from all attempts of one person in one quiz, oldest first. Pure."""
    ended = [each for each in attempts if not each.is_open]
    last = ended[-1] if ended else None
    return AttemptState(
        open=next((each for each in attempts if each.is_open), None),
        last=last,
        passed=next((each for each in ended if each.passed), None),
        used=len(attempts),
        left=None if quiz.attempts_allowed is None else max(0, quiz.attempts_allowed - len(attempts)),
        not_before=wait_after(last, at=at),
    )


def wait_after(last: Attempt | None, *, at: datetime) -> datetime | None:
    """Until when the person waits after an attempt that was not passed; None when there is nothing to wait for."""
    if last is None or last.passed or last.submitted_at is None:
        return None
    opens = last.submitted_at + timedelta(minutes=last.cooldown_minutes)
    return opens if opens > at else None


def attempts_of(person: people.User, *, at: datetime) -> list[Attempt]:
    """Every attempt of a person with its quiz, the newest first; overdue ones are closed before."""
    close_overdue(at, person=person)
    return list(
        Attempt.objects.filter(person=person.pk)
        .select_related("quiz")
        .defer("blueprint", "seed")
        .order_by("-started_at", "-pk")
    )


def _attempts(person: people.User, quiz_keys: list[int]) -> list[Attempt]:
    return list(
        Attempt.objects.filter(person=person.pk, quiz__in=quiz_keys)
        .defer("blueprint", "seed")
        .order_by("number")
    )
