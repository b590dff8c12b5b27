"""What the page with one or several questions shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes.attempts.answering import is_open_now
from quizzes.attempts.feedback import feedback_on, hints_for
from quizzes.attempts.lists import step_items, track_items
from quizzes.attempts.models import Attempt
from quizzes.attempts.paper import Slot, Step, field_of
from quizzes.attempts.rules import Rules, rules_of
from quizzes.attempts.seats import Sitting, slots_at
from quizzes.attempts.timing import minutes_left, seconds_left
from quizzes.attempts.upload_types import MEGABYTE, MOST_BYTES
from quizzes.attempts.uploads import names_of, parts_of
from quizzes.bank.uploads import MOST_PICTURE_BYTES

# Minutes from which the time left is marked.
LOW = 5
CERTAINTIES = ((1, _("Not sure")), (2, _("Fairly sure")), (3, _("Very sure")))


def page_context(
    seat: Sitting, *, at: datetime, errors: Mapping[int, str] | None = None, elsewhere: bool = False
) -> dict[str, Any]:
    """The context of `quizzes/attempts/question.html`."""
    attempt, steps = seat.attempt, seat.steps
    rules = rules_of(attempt)
    alone = len(seat.page) == 1
    feedback = feedback_on(seat.page, rules)
    around = _around(seat, rules)
    first, last = seat.page[0].position, seat.page[-1].position
    asked = [
        _asked(slot, rules, alone=alone, waits=not is_open_now(attempt, rules, around, slot))
        | {
            "feedback": feedback.get(slot.position),
            "error": (errors or {}).get(slot.position, ""),
        }
        for slot in seat.page
    ]
    for each in asked:
        each["q"]["error"] = each["error"]
    takes_uploads = _with_uploads(asked, attempt)
    here = {slot.position for slot in seat.page}
    saved = [slot.saved_at for slot in seat.page if slot.saved_at is not None]
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "slot": seat.slot,
        "asked": asked,
        "alone": alone,
        "first": first,
        "last": last,
        "saved_at": max(saved, default=None),
        "sequential": rules.sequential,
        "steps": step_items(steps, here=here, links=not rules.sequential, anchors=not alone),
        "track": track_items(steps, here=here),
        "count": len(steps),
        "answered": sum(step.complete for step in steps),
        "is_first": first == 1,
        "is_last": last == len(steps),
        "elsewhere": elsewhere,
        "takes_uploads": takes_uploads,
        **time_left(attempt, at=at),
    }


def _around(seat: Sitting, rules: Rules) -> dict[int, Slot]:
    """The questions that decide whether those of this page are open: the page itself, and the one before it if it matters."""
    around = {slot.position: slot for slot in seat.page}
    first = seat.page[0]
    if first.requires_previous and rules.behaviour.checks and first.position > 1:
        around |= slots_at(seat.attempt, [first.position - 1])
    if rules.sequential and seat.attempt.position not in around:
        around |= slots_at(seat.attempt, [seat.attempt.position])
    return around


def _asked(slot: Slot, rules: Rules, *, alone: bool, waits: bool) -> dict[str, Any]:
    behaviour, standing = rules.behaviour, slot.standing
    locked = behaviour.is_locked(standing)
    open_now = not waits and not locked
    hints = [] if waits else hints_for(slot, rules)
    return {
        "slot": slot,
        "position": slot.position,
        "q": {} if waits else slot.present(name=field_of(slot.position, alone=alone)),
        "sequence": slot.sequence + 1,
        "sequence_name": "sequence" if alone else f"sequence-{slot.position}",
        "waits": waits,
        "locked": locked,
        "hints": hints,
        "may_check": open_now and behaviour.may_check(standing),
        "checked_before": bool(slot.tries),
        "next_hint": f"{slot.position}-{slot.hints_asked + 1}"
        if open_now and behaviour.may_ask_hint(standing)
        else "",
        "certainty_name": "certainty" if alone else f"certainty-{slot.position}",
        "certainties": CERTAINTIES
        if behaviour.asks_certainty and not waits and not standing.by_person
        else (),
        "certainty": slot.certainty,
    }


def _with_uploads(asked: list[dict[str, Any]], attempt: Attempt) -> bool:
    """Name the files of the answers, and let those fields take files whose question does. Says whether any does."""
    fields = [(each, part) for each in asked for part in parts_of(each["q"]) if part.get("uploads")]
    named = names_of(file["code"] for _each, part in fields for file in part["files"])
    for each, part in fields:
        each["takes_uploads"] = part["takes_uploads"] = not each["locked"]
        part["most_bytes"] = MOST_PICTURE_BYTES
        part["picture_megabytes"] = MOST_PICTURE_BYTES // MEGABYTE
        part["text_megabytes"] = MOST_BYTES // MEGABYTE
        for file in part["files"]:
            if file["code"] in named:
                file["name"] = named[file["code"]].name
                file["url"] = reverse(
                    "quizzes:answer_file", args=[attempt.uid, each["position"], file["code"]]
                )
    return any(each.get("takes_uploads") for each in asked)


def time_left(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """What the clock shows."""
    minutes = minutes_left(attempt.deadline, at)
    return {
        "minutes_left": minutes,
        "seconds_left": seconds_left(attempt.deadline, at),
        "is_low": minutes is not None and minutes <= LOW,
    }


def page_after(
    attempt: Attempt, position: int, *, steps: list[Step] | None = None, back: bool = False
) -> int:
    """The first question of the page after (or before) the one with this question; 0 where there is none."""
    if attempt.pages in (0, attempt.question_count):
        target = position - 1 if back else position + 1
        return target if 1 <= target <= attempt.question_count else 0
    rows = steps or [
        Step(place, False, False, page)
        for place, page in attempt.questions.order_by("position").values_list("position", "page")
    ]
    pages = {row.position: row.page for row in rows}
    wanted = pages[position] + (-1 if back else 1)
    return min((place for place, page in pages.items() if page == wanted), default=0)
