"""Where a person stands with a quiz: an open attempt, the last result, when the next attempt may start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from people import api as people
from quizzes.attempts.closings import closings
from quizzes.attempts.counting import passed_by_rule
from quizzes.attempts.models import Attempt
from quizzes.attempts.rules import ending_of, marks_shown
from quizzes.attempts.submitting import close_overdue
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides import Conditions, conditions_of


@dataclass(frozen=True)
class AttemptState:
    """`open`: the attempt that is running. `last`: the one that ended last. `passed`: by which the quiz is passed, by the rule
    which of its attempts counts (`counting.passed_by_rule`).

    What was set aside is none of these and uses up no attempt. `used` counts the others; `left` is how many more may start
    (None: no limit). `not_before`: the next attempt cannot start before this moment (None: no wait); `opens_at` is set when
    that is because the quiz opens only then. `closed_at`: the quiz has closed for all. `numbered`: the number of the latest.
    """

    open: Attempt | None = None
    last: Attempt | None = None
    passed: Attempt | None = None
    used: int = 0
    left: int | None = None
    not_before: datetime | None = None
    opens_at: datetime | None = None
    closed_at: datetime | None = None
    numbered: int = 0

    @property
    def open_url(self) -> str:
        """Where the open attempt goes on, at the question where it was left; empty when none is open."""
        return reverse("quizzes:attempt", args=[self.open.uid]) if self.open else ""

    @property
    def last_url(self) -> str:
        """The result of the attempt that ended last; empty when there is none."""
        return reverse("quizzes:result", args=[self.last.uid]) if self.last else ""

    @property
    def being_marked(self) -> bool:
        """Does a person still have to mark the attempt that ended last?"""
        return self.last is not None and is_being_marked(self.last)

    @property
    def may_start(self) -> bool:
        return self.open is None and self.left != 0 and self.not_before is None and self.closed_at is None


def attempt_state(
    person: people.User, quiz: Quiz, *, at: datetime, given: Conditions | None = None
) -> AttemptState:
    """Where the person stands with one quiz at `at`. Overdue attempts are closed first.

    `given`: other conditions of this person; without them those of the quiz count.
    """
    attempts = _closed_attempts(person, [quiz.pk], at=at)
    return state_of(attempts, quiz, at=at, given=given)


def attempt_states(person: people.User, quizzes: Iterable[Quiz], *, at: datetime) -> dict[int, AttemptState]:
    """The same for several quizzes, by their keys, under the conditions that the person has.

    Two queries, however many quizzes; more only where something is given to cohorts or units, or must be closed.
    """
    wanted = {quiz.pk: quiz for quiz in quizzes}
    attempts = _closed_attempts(person, list(wanted), at=at)
    given = conditions_of([(person.pk, key) for key in wanted], at=at) if wanted else {}
    by_quiz: dict[int, list[Attempt]] = {key: [] for key in wanted}
    for each in attempts:
        by_quiz[each.quiz_id].append(each)
    return {
        key: state_of(by_quiz[key], quiz, at=at, given=given[person.pk, key]) for key, quiz in wanted.items()
    }


def _closed_attempts(person: people.User, keys: list[int], *, at: datetime) -> list[Attempt]:
    attempts = _attempts(person, keys)
    if any(each.is_open and ending_of(each).is_over(at) for each in attempts):
        close_overdue(at, person=person)
        attempts = _attempts(person, keys)
    return attempts


def state_of(
    attempts: list[Attempt], quiz: Quiz, *, at: datetime, given: Conditions | None = None
) -> AttemptState:
    """The state that follows from all attempts of one person in one quiz, oldest first. Pure."""
    given = given or Conditions()
    quiz_opens, quiz_closes = given.opens_at or quiz.opens_at, given.closes_at or quiz.closes_at
    allowed = quiz.attempts_allowed if given.attempts_allowed is None else given.attempts_allowed
    counted = [each for each in attempts if each.voided_at is None]
    ended = [each for each in counted if not each.is_open]
    last = ended[-1] if ended else None
    opens_at = quiz_opens if quiz_opens is not None and at < quiz_opens else None
    waits = [each for each in (wait_after(last, at=at), opens_at) if each is not None]
    return AttemptState(
        open=next((each for each in attempts if each.is_open), None),
        last=last,
        passed=passed_by_rule(ended, quiz),
        used=len(counted),
        left=None if allowed is None else max(0, allowed - len(counted)),
        not_before=max(waits, default=None),
        opens_at=opens_at,
        closed_at=quiz_closes if quiz_closes is not None and at >= quiz_closes else None,
        numbered=max((each.number for each in attempts), default=0),
    )


def wait_after(last: Attempt | None, *, at: datetime) -> datetime | None:
    """Until when the person waits after an attempt that was not passed; None when there is nothing to wait for."""
    if last is None or last.passed or last.submitted_at is None or is_practice(last):
        return None
    opens = last.submitted_at + timedelta(minutes=last.cooldown_minutes)
    return opens if opens > at else None


def is_practice(attempt: Attempt) -> bool:
    return bool((attempt.rules or {}).get("practice"))


def is_being_marked(attempt: Attempt) -> bool:
    """Has the attempt ended, and does a person still have to mark something that decides?"""
    ended = not attempt.is_open and attempt.voided_at is None and attempt.counts
    return ended and attempt.percent is not None and attempt.passed is None and not is_practice(attempt)


def attempts_of(person: people.User, *, at: datetime) -> list[Attempt]:
    """Every attempt of a person with its quiz, the newest first; overdue ones are closed before.

    Each has `told`, what the person may be told of it now: "running", "set aside", "late" (not submitted in time),
    "practice", "later" (the result is not shown yet), "waiting", "passed" or "not passed".
    """
    close_overdue(at, person=person)
    attempts = list(
        Attempt.objects.filter(person=person.pk)
        .select_related("quiz")
        .defer("blueprint", "seed")
        .order_by("-started_at", "-pk")
    )
    closed = closings(person.pk, {each.quiz for each in attempts}, at=at)
    for each in attempts:
        each.told = told_of(each, closes_at=closed[each.quiz_id], at=at)  # type: ignore[attr-defined]
    return attempts


def told_of(attempt: Attempt, *, closes_at: datetime | None, at: datetime) -> str:
    """In one word what the person may be told of an attempt now: see `attempts_of`. `closes_at`: see `closings`."""
    if attempt.is_open:
        return "running"
    if attempt.voided_at is not None:
        return "set aside"
    if not attempt.counts:
        return "late"
    if not marks_shown(attempt, closes_at=closes_at, at=at):
        return "later"
    if is_practice(attempt):
        return "practice"
    return {True: "passed", False: "not passed", None: "waiting"}[attempt.passed]


def _attempts(person: people.User, quiz_keys: list[int]) -> list[Attempt]:
    return list(
        Attempt.objects.filter(person=person.pk, quiz__in=quiz_keys)
        .defer("blueprint", "seed")
        .order_by("number")
    )
