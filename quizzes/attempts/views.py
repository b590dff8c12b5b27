"""The pages of a test: start, one question at a time, review, submit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import api as people
from quizzes.attempts.answering import Kept, Outcome, flag, move, save_response
from quizzes.attempts.lists import step_items, track_items
from quizzes.attempts.models import Attempt
from quizzes.attempts.paper import slots_in
from quizzes.attempts.refusals import AttemptNotFound, AttemptRefused
from quizzes.attempts.results import Result, result_of
from quizzes.attempts.seats import Sitting, sitting
from quizzes.attempts.starting import refuse_start, start_attempt
from quizzes.attempts.states import AttemptState, attempt_state
from quizzes.attempts.submitting import close_overdue, submit_attempt
from quizzes.attempts.surroundings import Afterwards, NextStep, Surroundings, after_result, surroundings_of
from quizzes.attempts.timing import clock, in_words, is_over, minutes_left, seconds_left, time_allowed
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import blueprint_of
from quizzes.kinds import NotAnAnswer
from quizzes.overrides import extra_percent
from vietnamese import api as vietnamese

MOST_SEQUENCE = 1_000_000_000
# Minutes from which the time left is marked.
LOW = 5

View = Callable[..., HttpResponseBase]


def personal(view: View) -> View:
    """A page of one person: the moment of arrival is taken first, only its person sees it, no cache keeps it.

    What is not there and what is somebody else's answer alike.
    """

    @never_cache
    @login_required
    @wraps(view)
    def arrived(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, at=timezone.now(), **kwargs)
        except AttemptNotFound as none:
            raise Http404 from none

    return arrived


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def start(request: HttpRequest, quiz_uid: str, *, at: datetime) -> HttpResponse:
    """What the test is like, and the button that starts it or goes on with the open attempt."""
    quiz = get_object_or_404(Quiz, uid=quiz_uid)
    person = person_of(request)
    around = _around(person, quiz, at=at)
    if request.method == "POST" and not around.refusal:
        try:
            attempt = start_attempt(person, quiz, at=at)
        except AttemptRefused as refusal:
            return _start_page(request, quiz, around, at=at, refusal=refusal.sentence, status=409)
        return redirect("quizzes:question", attempt.uid, attempt.position)
    return _start_page(request, quiz, around, at=at, status=409 if request.method == "POST" else 200)


@require_safe
@personal
def attempt(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """Back to where the person was: the question last open, or the result."""
    found = _own_attempt(request, attempt_uid, at=at)
    if not found.is_open:
        return _to_result(found)
    return redirect("quizzes:question", found.uid, found.position)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def question(request: HttpRequest, attempt_uid: str, position: int, *, at: datetime) -> HttpResponse:
    """One question. A POST keeps the answer and goes where the pressed button says."""
    person = person_of(request)
    if request.method == "POST":
        return _answered(request, person, attempt_uid, position, at=at)
    seat = sitting(person, attempt_uid, position)
    if _has_ended(seat.attempt, person, at=at):
        return _to_result(seat.attempt)
    if seat.attempt.position != position:
        move(person, attempt_uid, position)
    return _question_page(request, seat, at=at)


@require_POST
@never_cache
def save(request: HttpRequest, attempt_uid: str, position: int) -> HttpResponse:
    """An answer sent by the script while the page stays open. Each answer has the same fields, right or wrong."""
    at = timezone.now()
    if not request.user.is_authenticated:
        words = gettext("The session has ended. Sign in again to go on: the attempt is kept.")
        return _told("signed-out", words, status=401)
    sequence = _sequence(request)
    if sequence is None:
        return _told("refused", _old_page(), status=400)
    try:
        outcome = save_response(
            person_of(request), attempt_uid, position, request.POST, sequence=sequence, at=at
        )
    except AttemptNotFound:
        return _told("refused", gettext("This attempt cannot be found."), status=404)
    except NotAnAnswer as refusal:
        return _told("refused", str(refusal), status=400)
    good = outcome.kept in (Kept.SAVED, Kept.SAME)
    return _told(outcome.kept, _kept_in_words(outcome), outcome=outcome, status=200 if good else 409)


@require_safe
@personal
def review(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """All questions before submitting: what is open, what was to be looked at again, the rest."""
    found = _own_attempt(request, attempt_uid, at=at)
    if not found.is_open:
        return _to_result(found)
    slots = slots_in(found)
    unanswered = [slot for slot in slots if not slot.complete]
    flagged = [slot for slot in slots if slot.complete and slot.flagged]
    context = {
        "attempt": found,
        "quiz": found.quiz,
        "steps": step_items(slots),
        "count": len(slots),
        "answered": len(slots) - len(unanswered),
        "unanswered": unanswered,
        "flagged": flagged,
        "others": [slot for slot in slots if slot.complete and not slot.flagged],
        **_time_left(found, at=at),
    }
    return render(request, "quizzes/attempts/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def submit(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """Submit once; pressing again leads to the same result.

    A GET comes from signing in again after the session ended at this very press: back to the page with the button.
    """
    if request.method != "POST":
        return redirect("quizzes:review", attempt_uid)
    ended = submit_attempt(person_of(request), attempt_uid, at=at)
    if ended.submitted_at == at:
        return redirect("quizzes:result", ended.uid)
    return _to_result(ended)


@require_safe
@personal
def result(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """How it went, why, and what to do next."""
    found = _own_attempt(request, attempt_uid, at=at)
    if found.is_open:
        return redirect("quizzes:question", found.uid, found.position)
    person = person_of(request)
    around = surroundings_of(person, found.quiz, at=at)
    told = result_of(found, around.lessons if around else {}, at=at)
    after = after_result(found, at=at)
    state = attempt_state(person, found.quiz, at=at)
    may_retake = around is not None and not around.refusal and state.left != 0 and not told.passed
    context = {
        "attempt": found,
        "quiz": found.quiz,
        "around": around,
        "result": told,
        "after": after,
        "next_step": _next_step(told, after),
        "ended_before": "da-nop" in request.GET,
        "not_before": in_words(told.not_before, at) if told.not_before else "",
        "may_retake": may_retake,
        "may_retake_now": may_retake and state.may_start,
        "percent": vietnamese.decimal_comma(told.grade.percent.quantize(Decimal("0.1"), ROUND_FLOOR)),
        "pass_mark": vietnamese.decimal_comma(found.pass_mark_percent),
    }
    return render(request, "quizzes/attempts/result.html", context)


def _next_step(told: Result, after: Afterwards) -> NextStep:
    """The one next step: read again what went worst, else what the course says, else home."""
    if not told.passed and not told.waiting and told.to_read:
        lesson = told.to_read[0].lesson
        if lesson is not None:
            return NextStep(gettext("Read lesson %(number)d again") % {"number": lesson.number}, lesson.url)
    return after.next_step or NextStep(gettext("Back to my training"), settings.LOGIN_REDIRECT_URL)


def person_of(request: HttpRequest) -> people.User:
    """Who asks; the page is for signed-in people only."""
    return cast(people.User, request.user)


def _around(person: people.User, quiz: Quiz, *, at: datetime) -> Surroundings:
    found = surroundings_of(person, quiz, at=at)
    if found is None:
        raise Http404
    return found


def _own_attempt(request: HttpRequest, attempt_uid: str, *, at: datetime) -> Attempt:
    """The person's own attempt, closed first when its time is over."""
    person = person_of(request)
    found = Attempt.objects.filter(uid=attempt_uid, person=person.pk).select_related("quiz").first()
    if found is None:
        raise AttemptNotFound(attempt_uid)
    _has_ended(found, person, at=at)
    return found


