"""What markers said to the learner about single answers; who marks registers how it is found out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizzes.attempts.models import Attempt


@dataclass(frozen=True)
class Remark:
    """One marked answer: the marker's words, and where the learner may ask for another look (empty: not now).

    `asked`: another look was asked for and is still open.
    """

    comment: str = ""
    appeal_url: str = ""
    asked: bool = False


Remarker = Callable[[Attempt], Mapping[int, Remark]]
_remarkers: list[Remarker] = []


def register_remarks(remarker: Remarker) -> None:
    """Name a function that knows the remarks on an attempt by position. Naming it twice is naming it once."""
    if remarker not in _remarkers:
        _remarkers.append(remarker)


def remarks_on(attempt: Attempt) -> dict[int, Remark]:
    """All remarks on an attempt that has ended, by position."""
    found: dict[int, Remark] = {}
    for remarker in _remarkers:
        found.update(remarker(attempt))
    return found
