"""What people who look after a question say to each other about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.bank.questions import Question, QuestionComment
from vietnamese import api as vietnamese

LONGEST = 4000


class EmptyComment(ValueError):
    """A comment without words."""


@transaction.atomic
def comment_on(question: Question, text: str, *, by: Any, at: datetime) -> QuestionComment:
    """Add a comment to the question as it stands now. Refuses one without words with `EmptyComment`."""
    words = vietnamese.clean_text(text).strip()[:LONGEST]
    if not words:
        raise EmptyComment
    return QuestionComment.objects.create(
        question=question, version=question.current_version, text=words, by=by, at=at
    )


@transaction.atomic
def resolve(comment: QuestionComment, *, by: Any, at: datetime) -> bool:
    """The matter of a comment is settled; it stays to be read. False when it was settled before."""
    done = QuestionComment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(
        resolved_at=at, resolved_by=by
    )
    return bool(done)
