"""What the bank holds for the parts of a blueprint: counted by the database, no question read.

Questions of one topic, level and kind with the same of the tags asked for stand on one shelf (`shelves`): the database says
how many there are, and a question is drawn as a place on its shelf. Known by their keys are only fixed questions and those
that the person has seen before; they are taken off their shelves. The rule by which questions may be dealt stands in
`QuestionQuerySet.for_tests`; the index `question_to_deal` is made for it, so no row of a question is touched by counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from taggit.models import Tag

from quizzes.bank.questions import Question, QuestionQuerySet, QuestionTag
from quizzes.bank.topics import Topic
from quizzes.blueprint.drawing import Alike
from quizzes.blueprint.parts import Part
from quizzes.blueprint.shelves import Places, Shelf
from vietnamese import api as vietnamese

# What one row of the count tells: a shelf in all, the tagged ones of a shelf, one fixed question, one seen before.
ALL, TAGGED, FIXED, SEEN = range(4)
# The keys of questions, or a query that gives them.
Keys = Collection[int] | QuerySet[Any, Any]


@dataclass(frozen=True)
class Wanted:
    """What parts ask for, in keys: the topics at and below theirs with their paths, and the spellings of each tag."""

    parts: Sequence[Part]
    excluded_kinds: Collection[str]
    paths: dict[int, str]
    tags: dict[str, list[int]]

    def where(self, shelf: Shelf, key: int | None = None) -> tuple[int, ...]:
        """The numbers of the parts in which a question of this shelf (and with this key) may stand.

        A fixed question was chosen by its author, so the kinds that are left out do not matter to it.
        """
        path = self.paths.get(shelf.topic_id, "")
        has = dict(zip(self.tags, shelf.tags, strict=True))
        return tuple(
            number
            for number, part in enumerate(self.parts)
            if (
                part.question_id == key
                if part.question_id is not None
                # SQLite finds capital and small letters alike; a topic's key does not.
                else path.startswith(part.tree_path)
                and shelf.kind not in self.excluded_kinds
                and part.level in ("", shelf.level)
                and (not part.tag or has[_tag_key(part)])
            )
        )

    def having(self) -> dict[str, Any]:
        """For each tag in turn whether a question has it, to annotate with."""
        return {
            f"tag{number}": Exists(_tagged(keys, content_object=OuterRef("pk")))
            for number, keys in enumerate(self.tags.values())
        }


class Known(NamedTuple):
    """Of a question that is known by its key: its shelf, and whether the person has seen it before."""

    shelf: Shelf
    seen: bool


@dataclass(frozen=True)
class Stock:
    """What the bank held at one moment: how many on each shelf, beside those that are known by their keys."""

    wanted: Wanted
    counted: dict[Shelf, int]
    known: dict[int, Known]
    seen: Keys = ()

    def alike(self) -> list[Alike]:
        """All of it sorted for a drawing, in the same order whenever the bank is the same. Ids are keys and places."""
        shelved = [
            Alike(self.wanted.where(shelf), shelf.level, False, Places(shelf, self.counted[shelf]))
            for shelf in sorted(self.counted)
        ]
        fixed = {part.question_id for part in self.wanted.parts}
        where = cache(self.wanted.where)
        known: dict[tuple[tuple[int, ...], str, bool], list[int]] = {}
        for key, (shelf, seen) in sorted(self.known.items()):
            standing = where(shelf, key) if key in fixed else where(shelf)
            known.setdefault((standing, shelf.level, seen), []).append(key)
        return shelved + [Alike(*each, keys) for each, keys in known.items()]


def stock_for(parts: Sequence[Part], *, excluded_kinds: Collection[str] = (), seen: Keys = ()) -> Stock:
    """What a graded test may deal now for these parts. Two queries, three where tags are asked for.

    `seen`: keys of the questions that the person was dealt before. The rows that are read are as many as there are topics,
    shelves and seen questions, whatever the number of questions.
    """
    wanted = Wanted(parts, frozenset(excluded_kinds), _paths(parts), _tags(parts))
    counted: Counter[Shelf] = Counter()
    known: dict[int, Known] = {}
    for told, key, topic_id, level, kind, number, *tags in _rows(wanted, seen):
        shelf = Shelf(topic_id, level, kind, tuple(map(bool, tags)))
        if told in (ALL, TAGGED):
            counted[shelf] += number
        if told == TAGGED:
            counted[shelf._replace(tags=(False,) * len(tags))] -= number
        if told in (FIXED, SEEN):
            if key not in known and topic_id in wanted.paths:
                counted[shelf] -= 1
            known[key] = Known(shelf, told == SEEN or (key in known and known[key].seen))
    shelves = {shelf: number for shelf, number in counted.items() if wanted.where(shelf)}
    return Stock(wanted, shelves, known, seen)


def _rows(wanted: Wanted, seen: Keys) -> Iterable[tuple[Any, ...]]:
    """The count, at one moment: (what is told, key, topic, level, kind, how many, each tag). One query."""
    may_be_dealt, below = Question.objects.for_tests().order_by(), Q(topic__in=list(wanted.paths))
    having = wanted.having()
    nothing = {name: Value(False, output_field=BooleanField()) for name in having}
    fixed = [part.question_id for part in wanted.parts if part.question_id is not None]
    shelf = ("topic_id", "level", "kind")
    tables = []

    def counted(told: int, rows: QuestionQuerySet, tags: dict[str, Any]) -> None:
        groups = (
            rows.annotate(**tags)
            .values(*shelf, *tags)
            .annotate(told=Value(told), key=Value(0), number=Count("*"))
        )
        tables.append(groups.values_list("told", "key", *shelf, "number", *tags))

    def named(told: int, rows: QuestionQuerySet) -> None:
        each = rows.annotate(told=Value(told), key=F("pk"), number=Value(1), **having)
        tables.append(each.values_list("told", "key", *shelf, "number", *having))

    if fixed:
        named(FIXED, may_be_dealt.filter(pk__in=fixed))
    if wanted.paths:
        counted(ALL, may_be_dealt.filter(below), nothing)
        if any(wanted.tags.values()):
            tags = [key for keys in wanted.tags.values() for key in keys]
            # Where there is one tag only, all of these have it.
            has = {"tag0": Value(True, output_field=BooleanField())} if len(having) == 1 else having
            counted(TAGGED, may_be_dealt.filter(below, pk__in=_tagged(tags)), has)
        if isinstance(seen, QuerySet) or seen:
            named(SEEN, may_be_dealt.filter(below, pk__in=seen))
    if not tables:
        return []
    first, *others = tables
    return first.union(*others, all=True) if others else first


def _paths(parts: Sequence[Part]) -> dict[int, str]:
    """The topics at and below those of the parts: their keys and paths."""
    under = Q()
    for path in {part.tree_path for part in parts if part.question_id is None}:
        under |= Q(tree_path__startswith=path)
    return dict(Topic.objects.filter(under).order_by("pk").values_list("pk", "tree_path")) if under else {}


def _tag_key(part: Part) -> str:
    return vietnamese.same_name_key(part.tag)


def _tags(parts: Sequence[Part]) -> dict[str, list[int]]:
    """The keys of the tags that the parts ask for, whatever their capitals."""
    found: dict[str, list[int]] = {_tag_key(part): [] for part in parts if part.tag}
    if found:
        for key, name in Tag.objects.order_by("pk").values_list("pk", "name"):
            if (same := vietnamese.same_name_key(name)) in found:
                found[same].append(key)
    return found


def _tagged(keys: Sequence[int], **of: Any) -> QuerySet[Any, Any]:
    """The questions with one of these tags."""
    return QuestionTag.objects.filter(tag__in=keys, **of).values("content_object")
