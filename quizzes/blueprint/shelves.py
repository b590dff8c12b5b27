"""Shelves: questions that nothing tells apart but their keys, so that their number is all that a drawing needs. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple, overload


class Shelf(NamedTuple):
    """Questions that may stand in the same parts of a paper. `tags`: which of those that the parts ask for they have."""

    topic_id: int
    level: str
    kind: str
    tags: tuple[bool, ...] = ()


class Place(NamedTuple):
    """The question at this place of a shelf, from 0, in the order of keys."""

    shelf: Shelf
    number: int


class Places(Sequence[Place]):
    """All places of a shelf, none of them written down."""

    def __init__(self, shelf: Shelf, count: int) -> None:
        self._shelf = shelf
        self._numbers = range(count)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Place]: ...
    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            return [Place(self._shelf, each) for each in self._numbers[number]]
        return Place(self._shelf, self._numbers[number])


class Joined(Sequence[Any]):
    """Sequences one after the other, none of them copied."""

    def __init__(self, several: Sequence[Sequence[Any]]) -> None:
        self._several = several
        self._ends = list(accumulate(map(len, several)))

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        number = bisect_right(self._ends, place)
        return self._several[number][place - (self._ends[number - 1] if number else 0)]
