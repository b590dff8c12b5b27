"""A corrected key reaches results that were given before: first told, then applied with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from jobs import api as jobs
from quizzes import grading
from quizzes.attempts.grades import Earned, add_grade, earned_in, verdict
from quizzes.attempts.marks import mark_paper
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.attempts.states import is_practice
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.behaviours import behaviour_named
from quizzes.blueprint.quizzes import Quiz
from quizzes.marking.models import Mark, Regrade
from vietnamese import api as vietnamese

LONGEST_REASON = 300
BATCH = 200

Progress = Callable[[int, int], None]


class RegradeRefused(ValueError):
    """The regrade cannot be applied; the sentence says why."""


@dataclass(frozen=True)
class Change:
    """One attempt whose result would be another. Percent 0–100; `passed` None: a person has to mark something."""

    attempt_id: int
    before: Decimal
    after: Decimal
    passed_before: bool | None
    passed_after: bool | None


@dataclass
class Plan:
    """What a regrade does: how many attempts hold the question, who gains, who loses, who crosses the pass mark.

    `kept_pass`: would no longer pass by the corrected key, and stays passed.
    """

    attempts: int = 0
    gained: int = 0
    lost: int = 0
    now_passed: int = 0
    kept_pass: int = 0
    no_longer_passed: int = 0
    unchanged: int = 0

    def count(self, change: Change, *, keep_passes: bool) -> None:
        self.gained += change.after > change.before
        self.lost += change.after < change.before
        self.now_passed += bool(change.passed_after) and not change.passed_before
        if change.passed_before and change.passed_after is False:
            if keep_passes:
                self.kept_pass += 1
            else:
                self.no_longer_passed += 1

    def figures(self) -> dict[str, int]:
        return dict(vars(self))

    @property
    def changes_something(self) -> bool:
        return bool(self.attempts - self.unchanged)


def plan_regrade(
    *,
    question: Question | None = None,
    quiz: Quiz | None = None,
    keep_passes: bool = True,
    progress: Progress | None = None,
) -> Plan:
    """What applying the keys of today to the ended attempts would do; nothing is written.

    With a question: all attempts that were dealt it; with a quiz: all questions of its attempts; with both: both.
    """
    plan = Plan()
    keys = list(_attempts(question, quiz).values_list("pk", flat=True))
    for done, attempt in enumerate(_in_batches(keys), start=1):
        _consider(attempt, question, plan, keep_passes=keep_passes)
        if progress and done % BATCH == 0:
            progress(done, len(keys))
    return plan


def apply_regrade(
    *,
    question: Question | None = None,
    quiz: Quiz | None = None,
    reason: str,
    by: Any,
    at: datetime,
    keep_passes: bool = True,
    progress: Progress | None = None,
) -> Regrade | None:
    """Give every attempt concerned its new grade, and the completions that follow, all or nothing.

    Who had passed stays passed unless `keep_passes` is off. A second run finds nothing to change and returns None.
    Refuses with `RegradeRefused` without a reason.
    """
    reason = vietnamese.clean_line(reason)[:LONGEST_REASON]
    if not reason:
        raise RegradeRefused(gettext("A reason is needed. It stays with every new result."))
    plan = Plan()
    with transaction.atomic():
        keys = list(_attempts(question, quiz).values_list("pk", flat=True))
        for done, key in enumerate(keys, start=1):
            _apply_one(key, question, plan, reason=reason, by=by, at=at, keep_passes=keep_passes)
            if progress and done % BATCH == 0:
                progress(done, len(keys))
        if not plan.changes_something:
            return None
        regrade = Regrade.objects.create(
            quiz=quiz,
            question=question,
            keep_passes=keep_passes,
            reason=reason,
            figures=plan.figures(),
            by=by,
            at=at,
        )
        jobs.record(
            "attempts.regraded",
            by=by,
            at=at,
            details={
                "uid": question.uid if question else "",
                "quiz": quiz.uid if quiz else "",
                "reason": reason,
                **{name: plan.figures()[name] for name in ("attempts", "gained", "lost")},
            },
        )
    return regrade


def attempts_dealt(question: Question) -> int:
    """How many ended attempts that count were dealt this question."""
    return _attempts(question, None).count()


def outdated_versions(question: Question) -> QuerySet[QuestionVersion]:
    """Versions of a question that were dealt and are not the one of today."""
    rows = QuestionVersion.objects.filter(question=question, dealt__isnull=False)
    return rows.exclude(pk=question.current_version_id).distinct()


def _attempts(question: Question | None, quiz: Quiz | None) -> QuerySet[Attempt]:
    """Ended attempts that count and came from our own tests, in a fixed order, so that two regrades never cross."""
    if question is None and quiz is None:
        raise ValueError("a question or a quiz")
    rows = Attempt.objects.counting().filter(origin="")
    if question is not None:
        dealt = AttemptQuestion.objects.filter(version__question=question)
        rows = rows.filter(pk__in=dealt.values("attempt"))
    if quiz is not None:
        rows = rows.filter(quiz=quiz)
    return rows.order_by("pk")


def _in_batches(keys: list[int]) -> Iterator[Attempt]:
    for start in range(0, len(keys), BATCH):
        yield from Attempt.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk")


def _consider(
    attempt: Attempt, question: Question | None, plan: Plan, *, keep_passes: bool
) -> list[Earned] | None:
    """Count what this attempt would be; its new list of shares, or None where nothing of it changes."""
    plan.attempts += 1
    before = earned_in(attempt)
    after = _earned_today(attempt, before, question)
    if [each.share for each in before] == [each.share for each in after]:
        plan.unchanged += 1
        return None
    least = behaviour_named(attempt.rules.get("behaviour", "deferred")).least_share
    passed = verdict(
        [each.points for each in after],
        [each.share for each in after],
        attempt.pass_mark_percent,
        least=least,
    )
    if is_practice(attempt):
        passed = None
    change = Change(attempt.pk, attempt.percent or Decimal(0), _percent(after, least), attempt.passed, passed)
    plan.count(change, keep_passes=keep_passes)
    return after


def _apply_one(
    key: int, question: Question | None, plan: Plan, *, reason: str, by: Any, at: datetime, keep_passes: bool
) -> None:
    # One that was opened again or set aside since the run looked has no result to correct.
    attempt = Attempt.objects.counting().select_for_update().filter(pk=key).first()
    after = None if attempt is None else _consider(attempt, question, plan, keep_passes=keep_passes)
    if attempt is None or after is None:
        return
    behaviour = behaviour_named(attempt.rules.get("behaviour", "deferred"))
    add_grade(attempt, after, at=at, by=by, reason=reason, keep_pass=keep_passes, least=behaviour.least_share)


def _earned_today(attempt: Attempt, before: list[Earned], question: Question | None) -> list[Earned]:
    """The shares by the keys of today; what a person has marked, and questions not asked for, stay as they are."""
    marked = set(
        Mark.objects.filter(attempt_question__attempt=attempt.pk).values_list(
            "attempt_question__position", flat=True
        )
    )
    today = {each.position: each for each in mark_paper(attempt, key_of=_key_of(question))}
    return [
        each
        if each.position in marked or today[each.position].version is None
        else _kept(each, today[each.position])
        for each in before
    ]


def _kept(before: Earned, today: Earned) -> Earned:
    return (
        before if before.share == today.share else replace(before, share=today.share, version=today.version)
    )


def _key_of(question: Question | None) -> Callable[[QuestionVersion], QuestionVersion | None]:
    """Which version's key marks an answer to a dealt version: that of today; None where it is the dealt one or not asked for."""

    def key(dealt: QuestionVersion) -> QuestionVersion | None:
        if question is not None and dealt.question_id != question.pk:
            return None
        current = dealt.question.current_version
        if current is None or current.pk == dealt.pk or current.kind != dealt.kind:
            return None
        return current

    return key


def _percent(earned: Iterable[Earned], least: Decimal) -> Decimal:

    rows = list(earned)
    return grading.grade([each.points for each in rows], [each.share for each in rows], least=least).percent
