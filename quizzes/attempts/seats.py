"""The statements behind every question page and every saved answer.

These run for each question of each learner, so their SQL is written out: building the same statements through the ORM
costs more than running them. Every name below is one of our own tables.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from people import api as people
from quizzes.attempts.asked import Asked, asked
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.attempts.paper import Slot, Step, tries_in
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.behaviours import Tried
from quizzes.blueprint.quizzes import Quiz

# What the column holds; both databases refuse to compare with much more.
MOST_POSITION = 2_147_483_647
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Sitting:
    """An attempt of a person, the questions on the page in front of them, and the list of all its questions.

    `slot`: the question that was asked for; it is one of `page`.
    """

    attempt: Attempt
    slot: Slot
    page: list[Slot]
    steps: list[Step]


@dataclass(frozen=True)
class Dealt:
    """A question of an attempt, as far as it never changes: the key of its row, and what is asked."""

    pk: int
    asked: Asked


def _table(model: type) -> str:
    return f'"{model._meta.db_table}"'  # type: ignore[attr-defined]


_ATTEMPT = (
    "id",
    "uid",
    "quiz_id",
    "deadline",
    "grace_seconds",
    "rules",
    "pages",
    "submitted_at",
    "position",
)
_SLOT = (
    "s.id, s.version_id, v.content_hash, s.position, s.points, s.flagged, "
    "s.page, s.heading, s.requires_previous, s.hints_asked"
)
_LATEST = f"""
LEFT JOIN {_table(Response)} r ON r.attempt_question_id = s.id
  AND r.sequence = (SELECT MAX(n.sequence) FROM {_table(Response)} n WHERE n.attempt_question_id = s.id)
"""  # noqa: S608 (table names of our own models; values are parameters)

LOCKED = f"""
SELECT {", ".join(f"a.{name}" for name in _ATTEMPT)}
FROM {_table(Attempt)} a WHERE a.uid = %(uid)s AND a.person_id = %(person)s
"""  # noqa: S608

# With what never changes of one of its questions: the rest would be read as it was before the statement waited for the lock.
LOCKED_WITH_QUESTION = f"""
SELECT {", ".join(f"a.{name}" for name in _ATTEMPT)}, s.id, s.version_id, v.content_hash
FROM {_table(Attempt)} a
LEFT JOIN {_table(AttemptQuestion)} s ON s.attempt_id = a.id AND s.position = %(position)s
LEFT JOIN {_table(QuestionVersion)} v ON v.id = s.version_id
WHERE a.uid = %(uid)s AND a.person_id = %(person)s
"""  # noqa: S608

SOME = f"""
SELECT {_SLOT}, r.sequence, r.complete, r.certainty, s.dealt, r.data, r.at, ''
FROM {_table(AttemptQuestion)} s JOIN {_table(QuestionVersion)} v ON v.id = s.version_id {_LATEST}
WHERE s.attempt_id = %(attempt)s AND s.position IN (%(places)s) ORDER BY s.position
"""  # noqa: S608

# What is long is read of the questions on the open page only. Attempts without pages have one question on each.
_ON_IT = "(s.id = here.id OR (here.page > 0 AND s.page = here.page))"
ALL = f"""
SELECT {", ".join(f"a.{name}" for name in _ATTEMPT)}, q.title, {_ON_IT},
  {_SLOT}, r.sequence, r.complete, r.certainty,
  CASE WHEN {_ON_IT} THEN s.dealt END,
  CASE WHEN {_ON_IT} THEN r.data END,
  CASE WHEN {_ON_IT} THEN r.at END,
  u.uid
