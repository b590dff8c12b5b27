"""The questions of an attempt as they stand: what was dealt, what was answered, what is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.kinds import Kind, kind_named

# The name of the form fields in which a question of an attempt is answered.
FIELD = "answer"


@dataclass(frozen=True)
class Slot:
    """One question of an attempt with the answer that counts. `sequence` is 0 and `data` None before the first one."""

    pk: int
    position: int
    uid: str
    kind: Kind[Any]
    body: Any
    dealt: dict[str, Any]
    points: Decimal
    flagged: bool
    data: dict[str, Any] | None
    sequence: int
    complete: bool
    saved_at: datetime | None
    needs_legal_review: bool

    def present(self) -> dict[str, Any]:
        """What the input template draws; nothing of the key is in it."""
        return {
            **self.kind.present(self.body, self.dealt, self.data),
            "uid": self.uid,
            "name": FIELD,
        }


@dataclass(frozen=True)
class Step:
    """One question in the list beside a question: where it stands, whether it is answered or to be looked at again."""

    position: int
    complete: bool
    flagged: bool


@dataclass(frozen=True)
class Sitting:
    """An attempt of a person and the question that is open in front of them."""

    attempt: Attempt
    slot: Slot


def sitting(person: people.User, attempt_uid: str, position: int) -> Sitting:
    """The attempt with this question of it, in one query. Refuses with `AttemptNotFound`, also a foreign attempt."""
    row = (
        AttemptQuestion.objects.filter(attempt__uid=attempt_uid, attempt__person=person.pk, position=position)
        .select_related("attempt__quiz", "version__question")
        # Named one by one: this is asked for every page of every attempt.
        .only(
            "position",
            "dealt",
            "points",
            "flagged",
            "attempt__uid",
            "attempt__position",
            "attempt__deadline",
            "attempt__grace_seconds",
            "attempt__submitted_at",
            "attempt__quiz__title",
            "version__kind",
            "version__body",
            "version__needs_legal_review",
            "version__question__uid",
        )
        .with_answer()
        .first()
    )
    if row is None:
        raise AttemptNotFound(attempt_uid)
    return Sitting(row.attempt, slot_of(row))


def slot_in(attempt: Attempt, position: int) -> Slot:
    """One question of an attempt, for an answer to it. One query. Refuses with `AttemptNotFound`."""
    row = (
        AttemptQuestion.objects.filter(attempt=attempt.pk, position=position)
        .select_related("version")
        .only(
            "position",
            "dealt",
            "points",
            "flagged",
            "version__kind",
            "version__body",
            "version__needs_legal_review",
        )
        .with_answer()
        .first()
    )
    if row is None:
        raise AttemptNotFound(f"{attempt.uid}/{position}")
    return slot_of(row, uid="")


def slots_in(attempt: Attempt) -> list[Slot]:
    """All questions of an attempt in their order. One query."""
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk).select_related("version__question").with_answer()
    )
    return [slot_of(row) for row in rows.order_by("position")]


def steps_in(attempt: Attempt) -> list[Step]:
    """What the list of questions shows, without reading any question. One query."""
    rows: Any = AttemptQuestion.objects.filter(attempt=attempt.pk).with_state().order_by("position")
    return [
        Step(position, bool(complete), flagged)
        for position, complete, flagged in rows.values_list("position", "latest_complete", "flagged")
    ]


def slot_of(row: Any, *, uid: str | None = None) -> Slot:
    """A slot from a row `with_answer`. `uid` saves the query for the question where its key is not needed."""
    version = row.version
    kind = kind_named(version.kind)
    return Slot(
        pk=row.pk,
        position=row.position,
        uid=version.question.uid if uid is None else uid,
        kind=kind,
        body=kind.read(version.body),
        dealt=row.dealt,
        points=row.points,
        flagged=row.flagged,
        data=row.latest_data,
        sequence=row.latest_sequence or 0,
        complete=bool(row.latest_complete),
        saved_at=row.latest_at,
        needs_legal_review=version.needs_legal_review,
    )
