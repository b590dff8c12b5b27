"""What the result page says of answers that a person has marked."""

from __future__ import annotations

from django.urls import reverse

from quizzes.attempts.models import Attempt
from quizzes.attempts.remarks import Remark
from quizzes.marking.models import Mark, MarkRequest
from quizzes.marking.waiting import newest_answer


def remarks_by_markers(attempt: Attempt) -> dict[int, Remark]:
    """The latest mark of each answer, by position, and whether its learner may ask for another look. Two queries."""
    marks: dict[int, tuple[str, str]] = {}
    rows = Mark.objects.filter(attempt_question__attempt=attempt.pk).order_by("number")
    told = rows.annotate(newest=newest_answer("attempt_question")).values_list(
        "attempt_question__position", "reading", "comment", "response_sequence", "newest"
    )
    for position, reading, comment, read, newest in told:
        # What was said of an answer that was written anew since is said of it no more.
        marks[position] = (reading if read >= (newest or 0) else Mark.Reading.UNDO, comment)
    if not marks:
        return {}
    asked = set(
        MarkRequest.objects.filter(
            attempt_question__attempt=attempt.pk, kind=MarkRequest.Kind.APPEAL, closed_at__isnull=True
        ).values_list("attempt_question__position", flat=True)
    )
    return {
        position: Remark(
            comment=comment,
            # Nobody reads again what counts nowhere.
            appeal_url=reverse("quizzes:ask_again", args=[attempt.uid, position]) if attempt.counts else "",
            asked=position in asked,
        )
        for position, (reading, comment) in marks.items()
        if reading != Mark.Reading.UNDO
    }
