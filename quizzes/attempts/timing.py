"""When an attempt ends, how much is left, when the next one may start. Pure; all moments are aware."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.utils.translation import gettext

from vietnamese import api as vietnamese


def time_allowed(minutes: int, extra_percent: int) -> timedelta:
    """The time of an attempt: `minutes`, and `extra_percent` of it more, to the second."""
    return timedelta(seconds=minutes * 60 * (100 + extra_percent) // 100)


def deadline_of(started_at: datetime, minutes: int | None, extra_percent: int) -> datetime | None:
    """The moment when the time is up; None where there is no limit."""
    return None if minutes is None else started_at + time_allowed(minutes, extra_percent)


def is_over(deadline: datetime | None, grace_seconds: int, at: datetime) -> bool:
    """Whether what arrives at `at` is too late: after the deadline and the grace that slow lines get."""
    return deadline is not None and at > deadline + timedelta(seconds=grace_seconds)


def seconds_left(deadline: datetime | None, at: datetime) -> int | None:
    """Whole seconds until the deadline, never below 0; None where there is no limit."""
    return None if deadline is None else max(0, math.floor((deadline - at).total_seconds()))


def minutes_left(deadline: datetime | None, at: datetime) -> int | None:
    """Minutes until the deadline as people are told them, rounded up: 31 until the last second of the 31st."""
    return None if deadline is None else max(0, math.ceil((deadline - at).total_seconds() / 60))


def in_words(moment: datetime, at: datetime) -> str:
    """A moment as it is said at `at`: "20:43 today", or "20:43 on 25/11/2026"."""
    clock = f"{moment.astimezone(vietnamese.LOCAL):%H:%M}"
    day = vietnamese.local_day(moment)
    if day == vietnamese.local_day(at):
        return gettext("%(time)s today") % {"time": clock}
    return gettext("%(time)s on %(day)s") % {"time": clock, "day": vietnamese.show_day(day)}


def clock(moment: datetime) -> str:
    """19:42, by the clock of Vietnam."""
    return f"{moment.astimezone(vietnamese.LOCAL):%H:%M}"
