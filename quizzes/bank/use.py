"""Taking a question out of use and into use again. Whatever was dealt and answered stays as it was."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jobs import api as jobs
from quizzes.bank.questions import Question


@transaction.atomic
def take_out_of_use(question: Question, *, by: Any, at: datetime) -> None:
    """From now on no test deals it. Doing it twice changes nothing."""
    if question.retired_at is None:
        question.retired_at = at
        question.save(update_fields=["retired_at"])
        jobs.record("question.retired", by=by, at=at, details={"uid": question.uid})


@transaction.atomic
def use_again(question: Question, *, by: Any, at: datetime) -> None:
    """Tests may deal it again, if it is published."""
    if question.retired_at is not None:
        question.retired_at = None
        question.save(update_fields=["retired_at"])
        jobs.record("question.used_again", by=by, at=at, details={"uid": question.uid})
