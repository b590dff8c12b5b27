"""The marks of many attempts, one column for each question and slot: eight bytes a mark, in one pass."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

# Marks are kept as whole numbers of this part of a point: points have 2 places, shares 7.
UNIT = 10**9
_SHARE_UNIT, _POINTS_UNIT = 10**7, 100

Key = TypeVar("Key")


@dataclass
class Column:
    """The marks of one question (or slot), and the totals of the attempts in which they were earned, in UNITs."""

    marks: array[int] = field(default_factory=lambda: array("q"))
    totals: array[int] = field(default_factory=lambda: array("q"))
    out_of: int = 0

    @property
    def most(self) -> Fraction:
        """The most that one attempt could earn, on average (points of a question may have been changed)."""
        return Fraction(self.out_of, len(self.marks)) if self.marks else Fraction(0)

    def extended_by(self, other: Column) -> Column:
        return Column(self.marks + other.marks, self.totals + other.totals, self.out_of + other.out_of)


@dataclass(frozen=True)
class Dealt:
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
        """Adds one attempt: its questions, the share that each position earned, its score in percent.

        False, and nothing added, when a question has no share (what other systems left behind).
        """
        rows: list[tuple[Dealt, int]] = []
        out_of = 0
        for each in dealt:
            share = shares.get(each.position)
            if share is None:
                return False
            rows.append((each, self._whole(share) * each.points))
            out_of += each.points * _SHARE_UNIT
        if not rows:
            return False
        total = sum(mark for _each, mark in rows)
        places: dict[str, int] = {}
        for each, mark in rows:
            most = each.points * _SHARE_UNIT
            place = places[each.section] = places.get(each.section, 0) + 1
            _put(self.versions, each.version, mark, total, most)
            _put(self.slots, (each.section, place), mark, total, most)
            self.versions_of_section.setdefault(each.section, set()).add(each.version)
        self.totals.append(total)
        self.percents.append(percent)
        self.out_of += out_of
        return True

    def _whole(self, share: str) -> int:
        whole = self._shares.get(share)
        if whole is None:
            whole = self._shares[share] = round(Decimal(share) * _SHARE_UNIT)
        return whole


def in_hundredths(points: float) -> int:
    return round(points * _POINTS_UNIT)


def _put(columns: dict[Key, Column], key: Key, mark: int, total: int, most: int) -> None:
    column = columns.get(key)
    if column is None:
        column = columns[key] = Column()
    column.marks.append(mark)
    column.totals.append(total)
    column.out_of += most
