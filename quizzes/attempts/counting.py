"""Which result of a person in a quiz counts, of all attempts at it."""

from __future__ import annotations

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
    attempts = [
        each
        for each in Attempt.objects.counting()
        .filter(person=person.pk, quiz=quiz.pk, percent__isnull=False)
        .defer("blueprint", "seed")
        .order_by("number")
        if not (each.rules or {}).get("practice")
    ]
    if not attempts:
        return None
    scores = [_score(each) for each in attempts]
    if quiz.counts == Quiz.Counts.MEAN:
        score = grading.score_that_counts(scores, "mean")
        if score is None:
            return None
        passed = grading.passed(score, quiz.pass_mark_percent)
        return CountingResult(
            "mean", score.percent, None if score.waiting and not passed else passed, None, len(attempts)
        )
    place = grading.attempt_that_counts(scores, quiz.counts) or 0
    chosen = attempts[place]
    return CountingResult(quiz.counts, scores[place].percent, chosen.passed, chosen, len(attempts))


def _score(attempt: Attempt) -> grading.Score:
    return grading.Score(
        earned=attempt.earned or Decimal(0),
        out_of=attempt.points,
        percent=attempt.percent or Decimal(0),
        waiting=attempt.passed is None,
    )
