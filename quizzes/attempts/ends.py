"""Whoever opens a page of an attempt whose time has run out finds it ended."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people import api as people
from quizzes.attempts.models import Attempt
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.rules import ending_of
from quizzes.attempts.submitting import close_overdue


def own_attempt(person: people.User, attempt_uid: str, *, at: datetime) -> Attempt:
    """The person's own attempt, closed first when its time is over. Refuses with `AttemptNotFound`."""
    found = Attempt.objects.filter(uid=attempt_uid, person=person.pk).select_related("quiz").first()
    if found is None:
        raise AttemptNotFound(attempt_uid)
    has_ended(found, person, at=at)
    return found


def has_ended(found: Attempt, person: people.User, *, at: datetime) -> bool:
    """Whether the attempt has ended; what can no longer be submitted is closed now."""
    if found.is_open and ending_of(found).is_over(at):
        close_overdue(at, person=person, quiz=found.quiz)
        found.refresh_from_db()
    return not found.is_open


def to_result(ended: Attempt) -> HttpResponse:
    """To the result, which says that the attempt had ended before."""
    return redirect(f"{reverse('quizzes:result', args=[ended.uid])}?da-nop=1")
