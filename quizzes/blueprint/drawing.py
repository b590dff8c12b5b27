"""Which questions one attempt gets.

A paper has a fixed number of questions from each section, no question twice, and a mix of levels within bounds. Among
the papers that satisfy all this, those with the fewest questions that the person has seen before are drawn, each exactly
as likely as any other: they are counted, not tried, so a mix that few papers have is drawn as fast as any.

Pure: pools are plain rows and the randomness is an argument.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext

from quizzes.blueprint.counting import Group, Papers, Part, Slot
from quizzes.blueprint.mix import AT_LEAST, Level, LevelBound, Limits, parse_bound
from quizzes.blueprint.shelves import Joined

__all__ = ["Alike", "CannotBeMet", "Candidate", "Drawing", "LevelBound", "Pick", "feasible", "parse_bound"]

# Whatever the caller uses as keys, e.g. primary keys: any hashable value.
Section = Any
Id = Any


class Candidate(NamedTuple):
    """A question that may be drawn: its id, its level (empty: none), whether this person has seen it before."""

    id: Id
    level: Level = ""
    seen: bool = False


class Alike(NamedTuple):
    """Questions between which a drawing makes no difference: where each may stand, their level, whether they were seen.

    Of `ids` only the length is asked and those that are drawn are looked up: they may be numbers that nobody wrote down.
    """

    sections: Sequence[Section]
    level: Level
    seen: bool
    ids: Sequence[Id]


class Pick(NamedTuple):
    """A question of a paper, and the section for which it stands there."""

    section: Section
    id: Id


class CannotBeMet(Exception):
    """No paper satisfies the counts and the bounds. `reason` says why, in words for the author."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Drawing:
    """The papers of one person and one quiz. Made by `prepare` or `among`; may be drawn from again and again."""

    def __init__(self, pool: _Pool, papers: Papers, order: Mapping[Id, int]) -> None:
        self._pool = pool
        self._papers = papers
        self._order = order

    @classmethod
    def prepare(
        cls,
        pools: Mapping[Section, Sequence[Candidate]],
        counts: Mapping[Section, int],
        bounds: Sequence[LevelBound] = (),
        names: Mapping[Any, str] | None = None,
    ) -> Drawing:
        """What can be drawn: `counts[section]` questions from `pools[section]`, in a mix that keeps all `bounds`.

        The order of `counts` is that of the sections in the paper. A question may stand in several pools. `names` are
        words for sections and levels, used in refusals. Refuses with `CannotBeMet`.
        """
        where: dict[Id, list[Section]] = {}
        known: dict[Id, Candidate] = {}
        for section in counts:
            for candidate in pools.get(section, ()):
                where.setdefault(candidate.id, []).append(section)
                known.setdefault(candidate.id, candidate)
        alike: dict[tuple[tuple[Section, ...], Level, bool], list[Id]] = {}
        for each, sections in where.items():
            key = (tuple(dict.fromkeys(sections)), known[each].level, known[each].seen)
            alike.setdefault(key, []).append(each)
        order = {each: place for place, each in enumerate(where)}
        return cls._made([Alike(*key, ids) for key, ids in alike.items()], counts, bounds, names, order)

    @classmethod
    def among(
        cls,
        alike: Iterable[Alike],
        counts: Mapping[Section, int],
        bounds: Sequence[LevelBound] = (),
        names: Mapping[Any, str] | None = None,
    ) -> Drawing:
        """As `prepare`, of questions that are sorted already and mostly only counted. No id may come twice."""
        return cls._made(alike, counts, bounds, names, {})

    @classmethod
    def _made(
        cls,
        alike: Iterable[Alike],
        counts: Mapping[Section, int],
        bounds: Sequence[LevelBound],
        names: Mapping[Any, str] | None,
        order: Mapping[Id, int],
    ) -> Drawing:
        pool = _Pool(alike, counts)
        papers = pool.papers(bounds)
        if not papers.finals:
            raise CannotBeMet(_Reasons(pool, bounds, names or {}).tell())
        return cls(pool, papers, order)

    @property
    def paper_count(self) -> int:
        """How many papers can come, apart from the order of their questions."""
        return self._papers.total().ways * self._pool.splits

    @property
    def seen_count(self) -> int:
        """How many already seen questions each of these papers holds."""
        return self._papers.total().seen

    def draw(self, rng: random.Random, *, shuffle: bool = True) -> list[Id]:
        """The ids of one paper in the order in which it is dealt: see `picks`."""
        return [pick.id for pick in self.picks(rng, shuffle=shuffle)]

    def picks(self, rng: random.Random, *, shuffle: bool = True) -> list[Pick]:
        """One paper: shuffled as a whole, or section after section with the order of the pools inside each (none: `among`)."""
        drawn: dict[int, list[Id]] = {}
        for place, each in self._papers.draw(rng):
            drawn.setdefault(place, []).append(each)
        picks = []
        for number, slot in enumerate(self._pool.slots):
            ids = drawn.get(number, [])
            if len(slot.sections) > 1:
                rng.shuffle(ids)
            rest = iter(ids)
            for section in slot.sections:
                picks += [(section, next(rest)) for _ in range(self._pool.needed[section])]
        if shuffle:
            rng.shuffle(picks)
        else:
            picks.sort(key=lambda pick: (pick[0], self._order.get(pick[1], 0)))
        return [Pick(self._pool.sections[section], each) for section, each in picks]


