"""The marks of many attempts, one column for each question and slot: eight bytes a mark, in one pass."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from quizzes.statistics.measures import ItemFigures

# Marks are kept as whole numbers of this part of a point: points have 2 places, shares 7.
UNIT = 10**9
_SHARE_UNIT, _POINTS_UNIT = 10**7, 100

Key = TypeVar("Key")


@dataclass(eq=False)
class Column:
    """The marks of one question (or slot), and the totals of the attempts in which they were earned, in UNITs."""

    marks: array[int] = field(default_factory=lambda: array("q"))
    totals: array[int] = field(default_factory=lambda: array("q"))
    out_of: int = 0
    # Kept once it is worked out: a question of one version is a slot, a question and a version.
    measured: ItemFigures | None = None

    @property
    def most(self) -> Fraction:
        """The most that one attempt could earn, on average (points of a question may have been changed)."""
        return Fraction(self.out_of, len(self.marks)) if self.marks else Fraction(0)

    def extended_by(self, other: Column) -> Column:
        return Column(self.marks + other.marks, self.totals + other.totals, self.out_of + other.out_of)


class Dealt(NamedTuple):
    """One question as it stood in an attempt: place in it, version, points (in hundredths), section."""

    position: int
    version: int
    points: int
    section: str


class Columns:
    """Takes attempts one by one and lays their marks out by version of a question and by slot.

    A slot is a place in the plan of the test: the k-th question of a section. What stands in it may differ from attempt to
    attempt where questions are drawn.
    """

    def __init__(self) -> None:
        self.versions: dict[int, Column] = {}
        self.slots: dict[tuple[str, int], Column] = {}
        self.versions_of_section: dict[str, set[int]] = {}
        self.totals = array("q")
        self.percents: list[Decimal] = []
        self.out_of = 0
        self._shares: dict[str, int] = {}

    @property
    def attempts(self) -> int:
        return len(self.totals)

    @property
    def responses(self) -> int:
        return sum(len(column.marks) for column in self.versions.values())

    def add(self, dealt: Iterable[Dealt], shares: Mapping[int, str | None], *, percent: Decimal) -> bool:
        """Adds one attempt: its questions in order, the share that each position earned, its score in percent.

        False, and nothing added, when a question has no share (what other systems left behind).
        """
        rows: list[tuple[Dealt, int]] = []
        total = 0
        for each in dealt:
            share = shares.get(each[0])
            if share is None:
                return False
            whole = self._shares.get(share)
            if whole is None:
                whole = self._shares[share] = round(Decimal(share) * _SHARE_UNIT)
            mark = whole * each[2]
            total += mark
            rows.append((each, mark))
        if not rows:
            return False
        self._lay_out(rows, total)
        self.totals.append(total)
        self.percents.append(percent)
        return True

    def _lay_out(self, rows: list[tuple[Dealt, int]], total: int) -> None:
        places: dict[str, int] = {}
        for (_position, version, points, section), mark in rows:
            most = points * _SHARE_UNIT
            self.out_of += most
            column = self.versions.get(version) or _new(self.versions, version)
            column.marks.append(mark)
            column.totals.append(total)
            column.out_of += most
            place = places[section] = places.get(section, 0) + 1
            slot = self.slots.get((section, place)) or _new(self.slots, (section, place))
            slot.marks.append(mark)
            slot.totals.append(total)
            slot.out_of += most
            if len(column.marks) == 1 or version not in self.versions_of_section.get(section, ()):
                self.versions_of_section.setdefault(section, set()).add(version)


def in_hundredths(points: str) -> int:
    """Points as they stand in the database ("1", "2.50") as a whole number of hundredths."""
    return round(Decimal(points) * _POINTS_UNIT)


def _new(columns: dict[Key, Column], key: Key) -> Column:
    column = columns[key] = Column()
    return column
