"""Other conditions for one person, with a reason."""

from quizzes.overrides.extra_time import ExtraTime, end_extra_time, extra_percent, give_extra_time

__all__ = ["ExtraTime", "end_extra_time", "extra_percent", "give_extra_time"]
