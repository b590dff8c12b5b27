"""What a running body says of itself, and how it ends: seen by others at once, written at most once a second."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.functional import Promise

from jobs.files import keep_file
from jobs.job import FILES_KEPT, Job, State

log = logging.getLogger(__name__)

# Seconds between two writes of progress, and between two signs of life when there is no progress.
WRITE_EVERY = 1.0
BEAT_EVERY = 5.0
# The worker was asked to stop: running bodies hand their job back at their next word.
stopping = threading.Event()


class Cancelled(Exception):
    """Somebody cancelled the job, or another worker holds it: let this through, nothing of yours is kept."""


class Interrupted(Exception):
    """This worker stops; the job goes back to the queue and begins again elsewhere. Let this through."""


class Refused(Exception):
    """The work cannot be done as asked: raise it with the sentence for the person. It is not tried again.

    `link`: where to go on from there, as address and words.
    """

    def __init__(self, sentence: str | Promise, *, link: tuple[str, str | Promise] | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.link = link


@dataclass(frozen=True)
class ResultFile:
    """A file that came of a job. `name` is what the person's computer calls it."""

    name: str
    content_type: str
    data: bytes


class Progress:
    """Handed to the body of a job; belongs to one taking-up of it (`tries`).

    With a thread beside it (`beating`) progress is written by that thread on a connection of its own, so it is seen even
    while the body's transaction is open (on SQLite, which has one writer, only between transactions). Without it, as in
    tests, the body's own calls write.
    """

    def __init__(self, job: Job) -> None:
        self.job_pk = job.pk
        self.uid = job.uid
        self.by = job.by
        self.tries = job.tries
        self.finished = False
        self._done, self._total, self._message = job.done, job.total, job.message
        self._changed = False
        self._written = 0.0
        self._threaded = False
        self._lost = threading.Event()

    def advance(self, done: int, total: int) -> None:
        """So many of so many are done. Raises Cancelled or Interrupted when the body should end here."""
        if (done, total) != (self._done, self._total):
            self._done, self._total, self._changed = done, total, True
        self._look_up()

    def say(self, message: str | Promise) -> None:
        """What is being done now, one sentence for the person who waits. Raises as `advance` does."""
        text = str(message)[:300]
        if text != self._message:
            self._message, self._changed = text, True
        self._look_up()

    @transaction.atomic
    def finish(self, result: Mapping[str, Any] | None = None, *, file: ResultFile | None = None) -> None:
        """Mark the job done, inside the transaction that holds its effect: both are kept, or neither.

        Raises Cancelled when the job is no longer this worker's (cancelled, or taken up by another): let it through, so
        that the transaction is rolled back.
        """
        # On PostgreSQL a cancellation waits for this lock, or this waits for the cancellation.
        job = Job.objects.select_for_update().get(pk=self.job_pk)
        if job.state != State.RUNNING or job.tries != self.tries:
            raise Cancelled(self.uid)
        now = timezone.now()
        job.state, job.ended_at, job.heartbeat_at = State.DONE, now, now
        job.done = job.total = max(self._total, self._done)
        job.message, job.error, job.fault = self._message, "", ""
        # Translated words become the words of this moment, numbers with a point become text.
        job.result = json.loads(json.dumps(dict(result or {}), default=str))
        if file is not None:
            job.result_file = keep_file(job.uid, file.data)
            job.result_name, job.result_type = file.name, file.content_type
            job.expires_at = now + FILES_KEPT
        job.save()
        self.finished = True

    def _look_up(self) -> None:
        if not self._threaded and self._changed and time.monotonic() - self._written >= WRITE_EVERY:
            self.write()
        if self._lost.is_set():
            raise Cancelled(self.uid)
        if stopping.is_set():
            raise Interrupted(self.uid)

    def write(self) -> None:
        """Write progress and a sign of life, if the job is still ours; notes when it is not."""
        self._changed = False
        self._written = time.monotonic()
        mine = Job.objects.filter(pk=self.job_pk, state=State.RUNNING, tries=self.tries)
        ours = mine.update(
            heartbeat_at=timezone.now(), done=self._done, total=self._total, message=self._message
        )
        if not ours:
            self._lost.set()

    @contextmanager
    def beating(self, limit: timedelta) -> Iterator[None]:
        """Signs of life from a thread for as long as the block runs, so that one long statement does not look dead."""
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(over, limit), daemon=True, name=f"job {self.uid}")
        self._threaded = True
        thread.start()
        try:
            yield
        finally:
            over.set()
            self._threaded = False
            thread.join(WRITE_EVERY * 5)

    def _beat(self, over: threading.Event, limit: timedelta) -> None:
        began = time.monotonic()
        try:
            while not over.wait(WRITE_EVERY):
                if time.monotonic() - began > limit.total_seconds():
                    log.error("Job %s ran longer than %s; its worker ends here.", self.uid, limit)
                    os._exit(70)
                if self._changed or time.monotonic() - self._written >= BEAT_EVERY:
                    self._write_if_possible()
        finally:
            connection.close()

    def _write_if_possible(self) -> None:
        try:
            self.write()
        except DatabaseError:
            # The one writer of SQLite is busy, or the server restarts: the next beat comes in a second.
            self._changed = True
            connection.close()
