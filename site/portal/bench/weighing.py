"""What the large work costs on the database that is set up: queries, CPU, time, and the most memory that a worker held."""

from __future__ import annotations

import io
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from jobs import api as jobs
from people import api as people
from portal.bench.large import a_person, a_test
from portal.bench.prepare import session_of
from portal.bench.server import MANAGE
from quizzes import api as quizzes

# Where a transaction begins and ends is no query.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
IMPORTED = ("gift", "json", "xlsx")
LOOK_EVERY = 0.2


def weigh_starts(first: int, *, rounds: int = 9) -> dict[str, Any]:
    """People start an attempt one after the other; the first one, in a cold process, is not counted."""
    quiz, spent, took, asked = a_test(), [], [], 0
    for number in range(first, first + rounds + 1):
        person = a_person(number)
        with CaptureQueriesContext(connection) as context:
            began, clock = time.process_time(), time.perf_counter()
            quizzes.start_attempt(person, quiz, at=timezone.now())
            spent.append(time.process_time() - began)
            took.append(time.perf_counter() - clock)
        asked = max(asked, sum(not each["sql"].startswith(FRAME) for each in context))
    return {
        "queries": asked,
        "cpu_ms": statistics.median(spent[1:]) * 1000,
        "p50_ms": statistics.median(took[1:]) * 1000,
    }


def weigh_statistics(quiz_uid: str) -> dict[str, Any]:
    """The figures of a test in a worker's process."""
    idle_worker()
    job = jobs.start_job("quiz_statistics", {"quiz": quiz_uid, "rule": "first"}, by=None, at=timezone.now())
    return weigh_job(job)


def weigh_imports(topic: str) -> list[dict[str, Any]]:
    """A file of each format, written from the questions of a topic, goes through the wizard: read, looked at, confirmed, written."""
    trainer = people.User.objects.create_superuser("nhap-lon", None, full_name="Người Nhập")
    browser = Client(headers={"host": "127.0.0.1"})
    browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(trainer)
    found, count = (
        [],
        quizzes.Question.objects.filter(topic__uid=topic, current_version__isnull=False).count(),
    )
    with tempfile.TemporaryDirectory() as folder:
        for file_format in IMPORTED:
            target = quizzes.Topic(uid=f"nhap-{file_format}", title=f"Nhập {file_format}")
            target.tidy()
            target.save()
            data = exported(Path(folder) / f"cau-hoi.{file_format}", file_format, topic)
            read, written = through_the_wizard(browser, file_format, data, target)
            kept = quizzes.Question.objects.filter(topic__tree_path__startswith=target.tree_path).count()
            if kept != count:
                raise CommandError(f"{kept} of {count} questions came in from {file_format}.")
            raw = raw_cpu(file_format, data)
            found.append(
                {"name": f"import {file_format}", "megabytes": len(data) / 1e6, "raw_cpu_ms": raw, "reading": read, **written}
            )  # fmt: skip
    return found


def exported(path: Path, file_format: str, topic: str) -> bytes:
    """The questions of a topic as a file."""
    call_command(
        "export_questions", "--topic", topic, "--format", file_format, "--output", str(path), stdout=io.StringIO()
    )  # fmt: skip
    return path.read_bytes()


def raw_cpu(file_format: str, data: bytes) -> float | None:
    """Milliseconds that the library itself takes to read the file; None where there is none."""
    began = time.process_time()
    if file_format == "json":
        json.loads(data)
    elif file_format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book:
            for _row in sheet.iter_rows(values_only=True):
                pass
    else:
        return None
    return (time.process_time() - began) * 1000


def through_the_wizard(
    browser: Client, file_format: str, data: bytes, topic: quizzes.Topic
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What reading took, and what the import took."""
    file = SimpleUploadedFile(f"cau-hoi.{file_format}", data)
    clock = time.perf_counter()
    reply = browser.post(
        "/quan-tri/nhap-tep/cau-hoi/", {"file": file, "file_format": file_format, "topic": topic.uid}
    )
    reading: dict[str, Any] = {"seconds": time.perf_counter() - clock}
    job = job_at(reply)
    if job is not None:
        reading = weigh_job(job)
        job.refresh_from_db()
        reply = browser.get(job.result["link"]["url"])
        preview = job.result["link"]["url"]
    else:
        preview = reply["Location"]
        reply = browser.get(preview)
    sent = re.search(r'name="file" value="([^"]+)"', reply.content.decode())
    if sent is None:
        raise CommandError(
            f"The file ({file_format}) was not read: {[str(m) for m in get_messages(reply.wsgi_request)]}"
        )
    reply = browser.post(f"{preview.rstrip('/')}/xac-nhan/", {"file": sent[1]})
    confirmed = job_at(reply)
    if confirmed is None:
        raise CommandError(f"The import of {file_format} did not start.")
    return reading, weigh_job(confirmed)


def job_at(reply: Any) -> jobs.Job | None:
    """The job to whose page an answer leads."""
    if reply.status_code != 302:
        raise CommandError(f"The wizard answered {reply.status_code}.")
    found = resolve(reply["Location"].partition("?")[0])
    return jobs.Job.objects.get(uid=found.kwargs["uid"]) if found.url_name == "job" else None


def weigh_job(job: jobs.Job) -> dict[str, Any]:
    """A worker in a process of its own does the job: seconds from its taking-up to its end, CPU (the start of the process
    taken off), the most memory, and how often progress was seen from outside."""
    spent, peak, steps = worker_usage(job)
    job.refresh_from_db()
    if job.state != jobs.State.DONE or job.started_at is None or job.ended_at is None:
        raise CommandError(f"The job {job.task} ended as {job.state}: {job.error} {job.fault}")
    return {
        "seconds": (job.ended_at - job.started_at).total_seconds(),
        "cpu_ms": (spent - idle_worker()) * 1000,
        "peak_mb": peak,
        "progress_seen": steps,
    }


@cache
def idle_worker() -> float:
    """CPU seconds of a worker that finds nothing to do. Ask before there is a job: it would do it."""
    return min(worker_usage(None)[0] for _ in range(2))


def worker_usage(job: jobs.Job | None) -> tuple[float, float, int]:
    """CPU seconds, most memory (MB) and steps of progress of a worker that works until nothing waits."""
    worker = subprocess.Popen([*MANAGE, "work", "--batch"], env=os.environ)  # noqa: S603
    seen: set[tuple[int, str]] = set()
    while True:
        pid, status, usage = os.wait4(worker.pid, os.WNOHANG)
        if pid:
            break
        if job is not None:
            seen.update(jobs.Job.objects.filter(pk=job.pk, state="running").values_list("done", "message"))
        time.sleep(LOOK_EVERY)
    worker.returncode = os.waitstatus_to_exitcode(status)
    if worker.returncode:
        raise CommandError(f"The worker ended with {worker.returncode}.")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, len(seen)
