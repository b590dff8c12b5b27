"""Regrades as work in the background: first what they would do, then the doing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from quizzes.bank.questions import Question
from quizzes.marking.regrading import apply_regrade, plan_regrade

PERMISSION = "quizzes.add_regrade"


def plan_in_background(progress: jobs.Progress, *, question: str, keep_passes: bool) -> Mapping[str, Any]:
    """What a regrade would do: counts, and the link to the page that applies it. Nothing is written."""
    found = _question(question)
    plan = plan_regrade(question=found, keep_passes=keep_passes, progress=progress.advance)
    return {
        "sentence": gettext("Nothing has been changed yet. This is what the key of today would do."),
        "counts": counts_of(plan.figures()),
        "link": {"url": reverse("regrade", args=[found.uid]), "words": gettext("On to applying it")},
    }


def apply_in_background(
    progress: jobs.Progress, *, question: str, keep_passes: bool, reason: str
) -> Mapping[str, Any] | None:
    """All new grades, the completions that follow, and the end of the job in one transaction."""
    found = _question(question)
    with transaction.atomic():
        regrade = apply_regrade(
            question=found,
            reason=reason,
            by=progress.by,
            at=timezone.now(),
            keep_passes=keep_passes,
            progress=progress.advance,
        )
        if regrade is None:
            sentence = gettext("Every result agrees with the key of today. Nothing was changed.")
            progress.finish({"sentence": sentence})
        else:
            progress.finish(
                {
                    "sentence": gettext(
                        "The results follow the key of today. Earlier results stay in the record."
                    ),
                    "counts": counts_of(regrade.figures),
                }
            )
    return None


def counts_of(figures: Mapping[str, int]) -> list[list[Any]]:
    """The figures of a plan in words."""
    words = {
        "attempts": gettext("attempts that were dealt the question"),
        "unchanged": gettext("stay as they are"),
        "gained": gettext("get a higher score"),
        "lost": gettext("get a lower score"),
        "now_passed": gettext("pass now"),
        "kept_pass": gettext("keep their pass"),
        "no_longer_passed": gettext("no longer pass"),
    }
    return [[label, figures[name]] for name, label in words.items() if name in figures]


def _question(uid: str) -> Question:
    found = Question.objects.filter(uid=uid).first()
    if found is None:
        raise jobs.Refused(_("This question is no longer there."))
    return found


def tasks() -> list[jobs.Task]:
    """Named in settings.JOB_TASKS."""
    return [
        jobs.Task("plan_regrade", _("Regrade: what it would do"), plan_in_background, permission=PERMISSION),
        jobs.Task("apply_regrade", _("Regrade"), apply_in_background, permission=PERMISSION),
    ]
