"""When an attempt ends, how much is left, when the next one may start. Pure; all moments are aware."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext

from vietnamese import api as vietnamese


def time_allowed(minutes: int, extra_percent: int, extra_minutes: int = 0) -> timedelta:
    """The time of an attempt: `minutes`, `extra_percent` of them more, to the second, and `extra_minutes` on top."""
    return timedelta(seconds=minutes * 60 * (100 + extra_percent) // 100, minutes=extra_minutes)


def deadline_of(
    started_at: datetime,
    minutes: int | None,
    extra_percent: int,
    closes_at: datetime | None = None,
    *,
    extra_minutes: int = 0,
) -> datetime | None:
    """The moment when the time is up: the limit with the extra time, or the closing of the quiz if that is earlier.

    None where neither limits. Closing is for all: extra time does not reach beyond it.
    """
    ends = None if minutes is None else started_at + time_allowed(minutes, extra_percent, extra_minutes)
    return min((each for each in (ends, closes_at) if each is not None), default=None)


@dataclass(frozen=True)
class Ending:
    """How an attempt ends by itself. D is its deadline; the grace (seconds) is for what slow lines still bring.

    | at the end | answers until | submitting until | what then becomes of it                            |
    |------------|---------------|------------------|----------------------------------------------------|
    | submit     | D + grace     | D + grace        | ended at D, what was saved is graded               |
    | grace      | D + grace     | D + minutes left | not submitted: ended at that moment, does not count |
    | abandon    | D + grace     | D + grace        | ended at D, does not count                         |

    "Until" includes that very moment. Submitting is never over before answering. What a person submits in time ends at the
    moment when it arrived, also after D. Without a deadline nothing ends by itself.
    """

    deadline: datetime | None
    grace_seconds: int = 0
    at_end: str = "submit"
    submit_within_minutes: int = 0

    @property
    def last_answer(self) -> datetime | None:
        """Until when answers are taken; None: for ever."""
        return None if self.deadline is None else self.deadline + timedelta(seconds=self.grace_seconds)

    @property
    def last_submission(self) -> datetime | None:
        """Until when it can be submitted; None: for ever."""
        answers = self.last_answer
        if self.deadline is None or answers is None or self.at_end != "grace":
            return answers
        return max(answers, self.deadline + timedelta(minutes=self.submit_within_minutes))

    def takes_answers(self, at: datetime) -> bool:
        return self.last_answer is None or at <= self.last_answer

    def is_over(self, at: datetime) -> bool:
        """Whether nothing can be done any more: what happens then is told by `outcome`."""
        return self.last_submission is not None and at > self.last_submission

    def only_submits(self, at: datetime) -> bool:
        """Whether no answer is taken any more, but the attempt can still be submitted."""
        return not self.takes_answers(at) and not self.is_over(at)

    def outcome(self) -> tuple[datetime, bool]:
        """When it ended if nobody submitted it, and whether it counts. Only where there is a deadline."""
        if self.deadline is None or self.last_submission is None:
            raise ValueError("an attempt without a deadline does not end by itself")
        if self.at_end == "grace":
            return self.last_submission, False
        return self.deadline, self.at_end == "submit"


def is_over(deadline: datetime | None, grace_seconds: int, at: datetime) -> bool:
    """Whether what arrives at `at` is too late: after the deadline and the grace that slow lines get."""
    return not Ending(deadline, grace_seconds).takes_answers(at)


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
