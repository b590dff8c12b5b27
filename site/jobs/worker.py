"""A process that does background work: takes jobs from the queue, takes up what dead workers left, tidies."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from types import FrameType

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from jobs import in_use
from jobs.keeping import run_routines
from jobs.progress import stopping
from jobs.reaping import reap_jobs
from jobs.running import BACKEND

log = logging.getLogger(__name__)

# Seconds between looks into the queue, for dead workers, for what is to be tidied.
LOOK_EVERY = 1.0
REAP_EVERY = 10.0
TIDY_EVERY = 3600.0


class JobWorker(Worker):
    """The worker of django-tasks-db with a gentle way of looking: a plain read first, so that an idle worker never takes
    the one writer's place of SQLite; beside its jobs it reaps and tidies."""

    def __init__(self, *, batch: bool, parent: int | None = None) -> None:
        super().__init__(
            queue_names=["default"],
            interval=LOOK_EVERY,
            batch=batch,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.parent = parent
        self.next_reaping = 0.0
        self.next_tidying = 0.0

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The first signal lets the running job hand itself back at its next word; the second ends at once."""
        if stopping.is_set():
            self.reset_signals()
            sys.exit(1)
        stopping.set()
        self.running = False
        if not self.running_task:
            sys.exit(0)

    def run(self) -> None:
        while self.running and self.parent in (None, os.getppid()):
            close_old_connections()
            try:
                worked = self.one_round()
            except OperationalError:
                # The writer of SQLite is busy for longer than we wait, or the server restarts: look again.
                log.warning("The database did not answer; looking again.", exc_info=True)
                connection.close()
                worked = False
            if worked or not self.running:
                continue
            if self.batch:
                return
            time.sleep(self.interval)

    def one_round(self) -> bool:
        """Reap and tidy when it is time, then take one job; whether there was one."""
        clock = time.monotonic()
        if clock >= self.next_reaping:
            self.next_reaping = clock + REAP_EVERY
            reap_jobs(at=timezone.now())
        row = self.take()
        if row is not None:
            self.run_task(row)
            return True
        if clock >= self.next_tidying and not self.batch:
            self.next_tidying = clock + TIDY_EVERY
            run_routines(at=timezone.now())
        return False

    def take(self) -> DBTaskResult | None:
        """The next row of the queue, claimed for this worker; rows that another worker holds are passed by."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not ready.exists():
            return None
        with exclusive_transaction(ready.db):
            row = ready.get_locked()
            if row is not None:
                row.claim(self.worker_id)
        return row


def work(*, batch: bool = False, with_parent: bool = False) -> None:
    """Work until told to stop by SIGINT or SIGTERM; with `batch` only until the queue is empty, `with_parent` only for as
    long as the process lives that started this one."""
    worker = JobWorker(batch=batch, parent=os.getppid() if with_parent else None)
    worker.configure_signals()
    signal.signal(signal.SIGHUP, worker.shutdown)
    with in_use.together():
        worker.run()
