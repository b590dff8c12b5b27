"""From a quiz as its authors set it up to the paper of one attempt, or to the reason why there can be none."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext
from taggit.models import Tag

from quizzes.bank.questions import Level, Question, QuestionTag
from quizzes.bank.topics import Topic
from quizzes.blueprint.drawing import Candidate, CannotBeMet, Drawing, LevelBound, parse_bound
from quizzes.blueprint.quizzes import Quiz, Section
from vietnamese import api as vietnamese


class Row(NamedTuple):
    """A question that may be drawn."""

    question_id: int
    version_id: int
    level: str


@dataclass(frozen=True)
class Part:
    """So many questions of one topic and those below it, of one level and tag where these are given; or one fixed question.

    `points` replaces those of the questions. What else there is says how the part stands in the paper: see `Section`.
    """

    topic_uid: str
    title: str
    tree_path: str
    count: int
    level: str = ""
    tag: str = ""
    question_id: int | None = None
    points: Decimal | None = None
    heading: str = ""
    new_page: bool = False
    requires_previous: bool = False

    @property
    def keeps_its_place(self) -> bool:
        """Whether its questions must stand together, so that a paper cannot be shuffled as a whole."""
        return bool(self.heading) or self.new_page or self.requires_previous

    def as_json(self) -> dict[str, Any]:
        """What an attempt keeps of it; what says nothing is left out."""
        more: dict[str, Any] = {
            "level": self.level,
            "tag": self.tag,
            "question": self.question_id,
            "points": None if self.points is None else str(self.points),
            "heading": self.heading,
            "new_page": self.new_page,
            "requires_previous": self.requires_previous,
        }
        kept = {key: value for key, value in more.items() if value not in ("", None, False)}
        return {"topic": self.topic_uid, "title": self.title, "count": self.count, **kept}


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
    """One question of a paper: the version to deal, and the part for which it stands there."""

    version_id: int
    part: Part

    @property
    def topic_uid(self) -> str:
        return self.part.topic_uid


def blueprint_of(quiz: Quiz) -> Blueprint:
    """The blueprint of a stored quiz. One query."""
    sections = Section.objects.filter(quiz=quiz.pk).select_related("topic", "question__topic")
    return Blueprint(
        tuple(part_of(section) for section in sections.order_by("sort_order", "pk")),
        tuple(quiz.level_mix),
        tuple(quiz.excluded_kinds),
        quiz.shuffle,
    )


def part_of(section: Section) -> Part:
    """A section as a part of a blueprint; it may stand in a form and not be stored yet."""
    question, topic = section.question, section.topic
    if question is not None:
        topic = question.topic
    if topic is None:
        raise ValueError("a section draws from a topic or is one question")
    return Part(
        topic_uid=topic.uid,
        title=topic.title,
        tree_path=topic.tree_path,
        count=1 if question is not None else section.count,
        level=section.level,
        tag=section.tag,
        question_id=None if question is None else question.pk,
        points=section.points,
        heading=section.heading,
        new_page=section.new_page,
        requires_previous=section.requires_previous,
    )


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
    """The reason, in words for the author, why no paper can be drawn now; None when there is at least one."""
    try:
        _drawing(blueprint, seen=frozenset())
    except (CannotBeMet, ValueError) as refusal:
        return str(refusal)
    return None


def draw_paper(blueprint: Blueprint, *, seen: Collection[int], rng: random.Random) -> list[Drawn]:
    """The questions of one paper in the order in which they are dealt. Three queries at most, whatever the size of the bank.

    `seen`: keys of questions dealt to this person before; they come only where nothing else fits. A paper is shuffled as a
    whole, or part by part where one of them has a heading, begins a page or waits for the question before it.
    Refuses with `CannotBeMet` when the bank of this moment has no such paper.
    """
    in_parts = any(part.keeps_its_place for part in blueprint.parts)
    drawing = _drawing(blueprint, seen=frozenset(seen))
    picks = drawing.picks(rng, shuffle=blueprint.shuffle and not in_parts)
    drawn = [Drawn(int(str(pick.id)), blueprint.parts[int(str(pick.section))]) for pick in picks]
    return _shuffled_in_parts(drawn, rng) if blueprint.shuffle and in_parts else drawn


def _shuffled_in_parts(drawn: list[Drawn], rng: random.Random) -> list[Drawn]:
    shuffled: list[Drawn] = []
    for _part, questions in groupby(drawn, key=lambda each: id(each.part)):
        together = list(questions)
        rng.shuffle(together)
        shuffled += together
    return shuffled


def _drawing(blueprint: Blueprint, *, seen: frozenset[int]) -> Drawing:
    names: dict[Any, str] = {number: name_of(part) for number, part in enumerate(blueprint.parts)}
    names.update({str(value): str(label) for value, label in Level.choices})
    counts: dict[Any, int] = {number: part.count for number, part in enumerate(blueprint.parts)}
    return Drawing.prepare(_pools(blueprint, seen), counts, blueprint.bounds(), names)


def name_of(part: Part) -> str:
    """A part in words: its topic, with the level and tag that it asks for."""
    more = [str(Level(part.level).label)] if part.level else []
    more += [f"#{part.tag}"] if part.tag else []
    more += [gettext("a fixed question")] if part.question_id is not None else []
    return f"{part.title} ({', '.join(more)})" if more else part.title


def candidates_of(parts: Sequence[Part], *, excluded_kinds: Collection[str] = ()) -> list[list[Row]]:
    """For each part the questions that a graded test may deal; only keys and levels leave the database. Three queries at most.

    A fixed question was chosen by its author, so the kinds that are left out do not matter to it.
    """
    found: list[list[Row]] = [[] for _part in parts]
    if not parts:
        return found
    under = Q()
    for part in parts:
        if part.question_id is None:
            under |= Q(topic__tree_path__startswith=part.tree_path)
    allowed = under & ~Q(current_version__kind__in=list(excluded_kinds)) if under else Q()
    fixed = [part.question_id for part in parts if part.question_id is not None]
    wanted = allowed | Q(pk__in=fixed) if allowed and fixed else allowed or Q(pk__in=fixed)
    tagged = _tagged({part.tag for part in parts if part.tag})
    rows = (
        Question.objects.for_tests()
        .filter(wanted)
        .order_by("pk")
        .values_list(
            "pk", "current_version_id", "current_version__level", "topic__tree_path", "current_version__kind"
        )
    )
    left_out = frozenset(excluded_kinds)
    for question_id, version_id, level, tree_path, kind in rows:
        row = Row(question_id, version_id, level or "")
        for number, part in enumerate(parts):
            if part.question_id is not None:
                fits = part.question_id == question_id
            else:
                # SQLite finds capital and small letters alike; a topic's key does not.
                fits = (
                    tree_path.startswith(part.tree_path)
                    and kind not in left_out
                    and part.level in ("", row.level)
                    and (not part.tag or question_id in tagged[part.tag])
                )
            if fits:
                found[number].append(row)
    return found


def _tagged(tags: Collection[str]) -> dict[str, set[int]]:
    """The keys of the questions with each of these tags, whatever its capitals."""
    found: dict[str, set[int]] = {tag: set() for tag in tags}
    if not found:
        return found
    wanted = {vietnamese.same_name_key(tag): tag for tag in found}
    spellings = {
        name: wanted[vietnamese.same_name_key(name)]
        for name in Tag.objects.values_list("name", flat=True)
        if vietnamese.same_name_key(name) in wanted
    }
    rows = QuestionTag.objects.filter(tag__name__in=list(spellings))
    for question_id, name in rows.values_list("content_object_id", "tag__name"):
        found[spellings[name]].add(question_id)
    return found


def _pools(blueprint: Blueprint, seen: frozenset[int]) -> dict[Any, list[Candidate]]:
    found = candidates_of(blueprint.parts, excluded_kinds=blueprint.excluded_kinds)
    return {
        number: [Candidate(row.version_id, row.level, row.question_id in seen) for row in rows]
        for number, rows in enumerate(found)
    }
