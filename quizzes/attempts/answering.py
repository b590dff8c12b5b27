"""Answers as they come: saved when given, never reverted behind anybody's back, refused when the time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from people import api as people
from quizzes.attempts.adding import Given, add_answer, latest_answer
from quizzes.attempts.asked import Asked
from quizzes.attempts.known import Known, add_to, known, remember
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.attempts.paper import FIELD, Slot
from quizzes.attempts.refusals import AttemptNotFound
from quizzes.attempts.rules import Rules, ending_of, rules_of
from quizzes.attempts.seats import Dealt, lock_question, lock_seat, slots_at
from quizzes.attempts.submitting import end_if_overdue
from quizzes.attempts.timing import seconds_left
from quizzes.kinds import NotAnAnswer
from quizzes.kinds.base import FormData


class Kept(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    # It is already what counts: a repeated send, or a page that was passed without a change.
    SAME = "same"
    # Another tab or phone sent something newer, which was kept.
    ELSEWHERE = "elsewhere"
    # The attempt has ended, or takes no answers any more; what was sent is not part of it.
    CLOSED = "closed"
    # The question was checked, so its answer stands.
    LOCKED = "locked"
    # The question is not the one that may be answered now: it was left behind, or it is not open yet.
    NOT_NOW = "not-now"


@dataclass(frozen=True)
class Sent:
    """An answer that arrives: to which question, its number (from 1, counted up by the sender), how sure (1–3; None: not said).

    `name`: with what the names of its form fields begin.
    """

    position: int
    sequence: int
    name: str = FIELD
    certainty: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an answer, and where the question stands now: the sequence and moment of the answer that counts.

    `left_seconds`: until the deadline; None where there is no limit. `refused`: why this cannot be an answer at all.
    """

    kept: Kept
    attempt: Attempt
    sequence: int
    saved_at: datetime | None
    left_seconds: int | None
    refused: NotAnAnswer | None = None


@dataclass(frozen=True)
class Page:
    """A locked attempt with what was sent: its rules, its questions by position as they stood, and what became of each.

    `slots` may be empty: see `keep_answers`.
    """

    attempt: Attempt
    rules: Rules
    slots: Mapping[int, Slot] = field(default_factory=dict)
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return any(each.kept is Kept.CLOSED for each in self.outcomes.values())


def judge(sequence: int, data: Any, *, latest_sequence: int, latest_data: Any) -> Kept:
    """The rule for an answer that arrives: a higher number is newer; the same number may only repeat itself.

    An answer equal to the one that counts needs no second row. `latest_sequence` is 0 before the first answer.
    """
    if sequence < latest_sequence:
        return Kept.ELSEWHERE
    if data == latest_data:
        return Kept.SAME
    return Kept.ELSEWHERE if sequence == latest_sequence else Kept.SAVED


def save_response(
    person: people.User,
    attempt_uid: str,
    position: int,
    data: FormData,
    *,
    sequence: int,
    at: datetime,
    certainty: int | None = None,
    name: str = FIELD,
) -> Outcome:
    """Keep the answer in the posted form `data` to the question at `position`.

    `sequence` (from 1) is counted up by the sender for this question; `at` is the moment of arrival. An answer after
    deadline and grace is refused, and the attempt ends as its rules say. Refuses with `AttemptNotFound` what is not
    there or somebody else's, with `NotAnAnswer` what this question's form cannot send.
    """
    sent = Sent(position, sequence, name, certainty)
    found = known(person, attempt_uid, position)
    at_once = None if found is None else _added_to_known(found, sent, data, at=at)
    if at_once is not None:
        return at_once
    with transaction.atomic():
        outcome = _keep_one(person, attempt_uid, sent, data, at=at).outcomes[position]
        if outcome.refused is not None:
            raise outcome.refused
        return outcome


def _added_to_known(found: Known, sent: Sent, data: FormData, *, at: datetime) -> Outcome | None:
    """What became of an answer that is new to an attempt that is as it was; None: the usual way must look."""
    attempt = found.attempt
    try:
        given = _given(found.asked, sent, data, asks_certainty=found.asks_certainty, at=at)
    except NotAnAnswer:
        return None
    if not add_to(found, given):
        return None
    return Outcome(Kept.SAVED, attempt, sent.sequence, at, seconds_left(attempt.deadline, at))


