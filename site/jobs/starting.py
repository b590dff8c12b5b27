"""Long work is asked for, cancelled, begun again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.job import OPEN, STANDING, Job, State
from jobs.running import enqueue
from jobs.tasks import task_named


@transaction.atomic
def start_job(
    task: str, arguments: Mapping[str, Any] | None = None, *, by: Any, at: datetime, effect_key: str = ""
) -> Job:
    """Ask for long work. `task`: a name of settings.JOB_TASKS (else UnknownTask); `arguments`: JSON for its body.

    With an `effect_key` there is one job for one effect: a second click finds the job of the first. A job that failed,
    was cancelled or is parked does not stand in the way of a new one. `by` is None for the machine itself.
    """
    task_named(task)
    if effect_key and (standing := _standing(effect_key)):
        return standing
    try:
        with transaction.atomic():
            job = Job.objects.create(
                task=task, arguments=dict(arguments or {}), effect_key=effect_key, by=by, created_at=at
            )
    except IntegrityError:
        # Another process was quicker by a moment.
        standing = _standing(effect_key)
        if standing is None:
            raise
        return standing
    enqueue(job)
    return job


def _standing(effect_key: str) -> Job | None:
    return Job.objects.filter(effect_key=effect_key, state__in=STANDING).first()


@transaction.atomic
def cancel_job(job: Job, *, at: datetime) -> bool:
    """Cancel an open job; False when it had ended before. What it was writing is rolled back: it can no longer finish."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in OPEN:
        return False
    locked.state, locked.ended_at = State.CANCELLED, at
    locked.save(update_fields=["state", "ended_at"])
    return True


@transaction.atomic
def start_again(job: Job, *, at: datetime | None = None) -> bool:
    """Begin a failed or parked job anew with the same arguments; False when it stands otherwise, or another job has done
    the same meanwhile."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in (State.FAILED, State.PARKED):
        return False
    locked.state, locked.faults, locked.error, locked.fault, locked.ended_at = State.WAITING, 0, "", "", None
    locked.heartbeat_at = at or timezone.now()
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "faults", "error", "fault", "ended_at", "heartbeat_at"])
    except IntegrityError:
        return False
    enqueue(locked)
    return True