def feasible(
    pools: Mapping[Section, Sequence[Candidate]],
    counts: Mapping[Section, int],
    bounds: Sequence[LevelBound] = (),
    names: Mapping[Any, str] | None = None,
) -> str | None:
    """Why no paper can be drawn, in words for the author; None when there is at least one."""
    try:
        Drawing.prepare(pools, counts, bounds, names)
    except CannotBeMet as refusal:
        return refusal.reason
    return None


class _Pool:
    """Who may stand where: the sections, the questions of each, and which sections can be treated as one."""

    def __init__(self, alike: Iterable[Alike], counts: Mapping[Section, int]) -> None:
        self.sections = [section for section, count in counts.items() if count > 0]
        self.needed = [counts[section] for section in self.sections]
        self.total = sum(self.needed)
        numbers = {section: number for number, section in enumerate(self.sections)}
        found: dict[tuple[tuple[int, ...], Level, bool], list[Sequence[Id]]] = {}
        for each in alike:
            where = tuple(sorted(numbers[section] for section in each.sections if section in numbers))
            if where and len(each.ids):
                found.setdefault((where, each.level, each.seen), []).append(each.ids)
        self._alike = {key: Joined(several) for key, several in found.items()}
        self.slots = self._slots()

    @property
    def splits(self) -> int:
        """In how many ways the questions of shared slots can be given to their sections."""
        ways = 1
        for slot in self.slots:
            left = slot.size
            for section in slot.sections:
                ways *= comb(left, self.needed[section])
                left -= self.needed[section]
        return ways

    def available(self, sections: Iterable[int]) -> int:
        """How many different questions these sections have together."""
        wanted = set(sections)
        return sum(len(ids) for (where, _, _), ids in self._alike.items() if wanted.intersection(where))

    def sharing(self) -> list[tuple[int, ...]]:
        """The sections, those that share questions put together."""
        return _joined(len(self.sections), (where for where, _, _ in self._alike))

    def papers(self, bounds: Sequence[LevelBound]) -> Papers:
        limits = Limits.of(bounds, self.total)
        slot_of = {section: number for number, slot in enumerate(self.slots) for section in slot.sections}
        merged: dict[tuple[tuple[int, ...], int | None, bool], list[Sequence[Id]]] = {}
        for (where, level, seen), ids in self._alike.items():
            slots = tuple(sorted({slot_of[section] for section in where}))
            merged.setdefault((slots, limits.place(level), seen), []).append(ids)
        groups = [Group(slots, level, seen, Joined(ids)) for (slots, level, seen), ids in merged.items()]
        sizes = [slot.size for slot in self.slots]
        return Papers(
            [
                Part(members, [group for group in groups if group.slots[0] in members], sizes, limits)
                for members in _joined(len(self.slots), (group.slots for group in groups))
            ],
            limits,
        )

    def _slots(self) -> list[Slot]:
        """Sections with the very same questions are one slot: who of them gets which is drawn at the end."""
        alike: dict[frozenset[int] | int, list[int]] = {}
        for number in range(len(self.sections)):
            keys = frozenset(place for place, (where, _, _) in enumerate(self._alike) if number in where)
            alike.setdefault(keys or -number - 1, []).append(number)
        return [
            Slot(tuple(numbers), sum(self.needed[number] for number in numbers)) for numbers in alike.values()
        ]


