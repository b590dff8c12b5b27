"""One calculation over the attempts at a quiz, kept with its moment; and the latest figures of questions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from quizzes.bank.questions import Question, QuestionVersion
from quizzes.blueprint.quizzes import Quiz
from quizzes.statistics.answers import count_choices, counted_kinds
from quizzes.statistics.figures import Figures, figures_of
from quizzes.statistics.gathering import (
    Rule,
    Tell,
    answers_by_band,
    attempts_by,
    bands_of,
    gather,
)
from quizzes.statistics.planning import plan_for


class NothingToMeasure(Exception):
    """No attempt at the quiz has ended and been marked."""


class StatisticsRun(models.Model):
    """What one calculation found. `figures` has the shape of `quizzes.statistics.figures.Figures`; rows are only added.

    `attempts` and `responses` are how many were counted.
    """

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="statistics_runs")
    rule = models.CharField(max_length=5, choices=Rule.choices, default=Rule.FIRST)
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField()
    responses = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        verbose_name = _("calculated statistics")
        verbose_name_plural = _("calculated statistics")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["quiz", "rule", "-at"], name="statistics_latest")]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.rule} {self.at:%Y-%m-%d %H:%M}"

    def read(self) -> Figures:
        return Figures.model_validate(self.figures)


class MeasuredQuestion(models.Model):
    """How a question did in the latest calculation that held it; the next one writes over it.

    `facility` is a share (0 to 1), `discrimination` a correlation (-1 to 1); null where nothing can be said.
    """

    question = models.OneToOneField(Question, models.PROTECT, related_name="measured")
    run = models.ForeignKey(StatisticsRun, models.PROTECT, related_name="+")
    attempts = models.PositiveIntegerField()
    facility = models.FloatField(null=True)
    discrimination = models.FloatField(null=True)

    class Meta:
        verbose_name = _("measured question")
        verbose_name_plural = _("measured questions")

    def __str__(self) -> str:
        return f"{self.question_id}: {self.attempts}"


@dataclass(frozen=True)
class Found:
    """What one calculation found, before it is kept."""

    quiz: Quiz
    rule: str
    figures: Figures
    responses: int


def calculate(quiz: Quiz, *, rule: str = Rule.FIRST, at: datetime) -> StatisticsRun:
    """Work out all figures of a quiz from the attempts that the rule picks, and keep them. As `work_out` and `keep`."""
    return keep(work_out(quiz, rule=rule), at=at)


def work_out(quiz: Quiz, *, rule: str = Rule.FIRST, tell: Tell | None = None) -> Found:
    """All figures of a quiz from the attempts that the rule picks. Reads only, in a fixed number of queries.

    Attempts with answers that wait for a marker are left out and counted apart. `tell(done, of)` hears of progress.
    Refuses with `NothingToMeasure`.
    """
    plan_for(quiz)
    picked = attempts_by(quiz, rule)
    columns, counted = gather(picked, tell=tell)
    if not columns.attempts:
        raise NothingToMeasure(quiz.uid)
    versions = QuestionVersion.objects.defer("explanation", "citations").in_bulk(list(columns.versions))
    kinds = set(counted_kinds())
    countable = [key for key, version in versions.items() if version.kind in kinds]
    answers = answers_by_band(counted, bands_of(columns.percents), countable)
    figures = figures_of(
        columns,
        versions,
        count_choices(versions, answers),
        waiting=max(0, picked.count() - columns.attempts),
    )
    return Found(quiz, rule, figures, columns.responses)


@transaction.atomic
def keep(found: Found, *, at: datetime) -> StatisticsRun:
    """Store what was found as the newest run, and as what is known of each question."""
    run = StatisticsRun.objects.create(
        quiz=found.quiz,
        rule=found.rule,
        at=at,
        attempts=found.figures.quiz.attempts,
        responses=found.responses,
        figures=found.figures.model_dump(mode="json"),
    )
    # In one order, so that two calculations at once wait for each other instead of standing in each other's way.
    MeasuredQuestion.objects.bulk_create(
        [
            MeasuredQuestion(
                question_id=each.question,
                run=run,
                attempts=each.attempts,
                facility=each.facility,
                discrimination=each.discrimination,
            )
            for each in sorted(found.figures.questions, key=lambda each: each.question)
        ],
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["run", "attempts", "facility", "discrimination"],
        batch_size=500,
    )
    return run


def latest_run(quiz: Quiz, rule: str = Rule.FIRST) -> StatisticsRun | None:
    """The newest kept calculation for a quiz by this rule."""
    return StatisticsRun.objects.filter(quiz=quiz.pk, rule=rule).first()


def measured(question_ids: Collection[int]) -> dict[int, tuple[int, float | None, float | None]]:
    """What is known of these questions: {id: (attempts, facility 0 to 1, discrimination -1 to 1)}. One query."""
    rows = MeasuredQuestion.objects.filter(question__in=question_ids)
    return {
        question: (attempts, facility, discrimination)
        for question, attempts, facility, discrimination in rows.values_list(
            "question", "attempts", "facility", "discrimination"
        )
    }
