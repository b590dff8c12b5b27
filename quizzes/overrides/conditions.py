"""Which conditions a person has, from what was given to the person, to cohorts and to units. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Conditions:
    """Other conditions of one person in one quiz. None: as the quiz has it. Extra time: percent and minutes add up."""

    extra_percent: int = 0
    extra_minutes: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts_allowed: int | None = None


class Given(Protocol):
    """One row that gives something. `person_id` is None for what a cohort or a unit was given."""

    person_id: Any
    extra_percent: int | None
    extra_minutes: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    attempts_allowed: int | None


def combined(rows: Sequence[Given]) -> Conditions:
    """One answer from all rows in force, the latest first.

    For each condition by itself: the latest row for the very person that names it counts; without one, the most generous
    of what the cohorts and units of the person were given. (The order is Moodle's: a person's override before a group's.)
    """
    return Conditions(
        extra_percent=_one(rows, "extra_percent", max) or 0,
        extra_minutes=_one(rows, "extra_minutes", max) or 0,
        opens_at=_one(rows, "opens_at", min),
        closes_at=_one(rows, "closes_at", max),
        attempts_allowed=_one(rows, "attempts_allowed", max),
    )


def _one(rows: Sequence[Given], name: str, most_generous: Callable[[list[Any]], Any]) -> Any:
    for row in rows:
        if row.person_id is not None and getattr(row, name) is not None:
            return getattr(row, name)
    shared = [getattr(row, name) for row in rows if row.person_id is None and getattr(row, name) is not None]
    return most_generous(shared) if shared else None