def _given(asked: Asked, sent: Sent, data: FormData, *, asks_certainty: bool, at: datetime) -> Given:
    """What arrived as an answer to the question. Refuses with `NotAnAnswer`."""
    answer = asked.kind.clean(asked.body, data, sent.name)
    complete = asked.kind.is_complete(asked.body, answer)
    return Given(sent.sequence, answer, complete, sent.certainty if asks_certainty else None, at)


@transaction.atomic
def save_responses(
    person: people.User, attempt_uid: str, sent: Sequence[Sent], data: FormData, *, at: datetime
) -> Page:
    """Keep all answers of a page at once. One that cannot be an answer holds up none of the others: see `Outcome.refused`."""
    if len(sent) == 1:
        return _keep_one(person, attempt_uid, sent[0], data, at=at)
    return keep_answers(person, attempt_uid, sent, data, at=at)


def keep_answers(
    person: people.User, attempt_uid: str, sent: Sequence[Sent], data: FormData, *, at: datetime
) -> Page:
    """As `save_responses`, in the caller's transaction; the attempt stays locked.

    The page has its questions as they stood, unless the attempt takes no answers.
    """
    attempt = lock_seat(person, attempt_uid)
    rules = rules_of(attempt)
    if not _takes_answers(attempt, at=at):
        return _closed(attempt, rules, sent)
    return _keep(attempt, rules, sent, data, at=at)


def _keep_one(person: people.User, attempt_uid: str, sent: Sent, data: FormData, *, at: datetime) -> Page:
    """One answer in two statements, where no other question decides whether it may be given; the page has no `slots` then."""
    attempt, dealt = lock_question(person, attempt_uid, sent.position)
    rules = rules_of(attempt)
    if not _takes_answers(attempt, at=at):
        return _closed(attempt, rules, [sent])
    if dealt is None:
        raise AttemptNotFound(f"{attempt_uid}/{sent.position}")
    if rules.sequential or rules.behaviour.checks:
        return _keep(attempt, rules, [sent], data, at=at)
    remember(person, attempt, sent.position, dealt.pk, dealt.asked)
    return Page(attempt, rules, {}, {sent.position: _added(attempt, rules, dealt, sent, data, at=at)})


def _takes_answers(attempt: Attempt, *, at: datetime) -> bool:
    """Whether a locked attempt takes what arrives at `at`; one that is over ends here."""
    return attempt.is_open and not end_if_overdue(attempt, at=at) and ending_of(attempt).takes_answers(at)


def _closed(attempt: Attempt, rules: Rules, sent: Sequence[Sent]) -> Page:
    closed = Outcome(Kept.CLOSED, attempt, 0, None, 0)
    return Page(attempt, rules, {}, {each.position: closed for each in sent})


def _added(
    attempt: Attempt, rules: Rules, dealt: Dealt, sent: Sent, data: FormData, *, at: datetime
) -> Outcome:
    """What became of one answer that was stored if it is new. What counts instead is looked at only where it is not."""
    left = seconds_left(attempt.deadline, at)
    try:
        given = _given(dealt.asked, sent, data, asks_certainty=rules.behaviour.asks_certainty, at=at)
    except NotAnAnswer as refusal:
        latest = latest_answer(dealt.pk)
        return Outcome(Kept.SAME, attempt, latest.sequence, latest.at, left, refusal)
    if add_answer(dealt.pk, given):
        return Outcome(Kept.SAVED, attempt, given.sequence, at, left)
    latest = latest_answer(dealt.pk)
    kept = judge(
        given.sequence,
        (given.data, given.certainty),
        latest_sequence=latest.sequence,
        latest_data=(latest.data, latest.certainty),
    )
    return Outcome(kept, attempt, latest.sequence, latest.at, left)


