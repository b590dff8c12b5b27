"""The pages of practice: the list of quizzes, and questions that are checked at once, with nothing kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import api as people
from quizzes.attempts.open_practice import (
    NothingToPractise,
    gives_hints,
    hints_of,
    new_paper,
    open_quiz,
    practice_list,
    questions_of,
    version_to_ask,
)
from quizzes.attempts.practice import check_practice, practice_query, practice_view
from quizzes.blueprint.quizzes import Quiz

MOST_HINTS = 20
# In an address: a form was sent, and what it held follows.
SENT = "xem"


@never_cache
@require_safe
def practice_quizzes(request: HttpRequest) -> HttpResponse:
    """The quizzes for practice by topic; signed in, with what was right so far."""
    person = people.signed_in(request) if request.user.is_authenticated else None
    return render(request, "quizzes/practice/list.html", {"topics": practice_list(person), "person": person})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def practise(request: HttpRequest, quiz_uid: str) -> HttpResponse:
    """One question of a paper that stands in the address; without a paper what the quiz is, and a new one to begin with."""
    try:
        quiz = open_quiz(quiz_uid)
    except NothingToPractise as none:
        raise Http404 from none
    paper = request.GET.get("de", "")
    if not paper:
        return _beginning(request, quiz)
    try:
        uids = questions_of(quiz, paper)
    except NothingToPractise:
        return redirect("quizzes:practise", quiz.uid)
    position = _number(request.GET.get("cau", "1"), most=len(uids) + 1) or 1
    frame = {
        "quiz": quiz,
        "count": len(uids),
        "position": position,
        "next_url": _address(quiz.uid, paper, position + 1),
        "again_url": reverse("quizzes:practise", args=[quiz.uid]),
    }
    if position > len(uids):
        return render(request, "quizzes/practice/end.html", frame)
    version = version_to_ask(uids[position - 1])
    if version is None:
        return render(request, "quizzes/practice/question.html", {**frame, "gone": True})
    address = _address(quiz.uid, paper, position)
    query = practice_query(request.POST) if request.method == "POST" else ""
    if query:
        # To an address that can be gone back to.
        return redirect(f"{address}&{SENT}=1&{query}")
    came = request.method == "POST" or SENT in request.GET
    sent = request.POST if request.method == "POST" else request.GET
    asks_hint = came and "hint" in sent
    checking = came and not asks_hint
    practice = check_practice(version, sent) if checking else practice_view(version)
    shown = _number(sent.get("hints", "0"), most=MOST_HINTS) + asks_hint
    hints, more = hints_of(version, shown) if gives_hints(quiz) else ([], False)
    context = {
        **frame,
        "practice": practice,
        "hints": hints,
        "hints_shown": len(hints),
        "more_hints": more,
        "action": address,
    }
    return render(request, "quizzes/practice/question.html", context)


def _beginning(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    try:
        paper = new_paper(quiz)
    except NothingToPractise:
        paper = ""
    address = _address(quiz.uid, paper, 1) if paper else ""
    return render(request, "quizzes/practice/start.html", {"quiz": quiz, "begin_url": address})


def _address(quiz_uid: str, paper: str, position: int) -> str:
    query = urlencode({"de": paper, "cau": position})
    return f"{reverse('quizzes:practise', args=[quiz_uid])}?{query}"


def _number(raw: str, *, most: int) -> int:
    """A whole number from 0 to `most` as addresses have it; 0 for anything else."""
    return min(int(raw), most) if raw.isascii() and raw.isdigit() and len(raw) <= 6 else 0
