"""Giving back the time of an outage as work in the background, where many attempts are meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from people import api as people
from quizzes.attempts.outages import Tally, give_outage
from quizzes.blueprint.quizzes import Quiz

NAME = "give_outage"
PERMISSION = "quizzes.add_override"
# So many attempts get their time while the person waits for the page.
AT_ONCE = 300


def in_background(
    unit: people.Unit,
    quiz: Quiz | None,
    *,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    key: str,
    by: people.User,
    at: datetime,
) -> jobs.Job:
    """Ask for it; the form sent once more (the same `key`) finds the same work."""
    told = {
        "unit": unit.uid,
        "quiz": quiz.uid if quiz else "",
        "began_at": began_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "reason": reason,
        "key": key,
    }
    return jobs.start_job(NAME, told, by=by, at=at, effect_key=f"{NAME}:{key}")


def give_in_background(
    progress: jobs.Progress, *, unit: str, quiz: str, began_at: str, ended_at: str, reason: str, key: str
) -> Mapping[str, Any]:
    """The body. Each attempt gets its time in a transaction of its own, and once: begun again, it goes on where it was."""
    assert progress.by is not None
    mine = people.units_managed_by(progress.by).filter(uid=unit).first()
    asked = Quiz.objects.filter(uid=quiz).first()
    if mine is None or (quiz and asked is None):
        raise jobs.Refused(
            _("The unit or the quiz is no longer yours to look after. Nothing was given back.")
        )
    outage, _this_run = give_outage(
        mine,
        asked,
        began_at=datetime.fromisoformat(began_at),
        ended_at=datetime.fromisoformat(ended_at),
        reason=reason,
        key=key,
        by=progress.by,
        at=timezone.now(),
        tell=progress.advance,
    )
    # Of all runs together, also where a worker was lost in between.
    credits = outage.credits.all()
    done = Tally(
        longer=credits.filter(closed_at__isnull=True).count(),
        reopened=credits.filter(closed_at__isnull=False).count(),
    )
    return {
        "sentence": done_in_words(done),
        "link": {"url": reverse("outages"), "words": gettext("To the list of outages")},
    }


def done_in_words(done: Tally) -> str:
    """What was given back, as a sentence for whoever gave it."""
    if not done.credited:
        return gettext("No attempt needed time back. The outage is in the list.")
    told = ngettext(
        "%(count)d attempt got its time back.", "%(count)d attempts got their time back.", done.credited
    ) % {"count": done.credited}
    if done.reopened:
        told += " " + ngettext(
            "%(count)d of them was closed and is open again; please tell the person.",
            "%(count)d of them were closed and are open again; please tell these people.",
            done.reopened,
        ) % {"count": done.reopened}
    return told


# Named in settings.JOB_TASKS.
OUTAGES = jobs.Task(
    NAME, _("Give back the time of an outage"), give_in_background, permission=PERMISSION, in_steps=True
)
