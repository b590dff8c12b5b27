"""What each question of an attempt has earned: its kind marks the answer, the behaviour weighs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from quizzes.attempts.asked import asked_in
from quizzes.attempts.grades import Earned
from quizzes.attempts.models import Attempt, AttemptQuestion, Response
from quizzes.attempts.paper import Slot, slot_of, tries_in
from quizzes.attempts.rules import Rules, rules_of
from quizzes.bank.questions import QuestionVersion
from quizzes.behaviours import Tried

KeyOf = Callable[[QuestionVersion], QuestionVersion | None]


def mark_paper(attempt: Attempt, *, key_of: KeyOf | None = None) -> list[Earned]:
    """The paper of an attempt as it stands, marked by the keys it was dealt with. Two queries at most.

    `key_of`: for a dealt version the one whose key is to be used instead; None: its own. What was checked during the
    attempt is then marked again, too.
    """
    rules, tries = rules_of(attempt), tries_in(attempt)
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk).select_related("version__question").with_answer()
    )
    if key_of is not None:
        rows = rows.select_related("version__question__current_version")
    earned = []
    for row in rows.order_by("position"):
        slot = slot_of(row, tries.get(row.pk, ()))
        key = None if key_of is None else key_of(row.version)
        if key is not None:
            slot = with_key(slot, key)
        earned.append(
            Earned(slot.position, slot.points, share_of(slot, rules), None if key is None else key.number)
        )
    return earned


def share_of(slot: Slot, rules: Rules) -> Decimal | None:
    """What a question has earned; None while a person must mark it."""
    # Nothing was written: there is nothing that a person could read.
    mark = slot.kind.mark(slot.body, slot.data) if slot.data is not None else Decimal(0)
    return rules.behaviour.share(slot.standing, mark, penalty=rules.penalty)


def correctness_of(slot: Slot, rules: Rules, share: Decimal | None) -> Decimal | None:
    """How right the answer was (0–1) whose question earned this share; None: a person has not said yet."""
    return rules.behaviour.correctness(slot.standing, share)


def with_key(slot: Slot, version: QuestionVersion) -> Slot:
    """The question as it would stand by the key of another version. One query if anything of it was checked."""
    body = asked_in(version).body
    if not slot.tries:
        return replace(slot, body=body)
    sequences = [each.sequence for each in slot.tries]
    answers = dict(
        Response.objects.filter(attempt_question=slot.pk, sequence__in=sequences).values_list(
            "sequence", "data"
        )
    )
    tries = tuple(
        Tried(sequence, slot.kind.mark(body, answers.get(sequence)) or Decimal(0)) for sequence in sequences
    )
    return replace(slot, body=body, tries=tries)
