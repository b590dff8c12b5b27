"""The questions of an attempt as they stand: what was dealt, what was answered, what is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.attempts.asked import asked_in
from quizzes.attempts.models import Attempt, AttemptQuestion, Try
from quizzes.behaviours import Standing, Tried, behaviour_named
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
    certainty: int | None = None
    tries: tuple[Tried, ...] = ()
    hints_asked: int = 0
    page: int = 0
    heading: str = ""
    requires_previous: bool = False

    @property
    def standing(self) -> Standing:
        """Where the question stands, for the behaviour."""
        return Standing(
            sequence=self.sequence,
            answered=self.data is not None,
            certainty=self.certainty,
            tries=self.tries,
            hints=len(self.body.hints),
            hints_asked=self.hints_asked,
            by_person=self.kind.needs_person(self.body),
        )

    @property
    def stem(self) -> str:
        """What is asked, in words."""
        return self.kind.stem_in_words(self.body)

    def present(self, *, name: str = FIELD) -> dict[str, Any]:
        """What the input template draws, its form fields beginning with `name`; nothing of the key is in it."""
        return {
            **self.kind.present(self.body, self.dealt, self.data),
            "uid": self.uid,
            "name": name,
        }


@dataclass(frozen=True)
class Step:
    """One question in the list beside a question: where it stands, whether it is answered or to be looked at again."""

    position: int
    complete: bool
    flagged: bool
    page: int = 0


def field_of(position: int, *, alone: bool) -> str:
    """The name of the form fields of a question: several on one page are told apart by their positions."""
    return FIELD if alone else f"{FIELD}-{position}"


def slots_in(attempt: Attempt) -> list[Slot]:
    """All questions of an attempt in their order. Two queries."""
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk).select_related("version__question").with_answer()
    )
    tries = tries_in(attempt)
    return [slot_of(row, tries.get(row.pk, ())) for row in rows.order_by("position")]


def tries_in(attempt: Attempt) -> dict[int, tuple[Tried, ...]]:
    """What was checked during an attempt, by the key of its question. One query; none where nothing can be checked."""
    found: dict[int, tuple[Tried, ...]] = {}
    if not checks_questions(attempt):
        return found
    rows = Try.objects.filter(attempt_question__attempt=attempt.pk).order_by("attempt_question", "number")
    for key, sequence, share in rows.values_list("attempt_question_id", "sequence", "share"):
        found[key] = (*found.get(key, ()), Tried(sequence, share or Decimal(0)))
    return found


def checks_questions(attempt: Attempt) -> bool:
    """Whether questions of this attempt may be checked while it runs."""
    return behaviour_named((attempt.rules or {}).get("behaviour", "deferred")).checks


def slot_of(row: Any, tries: tuple[Tried, ...] = ()) -> Slot:
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
        certainty=row.latest_certainty,
        tries=tries,
        hints_asked=row.hints_asked,
        page=row.page,
        heading=row.heading,
        requires_previous=row.requires_previous,
    )