def _has_ended(found: Attempt, person: people.User, *, at: datetime) -> bool:
    if found.is_open and is_over(found.deadline, found.grace_seconds, at):
        close_overdue(at, person=person, quiz=found.quiz)
        found.refresh_from_db()
    return not found.is_open


def _to_result(ended: Attempt) -> HttpResponse:
    """To the result, which says that the attempt had ended before."""
    return redirect(f"{reverse('quizzes:result', args=[ended.uid])}?da-nop=1")


def _start_page(
    request: HttpRequest, quiz: Quiz, around: Surroundings, *, at: datetime, refusal: str = "", status: int
) -> HttpResponse:
    person = person_of(request)
    state = attempt_state(person, quiz, at=at)
    refusal = refusal or ("" if state.open else around.refusal or _refusal(state, at=at))
    extra = extra_percent(person, quiz)
    minutes = None
    if quiz.minutes is not None:
        minutes = int(time_allowed(quiz.minutes, extra).total_seconds() // 60)
    context = {
        "quiz": quiz,
        "around": around,
        "state": state,
        "refusal": refusal,
        "instead": around.instead or NextStep(gettext("Back to the course"), around.back_url),
        "count": blueprint_of(quiz).question_count,
        "minutes": minutes,
        "on_request": (quiz.minutes or 0) * quiz.extra_time_percent // 100 if not extra else 0,
        "pass_mark": vietnamese.decimal_comma(quiz.pass_mark_percent),
        **(_time_left(state.open, at=at) if state.open else {}),
    }
    return render(request, "quizzes/attempts/start.html", context, status=status)


def _refusal(state: AttemptState, *, at: datetime) -> str:
    try:
        refuse_start(state, at=at)
    except AttemptRefused as refusal:
        return refusal.sentence
    return ""


def _answered(
    request: HttpRequest, person: people.User, attempt_uid: str, position: int, *, at: datetime
) -> HttpResponse:
    sequence = _sequence(request)
    if sequence is None:
        return _asked_again(request, person, attempt_uid, position, at=at, error=_old_page())
    try:
        outcome = save_response(person, attempt_uid, position, request.POST, sequence=sequence, at=at)
    except NotAnAnswer as refusal:
        return _asked_again(request, person, attempt_uid, position, at=at, error=str(refusal))
    if outcome.kept is Kept.CLOSED:
        return _to_result(outcome.attempt)
    if outcome.kept is Kept.ELSEWHERE:
        return _asked_again(request, person, attempt_uid, position, at=at)
    if "flag" in request.POST:
        flag(person, attempt_uid, position, flagged=request.POST["flag"] == "on", at=at)
        return redirect("quizzes:question", attempt_uid, position)
    return _go(request.POST.get("to", "next"), person, outcome.attempt, position)


def _asked_again(
    request: HttpRequest,
    person: people.User,
    attempt_uid: str,
    position: int,
    *,
    at: datetime,
    error: str = "",
) -> HttpResponse:
    """The question with the answer that counts, and why nothing was kept: the error, or a newer answer elsewhere."""
    seat = sitting(person, attempt_uid, position)
    if _has_ended(seat.attempt, person, at=at):
        return _to_result(seat.attempt)
    return _question_page(
        request, seat, at=at, error=error, elsewhere=not error, status=400 if error else 409
    )


def _go(to: str, person: people.User, found: Attempt, position: int) -> HttpResponse:
    """Where a pressed button leads. The next question is remembered now, so that its page only reads."""
    if to == "leave":
        return redirect(settings.LOGIN_REDIRECT_URL)
    target = max(position - 1, 1) if to == "previous" else position + 1
    if to == "review" or target > found.question_count:
        return redirect("quizzes:review", found.uid)
    if target != found.position:
        move(person, found.uid, target)
    return redirect("quizzes:question", found.uid, target)


def _question_page(
    request: HttpRequest,
    seat: Sitting,
    *,
    at: datetime,
    error: str = "",
    elsewhere: bool = False,
    status: int = 200,
) -> HttpResponse:
    slot, steps = seat.slot, seat.steps
    context = {
        "attempt": seat.attempt,
        "quiz": seat.attempt.quiz,
        "slot": slot,
        "q": {**slot.present(), "error": error},
        "sequence": slot.sequence + 1,
        "steps": step_items(steps, here=slot.position),
        "track": track_items(steps, here=slot.position),
        "count": len(steps),
        "answered": sum(step.complete for step in steps),
        "is_first": slot.position == 1,
        "is_last": slot.position == len(steps),
        "elsewhere": elsewhere,
        **_time_left(seat.attempt, at=at),
    }
    return render(request, "quizzes/attempts/question.html", context, status=status)


def _time_left(found: Attempt, *, at: datetime) -> dict[str, Any]:
    minutes = minutes_left(found.deadline, at)
    return {
        "minutes_left": minutes,
        "seconds_left": seconds_left(found.deadline, at),
        "is_low": minutes is not None and minutes <= LOW,
    }


def _sequence(request: HttpRequest) -> int | None:
    """The number that the page counted up; None when it is none."""
    raw = request.POST.get("sequence", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 10):
        return None
    number = int(raw)
    return number if 1 <= number <= MOST_SEQUENCE else None


def _old_page() -> str:
    return gettext("This page was not complete, so nothing was saved. Please answer again here.")


def _kept_in_words(outcome: Outcome) -> str:
    if outcome.kept is Kept.ELSEWHERE:
        return gettext("This test is open in another place. The newest answer is kept.")
    if outcome.kept is Kept.CLOSED:
        return gettext("The test has ended. The answers saved before were submitted.")
    if outcome.saved_at is None:
        return gettext("Not answered")
    return gettext("Saved at %(time)s") % {"time": clock(outcome.saved_at)}


def _told(state: str, words: str, *, outcome: Outcome | None = None, status: int) -> JsonResponse:
    """The answer to the script: the same fields whatever happened, and nothing of right or wrong."""
    saved_at = outcome.saved_at if outcome else None
    return JsonResponse(
        {
            "state": str(state),
            "sequence": outcome.sequence if outcome else 0,
            "saved_at": saved_at.astimezone(vietnamese.LOCAL).isoformat(timespec="seconds")
            if saved_at
            else "",
            "left_seconds": outcome.left_seconds if outcome else None,
            "words": words,
        },
        status=status,
    )
