"""The learner asks for another look at one marked answer."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from people import api as people
from quizzes.attempts.arriving import personal
from quizzes.attempts.closings import closing_for
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.attempts.rules import marks_shown
from quizzes.marking.marks import MarkRefused, appeal
from quizzes.marking.waiting import NothingToMark


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask_again(request: HttpRequest, attempt_uid: str, position: int, *, at: datetime) -> HttpResponse:
    """A form with one field: why. Afterwards the result says at that question that another look was asked for."""
    person = people.signed_in(request)
    answer = (
        AttemptQuestion.objects.filter(attempt__uid=attempt_uid, attempt__person=person.pk, position=position)
        .select_related("version__question", "attempt__quiz")
        .first()
    )
    if answer is None or not answer.marks.exists() or not _marks_shown(answer.attempt, at=at):
        raise Http404
    back_url = f"{reverse('quizzes:result', args=[attempt_uid])}#cau-{position}"
    error = ""
    if request.method == "POST":
        try:
            appeal(person, attempt_uid, position, reason=request.POST.get("reason", "")[:2000], at=at)
        except NothingToMark as nothing:
            raise Http404 from nothing
        except MarkRefused as refusal:
            error = refusal.sentence
        else:
            return redirect(back_url)
    context = {
        "attempt": answer.attempt,
        "quiz": answer.attempt.quiz,
        "position": position,
        "back_url": back_url,
        "stem": answer.version.body["stem"],
        "mark": answer.marks.order_by("-number").first(),
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "quizzes/marking/ask_again.html", context, status=400 if error else 200)


def _marks_shown(attempt: Attempt, *, at: datetime) -> bool:
    """What may not be told yet cannot be appealed against yet, and what counts nowhere not at all."""
    return attempt.counts and marks_shown(attempt, closes_at=closing_for(attempt, at=at), at=at)
