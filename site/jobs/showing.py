"""A job in words: what its page and the pages' script show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jobs.job import SILENCE, Job, JobQuerySet, State
from jobs.tasks import UnknownTask, task_named
from vietnamese import api as vietnamese

# Work that nobody takes up for so long means that no worker runs.
NOBODY_COMES = timedelta(minutes=2)
SEE_ALL = "jobs.view_job"


def jobs_visible_to(person: Any) -> JobQuerySet:
    """One's own jobs; those who look after the province see all."""
    everything = Job.objects.select_related("by")
    return everything if person.has_perm(SEE_ALL) else everything.filter(by=person)


def may_fetch(person: Any, job: Job) -> bool:
    """Whether the person still has the right that the work needed; its file may hold what others must not read."""
    try:
        permission = task_named(job.task).permission
    except UnknownTask:
        return False
    return not permission or bool(person.has_perm(permission))


def title_of(job: Job) -> str | Promise:
    """What the work is called."""
    try:
        return task_named(job.task).title
    except UnknownTask:
        return _("Work of an earlier version")


@dataclass(frozen=True)
class Told:
    """Where a job stands, in words."""

    state: str
    sentence: str
    done: int
    total: int
    percent: int
    is_open: bool
    is_waiting: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "sentence": self.sentence,
            "done": self.done,
            "total": self.total,
            "percent": self.percent,
            "open": self.is_open,
            "waiting": self.is_waiting,
        }


def tell(job: Job, *, at: datetime) -> Told:
    """The job as one sentence, with its figures."""
    return Told(
        state=str(State(job.state).label),
        sentence=_sentence(job, at=at),
        done=job.done,
        total=job.total,
        percent=job.percent,
        is_open=job.is_open,
        is_waiting=job.state == State.WAITING,
    )


def _sentence(job: Job, *, at: datetime) -> str:
    match job.state:
        case State.WAITING if nobody_comes(job, at=at):
            return _("The work has waited for a long time. Please tell whoever looks after the portal.")
        case State.WAITING:
            return _("The work waits for its turn. You can leave this page; the work goes on by itself.")
        case State.RUNNING if job.total:
            figures = {
                "done": vietnamese.thousands(job.done),
                "total": vietnamese.thousands(job.total),
                "percent": job.percent,
            }
            told = _("%(done)s of %(total)s done (%(percent)d%%).") % figures
            return f"{told} {job.message}".strip()
        case State.RUNNING:
            return job.message or _("The work has begun.")
        case State.DONE:
            return str(job.result.get("sentence") or _("The work is done."))
        case State.FAILED:
            return job.error
        case State.CANCELLED if is_in_steps(job):
            return _("The work was cancelled. What was done by then stays done.")
        case State.CANCELLED:
            return _("The work was cancelled. Nothing was changed.")
        case _ if is_in_steps(job):
            words = _("The work stopped at a fault %(count)d times. What was done by then stays done.")
            return words % {"count": job.faults}
        case _:
            return _("The work stopped at a fault %(count)d times. Nothing was changed.") % {
                "count": job.faults
            }


def is_in_steps(job: Job) -> bool:
    """Whether what was done stays done though the job comes to no end."""
    try:
        return task_named(job.task).in_steps
    except UnknownTask:
        return False


def nobody_comes(job: Job, *, at: datetime) -> bool:
    """Whether the job waits although no worker does anything."""
    if job.state != State.WAITING or job.created_at > at - NOBODY_COMES:
        return False
    return not Job.objects.filter(heartbeat_at__gt=at - SILENCE).exists()
