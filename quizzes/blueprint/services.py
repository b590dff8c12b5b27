"""From a quiz as its authors set it up to the paper of one attempt, or to the reason why there can be none."""

from __future__ import annotations

import logging
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.questions import Level, QuestionVersion
from quizzes.bank.topics import Topic
from quizzes.blueprint.drawing import CannotBeMet, Drawing, LevelBound, parse_bound
from quizzes.blueprint.parts import Part, part_of
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.blueprint.reading import StockChanged, read_drawn
from quizzes.blueprint.stock import Keys, Stock, stock_for

log = logging.getLogger(__name__)

# A question that goes out of use between the count and the reading is rare; several times running it does not happen.
LOOKS = 3


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
            "sections": [part.as_json() for part in self.parts],
            "level_mix": [dict(each) for each in self.level_mix],
            "excluded_kinds": list(self.excluded_kinds),
            "shuffle": self.shuffle,
        }


@dataclass(frozen=True)
class Drawn:
    """One question of a paper: the version to deal, and the part for which it stands there.

    Of the version only what dealing needs is loaded.
    """

    version: QuestionVersion
    part: Part

    @property
    def version_id(self) -> int:
        return self.version.pk

    @property
    def topic_uid(self) -> str:
        return self.part.topic_uid


def blueprint_of(quiz: Quiz) -> Blueprint:
    """The blueprint of a stored quiz. One query."""
    return edition_of(quiz)[1]


def edition_of(quiz: Quiz) -> tuple[Quiz, Blueprint]:
    """A stored quiz as it is at this moment, with its blueprint: read by one query, so that nobody's save comes between.

    A quiz without sections is given back as it came.
    """
    rows = Section.objects.filter(quiz=quiz.pk).select_related("quiz", "topic", "question__topic")
    sections = list(rows.order_by("sort_order", "pk"))
    quiz = sections[0].quiz if sections else quiz
    parts = tuple(part_of(section) for section in sections)
    return quiz, Blueprint(parts, tuple(quiz.level_mix), tuple(quiz.excluded_kinds), quiz.shuffle)


def blueprint_from(
    sections: Iterable[tuple[Topic, int]],
    *,
    level_mix: Sequence[Mapping[str, str]] = (),
    excluded_kinds: Collection[str] = (),
    shuffle: bool = True,
) -> Blueprint:
    """A blueprint from topics and counts that stand in a file and are not stored yet."""
    parts = tuple(Part(topic.uid, topic.title, topic.tree_path, count) for topic, count in sections)
    return Blueprint(parts, tuple(level_mix), tuple(excluded_kinds), shuffle)


def why_it_cannot_be_met(blueprint: Blueprint) -> str | None:
    """The reason, in words for the author, why no paper can be drawn now; None when there is at least one.

    Questions are counted, none is read: two queries, three where tags are asked for.
    """
    try:
        _drawing(blueprint, stock_for(blueprint.parts, excluded_kinds=blueprint.excluded_kinds))
    except (CannotBeMet, ValueError) as refusal:
        return str(refusal)
    return None


def draw_paper(blueprint: Blueprint, *, seen: Keys, rng: random.Random) -> list[Drawn]:
    """The questions of one paper in the order in which they are dealt. Three queries, four where tags are asked for.

    `seen`: the keys of questions dealt to this person before, or a query for them; these come only where nothing else fits. A
    paper is shuffled as a whole, or part by part where one of them has a heading, begins a page or waits for the question
    before it. The same bank and the same state of `rng` give the same paper. Refuses with `CannotBeMet` when the bank of this
    moment has no such paper.
    """
    for _look in range(LOOKS):
        stock = stock_for(blueprint.parts, excluded_kinds=blueprint.excluded_kinds, seen=seen)
        try:
            return _drawn(blueprint, stock, rng)
        except StockChanged:
            log.info("Questions went out of use while a paper was drawn: looking again.")
    raise CannotBeMet(gettext("The questions are being changed at this moment. Please try again."))


def _drawn(blueprint: Blueprint, stock: Stock, rng: random.Random) -> list[Drawn]:
    in_parts = any(part.keeps_its_place for part in blueprint.parts)
    shuffled = blueprint.shuffle and not in_parts
    picks = _drawing(blueprint, stock).picks(rng, shuffle=shuffled)
    versions = read_drawn(stock, (pick.id for pick in picks))
    if not shuffled:
        picks.sort(key=lambda pick: (pick.section, versions[pick.id].question_id))
    drawn = [Drawn(versions[pick.id], blueprint.parts[pick.section]) for pick in picks]
    return _shuffled_in_parts(drawn, rng) if blueprint.shuffle and in_parts else drawn


def _shuffled_in_parts(drawn: list[Drawn], rng: random.Random) -> list[Drawn]:
    shuffled: list[Drawn] = []
    for _part, questions in groupby(drawn, key=lambda each: id(each.part)):
        together = list(questions)
        rng.shuffle(together)
        shuffled += together
    return shuffled


def _drawing(blueprint: Blueprint, stock: Stock) -> Drawing:
    names: dict[Any, str] = {number: part.name for number, part in enumerate(blueprint.parts)}
    names.update({str(value): str(label) for value, label in Level.choices})
    counts: dict[Any, int] = {number: part.count for number, part in enumerate(blueprint.parts)}
    return Drawing.among(stock.alike(), counts, blueprint.bounds(), names)
