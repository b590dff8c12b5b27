"""What the database tells about the attempts at a quiz: which of them count here, their marks, their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.blueprint.quizzes import Quiz
from quizzes.statistics.columns import Columns, Dealt, in_hundredths

BATCH = 5000

# Up to so many attempts are left out by their keys; beyond, the database looks for them itself.
FEW = 500

# How a share that waits for a person stands in the text of `Grade.shares`, on either database.
_WAITING = '"share": null'

# What parts the fields of a question, and questions, in the joined text of an attempt.
_FIELD, _NEXT = "\x1f", "\x1e"

Tell = Callable[[int, int], None]


class Rule(TextChoices):
    """Which attempts of each person are looked at. The first ones are the usual choice: later ones know the questions."""

    FIRST = "first", _("the first attempt of each person")
    ALL = "all", _("all attempts")
    BEST = "best", _("the best attempt of each person")
    LAST = "last", _("the last attempt of each person")


@dataclass(frozen=True)
class Bands:
    """The scores (percent) that part the attempts into lower, middle and upper third. Equal scores stand together."""

    low: Decimal
    high: Decimal


def attempts_by(quiz: Quiz, rule: str) -> QuerySet[Attempt]:
    """The attempts at the quiz that ended, were not voided, and are those of their person by the rule; one per person
    unless all are asked for. Answers that wait for a marker are still among them."""
    ended = Attempt.objects.counting().filter(quiz=quiz.pk)
    same = Attempt.objects.counting().filter(quiz=OuterRef("quiz"), person=OuterRef("person"))
    before = Q(number__lt=OuterRef("number"))
    match Rule(rule):
        case Rule.ALL:
            return ended
        case Rule.FIRST:
            return ended.exclude(Exists(same.filter(before)))
        case Rule.LAST:
            return ended.exclude(Exists(same.filter(number__gt=OuterRef("number"))))
        case _:
            better = Q(percent__gt=OuterRef("percent")) | (Q(percent=OuterRef("percent")) & before)
            return ended.exclude(Exists(same.filter(better)))


def marked(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Those of the attempts in which no answer waits for a marker."""
    waiting = _latest_grades().annotate(told=Cast("shares", TextField())).filter(told__contains=_WAITING)
    return attempts.exclude(Exists(waiting.filter(attempt=OuterRef("pk"))))


def gather(attempts: QuerySet[Attempt], *, tell: Tell | None = None) -> tuple[Columns, QuerySet[Attempt]]:
    """The marks of the attempts by their latest grade, and the attempts that they are of: those that are fully marked.

    Three queries; two of them are read side by side. `tell(done, of)` is called now and then with the number of attempts.
    """
    columns, of = Columns(), attempts.count()
    left_out: list[int] = []
    papers = _papers(attempts)
    paper = next(papers, None)
    for done, (attempt, percent, shares) in enumerate(_grades(attempts), start=1):
        while paper is not None and paper[0] < attempt:
            paper = next(papers, None)
        if paper is not None and paper[0] == attempt:
            shares_by_position = {each["position"]: each["share"] for each in shares}
            if not columns.add(paper[1], shares_by_position, percent=percent):
                left_out.append(attempt)
        if tell is not None and done % 500 == 0:
            tell(done, of)
    if len(left_out) > FEW:
        return columns, marked(attempts)
    return columns, attempts.exclude(pk__in=left_out) if left_out else attempts


def bands_of(percents: list[Decimal]) -> Bands | None:
    """Where the thirds begin; None when the scores are too alike to part."""
    if not percents:
        return None
    ordered, third = sorted(percents), -(-len(percents) // 3)
    low, high = ordered[third - 1], ordered[-third]
    return Bands(low, high) if low < high else None


def answers_by_band(
    attempts: QuerySet[Attempt], bands: Bands | None, versions: Iterable[int]
) -> Iterator[tuple[int, int, Any, int]]:
    """How often each answer that counts was given, counted by the database: (version, band, answer, times).

    Band 0 is the lower third, 1 the middle, 2 the upper; all are 1 without bands. Where nothing was sent there is no
    row. Only of the versions with these keys.
    """
    later = Response.objects.filter(
        attempt_question=OuterRef("attempt_question"), sequence__gt=OuterRef("sequence")
    )
    counted = (
        Response.objects.filter(
            attempt_question__attempt__in=attempts, attempt_question__version__in=list(versions)
        )
        .exclude(Exists(later))
        .annotate(band=_band("attempt_question__attempt__percent", bands))
        .order_by()
        .values_list("attempt_question__version", "band", "data")
        .annotate(times=Count("pk"))
    )
    yield from _read_plainly(counted)


def _read_plainly(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """The rows, some thousand at a time, without the cursor that `iterator` opens in the database: for such a cursor
    PostgreSQL never reads with several processes at once."""
    try:
        compiler = rows.query.get_compiler(rows.db)
        statement, values = compiler.as_sql()
    except EmptyResultSet:
        return
    converters = compiler.get_converters([column for column, _sql, _name in compiler.select])
    with connections[rows.db].cursor() as cursor:
        cursor.execute(statement, values)
        while batch := cursor.fetchmany(BATCH):
            yield from compiler.apply_converters(batch, converters)


def _band(percent: str, bands: Bands | None) -> Case | Value:
    if bands is None:
        return Value(1, output_field=IntegerField())
    return Case(
        When(Q((f"{percent}__gte", bands.high)), then=Value(2)),
        When(Q((f"{percent}__lte", bands.low)), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )


def _latest_grades() -> QuerySet[Grade]:
    later = Grade.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    return Grade.objects.exclude(Exists(later))


def _grades(attempts: QuerySet[Attempt]) -> Iterator[tuple[int, Decimal, list[dict[str, Any]]]]:
    rows = _latest_grades().filter(attempt__in=attempts).order_by("attempt_id")
    return rows.values_list("attempt_id", "percent", "shares").iterator(BATCH)


def _papers(attempts: QuerySet[Attempt]) -> Iterator[tuple[int, list[Dealt]]]:
    """The questions of each attempt, attempt by attempt. The database joins them, as a row for each would take twice as
    long; equal questions are read once."""
    one = Concat(
        Cast("position", TextField()), Value(_FIELD), Cast("version_id", TextField()), Value(_FIELD),
        Cast("points", TextField()), Value(_FIELD), "section", output_field=TextField(),
    )  # fmt: skip
    rows = (
        AttemptQuestion.objects.filter(attempt__in=attempts)
        .order_by("attempt_id")
        .values_list("attempt_id")
        .annotate(questions=Joined(one, Value(_NEXT)))
    )
    known: dict[str, Dealt] = {}
    for attempt, questions in rows.iterator(BATCH):
        dealt = []
        for text in questions.split(_NEXT):
            each = known.get(text)
            if each is None:
                position, version, points, section = text.split(_FIELD, 3)
                each = known[text] = Dealt(int(position), int(version), in_hundredths(points), section)
            dealt.append(each)
        dealt.sort()
        yield attempt, dealt


class Joined(Aggregate):
    """The texts of a group in one, parted by the second expression; in no order."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)
