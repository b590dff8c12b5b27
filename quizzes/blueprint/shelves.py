"""Shelves: questions that nothing tells apart but their keys, so that their number is all that a drawing needs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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
