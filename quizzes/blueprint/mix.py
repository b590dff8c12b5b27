"""The mix of levels that a paper must keep: percentages as authors write them, and as numbers of questions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext

from vietnamese import api as vietnamese

Level = str

AT_MOST, AT_LEAST = "≤", "≥"
WRITTEN = {"≤": AT_MOST, "<=": AT_MOST, "≥": AT_LEAST, ">=": AT_LEAST}
BOUND = re.compile(r"(≤|<=|≥|>=)\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*%")


@dataclass(frozen=True)
class LevelBound:
    """At most (`≤`) or at least (`≥`) this percentage of the whole paper is of one level."""

    level: Level
    op: str
    percent: Decimal

    def __post_init__(self) -> None:
        if self.op not in {AT_MOST, AT_LEAST} or not 0 <= self.percent <= 100:
            raise ValueError(f"no bound: {self.op}{self.percent}%")

    def questions(self, total: int) -> int:
        """The bound in questions of a paper of `total`: `≤` rounds down, `≥` rounds up."""
        exact = Fraction(self.percent) * total / 100
        return math.floor(exact) if self.op == AT_MOST else math.ceil(exact)


def parse_bound(text: str, level: Level = "") -> LevelBound:
    """`≤40%` or `>= 30 %` as a bound on `level`. Refuses anything else with ValueError and a sentence."""
    found = BOUND.fullmatch(vietnamese.clean_line(text))
    percent = Decimal(found[2].replace(",", ".")) if found else Decimal(-1)
    if found is None or percent > 100:
        raise ValueError(gettext("“%(text)s” is not a bound like “≤40%%” or “≥30%%”.") % {"text": text})
    return LevelBound(level=level, op=WRITTEN[found[1]], percent=percent)


@dataclass(frozen=True)
class Limits:
    """Bounds as numbers of questions, one place for each level that has a bound."""

    levels: tuple[Level, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]

    @classmethod
    def of(cls, bounds: Sequence[LevelBound], total: int) -> Limits:
        """The bounds on a paper of `total` questions; several on one level all hold."""
        levels = tuple(dict.fromkeys(bound.level for bound in bounds))
        least, most = [0] * len(levels), [total] * len(levels)
        for bound in bounds:
            place = levels.index(bound.level)
            if bound.op == AT_LEAST:
                least[place] = max(least[place], bound.questions(total))
            else:
                most[place] = min(most[place], bound.questions(total))
        return cls(levels=levels, least=tuple(least), most=tuple(most))

    def place(self, level: Level) -> int | None:
        """Where a level is counted; None when no bound speaks of it."""
        return self.levels.index(level) if level in self.levels else None
