"""How much of an attempt's time an outage took. Pure; periods are pairs of aware moments, from and to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

Period = tuple[datetime, datetime]


def seconds_lost(running: Sequence[Period], outage: Period, counted: Sequence[Period] = ()) -> int:
    """Whole seconds of `outage` in which the attempt was running, without what lies in a period that was counted before."""
    parts = [part for each in running if (part := _common(each, outage)) is not None]
    for each in counted:
        parts = [rest for part in parts for rest in _without(part, each)]
    return sum(int((end - begin).total_seconds()) for begin, end in parts)


def running_periods(started_at: datetime, ends_at: datetime, breaks: Sequence[Period] = ()) -> list[Period]:
    """From the start to the end, without the breaks: each from the moment when it was closed until it was opened again."""
    parts = [(started_at, ends_at)] if started_at < ends_at else []
    for each in breaks:
        parts = [rest for part in parts for rest in _without(part, each)]
    return parts


def _common(one: Period, other: Period) -> Period | None:
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    return (begin, end) if begin < end else None


def _without(part: Period, taken: Period) -> list[Period]:
    common = _common(part, taken)
    if common is None:
        return [part]
    rests = [(part[0], common[0]), (common[1], part[1])]
    return [(begin, end) for begin, end in rests if begin < end]
