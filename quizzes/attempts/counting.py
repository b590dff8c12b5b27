"""Which result of a person in a quiz counts, of all attempts at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from people import api as people
from quizzes import grading
from quizzes.attempts.models import Attempt
from quizzes.blueprint.quizzes import Quiz


@dataclass(frozen=True)
class CountingResult:
    """The result that counts by the rule of the quiz (`best`, `last`, `first`, `mean`).

    `percent` is 0–100. `attempt`: the attempt that counts; None for the mean. `passed`: None while a person must mark.
    `of`: how many attempts it was chosen from.
    """

    rule: str
    percent: Decimal
    passed: bool | None
    attempt: Attempt | None
    of: int


def counting_result(person: people.User, quiz: Quiz) -> CountingResult | None:
    """What counts of all that this person did in this quiz; None where nothing does. One query.

    Attempts count that were submitted in time and not set aside, and practice never does. The mean is passed when it
    reaches the pass mark of the quiz as it is now; single attempts keep the verdict that they were given.
    """
    if quiz.practice:
        return None
    rows = Attempt.objects.counting().filter(person=person.pk, quiz=quiz.pk)
    return result_among(rows.defer("blueprint", "seed").order_by("number"), quiz)


def passing_result(person: people.User, quiz: Quiz) -> CountingResult | None:
    """What the person has passed the quiz with, by its rule; None while it is not passed. One query.

    Of several passed ones the best is told where the best counts, also beside a better one that failed: a corrected key may
    have left somebody a pass.
    """
    if quiz.counts != Quiz.Counts.BEST:
        found = counting_result(person, quiz)
        return found if found is not None and found.passed else None
    rows = Attempt.objects.filter(person=person.pk, quiz=quiz.pk, passed=True)
    best = rows.defer("blueprint", "seed").order_by("-percent", "submitted_at").first()
    return None if best is None else CountingResult(quiz.counts, best.percent or Decimal(0), True, best, 1)


def result_among(attempts: Iterable[Attempt], quiz: Quiz) -> CountingResult | None:
    """As `counting_result`, of attempts that are known, oldest first. Pure."""
    counted = [
        each
        for each in attempts
        if each.counts
        and not each.is_open
        and each.percent is not None
        and not (each.rules or {}).get("practice")
    ]
    if not counted or quiz.practice:
        return None
    scores = [_score(each) for each in counted]
    if quiz.counts == Quiz.Counts.MEAN:
        score = grading.score_that_counts(scores, "mean")
        if score is None:
            return None
        passed = grading.passed(score, quiz.pass_mark_percent)
        return CountingResult(
            "mean", score.percent, None if score.waiting and not passed else passed, None, len(counted)
        )
    place = grading.attempt_that_counts(scores, quiz.counts) or 0
    chosen = counted[place]
    return CountingResult(quiz.counts, scores[place].percent, chosen.passed, chosen, len(counted))


def passed_by_rule(attempts: Sequence[Attempt], quiz: Quiz) -> Attempt | None:
    """Of ended attempts, oldest first, the one by which the quiz is passed; None while it is not. Pure.

    The first that passed where the best counts, the last one where the mean does.
    """
    if quiz.counts == Quiz.Counts.BEST:
        return next((each for each in attempts if each.passed), None)
    found = result_among(attempts, quiz)
    if found is None or not found.passed:
        return None
    return found.attempt or attempts[-1]


def _score(attempt: Attempt) -> grading.Score:
    return grading.Score(
        earned=attempt.earned or Decimal(0),
        out_of=attempt.points,
        percent=attempt.percent or Decimal(0),
        waiting=attempt.passed is None,
    )
