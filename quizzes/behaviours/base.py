"""What every behaviour promises: how an attempt answers back while it runs, and what a question has earned in the end.

A behaviour is pure, and apart from the kind of question: it sees where a question stands (what was sent, what was checked),
never what is asked. The key is shown only where a behaviour and the review of the quiz both say so.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.functional import Promise

# The things that a review may show, by the names under which a quiz stores them.
ANSWER, CORRECTNESS, MARKS, SPECIFIC, GENERAL, RIGHT, OVERALL = (
    "answer",
    "correctness",
    "marks",
    "specific",
    "general",
    "right",
    "overall",
)
EVERYTHING = frozenset({ANSWER, CORRECTNESS, MARKS, SPECIFIC, GENERAL, RIGHT, OVERALL})
# What gives nothing of the right answer away, so that the question may be tried again.
WITHOUT_KEY = frozenset({ANSWER, CORRECTNESS, SPECIFIC})


@dataclass(frozen=True)
class Tried:
    """An answer that the learner had checked: the sequence of the response, and its share before any penalty (0–1)."""

    sequence: int
    share: Decimal


@dataclass(frozen=True)
class Standing:
    """Where one question of an attempt stands.

    `sequence`: of the latest response, 0 before the first. `answered`: it is an answer, not one that was taken back.
    `tries`: in the order of time. `hints`: how many its author wrote; `hints_asked`: how many the learner asked for.
    `by_person`: a person marks it, so that nothing of it can be checked during the attempt.
    """

    sequence: int = 0
    answered: bool = False
    certainty: int | None = None
    tries: tuple[Tried, ...] = ()
    hints: int = 0
    hints_asked: int = 0
    by_person: bool = False

    @property
    def right_at_last(self) -> bool:
        return bool(self.tries) and self.tries[-1].share == 1

    @property
    def is_new(self) -> bool:
        """Was the latest response not checked yet?"""
        return self.answered and all(each.sequence != self.sequence for each in self.tries)


class Behaviour(ABC):
    """One way of answering back.

    To add one: a module with a subclass, its name in `BEHAVIOURS`, and its walkthrough in the tests.
    """

    name: ClassVar[str]  # stored with every quiz and attempt: never rename
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise]  # what it does, for whoever sets up a quiz
    checks: ClassVar[bool] = False  # may single questions be checked during the attempt?
    asks_certainty: ClassVar[bool] = False
    gives_hints: ClassVar[bool] = False
    has_penalty: ClassVar[bool] = False
    least_share: ClassVar[Decimal] = Decimal(0)  # the lowest that a question can earn
    counts: ClassVar[bool] = True  # may a result count for anything?
    # What a question that was checked shows, where the quiz does not say.
    usual_during: ClassVar[frozenset[str]] = frozenset()

    def tries_allowed(self, standing: Standing) -> int | None:
        """How often this question may be checked; 0: never, None: without limit."""
        return 0

    def is_locked(self, standing: Standing) -> bool:
        """Whether the answer can no longer be changed."""
        return False

    def may_check(self, standing: Standing) -> bool:
        """Whether the learner may have the question checked as far as the rules go; there must be an answer, too."""
        return self.tries_allowed(standing) != 0 and not self.is_locked(standing)

    def may_ask_hint(self, standing: Standing) -> bool:
        return False

    def hints_shown(self, standing: Standing) -> int:
        """How many of the author's hints are shown now."""
        return 0

    def shown_now(self, standing: Standing, during: Collection[str]) -> frozenset[str]:
        """What the page of the question shows while the attempt runs; `during`: what the quiz allows then."""
        return frozenset()

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        """What the question has earned: a share of its points; None while a person must mark it.

        `mark`: the share of the latest response by the kind of question (0–1). `penalty`: the share that a wrong try costs.
        """
        return mark

    def correctness(self, standing: Standing, share: Decimal | None) -> Decimal | None:
        """How right the answer was (0–1), from the share that the question earned; None: not known yet."""
        return share
