"""What waits for a marker: answers of people under the marker's grant, without their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Subquery, When

from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.kinds import KINDS, kind_named
from quizzes.marking.models import Mark

# Kinds of which at least a part may be for a person.
SITUATION = "situation"
KINDS_FOR_PERSONS = tuple(kind.name for kind in KINDS if kind.marked_by_person or kind.name == SITUATION)
# Nobody has marked it, the mark was taken back, or the answer was written anew since (the attempt was opened again).
WAITS = Q(latest_mark__isnull=True) | Q(latest_reading=Mark.Reading.UNDO) | Q(latest_read__lt=F("newest"))


class NothingToMark(LookupError):
    """There is no such answer, or this person does not mark it: the two are told alike."""


@dataclass(frozen=True)
class Waiting:
    """Answers to one question that nobody has marked yet. `oldest`: when the first of them was handed in."""

    question: Question
    count: int
    oldest: datetime


def answers_for(marker: people.User, *, at: datetime) -> Any:
    """Answers that this person may mark: of ended attempts that count, of people under the marker's grant, never the own."""
    later = Response.objects.filter(
        attempt_question=OuterRef("attempt_question"), sequence__gt=OuterRef("sequence")
    )
    # An answer that was taken back is none that a person could read.
    given = Response.objects.filter(attempt_question=OuterRef("pk"), data__isnull=False).exclude(
        Exists(later)
    )
    return (
        AttemptQuestion.objects.filter(
            attempt__in=Attempt.objects.counting().filter(
                person__in=people.people_marked_by(marker, at=at).values("pk")
            ),
            version__in=versions_for_persons(),
        )
        .filter(Exists(given))
        .annotate(
            latest_mark=_latest_mark("number"),
            latest_reading=_latest_mark("reading"),
            latest_read=_latest_mark("response_sequence"),
            newest=newest_answer("pk"),
        )
        .annotate(is_marked=Case(When(~WAITS, then=True), default=False, output_field=BooleanField()))
    )


def waiting_for(marker: people.User, *, at: datetime) -> Any:
    """Those of `answers_for` that nobody has marked as they are now; the oldest first."""
    return answers_for(marker, at=at).filter(is_marked=False).order_by("attempt__submitted_at", "pk")


def queue_of(marker: people.User, *, at: datetime) -> list[Waiting]:
    """What waits, by question, the longest waiting first. One query for the answers, one for the questions."""
    rows = waiting_for(marker, at=at).values_list("version__question", "attempt__submitted_at")
    found: dict[int, list[datetime]] = {}
    for question, moment in rows:
        found.setdefault(question, []).append(moment)
    questions = Question.objects.in_bulk(list(found))
    waiting = [Waiting(questions[key], len(moments), min(moments)) for key, moments in found.items()]
    return sorted(waiting, key=lambda each: (each.oldest, each.question.uid))


def answer_for(marker: people.User, attempt_uid: str, position: int, *, at: datetime) -> Any:
    """One answer that this person may mark, `with_answer`. Refuses with `NothingToMark`."""
    rows = answers_for(marker, at=at).filter(attempt__uid=attempt_uid, position=position)
    found = rows.with_answer().select_related("version__question", "attempt__quiz").first()
    if found is None:
        raise NothingToMark(f"{attempt_uid}/{position}")
    return found


def versions_for_persons() -> list[int]:
    """The versions that a person must mark, wholly or in part. One query, whatever the number of attempts."""
    rows = QuestionVersion.objects.filter(kind__in=KINDS_FOR_PERSONS).values_list("pk", "kind", "body")
    return [
        key for key, kind, body in rows if kind_named(kind).marked_by_person or _has_part_for_person(body)
    ]


def _has_part_for_person(body: Mapping[str, Any]) -> bool:
    return any(kind_named(part["kind"]).marked_by_person for part in body.get("parts", []))


def newest_answer(question: str) -> Subquery:
    """The number of the answer that counts to the dealt question whose key stands in this column."""
    answers = Response.objects.filter(attempt_question=OuterRef(question)).order_by("-sequence")
    return Subquery(answers.values("sequence")[:1])


def _latest_mark(field: str) -> Subquery:
    return Subquery(
        Mark.objects.filter(attempt_question=OuterRef("pk")).order_by("-number").values(field)[:1]
    )