def _keep(attempt: Attempt, rules: Rules, sent: Sequence[Sent], data: FormData, *, at: datetime) -> Page:
    """What becomes of answers to an attempt that takes them, judged by the questions as they stand."""
    slots = slots_at(attempt, _positions(attempt, rules, sent))
    left = seconds_left(attempt.deadline, at)
    outcomes, responses = {}, []
    for each in sent:
        slot = slots[each.position]
        outcome, response = _judged(attempt, rules, slots, slot, each, data, left=left, at=at)
        outcomes[each.position] = outcome
        responses += [response] if response is not None else []
    if len(responses) == 1:
        responses[0].save(force_insert=True)
    elif responses:
        Response.objects.bulk_create(responses)
    return Page(attempt, rules, slots, outcomes)


def _judged(
    attempt: Attempt,
    rules: Rules,
    slots: Mapping[int, Slot],
    slot: Slot,
    sent: Sent,
    data: FormData,
    *,
    left: int | None,
    at: datetime,
) -> tuple[Outcome, Response | None]:
    """What becomes of one answer, and the row to store where it is new."""

    def stands(kept: Kept, refused: NotAnAnswer | None = None) -> tuple[Outcome, None]:
        return Outcome(kept, attempt, slot.sequence, slot.saved_at, left, refused), None

    if not is_open_now(attempt, rules, slots, slot):
        return stands(Kept.NOT_NOW)
    if rules.behaviour.is_locked(slot.standing):
        return stands(Kept.LOCKED)
    try:
        answer = slot.kind.clean(slot.body, data, sent.name)
    except NotAnAnswer as refusal:
        return stands(Kept.SAME, refusal)
    certainty = sent.certainty if rules.behaviour.asks_certainty else None
    kept = judge(
        sent.sequence,
        (answer, certainty),
        latest_sequence=slot.sequence,
        latest_data=(slot.data, slot.certainty),
    )
    if kept is not Kept.SAVED:
        return stands(kept)
    response = Response(
        attempt_question_id=slot.pk,
        sequence=sent.sequence,
        data=answer,
        complete=slot.kind.is_complete(slot.body, answer),
        certainty=certainty,
        at=at,
    )
    return Outcome(kept, attempt, sent.sequence, at, left), response


def is_open_now(attempt: Attempt, rules: Rules, slots: Mapping[int, Slot], slot: Slot) -> bool:
    """Whether a question may be looked at and answered now.

    In order: only those on the page where the person is. A question that opens after the one before it waits until that one
    was checked for good; `slots` holds that one, too.
    """
    if rules.sequential:
        here = slots[attempt.position]
        same = here.page == slot.page if here.page else here.position == slot.position
        if not same:
            return False
    before = slots.get(slot.position - 1)
    if not slot.requires_previous or before is None or before.standing.by_person:
        return True
    return not rules.behaviour.checks or rules.behaviour.is_locked(before.standing)


def _positions(attempt: Attempt, rules: Rules, sent: Sequence[Sent]) -> set[int]:
    """The questions that must be looked at to judge these answers."""
    wanted = {each.position for each in sent}
    if rules.sequential:
        wanted.add(attempt.position)
    if rules.behaviour.checks:
        wanted |= {position - 1 for position in wanted if position > 1}
    return wanted


def flag(person: people.User, attempt_uid: str, position: int, *, flagged: bool, at: datetime) -> None:
    """Note, or no longer, that the person wants to look at a question again. Nothing happens once the time is over."""
    _while_open(person, attempt_uid, at=at)
    AttemptQuestion.objects.filter(
        attempt__uid=attempt_uid, attempt__person=person.pk, position=position
    ).update(flagged=flagged)


def move(person: people.User, attempt_uid: str, position: int) -> None:
    """Remember the question that is open, to come back to. One statement; an ended attempt stays as it is."""
    Attempt.objects.open().filter(uid=attempt_uid, person=person.pk).update(position=position)


def move_on(person: people.User, attempt_uid: str, position: int) -> None:
    """As `move`, where one only goes forward: an earlier question than the one that is open is not gone back to."""
    Attempt.objects.open().filter(uid=attempt_uid, person=person.pk, position__lt=position).update(
        position=position
    )


def _while_open(person: people.User, attempt_uid: str, *, at: datetime) -> None:
    attempt = (
        Attempt.objects.open()
        .only("deadline", "grace_seconds", "rules")
        .filter(uid=attempt_uid, person=person.pk)
        .first()
    )
    if attempt is None or not ending_of(attempt).takes_answers(at):
        raise AttemptNotFound(attempt_uid)
