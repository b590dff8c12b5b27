"""How many papers there are: exact counts, and the walk back through them that picks one of them fairly.

Every number of ways goes together with how many already seen questions it takes, and only the ways with the fewest are
counted (a sum keeps the smaller, a product adds). So the fewest come first, and nothing else is preferred.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple, TypeVar

from quizzes.blueprint.mix import Limits

Taken = tuple[int, ...]  # how many so far, for each slot of a part
Mix = tuple[int, ...]  # how many questions of each level that has a bound
Table = dict[Taken, dict[Mix, "Tally"]]


class Tally(NamedTuple):
    """The fewest already seen questions that are possible, and in how many ways they are possible."""

    seen: int
    ways: int


class Slot(NamedTuple):
    """Sections that draw from the very same questions, together: their places in the quiz and how many they need."""

    sections: tuple[int, ...]
    size: int


@dataclass(frozen=True)
class Group:
    """Questions that are alike: for the same slots, of the same level, all seen or all unseen."""

    slots: tuple[int, ...]
    level: int | None  # place of the level in a mix; None: no bound speaks of it
    seen: bool
    ids: Sequence[Hashable]  # looked up only where one is drawn

    def take(self, choice: Sequence[int]) -> tuple[int, int, int]:
        """For so many of them to each slot: how many that is, how many of those are seen, and the ways to pick them."""
        ways, left = 1, len(self.ids)
        for number in choice:
            ways *= comb(left, number)
            left -= number
        number = len(self.ids) - left
        return number, number if self.seen else 0, ways


Key = TypeVar("Key", bound=Hashable)


def add(table: dict[Key, Tally], key: Key, tally: Tally) -> None:
    """More ways to one result. Only the ways with the fewest seen questions are kept."""
    known = table.get(key)
    if known is None or tally.seen < known.seen:
        table[key] = tally
    elif tally.seen == known.seen:
        table[key] = Tally(tally.seen, known.ways + tally.ways)


def one_of(found: Iterable[tuple[Key, Tally]], rng: random.Random) -> Key:
    """One of the results, each as likely as it has ways; those that need more seen questions never come."""
    kept = list(found)
    fewest = min(tally.seen for _, tally in kept)
    kept = [(key, tally) for key, tally in kept if tally.seen == fewest]
    left = rng.randrange(sum(tally.ways for _, tally in kept))
    for key, tally in kept:
        left -= tally.ways
        if left < 0:
            return key
    raise AssertionError("the ways do not add up")


class Part:
    """Slots that share questions with each other and with no other slot (mostly one slot), and what can be made of them.

    `mixes` holds every mix of levels that the part can bring, with the ways to bring it.
    """

    def __init__(
        self, slots: Sequence[int], groups: Sequence[Group], sizes: Sequence[int], limits: Limits
    ) -> None:
        self.slots = tuple(slots)
        self.groups = tuple(groups)
        self._most = limits.most
        self._full: Taken = tuple(sizes[slot] for slot in self.slots)
        self._columns = {slot: column for column, slot in enumerate(self.slots)}
        start: Table = {(0,) * len(self.slots): {(0,) * len(limits.levels): Tally(0, 1)}}
        self._tables = [start]  # what can be made of the first 0, 1, 2 … groups
        for group in self.groups:
            self._tables.append(self._with(group, self._tables[-1]))
        self.mixes = self._tables[-1].get(self._full, {})

    def draw(self, mix: Mix, rng: random.Random) -> Iterator[tuple[int, Hashable]]:
        """One of the ways to bring that mix, all equally likely, as (slot, id) in no special order."""
        taken = self._full
        for group, before in zip(reversed(self.groups), reversed(self._tables[:-1]), strict=True):
            choice, taken, mix = one_of(self._back(group, before, taken, mix), rng)
            ids = iter(rng.sample(group.ids, sum(choice)))
            for slot, number in zip(group.slots, choice, strict=True):
                for _ in range(number):
                    yield slot, next(ids)

    def _with(self, group: Group, before: Table) -> Table:
        table: Table = {}
        for taken, mixes in before.items():
            rooms = [self._full[self._columns[slot]] - taken[self._columns[slot]] for slot in group.slots]
            for choice in choices(rooms, len(group.ids)):
                reached = table.setdefault(self._moved(taken, group, choice, 1), {})
                number, seen, ways = group.take(choice)
                for mix, tally in mixes.items():
                    if group.level is None or mix[group.level] + number <= self._most[group.level]:
                        grown = _shifted(mix, group.level, number)
                        add(reached, grown, Tally(tally.seen + seen, tally.ways * ways))
        return table

    def _back(
        self, group: Group, before: Table, taken: Taken, mix: Mix
    ) -> Iterator[tuple[tuple[tuple[int, ...], Taken, Mix], Tally]]:
        rooms = [taken[self._columns[slot]] for slot in group.slots]
        for choice in choices(rooms, len(group.ids)):
            number, seen, ways = group.take(choice)
            earlier = self._moved(taken, group, choice, -1)
            shrunk = _shifted(mix, group.level, -number)
            tally = before.get(earlier, {}).get(shrunk)
            if tally is not None:
                yield (choice, earlier, shrunk), Tally(tally.seen + seen, tally.ways * ways)

    def _moved(self, taken: Taken, group: Group, choice: Sequence[int], sign: int) -> Taken:
        moved = list(taken)
        for slot, number in zip(group.slots, choice, strict=True):
            moved[self._columns[slot]] += sign * number
        return tuple(moved)


class Papers:
    """All papers that can be made of parts, within limits. `finals` are the mixes that whole papers may have."""

    def __init__(self, parts: Sequence[Part], limits: Limits) -> None:
        self.parts = tuple(parts)
        width = len(limits.levels)
        # What the parts still to come bring at least and at most of each level.
        low, high = [(0,) * width], [(0,) * width]
        for part in reversed(self.parts):
            low.append(tuple(_extreme(min, part, level) + low[-1][level] for level in range(width)))
            high.append(tuple(_extreme(max, part, level) + high[-1][level] for level in range(width)))
        low.reverse()
        high.reverse()
        self._tables: list[dict[Mix, Tally]] = [{(0,) * width: Tally(0, 1)}]
        for place, part in enumerate(self.parts, start=1):
            table: dict[Mix, Tally] = {}
            lowest = tuple(map(int.__sub__, limits.least, high[place]))
            highest = tuple(map(int.__sub__, limits.most, low[place]))
            for mix, tally in self._tables[-1].items():
                for more, further in part.mixes.items():
                    joined = tuple(map(int.__add__, mix, more))
                    if all(map(int.__le__, lowest, joined)) and all(map(int.__le__, joined, highest)):
                        add(table, joined, Tally(tally.seen + further.seen, tally.ways * further.ways))
            self._tables.append(table)
        self.finals = self._tables[-1]

    def total(self) -> Tally:
        """The fewest already seen questions, and how many papers have so few. Only when there are papers."""
        fewest = min(tally.seen for tally in self.finals.values())
        return Tally(fewest, sum(tally.ways for tally in self.finals.values() if tally.seen == fewest))

    def draw(self, rng: random.Random) -> Iterator[tuple[int, Hashable]]:
        """One of the papers with the fewest seen questions, all equally likely, as (slot, id) in no special order."""
        mix = one_of(self.finals.items(), rng)
        for part, before in zip(reversed(self.parts), reversed(self._tables[:-1]), strict=True):
            share, mix = one_of(_splits(mix, part, before), rng)
            yield from part.draw(share, rng)


def choices(rooms: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Every way to give at most `size` questions to slots with so much room: numbers for each slot."""
    if len(rooms) == 1:
        for number in range(min(rooms[0], size) + 1):
            yield (number,)
        return
    for number in range(min(rooms[0], size) + 1):
        for rest in choices(rooms[1:], size - number):
            yield (number, *rest)


def _shifted(mix: Mix, level: int | None, number: int) -> Mix:
    if level is None or not number:
        return mix
    return (*mix[:level], mix[level] + number, *mix[level + 1 :])


def _extreme(pick: Callable[[list[int]], int], part: Part, level: int) -> int:
    return pick([mix[level] for mix in part.mixes] or [0])


def _splits(mix: Mix, part: Part, before: dict[Mix, Tally]) -> Iterator[tuple[tuple[Mix, Mix], Tally]]:
    for share, tally in part.mixes.items():
        rest = tuple(map(int.__sub__, mix, share))
        known = before.get(rest)
        if known is not None:
            yield (share, rest), Tally(known.seen + tally.seen, known.ways * tally.ways)
