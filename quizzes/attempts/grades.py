"""One more grade for an attempt that has ended: by the machine, a marker, or a corrected key. Grades are only added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes import grading
from quizzes.attempts.models import Attempt, Grade
from quizzes.attempts.rules import rules_of
from quizzes.signals import attempt_graded


@dataclass(frozen=True)
class Earned:
    """What one question of a paper is worth and what it earned. `share` None: a person must mark it.

    `version`: the number of the version whose key was used, where it is not the one that was dealt.
    """

    position: int
    points: Decimal
    share: Decimal | None
    version: int | None = None


def add_grade(
    attempt: Attempt,
    earned: Sequence[Earned],
    *,
    at: datetime,
    by: Any = None,
    reason: str = "",
    keep_pass: bool = False,
    least: Decimal | None = None,
) -> Grade:
    """Store the next grade of a locked attempt, bring the attempt to it, and say so aloud, in the caller's transaction.

    `keep_pass`: who had passed stays passed, whatever the sum says now. `least`: the lowest share; None: the behaviour's.
    Practice is neither passed nor failed. An attempt that was set aside gets its grade and has passed no more than before.
    """
    rules = rules_of(attempt)
    least = rules.behaviour.least_share if least is None else least
    points, shares = [each.points for each in earned], [each.share for each in earned]
    score = grading.grade(points, shares, least=least)
    passed = None
    if not rules.practice:
        passed = verdict(points, shares, attempt.pass_mark_percent, least=least)
        if keep_pass and attempt.passed:
            passed = True
    latest = (
        Grade.objects.filter(attempt=attempt.pk).order_by("-number").values_list("number", flat=True).first()
    )
    grade = Grade.objects.create(
        attempt=attempt,
        number=(latest or 0) + 1,
        earned=score.earned,
        out_of=score.out_of,
        percent=score.percent,
        passed=passed,
        shares=[_told(each) for each in earned],
        by=by,
        reason=reason,
        at=at,
    )
    bring_to(attempt, grade)
    attempt_graded.send(sender=Attempt, attempt=attempt, grade=grade, at=at)
    return grade


def bring_to(attempt: Attempt, grade: Grade) -> None:
    """Let the attempt say what its latest grade says; one that does not count has not passed."""
    attempt.earned, attempt.percent = grade.earned, grade.percent
    attempt.passed = grade.passed if attempt.counts else None
    attempt.save(update_fields=["submitted_at", "ended_by", "earned", "percent", "passed"])


def verdict(
    points: Sequence[Decimal],
    shares: Sequence[Decimal | None],
    pass_mark_percent: Decimal,
    *,
    least: Decimal = Decimal(0),
) -> bool | None:
    """Whether a paper passes; None while it depends on what a person has not marked yet."""
    if grading.passed(grading.grade(points, shares, least=least), pass_mark_percent):
        return True
    best = [Decimal(1) if share is None else share for share in shares]
    return None if grading.passed(grading.grade(points, best, least=least), pass_mark_percent) else False


def earned_in(attempt: Attempt) -> list[Earned]:
    """What the latest grade of an attempt says of each question. Two queries."""
    grade = Grade.objects.filter(attempt=attempt.pk).order_by("-number").first()
    told = {each["position"]: each for each in grade.shares} if grade else {}
    rows = attempt.questions.order_by("position").values_list("position", "points")
    return [_earned(position, points, told.get(position)) for position, points in rows]


def _earned(position: int, points: Decimal, told: Mapping[str, Any] | None) -> Earned:
    if told is None or told.get("share") is None:
        return Earned(position, points, None)
    return Earned(position, points, Decimal(told["share"]), told.get("version"))


def _told(each: Earned) -> dict[str, Any]:
    told: dict[str, Any] = {
        "position": each.position,
        "share": None if each.share is None else str(each.share),
    }
    if each.version is not None:
        told["version"] = each.version
    return told
