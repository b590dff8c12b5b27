"""The questions of an attempt as they stand: what was dealt, what was answered, what is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.attempts.asked import asked_in
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.kinds import Kind

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


def slots_in(attempt: Attempt) -> list[Slot]:
    """All questions of an attempt in their order. One query."""
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk).select_related("version__question").with_answer()
    )
    return [slot_of(row) for row in rows.order_by("position")]


def slot_of(row: Any) -> Slot:
    """A slot from a row `with_answer`, loaded with its version and question."""
    question = asked_in(row.version)
    return Slot(
        pk=row.pk,
        position=row.position,
        uid=row.version.question.uid,
        kind=question.kind,
        body=question.body,
        dealt=row.dealt,
        points=row.points,
        flagged=row.flagged,
        data=row.latest_data,
        sequence=row.latest_sequence or 0,
        complete=bool(row.latest_complete),
        saved_at=row.latest_at,
        needs_legal_review=question.needs_legal_review,
    )
