"""How an attempt answers back, written out. The order is that of the editor's list."""

from __future__ import annotations

from quizzes.behaviours.base import Behaviour, Standing, Tried
from quizzes.behaviours.certainty import CERTAINTIES, Certainty, ImmediateCertainty
from quizzes.behaviours.deferred import Deferred
from quizzes.behaviours.immediate import Immediate
from quizzes.behaviours.practice_hints import PracticeHints
from quizzes.behaviours.several_tries import SeveralTries

__all__ = [
    "BEHAVIOURS",
    "CERTAINTIES",
    "Behaviour",
    "Standing",
    "Tried",
    "UnknownBehaviour",
    "behaviour_named",
]

BEHAVIOURS: tuple[Behaviour, ...] = (
    Deferred(),
    Immediate(),
    SeveralTries(),
    PracticeHints(),
    Certainty(),
    ImmediateCertainty(),
)


class UnknownBehaviour(LookupError):
    """No behaviour has this name."""


def behaviour_named(name: str) -> Behaviour:
    """The behaviour with this stored name. Refuses names that are none with `UnknownBehaviour`."""
    for behaviour in BEHAVIOURS:
        if behaviour.name == name:
            return behaviour
    raise UnknownBehaviour(name)