class _Reasons:
    """Why there is no paper: first sections that are short, then a single bound, then bounds that clash."""

    def __init__(self, pool: _Pool, bounds: Sequence[LevelBound], names: Mapping[Any, str]) -> None:
        self._pool = pool
        self._bounds = list(dict.fromkeys(bounds))
        self._names = names

    def tell(self) -> str:
        return " ".join(
            self._short_sections() or self._short_together() or self._bad_bounds() or [self._clash()]
        )

    def _short_sections(self) -> list[str]:
        told = []
        for number, needed in enumerate(self._pool.needed):
            available = self._pool.available([number])
            if available < needed:
                told.append(
                    ngettext(
                        "The section “%(section)s” needs %(needed)d question, but only %(available)d can be drawn.",
                        "The section “%(section)s” needs %(needed)d questions, but only %(available)d can be drawn.",
                        needed,
                    )
                    % {"section": self._section(number), "needed": needed, "available": available}
                )
        return told

    def _short_together(self) -> list[str]:
        for members in self._pool.sharing():
            for size in range(2, len(members) + 1):
                for some in combinations(members, size):
                    needed = sum(self._pool.needed[number] for number in some)
                    available = self._pool.available(some)
                    if available < needed:
                        return [
                            gettext(
                                "The sections %(sections)s draw from the same questions: together they need %(needed)d"
                                " different ones, but only %(available)d can be drawn."
                            )
                            % {
                                "sections": ", ".join(f"“{self._section(number)}”" for number in some),
                                "needed": needed,
                                "available": available,
                            }
                        ]
        return []

    def _bad_bounds(self) -> list[str]:
        told = []
        for bound in self._bounds:
            if self._pool.papers([bound]).finals:
                continue
            possible = [
                mix[0] for mix in self._pool.papers([LevelBound(bound.level, AT_LEAST, Decimal(0))]).finals
            ]
            words = (
                gettext("%(bound)s, but the sections bring at most %(possible)d.")
                if bound.op == AT_LEAST
                else gettext("%(bound)s, but the sections bring at least %(possible)d.")
            )
            extreme = max(possible) if bound.op == AT_LEAST else min(possible)
            said = self._bound(bound)
            told.append(words % {"bound": said[:1].upper() + said[1:], "possible": extreme})
        return told

    def _clash(self) -> str:
        """The fewest bounds that cannot hold together: leaving out any one of them would do."""
        clashing = list(self._bounds)
        for bound in self._bounds:
            without = [each for each in clashing if each is not bound]
            if not self._pool.papers(without).finals:
                clashing = without
        return gettext("With the questions at hand these cannot hold together: %(bounds)s.") % {
            "bounds": "; ".join(self._bound(bound) for bound in clashing)
        }

    def _section(self, number: int) -> str:
        section = self._pool.sections[number]
        return self._names.get(section, str(section))

    def _bound(self, bound: LevelBound) -> str:
        words = (
            gettext("at least %(number)d of %(total)d questions must be of the level “%(level)s”")
            if bound.op == AT_LEAST
            else gettext("at most %(number)d of %(total)d questions may be of the level “%(level)s”")
        )
        level = self._names.get(bound.level, bound.level) or gettext("no level")
        total = self._pool.total
        return words % {"number": bound.questions(total), "total": total, "level": level}


def _joined(size: int, sets: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """The numbers below `size`, put together when a set holds both: the parts that do not touch each other."""
    leader = list(range(size))

    def find(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for first, *others in sets:
        for other in others:
            one, two = sorted((find(first), find(other)))
            leader[two] = one
    parts: dict[int, list[int]] = {}
    for number in range(size):
        parts.setdefault(find(number), []).append(number)
    return [tuple(members) for members in parts.values()]
