"""Other conditions for a person, a cohort or a unit, with a reason."""

from quizzes.overrides.conditions import Conditions
from quizzes.overrides.models import Override
from quizzes.overrides.services import (
    conditions_for,
    conditions_of,
    end_override,
    extra_percent,
    give_override,
    hold_for_start,
)

__all__ = [
    "Conditions",
    "Override",
    "conditions_for",
    "conditions_of",
    "end_override",
    "extra_percent",
    "give_override",
    "hold_for_start",
]
