"""From a quiz as its authors set it up to the paper of one attempt, or to the reason why there can be none."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from quizzes.bank.questions import Level, Question
from quizzes.bank.topics import Topic
from quizzes.blueprint.drawing import Candidate, CannotBeMet, Drawing, LevelBound, parse_bound
from quizzes.blueprint.quizzes import Quiz, Section


@dataclass(frozen=True)
class Part:
    """So many questions of one topic and those below it."""

    topic_uid: str
    title: str
    tree_path: str
    count: int


@dataclass(frozen=True)
class Blueprint:
    """What decides which papers a quiz can have: its parts in order, the level mix, the kinds that are left out."""

    parts: tuple[Part, ...]
    level_mix: tuple[Mapping[str, str], ...] = ()
    excluded_kinds: tuple[str, ...] = ()
    shuffle: bool = True

    @property
    def question_count(self) -> int:
        return sum(part.count for part in self.parts)

    def bounds(self) -> list[LevelBound]:
        """The level mix, read. Refuses what is no bound with ValueError and a sentence."""
        return [parse_bound(each["bound"], each["level"]) for each in self.level_mix]

    def as_json(self) -> dict[str, Any]:
        """What an attempt keeps of it."""
        return {
            "sections": [
                {"topic": part.topic_uid, "title": part.title, "count": part.count} for part in self.parts
            ],
            "level_mix": [dict(each) for each in self.level_mix],
            "excluded_kinds": list(self.excluded_kinds),
            "shuffle": self.shuffle,
        }


@dataclass(frozen=True)
class Drawn:
    """One question of a paper: the version to deal, and the topic of the section for which it stands there."""

    version_id: int
    topic_uid: str


def blueprint_of(quiz: Quiz) -> Blueprint:
    """The blueprint of a stored quiz. One query."""
    sections = Section.objects.filter(quiz=quiz.pk).select_related("topic").order_by("sort_order", "pk")
    return blueprint_from(
        [(section.topic, section.count) for section in sections],
        level_mix=quiz.level_mix,
        excluded_kinds=quiz.excluded_kinds,
        shuffle=quiz.shuffle,
    )


def blueprint_from(
    sections: Iterable[tuple[Topic, int]],
    *,
    level_mix: Sequence[Mapping[str, str]] = (),
    excluded_kinds: Collection[str] = (),
    shuffle: bool = True,
) -> Blueprint:
    """A blueprint from what stands in a form or a file and is not stored yet."""
    parts = tuple(Part(topic.uid, topic.title, topic.tree_path, count) for topic, count in sections)
    return Blueprint(parts, tuple(level_mix), tuple(excluded_kinds), shuffle)


def why_it_cannot_be_met(blueprint: Blueprint) -> str | None:
    """The reason, in words for the author, why no paper can be drawn now; None when there is at least one."""
    try:
        _drawing(blueprint, seen=frozenset())
    except (CannotBeMet, ValueError) as refusal:
        return str(refusal)
    return None


def draw_paper(blueprint: Blueprint, *, seen: Collection[int], rng: random.Random) -> list[Drawn]:
    """The questions of one paper in the order in which they are dealt. One query, whatever the size of the bank.

    `seen`: keys of questions dealt to this person before; they come only where nothing else fits.
    Refuses with `CannotBeMet` when the bank of this moment has no such paper.
    """
    picks = _drawing(blueprint, seen=frozenset(seen)).picks(rng, shuffle=blueprint.shuffle)
    return [Drawn(int(str(pick.id)), blueprint.parts[int(str(pick.section))].topic_uid) for pick in picks]


def _drawing(blueprint: Blueprint, *, seen: frozenset[int]) -> Drawing:
    names: dict[Any, str] = {number: part.title for number, part in enumerate(blueprint.parts)}
    names.update({str(value): str(label) for value, label in Level.choices})
    counts: dict[Any, int] = {number: part.count for number, part in enumerate(blueprint.parts)}
    return Drawing.prepare(_pools(blueprint, seen), counts, blueprint.bounds(), names)


def _pools(blueprint: Blueprint, seen: frozenset[int]) -> dict[Any, list[Candidate]]:
    """For each part its questions that a graded test may deal; only keys and levels leave the database."""
    pools: dict[Any, list[Candidate]] = {number: [] for number in range(len(blueprint.parts))}
    if not blueprint.parts:
        return pools
    under = Q()
    for part in blueprint.parts:
        under |= Q(topic__tree_path__startswith=part.tree_path)
    rows = (
        Question.objects.for_tests()
        .filter(under)
        .exclude(current_version__kind__in=blueprint.excluded_kinds)
        .order_by("pk")
        .values_list("pk", "current_version_id", "current_version__level", "topic__tree_path")
    )
    for question_id, version_id, level, tree_path in rows:
        for number, part in enumerate(blueprint.parts):
            # SQLite finds capital and small letters alike; a topic's key does not.
            if tree_path.startswith(part.tree_path):
                pools[number].append(Candidate(version_id, level or "", question_id in seen))
    return pools
