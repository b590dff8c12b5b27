"""From drawn places of shelves to the versions that are dealt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from quizzes.bank.questions import Question, QuestionTag, QuestionVersion
from quizzes.blueprint.shelves import Place, Shelf
from quizzes.blueprint.stock import Stock

# What dealing needs of a version.
DEALT = ("question", "kind", "body", "points", "needs_legal_review", "content_hash")
# So many places of a shelf are found one from the other; then from its beginning again, for SQLite writes out all steps
# that one stands behind.
STRIDES = 20
# Followed by a list of keys of tags.
HAS_TAG = (
    f"SELECT 1 FROM {QuestionTag._meta.db_table} AS tagged"  # noqa: S608
    f" WHERE tagged.content_object_id = {Question._meta.db_table}.id AND tagged.tag_id IN"
)


class StockChanged(Exception):
    """Questions that were counted a moment ago are not there any more."""


def read_drawn(stock: Stock, drawn: Iterable[int | Place]) -> dict[int | Place, QuestionVersion]:
    """The versions to deal for keys and places that were drawn from a stock. One query. Refuses with `StockChanged`."""
    ids = list(drawn)
    if not ids:
        return {}
    numbers: dict[Shelf, list[int]] = {}
    for each in ids:
        if isinstance(each, Place):
            numbers.setdefault(each.shelf, []).append(each.number)
    keys = [each for each in ids if not isinstance(each, Place)]
    read: dict[int | Place, QuestionVersion] = {}
    found: dict[Shelf, list[QuestionVersion]] = {}
    for question in _questions(stock, keys, numbers):
        if question.current_version is None:
            continue
        if question.pk in stock.known:
            read[question.pk] = question.current_version
        else:
            found.setdefault(_shelf_of(stock, question), []).append(question.current_version)
    for shelf, places in numbers.items():
        # The question with the lower key stands at the lower place.
        for number, version in zip(sorted(places), found.get(shelf, ()), strict=False):
            read[Place(shelf, number)] = version
    if len(read) < len(ids):
        raise StockChanged
    return read


def _questions(
    stock: Stock, keys: Sequence[int], numbers: Mapping[Shelf, Sequence[int]]
) -> QuerySet[Question]:
    """The questions with these keys and at these places of shelves, with what dealing needs, in the order of keys."""
    fields = ["topic", "level", "kind", *(f"current_version__{name}" for name in DEALT)]
    rows = Question.objects.for_tests().filter(pk__in=_walk(stock, keys, numbers))
    rows = rows.annotate(**stock.wanted.having()).select_related("current_version")
    return rows.only(*fields).order_by("pk")


def _shelf_of(stock: Stock, question: Any) -> Shelf:
    tags = tuple(getattr(question, name) for name in stock.wanted.having())
    return Shelf(question.topic_id, question.level, question.kind, tags)


def _walk(stock: Stock, keys: Sequence[int], numbers: Mapping[Shelf, Sequence[int]]) -> RawSQL:
    """These keys, and the keys of the questions at these places: on each shelf from one place to the next.

    Django has no words for such steps; the rule by which questions may be dealt is written by Django. Beside it only names of
    ours and whole numbers are written in.
    """
    rule, told = Question.objects.for_tests().order_by().values("pk").query.sql_with_params()
    tables: list[str] = []
    values: list[Any] = []
    found = [f"({key})" for key in keys]
    if any(each.seen for each in stock.known.values()):
        seen, these = _seen_by(stock)
        tables.append(f"seen (id) AS ({seen})")
        values += these
    for shelf, places in numbers.items():
        there, before, behind = _on(stock, shelf), -1, ""
        for count, number in enumerate(sorted(places)):
            if count % STRIDES == 0:
                before, behind = -1, ""
            step = f"step{len(tables)}"
            tables.append(
                f"{step} (id) AS ({rule} AND {there}{behind} ORDER BY id LIMIT 1 OFFSET {number - before - 1})"
            )
            values += [*told, *shelf[:3]]
            found.append(f"((SELECT id FROM {step}))")  # noqa: S608
            before, behind = number, f" AND id > (SELECT id FROM {step})"  # noqa: S608
    begin = f"WITH {', '.join(tables)} " if tables else ""
    return RawSQL(f"{begin}VALUES {', '.join(found)}", values)  # noqa: S608, S611


def _seen_by(stock: Stock) -> tuple[str, Sequence[Any]]:
    """SQL for the keys of the questions that the person has seen."""
    if isinstance(stock.seen, QuerySet):
        return stock.seen.query.sql_with_params()
    return f"VALUES {', '.join(f'({int(key)})' for key in stock.seen)}", ()


def _on(stock: Stock, shelf: Shelf) -> str:
    """SQL: that a question stands on this shelf (three values) and is not known by its key."""
    sql = "topic_id = %s AND level = %s AND kind = %s"
    for tags, has in zip(stock.wanted.tags.values(), shelf.tags, strict=True):
        if tags:
            sql += f" AND {'' if has else 'NOT '}EXISTS ({HAS_TAG} ({_listed(tags)}))"
    known = {key: each.seen for key, each in stock.known.items() if each.shelf == shelf}
    if any(known.values()):
        sql += " AND id NOT IN (SELECT id FROM seen)"
    if not all(known.values()):
        sql += f" AND id NOT IN ({_listed(key for key, seen in known.items() if not seen)})"
    return sql


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(map(str, keys))
