"""The kinds of question, written out. The order is that of the editor's list."""

from __future__ import annotations

from typing import Any

from quizzes.kinds.base import Body, Fault, Kind, NotAnAnswer, UnsoundBody
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.essay import Essay
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numerical import Numerical
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.short_answer import ShortAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.situation import Situation
from quizzes.kinds.true_false import TrueFalse

__all__ = [
    "KINDS",
    "Body",
    "Fault",
    "Kind",
    "NotAnAnswer",
    "UnknownKind",
    "UnsoundBody",
    "kind_named",
]

KINDS: tuple[Kind[Any], ...] = (
    SingleChoice(),
    MultipleChoice(),
    TrueFalse(),
    Matching(),
    Ordering(),
    ShortAnswer(),
    Numerical(),
    Cloze(),
    Essay(),
    Situation(),
)


class UnknownKind(LookupError):
    """No kind of question has this name."""


def kind_named(name: str) -> Kind[Any]:
    """The kind with this stored name. Refuses names that are none with `UnknownKind`."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise UnknownKind(name)
