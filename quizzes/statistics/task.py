"""The calculation as work in the background, for quizzes with many attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from quizzes.blueprint.quizzes import Quiz
from quizzes.statistics.runs import NothingToMeasure, keep, work_out

NAME = "quiz_statistics"


def calculate_in_background(progress: jobs.Progress, *, quiz: str, rule: str) -> Mapping[str, Any] | None:
    """The body: the quiz by its uid. What it kept and that it is done are one transaction."""
    found_quiz = Quiz.objects.filter(uid=quiz).first()
    if found_quiz is None:
        raise jobs.Refused(_("This quiz is no longer there."))
    progress.say(gettext("Reading the attempts"))
    try:
        found = work_out(found_quiz, rule=rule, tell=progress.advance)
    except NothingToMeasure:
        raise jobs.Refused(_("No attempt at this quiz has ended and been marked yet.")) from None
    with transaction.atomic():
        run = keep(found, at=timezone.now())
        progress.finish(
            {
                "sentence": gettext("The figures of “%(quiz)s” are calculated.") % {"quiz": found_quiz.title},
                "counts": [
                    [gettext("attempts"), run.attempts],
                    [gettext("answers"), run.responses],
                    [gettext("questions"), len(found.figures.questions)],
                ],
                "link": {
                    "url": f"{reverse('statistics_quiz', args=[found_quiz.uid])}?luot={rule}",
                    "words": gettext("See the figures"),
                },
            }
        )
    return None


STATISTICS = jobs.Task(
    NAME, _("Statistics of a quiz"), calculate_in_background, permission="quizzes.view_quiz"
)
