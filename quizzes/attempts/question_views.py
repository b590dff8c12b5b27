"""The pages on which a test is answered: one or several questions at a time, and the look over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import api as people
from quizzes.attempts.answering import (
    Kept,
    Outcome,
    Page,
    Sent,
    flag,
    move,
    move_on,
    save_response,
    save_responses,
)
from quizzes.attempts.arriving import arrival, kept_nowhere, person_of, personal
from quizzes.attempts.checking import ask_hint, check_question
from quizzes.attempts.ends import has_ended, own_attempt, to_result
from quizzes.attempts.known import remember_page
from quizzes.attempts.lists import step_items
from quizzes.attempts.paper import field_of, slots_in
from quizzes.attempts.question_page import page_after, page_context, time_left
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.rules import ending_of, rules_of
from quizzes.attempts.seats import Sitting, sitting
from quizzes.attempts.timing import clock
from quizzes.attempts.uploads import with_files
from quizzes.behaviours import CERTAINTIES
from quizzes.kinds import NotAnAnswer
from vietnamese import api as vietnamese

MOST_SEQUENCE = 1_000_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def question(request: HttpRequest, attempt_uid: str, position: int, *, at: datetime) -> HttpResponse:
    """The page with this question. A POST keeps the answers and goes where the pressed button says."""
    person = person_of(request)
    if request.method == "POST":
        return _answered(request, person, attempt_uid, position, at=at)
    seat = sitting(person, attempt_uid, position)
    elsewhere = _not_here(seat, person, at=at)
    if elsewhere is not None:
        return elsewhere
    if seat.attempt.position not in {slot.position for slot in seat.page}:
        move(person, attempt_uid, position)
    remember_page(person, seat.attempt, seat.page)
    return render(request, "quizzes/attempts/question.html", page_context(seat, at=at))


@require_POST
@kept_nowhere
def save(request: HttpRequest, attempt_uid: str, position: int) -> HttpResponse:
    """An answer sent by the script while the page stays open. Each answer has the same fields, right or wrong."""
    at = arrival()
    if not request.user.is_authenticated:
        words = gettext("The session has ended. Sign in again to go on: the attempt is kept.")
        return _told("signed-out", words, status=401)
    sent = _sent(request, position).get(position)
    if sent is None:
        return _told("refused", _old_page(), status=400)
    person = person_of(request)
    # Files come by the form's own buttons alone; the script says again which of those that are here belong to the answer.
    data = with_files(person, attempt_uid, [sent], request.POST, MultiValueDict(), at=at).data
    try:
        outcome = save_response(
            person,
            attempt_uid,
            position,
            data,
            sequence=sent.sequence,
            certainty=sent.certainty,
            name=sent.name,
            at=at,
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
    found = own_attempt(person_of(request), attempt_uid, at=at)
    if not found.is_open:
        return to_result(found)
    rules, ending = rules_of(found), ending_of(found)
    only_submits = ending.only_submits(at)
    if rules.sequential and not only_submits and page_after(found, found.position):
        return redirect("quizzes:question", found.uid, found.position)
    slots = slots_in(found)
    unanswered = [slot for slot in slots if not slot.complete]
    flagged = [slot for slot in slots if slot.complete and slot.flagged]
    context = {
        "attempt": found,
        "quiz": found.quiz,
        "steps": step_items(slots, links=not (rules.sequential or only_submits)),
        "count": len(slots),
        "answered": len(slots) - len(unanswered),
        "unanswered": unanswered,
        "flagged": flagged,
        "others": [slot for slot in slots if slot.complete and not slot.flagged],
        "may_go_back": not rules.sequential and not only_submits,
        "only_submits": only_submits,
        "submit_until": ending.last_submission,
        "at_once": not rules.practice and all(not slot.standing.by_person for slot in slots),
        **time_left(found, at=at),
    }
    return render(request, "quizzes/attempts/review.html", context)


def _answered(
    request: HttpRequest, person: people.User, attempt_uid: str, position: int, *, at: datetime
) -> HttpResponse:
    sent = _sent(request, position)
    if not sent:
        return _asked_again(request, person, attempt_uid, position, at=at, errors={position: _old_page()})
    check, (hint, hint_number) = _number(request.POST.get("check", "")), _pair(request.POST.get("hint", ""))
    answers = list(sent.values())
    refused = ""
    filed = with_files(person, attempt_uid, answers, request.POST, request.FILES, at=at)
    if check in sent:
        checked = check_question(person, attempt_uid, check, answers, filed.data, at=at)
        page, refused, position = checked.page, checked.refused, check
    elif hint in sent:
        page = ask_hint(person, attempt_uid, hint, hint_number, answers, filed.data, at=at).page
        position = hint
    else:
        page = save_responses(person, attempt_uid, answers, filed.data, at=at)
    if page.is_closed:
        return _closed(page, at=at)
    errors = _why_no_file(filed.refused, page, files=bool(request.FILES))
    errors |= {place: str(each.refused) for place, each in page.outcomes.items() if each.refused is not None}
    if refused:
        errors[position] = refused
    if errors:
        return _asked_again(request, person, attempt_uid, position, at=at, errors=errors)
    kept = {each.kept for each in page.outcomes.values()}
    if Kept.NOT_NOW in kept and page.rules.sequential and page.attempt.position not in sent:
        return redirect("quizzes:question", attempt_uid, page.attempt.position)
    if Kept.ELSEWHERE in kept:
        return _asked_again(request, person, attempt_uid, position, at=at)
    if check in sent or hint in sent:
        return redirect(f"{reverse('quizzes:question', args=[attempt_uid, position])}#phan-hoi-{position}")
    if "flag" in request.POST:
        state, _dash, place = request.POST["flag"].partition("-")
        position = _number(place) if _number(place) in sent else position
        flag(person, attempt_uid, position, flagged=state == "on", at=at)
        return _to_question(attempt_uid, position, alone=len(sent) == 1)
    return _go(request.POST.get("to", "next"), person, page, position)


def _why_no_file(refused: Mapping[int, str], page: Page, *, files: bool) -> dict[int, str]:
    """What is said of files that are no part of an answer, and of the rest of that answer."""
    errors = {}
    for place, each in page.outcomes.items():
        if place in refused and each.kept in (Kept.SAVED, Kept.SAME):
            rest = gettext("The rest of the answer is saved.")
            errors[place] = f"{refused[place]} {rest}"
        elif files and each.kept is Kept.ELSEWHERE:
            errors[place] = gettext(
                "A newer answer came from another place, so nothing of this page was saved. Look at the answer here, then"
                " choose the files again."
            )
    return errors


def _to_question(attempt_uid: str, position: int, *, alone: bool) -> HttpResponse:
    address = reverse("quizzes:question", args=[attempt_uid, position])
    return redirect(address if alone else f"{address}#cau-{position}")


def _closed(page: Page, *, at: datetime) -> HttpResponse:
    """Nothing was kept: to the result, or to the button while the attempt can still be submitted."""
    if page.attempt.is_open and ending_of(page.attempt).only_submits(at):
        return redirect("quizzes:review", page.attempt.uid)
    return to_result(page.attempt)


def _not_here(seat: Sitting, person: people.User, *, at: datetime) -> HttpResponse | None:
    """Where to go instead of this page: its attempt has ended, takes no more answers, or is further on."""
    if has_ended(seat.attempt, person, at=at):
        return to_result(seat.attempt)
    if ending_of(seat.attempt).only_submits(at):
        return redirect("quizzes:review", seat.attempt.uid)
    here = {slot.position for slot in seat.page}
    if rules_of(seat.attempt).sequential and seat.attempt.position not in here:
        return redirect("quizzes:question", seat.attempt.uid, seat.attempt.position)
    return None


def _asked_again(
    request: HttpRequest,
    person: people.User,
    attempt_uid: str,
    position: int,
    *,
    at: datetime,
    errors: Mapping[int, str] | None = None,
) -> HttpResponse:
    """The page with the answers that count, and why nothing was kept: the errors, or a newer answer elsewhere."""
    seat = sitting(person, attempt_uid, position)
    instead = _not_here(seat, person, at=at)
    if instead is not None:
        return instead
    context = page_context(seat, at=at, errors=errors, elsewhere=not errors)
    return render(request, "quizzes/attempts/question.html", context, status=400 if errors else 409)


def _go(to: str, person: people.User, page: Page, position: int) -> HttpResponse:
    """Where a pressed button leads. The next page is remembered now, so that it only reads."""
    found = page.attempt
    if to.startswith("here"):
        place = _number(to.partition("-")[2]) or position
        return _to_question(found.uid, place, alone=len(page.outcomes) == 1)
    if to == "leave":
        return redirect(settings.LOGIN_REDIRECT_URL)
    back = to == "previous" and not page.rules.sequential
    target = page_after(found, position, back=back) or (position if back else 0)
    if to == "review" or not target:
        return redirect("quizzes:review", found.uid)
    if page.rules.sequential:
        move_on(person, found.uid, target)
    elif target != found.position:
        move(person, found.uid, target)
    return redirect("quizzes:question", found.uid, target)


def _sent(request: HttpRequest, position: int) -> dict[int, Sent]:
    """The answers in a posted page, by position. Empty: the page was not complete."""
    alone = _sequence(request.POST.get("sequence", ""))
    if alone:
        certainty = _certainty(request.POST.get("certainty", ""))
        return {position: Sent(position, alone, field_of(position, alone=True), certainty)}
    found = {}
    for key in request.POST:
        place = _number(key.removeprefix("sequence-")) if key.startswith("sequence-") else 0
        number = _sequence(request.POST[key]) if place else 0
        if number:
            certainty = _certainty(request.POST.get(f"certainty-{place}", ""))
            found[place] = Sent(place, number, field_of(place, alone=False), certainty)
    return found


def _number(raw: str) -> int:
    """A number above 0 as pages send it; 0 for anything else."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 10 else 0


def _sequence(raw: str) -> int:
    """The number that the page counted up; 0 when it is none."""
    number = _number(raw)
    return number if number <= MOST_SEQUENCE else 0


def _pair(raw: str) -> tuple[int, int]:
    first, _dash, second = raw.partition("-")
    return _number(first), _number(second)


def _certainty(raw: str) -> int | None:
    number = _number(raw)
    return number if number in CERTAINTIES else None


def _old_page() -> str:
    return gettext("This page was not complete, so nothing was saved. Please answer again here.")


def _kept_in_words(outcome: Outcome) -> str:
    if outcome.kept is Kept.ELSEWHERE:
        return gettext("This test is open in another place. The newest answer is kept.")
    if outcome.kept is Kept.CLOSED and outcome.attempt.is_open:
        return gettext("The time for answering is over. The answers saved before are kept: submit them now.")
    if outcome.kept is Kept.CLOSED:
        return gettext("The test has ended. The answers saved before were submitted.")
    if outcome.kept is Kept.LOCKED:
        return gettext("This question was checked, so its answer stands.")
    if outcome.kept is Kept.NOT_NOW:
        return gettext("This question cannot be answered now. Go on with the question that is open.")
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
