"""The first and the last pages of a test: before the start, submitting, the result."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from people import api as people
from quizzes.attempts.arriving import person_of, personal
from quizzes.attempts.closings import closings
from quizzes.attempts.counting import counting_result
from quizzes.attempts.ends import own_attempt, to_result
from quizzes.attempts.models import Attempt
from quizzes.attempts.question_page import time_left
from quizzes.attempts.refusals import AttemptRefused
from quizzes.attempts.results import Result, result_of
from quizzes.attempts.rules import ending_of, marks_shown
from quizzes.attempts.starting import refuse_start, start_attempt
from quizzes.attempts.states import AttemptState, attempt_state
from quizzes.attempts.submitting import submit_attempt
from quizzes.attempts.surroundings import Afterwards, NextStep, Surroundings, after_result, surroundings_of
from quizzes.attempts.timing import in_words, time_allowed
from quizzes.behaviours import behaviour_named
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import blueprint_of
from quizzes.overrides import conditions_for
from vietnamese import api as vietnamese


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def start(request: HttpRequest, quiz_uid: str, *, at: datetime) -> HttpResponse:
    """What the test is like, and the button that starts it or goes on with the open attempt."""
    quiz = get_object_or_404(Quiz, uid=quiz_uid)
    person = person_of(request)
    around = _around(person, quiz, at=at)
    if request.method == "POST" and not around.refusal:
        try:
            attempt = start_attempt(person, quiz, at=at, access_code=request.POST.get("access_code", ""))
        except AttemptRefused as refusal:
            return _start_page(request, quiz, around, at=at, refusal=refusal.sentence, status=409)
        return redirect("quizzes:question", attempt.uid, attempt.position)
    return _start_page(request, quiz, around, at=at, status=409 if request.method == "POST" else 200)


@require_safe
@personal
def attempt(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """Back to where the person was: the question last open, the button when only submitting is left, or the result."""
    found = own_attempt(person_of(request), attempt_uid, at=at)
    if not found.is_open:
        return to_result(found)
    return _to_question(found, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def submit(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """Submit once; pressing again leads to the same result.

    A GET comes from signing in again after the session ended at this very press: back to the page with the button.
    """
    if request.method != "POST":
        return redirect("quizzes:review", attempt_uid)
    ended = submit_attempt(person_of(request), attempt_uid, at=at)
    if ended.submitted_at is not None and ended.submitted_at >= at:
        return redirect("quizzes:result", ended.uid)
    return to_result(ended)


@require_safe
@personal
def result(request: HttpRequest, attempt_uid: str, *, at: datetime) -> HttpResponse:
    """How it went, why, and what to do next: as much of it as may be shown now."""
    person = person_of(request)
    found = own_attempt(person, attempt_uid, at=at)
    if found.is_open:
        return _to_question(found, at=at)
    around = surroundings_of(person, found.quiz, at=at)
    given = conditions_for(person, found.quiz, at=at)
    state = attempt_state(person, found.quiz, at=at, given=given)
    may_retake = around is not None and not around.refusal and state.left != 0 and state.closed_at is None
    frame = {
        "attempt": found,
        "quiz": found.quiz,
        "around": around,
        "ended_before": "da-nop" in request.GET,
        "may_retake_now": may_retake and state.may_start,
        "counts": _counts(person, found.quiz, state, at=at),
    }
    if found.percent is None:
        step = NextStep(gettext("Back to my training"), settings.LOGIN_REDIRECT_URL)
        return render(request, "quizzes/attempts/no_result.html", {**frame, "next_step": step})
    told = result_of(found, around.lessons if around else {}, at=at)
    after = after_result(found, at=at)
    if not told.shows_marks and not after.complete:
        after = Afterwards()
    # Whether it can be taken again would tell that it was not passed; and who has passed since need not.
    passed_since = told.shows_marks and not told.passed and _is_settled(state, person, found.quiz, at=at)
    # Nor should anybody sit again what is still being marked, unless they ask for it.
    unsettled = told.waiting and not told.rules.practice
    tells = told.shows_marks or told.set_aside
    may_retake = may_retake and tells and not (told.passed or passed_since or unsettled)
    context = {
        **frame,
        "result": told,
        "after": after,
        "next_step": _next_step(told, after, passed_since=passed_since),
        "passed_since": passed_since,
        "marks_at": in_words(told.marks_at, at) if told.marks_at else "",
        "answers_at": in_words(told.answers_at, at) if told.answers_at else "",
        "more_at": in_words(told.more_at, at) if told.more_at else "",
        "not_before": in_words(told.not_before, at) if told.not_before else "",
        "may_retake": may_retake,
        "may_retake_now": may_retake and state.may_start,
        "percent": vietnamese.show_decimal(told.grade.percent.quantize(Decimal("0.1"), ROUND_FLOOR)),
        "pass_mark": vietnamese.show_decimal(found.pass_mark_percent),
    }
    return render(request, "quizzes/attempts/result.html", context)


def _is_settled(state: AttemptState, person: people.User, quiz: Quiz, *, at: datetime) -> bool:
    """Has an attempt passed that no later one can spoil, and may the person be told so now?"""
    if state.passed is None or quiz.counts not in (Quiz.Counts.BEST, Quiz.Counts.FIRST):
        return False
    closes_at = closings(person.pk, [quiz], at=at)[quiz.pk]
    return marks_shown(state.passed, closes_at=closes_at, at=at)


def _counts(person: people.User, quiz: Quiz, state: AttemptState, *, at: datetime) -> str:
    """What counts of several attempts; nothing while the marks of the last one are not to be told yet."""
    if state.used < 2 or state.last is None:
        return ""
    closes_at = closings(person.pk, [quiz], at=at)[quiz.pk]
    told = marks_shown(state.last, closes_at=closes_at, at=at)
    return counting_in_words(person, quiz) if told else ""


def counting_in_words(person: people.User, quiz: Quiz) -> str:
    """Which of several results counts, as a sentence; empty while there is only one."""
    found = counting_result(person, quiz)
    if found is None or found.of < 2:
        return ""
    percent = vietnamese.show_decimal(found.percent.quantize(Decimal("0.1"), ROUND_FLOOR))
    words = {
        Quiz.Counts.BEST: gettext("Of %(of)d attempts the best one counts: %(percent)s %%."),
        Quiz.Counts.LAST: gettext("Of %(of)d attempts the last one counts: %(percent)s %%."),
        Quiz.Counts.FIRST: gettext("Of %(of)d attempts the first one counts: %(percent)s %%."),
        Quiz.Counts.MEAN: gettext("The mean of %(of)d attempts counts: %(percent)s %%."),
    }
    return words[Quiz.Counts(found.rule)] % {"of": found.of, "percent": percent}


def _to_question(found: Attempt, *, at: datetime) -> HttpResponse:
    if ending_of(found).only_submits(at):
        return redirect("quizzes:review", found.uid)
    return redirect("quizzes:question", found.uid, found.position)


def _next_step(told: Result, after: Afterwards, *, passed_since: bool) -> NextStep:
    """The one next step: read again what went worst, else what the course says, else home."""
    undecided = told.waiting or told.set_aside
    weak = told.shows_marks and not told.passed and not undecided and not passed_since
    if weak and told.to_read:
        lesson = told.to_read[0].lesson
        if lesson is not None:
            return NextStep(gettext("Read lesson %(number)d again") % {"number": lesson.number}, lesson.url)
    return after.next_step or NextStep(gettext("Back to my training"), settings.LOGIN_REDIRECT_URL)


def _around(person: people.User, quiz: Quiz, *, at: datetime) -> Surroundings:
    found = surroundings_of(person, quiz, at=at)
    if found is None:
        raise Http404
    return found


def _start_page(
    request: HttpRequest, quiz: Quiz, around: Surroundings, *, at: datetime, refusal: str = "", status: int
) -> HttpResponse:
    person = person_of(request)
    given = conditions_for(person, quiz, at=at)
    state = attempt_state(person, quiz, at=at, given=given)
    wrong_code = refusal if quiz.access_code and not state.open and not _refusal(state, at=at) else ""
    refusal = "" if wrong_code or state.open else refusal or around.refusal or _refusal(state, at=at)
    closes_at = given.closes_at or quiz.closes_at
    minutes = None
    if quiz.minutes is not None:
        allowed = time_allowed(quiz.minutes, given.extra_percent, given.extra_minutes)
        minutes = int(allowed.total_seconds() // 60)
    context = {
        "quiz": quiz,
        "around": around,
        "state": state,
        "refusal": refusal,
        "wrong_code": wrong_code,
        "instead": around.instead or NextStep(gettext("Back to the course"), around.back_url),
        "count": blueprint_of(quiz).question_count,
        "minutes": minutes,
        "closes_at": in_words(closes_at, at) if closes_at else "",
        "attempts_allowed": quiz.attempts_allowed
        if given.attempts_allowed is None
        else given.attempts_allowed,
        "on_request": (quiz.minutes or 0) * quiz.extra_time_percent // 100 if not given.extra_percent else 0,
        "pass_mark": vietnamese.show_decimal(quiz.pass_mark_percent),
        "behaviour": behaviour_named(quiz.behaviour),
        "practice": quiz.practice or not behaviour_named(quiz.behaviour).counts,
        "passed_already": not refusal and not state.open and _is_settled(state, person, quiz, at=at),
        "sequential": quiz.movement == Quiz.Movement.SEQUENTIAL,
        "counts": _counts(person, quiz, state, at=at),
        **(time_left(state.open, at=at) if state.open else {}),
    }
    return render(request, "quizzes/attempts/start.html", context, status=status)


def _refusal(state: AttemptState, *, at: datetime) -> str:
    try:
        refuse_start(state, at=at)
    except AttemptRefused as refusal:
        return refusal.sentence
    return ""
