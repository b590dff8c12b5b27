"""What dead workers left: jobs that only seem to run, and jobs that the queue forgot."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from jobs.job import SILENCE, Job, State
from jobs.running import count_fault, enqueue

log = logging.getLogger(__name__)
WORKER_LOST = "jobs.reaping.WorkerLost"


def reap_jobs(*, at: datetime) -> int:
    """Let silent jobs wait again, or park them; put jobs back that no worker will ever find. Returns how many.

    A second run at the same moment finds nothing to do; two workers that reap at once share the work.
    """
    count = 0
    for job in list(Job.objects.silent(at).order_by("pk")):
        queued_as = job.queued_as
        if count_fault(job, fault=WORKER_LOST, at=at, silent_since=at - SILENCE):
            log.warning("Job %s (%s) lost its worker.", job.uid, job.task)
            forget_in_queue(queued_as, at=at)
            count += 1
    return count + put_back_forgotten(at=at)


def put_back_forgotten(*, at: datetime) -> int:
    """Jobs that wait while the queue thinks that somebody has taken them: the worker died before it could say so."""
    long_since = at - SILENCE
    waiting = Job.objects.filter(state=State.WAITING, created_at__lt=long_since).filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=long_since)
    )
    count = 0
    for pk, queued_as in list(waiting.values_list("pk", "queued_as")):
        row = DBTaskResult.objects.filter(pk__in=[queued_as]).first()
        if row and row.status == TaskResultStatus.READY:
            continue
        if row and row.status == TaskResultStatus.RUNNING and row.started_at and row.started_at > long_since:
            continue
        with transaction.atomic():
            job = (
                Job.objects.select_for_update()
                .filter(pk=pk, state=State.WAITING, queued_as=queued_as)
                .first()
            )
            if job is not None:
                enqueue(job)
                forget_in_queue(queued_as, at=at)
                count += 1
    return count


def forget_in_queue(queued_as: UUID | None, *, at: datetime) -> None:
    """The row of the queue that a dead worker left as running ends as failed."""
    DBTaskResult.objects.filter(pk__in=[queued_as], status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED, finished_at=at, exception_class_path=WORKER_LOST
    )
