"""How a paper stands on pages: which question begins one, which has a heading above it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.blueprint.parts import Part


@dataclass(frozen=True)
class Place:
    """Where a question stands: its page (from 1), the heading above it, whether it waits for the question before it."""

    page: int
    heading: str
    requires_previous: bool


def places(parts: Sequence[Part], *, per_page: int) -> list[Place]:
    """The places of the questions of a paper; `parts` are those of its questions in the order in which they are dealt.

    `per_page`: questions on a page, 0 for all on one. A part that begins a page does so wherever its first question is.
    """
    found: list[Place] = []
    page, on_it = 1, 0
    before: Part | None = None
    for part in parts:
        begins = part is not before
        if on_it and (on_it == per_page or (begins and part.new_page)):
            page, on_it = page + 1, 0
        on_it += 1
        found.append(
            Place(page, part.heading if begins else "", part.requires_previous and before is not None)
        )
        before = part
    return found
