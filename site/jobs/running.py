"""A job is put into the queue, taken up by a worker, and brought to its end."""

from __future__ import annotations

import logging
import traceback
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from jobs.job import MOST_FAULTS, Job, State
from jobs.progress import Cancelled, Interrupted, Progress, Refused
from jobs.tasks import Task, UnknownTask, task_named

log = logging.getLogger(__name__)
BACKEND = "background"


@task(backend=BACKEND)
def run_job(uid: str) -> str:
    """The one task that our queue knows; returns the state in which it left the job."""
    run(uid)
    return Job.objects.filter(uid=uid).values_list("state", flat=True).first() or ""


def enqueue(job: Job) -> None:
    """Put a waiting job into the queue, in the transaction that made it wait."""
    queued = run_job.enqueue(job.uid)
    job.queued_as = queued.id
    job.save(update_fields=["queued_as"])


def run(uid: str, *, beating: bool = True) -> None:
    """Take the job up and run its body. Whatever happens to the body, the job is left in a state that its page explains."""
    job = take_up(uid, at=timezone.now())
    if job is None:
        return
    progress = Progress(job)
    with translation.override(settings.LANGUAGE_CODE):
        try:
            kind = task_named(job.task)
            refuse_unless_permitted(job, kind)
            with progress.beating(kind.limit) if beating else nullcontext():
                result = kind.body(progress, **job.arguments)
                if not progress.finished:
                    progress.finish(result)
        except Cancelled:
            log.info("Job %s is no longer ours; nothing of this try was kept.", uid)
        except Interrupted:
            hand_back(job, at=timezone.now())
        except UnknownTask:
            fail(job, _("This version of the portal does not know this kind of work."), at=timezone.now())
        except Refused as refusal:
            fail(job, str(refusal.sentence), link=refusal.link, at=timezone.now())
        except Exception as fault:
            log.exception("Job %s (%s) failed.", uid, job.task)
            count_fault(job, fault=place_of(fault), at=timezone.now())


@transaction.atomic
def take_up(uid: str, *, at: datetime) -> Job | None:
    """The job, now ours; None when it does not wait (any more)."""
    job = Job.objects.select_for_update().filter(uid=uid).first()
    if job is None or job.state != State.WAITING:
        return None
    job.state, job.tries = State.RUNNING, job.tries + 1
    job.started_at = job.started_at or at
    job.heartbeat_at, job.done, job.total, job.message = at, 0, 0, ""
    job.save(update_fields=["state", "tries", "started_at", "heartbeat_at", "done", "total", "message"])
    return job


def refuse_unless_permitted(job: Job, kind: Task) -> None:
    """Work is done for a person only while that person may ask for it."""
    if job.by is None:
        return
    if not job.by.is_active or (kind.permission and not job.by.has_perm(kind.permission)):
        raise Refused(_("The right to do this was withdrawn before the work began. Nothing was changed."))


def held(job: Job) -> Job | None:
    """The job under lock, if this taking-up of it still counts. Call it inside a transaction."""
    return Job.objects.select_for_update().filter(pk=job.pk, state=State.RUNNING, tries=job.tries).first()


@transaction.atomic
def fail(job: Job, sentence: str, *, at: datetime, link: tuple[str, str | Promise] | None = None) -> None:
    """The work cannot be done, and the person is told why, and where to go on."""
    if mine := held(job):
        mine.state, mine.error, mine.ended_at = State.FAILED, sentence, at
        mine.result = {"link": {"url": link[0], "words": str(link[1])}} if link else {}
        mine.save(update_fields=["state", "error", "ended_at", "result"])


@transaction.atomic
def hand_back(job: Job, *, at: datetime) -> None:
    """The worker stops in an orderly way: the job waits again, and that is no fault of it."""
    if mine := held(job):
        mine.state, mine.heartbeat_at = State.WAITING, at
        mine.save(update_fields=["state", "heartbeat_at"])
        enqueue(mine)


@transaction.atomic
def count_fault(job: Job, *, fault: str, at: datetime, silent_since: datetime | None = None) -> bool:
    """One more fault: the job waits for another try, or is parked after MOST_FAULTS.

    False when this taking-up of it does not count any more, or (with `silent_since`) when it was heard of meanwhile.
    """
    mine = held(job)
    if mine is None:
        return False
    if silent_since and mine.heartbeat_at and mine.heartbeat_at >= silent_since:
        return False
    mine.faults, mine.fault = mine.faults + 1, fault
    if mine.faults < MOST_FAULTS:
        mine.state = State.WAITING
        mine.save(update_fields=["state", "faults", "fault"])
        enqueue(mine)
    else:
        mine.state, mine.ended_at = State.PARKED, at
        mine.save(update_fields=["state", "faults", "fault", "ended_at"])
    return True


def place_of(fault: BaseException) -> str:
    """Where a fault arose: its class and place. Not its words: they may hold what people wrote."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__module__}.{type(fault).__qualname__}{where}"


def run_waiting_jobs() -> int:
    """Run all that waits, here and now, one after the other (for tests and small commands). Returns how many."""
    count = 0
    while job := Job.objects.filter(state=State.WAITING).order_by("pk").first():
        DBTaskResult.objects.filter(pk__in=[job.queued_as]).update(
            status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now()
        )
        run(job.uid, beating=False)
        count += 1
    return count
