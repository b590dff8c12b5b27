"""An attempt that starts where the last one ended: the same questions, with the answers that were given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.attempts.paper import slots_in
from quizzes.blueprint.quizzes import Quiz


def last_to_build_on(person: people.User, quiz: Quiz) -> Attempt | None:
    """The attempt of this person in this quiz that ended last and was not set aside; None before the first. One query."""
    ended = Attempt.objects.filter(
        person=person.pk, quiz=quiz.pk, submitted_at__isnull=False, voided_at__isnull=True
    )
    return ended.order_by("-number").first()


def same_questions(earlier: Attempt) -> list[AttemptQuestion]:
    """The questions of an earlier attempt as they were dealt, to be dealt once more; they belong to no attempt yet."""
    rows = AttemptQuestion.objects.filter(attempt=earlier.pk).order_by("position")
    return [
        AttemptQuestion(
            position=row.position,
            version_id=row.version_id,
            section=row.section,
            points=row.points,
            dealt=row.dealt,
            page=row.page,
            heading=row.heading,
            requires_previous=row.requires_previous,
        )
        for row in rows
    ]


def copy_answers(earlier: Attempt, questions: Sequence[AttemptQuestion], *, at: datetime) -> None:
    """Let the latest answers of the earlier attempt be the first ones of these questions."""
    given = {slot.position: slot for slot in slots_in(earlier) if slot.data is not None}
    Response.objects.bulk_create(
        [
            Response(
                attempt_question=each,
                sequence=1,
                data=given[each.position].data,
                complete=given[each.position].complete,
                certainty=given[each.position].certainty,
                at=at,
            )
            for each in questions
            if each.position in given
        ]
    )
