"""Under which rules an attempt runs: what it copied from its quiz when it started.

Only what differs from the quiz of old is stored, so an attempt without rules has those.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from quizzes import grading
from quizzes.attempts.models import Attempt
from quizzes.attempts.timing import Ending
from quizzes.behaviours import Behaviour, behaviour_named
from quizzes.blueprint.quizzes import Moment, Quiz, Shown, usual_review

# "Right after" the end.
JUST_AFTER = timedelta(minutes=2)

USUAL: Mapping[str, Any] = {
    "behaviour": "deferred",
    "penalty_percent": "33.33",
    "review": usual_review(),
    "bands": [],
    "movement": "free",
    "at_end": "submit",
    "submit_within_minutes": 60,
    "closes_at": None,
    "minutes": None,
    "extra_minutes": 0,
    "practice": False,
}


@dataclass(frozen=True)
class Rules:
    """The rules of one attempt. `penalty`: the share (0–1) that a wrong try costs. `review`: moment -> what is shown."""

    behaviour: Behaviour = field(default_factory=lambda: behaviour_named("deferred"))
    penalty: Decimal = Decimal(0)
    review: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bands: tuple[tuple[Decimal, str], ...] = ()
    sequential: bool = False
    at_end: str = "submit"
    submit_within_minutes: int = 0
    practice: bool = False

    @property
    def during(self) -> frozenset[str]:
        """What a question that was checked may show: what the quiz says, else what its behaviour usually shows."""
        return self.review.get(Moment.DURING, frozenset()) or self.behaviour.usual_during

    def words_on(self, percent: Decimal) -> str:
        """The words of the highest band that this result (percent) reached; empty where there is none."""
        reached = [(least, text) for least, text in self.bands if percent >= least]
        return max(reached)[1] if reached else ""


def rules_from(quiz: Quiz, *, closes_at: datetime | None = None, extra_minutes: int = 0) -> dict[str, Any]:
    """What an attempt that starts now stores of its quiz's rules.

    `closes_at`: another closing that the person was given. `extra_minutes`: what the person has on top of the limit.
    """
    closes_at = closes_at or quiz.closes_at
    told = {
        "behaviour": quiz.behaviour,
        "penalty_percent": str(quiz.penalty_percent),
        "review": quiz.review,
        "bands": quiz.bands,
        "movement": str(quiz.movement),
        "at_end": str(quiz.at_end),
        "submit_within_minutes": quiz.submit_within_minutes,
        "closes_at": None if closes_at is None else closes_at.isoformat(),
        "minutes": quiz.minutes,
        "extra_minutes": extra_minutes,
        "practice": quiz.practice or not behaviour_named(quiz.behaviour).counts,
    }
    return {key: value for key, value in told.items() if value != USUAL[key]}


def rules_of(attempt: Attempt) -> Rules:
    """The rules of an attempt, read."""
    return read_rules(attempt.rules)


def read_rules(stored: Mapping[str, Any]) -> Rules:
    """Rules as an attempt stores them. Most attempts store the same few, so those are read once in a process."""
    return _read(json.dumps(stored or {}, sort_keys=True))


@lru_cache(maxsize=500)
def _read(stored: str) -> Rules:
    told = {**USUAL, **json.loads(stored)}
    review = {**USUAL["review"], **told["review"]}
    return Rules(
        behaviour=behaviour_named(told["behaviour"]),
        penalty=penalty_of(Decimal(told["penalty_percent"])),
        review=MappingProxyType({moment: frozenset(things) for moment, things in review.items()}),
        bands=tuple((Decimal(str(each["from"])), each["text"]) for each in told["bands"]),
        sequential=told["movement"] == Quiz.Movement.SEQUENTIAL,
        at_end=told["at_end"],
        submit_within_minutes=told["submit_within_minutes"],
        practice=told["practice"],
    )


def penalty_of(percent: Decimal) -> Decimal:
    """A penalty in percent as a share: 33.33 stands for a third, so that three wrong tries cost all."""
    third = Decimal("33.33")
    if percent in (third, 2 * third, Decimal("66.67")):
        return grading.share_of(round(percent / third), 3)
    return percent / 100


def closing_of(attempt: Attempt) -> datetime | None:
    """When the quiz closes for this attempt, as it was told at the start or given since; None: never."""
    stored = (attempt.rules or {}).get("closes_at")
    return None if stored is None else datetime.fromisoformat(stored)


def ending_of(attempt: Attempt) -> Ending:
    """How the attempt ends by itself."""
    stored = attempt.rules or {}
    return Ending(
        attempt.deadline,
        attempt.grace_seconds,
        stored.get("at_end", USUAL["at_end"]),
        stored.get("submit_within_minutes", USUAL["submit_within_minutes"]),
    )


def moment_of(attempt: Attempt, *, closes_at: datetime | None, at: datetime) -> Moment:
    """At which moment of a review an attempt that has ended is looked at. `closes_at`: when its quiz closes for all."""
    if closes_at is not None and at >= closes_at:
        return Moment.CLOSED
    if attempt.submitted_at is not None and at - attempt.submitted_at <= JUST_AFTER:
        return Moment.AFTER
    return Moment.LATER


def marks_shown(attempt: Attempt, *, closes_at: datetime | None, at: datetime) -> bool:
    """Whether the person may be told what an attempt that has ended earned, and whether it was passed.

    While not, the page of the result says from when, and no page says how this attempt went; its one next step is the same
    whether it was passed or not. What a course has become by it is never kept back: a course that is complete says so at
    once, on that page too, with its certificate. That is a fact with a date, and a paper that is the person's; nobody should
    sit again because it was not told.
    """
    moment = moment_of(attempt, closes_at=closes_at, at=at)
    return Shown.MARKS in rules_of(attempt).review.get(moment, frozenset())
