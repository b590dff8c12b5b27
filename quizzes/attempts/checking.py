"""Questions that are checked while the attempt runs, and hints that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext

from people import api as people
from quizzes.attempts.answering import Kept, Page, Sent, is_open_now, keep_answers
from quizzes.attempts.models import AttemptQuestion, Response, Try
from quizzes.attempts.paper import Slot
from quizzes.kinds.base import FormData


@dataclass(frozen=True)
class Checked:
    """What a press on "check" or "hint" did: `page` as saved, `refused` why nothing was checked (empty: it was)."""

    page: Page
    refused: str = ""


@transaction.atomic
def check_question(
    person: people.User,
    attempt_uid: str,
    position: int,
    sent: Sequence[Sent],
    data: FormData,
    *,
    at: datetime,
) -> Checked:
    """Keep the answers of the page, and have the one at `position` checked: a try with its share is stored.

    Only a whole answer is checked, and each answer once: a double press is one try. Refuses with `AttemptNotFound`.
    """
    page = keep_answers(person, attempt_uid, sent, data, at=at)
    outcome = page.outcomes.get(position)
    if page.is_closed or outcome is None or outcome.kept not in (Kept.SAVED, Kept.SAME):
        return Checked(page)
    if outcome.refused is not None:
        return Checked(page, str(outcome.refused))
    slot = page.slots[position]
    if outcome.kept is Kept.SAVED:
        slot = _as_saved(slot)
    behaviour = page.rules.behaviour
    if not behaviour.may_check(slot.standing):
        return Checked(page)
    if not slot.kind.is_complete(slot.body, slot.data):
        return Checked(page, gettext("Answer the whole question first, then it can be checked."))
    if not slot.standing.is_new:
        return Checked(page)
    Try.objects.create(
        attempt_question_id=slot.pk,
        number=len(slot.tries) + 1,
        sequence=slot.sequence,
        share=slot.kind.mark(slot.body, slot.data) or Decimal(0),
        at=at,
    )
    return Checked(page)


@transaction.atomic
def ask_hint(
    person: people.User,
    attempt_uid: str,
    position: int,
    number: int,
    sent: Sequence[Sent],
    data: FormData,
    *,
    at: datetime,
) -> Checked:
    """Keep the answers of the page, and give the hint with this number (from 1) to the question at `position`.

    They come one after the other; a hint that was given stays given. Refuses with `AttemptNotFound`.
    """
    page = keep_answers(person, attempt_uid, sent, data, at=at)
    slot = page.slots.get(position)
    if page.is_closed or slot is None or not is_open_now(page.attempt, page.rules, page.slots, slot):
        return Checked(page)
    if page.rules.behaviour.may_ask_hint(slot.standing) and number == slot.hints_asked + 1:
        AttemptQuestion.objects.filter(pk=slot.pk).update(hints_asked=number)
    return Checked(page)


def _as_saved(slot: Slot) -> Slot:
    """The question with the answer that was stored just now."""
    latest = Response.objects.filter(attempt_question=slot.pk).order_by("-sequence")[:1].get()
    return replace(
        slot,
        sequence=latest.sequence,
        data=latest.data,
        complete=latest.complete,
        certainty=latest.certainty,
    )