FROM {_table(Attempt)} a
JOIN {_table(Quiz)} q ON q.id = a.quiz_id
JOIN {_table(AttemptQuestion)} here ON here.attempt_id = a.id AND here.position = %(position)s
JOIN {_table(AttemptQuestion)} s ON s.attempt_id = a.id
LEFT JOIN {_table(QuestionVersion)} v ON v.id = s.version_id AND {_ON_IT}
LEFT JOIN {_table(Question)} u ON u.id = v.question_id {_LATEST}
WHERE a.uid = %(uid)s AND a.person_id = %(person)s
ORDER BY s.position
"""  # noqa: S608


def sitting(person: people.User, attempt_uid: str, position: int) -> Sitting:
    """The attempt with the page of this question, in one query; in two where questions can be checked.

    Refuses with `AttemptNotFound`, also a foreign attempt.
    """
    rows = []
    if 0 < position <= MOST_POSITION:
        rows = _rows(ALL, {"uid": attempt_uid, "person": _key(person), "position": position})
    if not rows:
        raise AttemptNotFound(attempt_uid)
    width = len(_ATTEMPT)
    attempt = _attempt(rows[0][:width])
    attempt.quiz = Quiz.from_db(connection.alias, ("id", "title"), (attempt.quiz_id, rows[0][width]))
    own = width + 2
    steps = [Step(row[own + 3], bool(row[own + 11]), bool(row[own + 5]), row[own + 6]) for row in rows]
    tries = tries_in(attempt)
    page = [_slot(row[own:], tries) for row in rows if row[width + 1]]
    here = next(slot for slot in page if slot.position == position)
    return Sitting(attempt, here, page, steps)


def lock_seat(person: people.User, attempt_uid: str) -> Attempt:
    """As `lock_attempt`, with only those columns loaded that an answer needs; the others come when asked for.

    The question is looked at in a statement of its own, afterwards: a statement that waits for the lock still sees what
    was there before it waited. On SQLite the transaction itself is the lock.
    """
    rows = _rows(LOCKED + locking(), {"uid": attempt_uid, "person": _key(person)})
    if not rows:
        raise AttemptNotFound(attempt_uid)
    return _attempt(rows[0])


def lock_question(person: people.User, attempt_uid: str, position: int) -> tuple[Attempt, Dealt | None]:
    """As `lock_seat`, with one of its questions as it was dealt; None where there is no such question. One query."""
    place = position if 0 < position <= MOST_POSITION else 0
    parameters = {"uid": attempt_uid, "person": _key(person), "position": place}
    rows = _rows(LOCKED_WITH_QUESTION + locking(), parameters)
    if not rows:
        raise AttemptNotFound(attempt_uid)
    *values, pk, version, content_hash = rows[0]
    dealt = None if pk is None else Dealt(pk, asked(version, content_hash))
    return _attempt(tuple(values)), dealt


LOCKING = " FOR UPDATE OF a"


def locking() -> str:
    """The words that make a statement take the lock of the attempt; none on SQLite."""
    return LOCKING if connection.features.has_select_for_update else ""


def slot_in(attempt: Attempt, position: int) -> Slot:
    """One question of an attempt, for an answer to it, without its `uid`. Refuses with `AttemptNotFound`."""
    return slots_at(attempt, [position])[position]


def slots_at(attempt: Attempt, positions: Collection[int]) -> dict[int, Slot]:
    """Questions of an attempt by their positions, without their `uid`. One query; two where questions can be checked.

    Refuses with `AttemptNotFound` when one of them is not there.
    """
    wanted = sorted(set(positions))
    rows = []
    if wanted and wanted[0] > 0 and wanted[-1] <= MOST_POSITION:
        names = {f"place{number}": position for number, position in enumerate(wanted)}
        places = ", ".join(f"%({name})s" for name in names)
        rows = _rows(SOME.replace("%(places)s", places), {"attempt": attempt.pk, **names})
    if len(rows) != len(wanted) or not wanted:
        raise AttemptNotFound(f"{attempt.uid}/{wanted}")
    tries = tries_in(attempt)
    return {slot.position: slot for slot in (_slot(row, tries) for row in rows)}


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()  # type: ignore[no-any-return]


def _key(person: people.User) -> Any:
    return person._meta.pk.get_db_prep_value(person.pk, connection)


def _attempt(values: tuple[Any, ...]) -> Attempt:
    pk, uid, quiz, deadline, grace, rules, pages, submitted_at, position = values
    loaded = (
        pk,
        uid,
        quiz,
        stored_moment(deadline),
        grace,
        json.loads(rules),
        pages,
        stored_moment(submitted_at),
        position,
    )
    by_name = dict(zip(_ATTEMPT, loaded, strict=True))
    # In the order of the model, as `from_db` expects.
    names = [field.attname for field in Attempt._meta.concrete_fields if field.attname in by_name]
    return Attempt.from_db(connection.alias, names, [by_name[name] for name in names])


def _slot(values: tuple[Any, ...], tries: Mapping[int, tuple[Tried, ...]]) -> Slot:
    pk, version, content_hash, position, points, flagged, page, heading, requires, hints, *answer = values
    sequence, complete, certainty, dealt, data, at, uid = answer
    question = asked(version, content_hash)
    return Slot(
        pk=pk,
        position=position,
        uid=uid,
        kind=question.kind,
        body=question.body,
        dealt=json.loads(dealt),
        points=Decimal(str(points)).quantize(HUNDREDTH),
        flagged=bool(flagged),
        data=None if data is None else json.loads(data),
        sequence=sequence or 0,
        complete=bool(complete),
        saved_at=stored_moment(at),
        needs_legal_review=question.needs_legal_review,
        certainty=certainty,
        tries=tries.get(pk, ()),
        hints_asked=hints,
        page=page,
        heading=heading,
        requires_previous=bool(requires),
    )


def stored_moment(value: datetime | str | None) -> datetime | None:
    """SQLite stores moments as text in UTC and gives them back as that, or without their zone."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
