"""Long work for tests: small bodies, and a worker in a process of its own on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import make
from django.conf import settings
from django.db import connection, transaction

from jobs import api as jobs

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60


def _effect(progress: jobs.Progress, name: str) -> None:
    """Something that can be counted afterwards."""
    jobs.record("job.test", by=None, at=make.NOON, details={"job": progress.uid, "name": name})


def _count(progress: jobs.Progress, *, rows: int = 3, name: str = "") -> None:
    for row in range(rows):
        progress.advance(row, rows)
    progress.advance(rows, rows)
    progress.say("ghi")
    with transaction.atomic():
        _effect(progress, name)
        progress.finish(
            {"sentence": "Xong.", "counts": [["số dòng", rows]]},
            file=jobs.ResultFile("bao-cao.csv", "text/csv", b"a,b\n"),
        )


def _wait_in_transaction(progress: jobs.Progress, *, folder: str, kill_me: bool = False) -> None:
    """Writes, tells that it has written, and ends only when it is let go."""
    place = Path(folder)
    with transaction.atomic():
        _effect(progress, "waiting")
        (place / f"here-{progress.tries}").touch()
        wait_until((place / "go").exists)
        progress.finish({"sentence": "Xong."})


def _wait_between(progress: jobs.Progress, *, folder: str) -> None:
    """Tells that it runs, and says a word again and again until it is let go."""
    place = Path(folder)
    (place / f"here-{progress.tries}").touch()

    def may_go() -> bool:
        progress.say("đợi")
        return (place / "go").exists()

    wait_until(may_go)
    with transaction.atomic():
        _effect(progress, "between")
        progress.finish()


def _stumble(progress: jobs.Progress) -> None:
    with transaction.atomic():
        _effect(progress, "half")
        raise ZeroDivisionError("12345")


def _refuse(progress: jobs.Progress) -> None:
    raise jobs.Refused("Tệp không có dòng nào.")


def _return(progress: jobs.Progress, *, word: str) -> dict[str, Any]:
    return {"sentence": word}


COUNT = jobs.Task("test-count", "Đếm dòng", _count)
COUNT_FOR_TRAINERS = jobs.Task(
    "test-count-trainers", "Đếm câu hỏi", _count, permission="quizzes.add_question"
)
WAIT_IN_TRANSACTION = jobs.Task("test-wait", "Đợi", _wait_in_transaction)
WAIT_BETWEEN = jobs.Task("test-wait-between", "Đợi", _wait_between)
STUMBLE = jobs.Task("test-stumble", "Vấp", _stumble)
REFUSE = jobs.Task("test-refuse", "Từ chối", _refuse)
RETURN = jobs.Task("test-return", "Trả lời", _return)
TASKS = [
    f"make_jobs.{name}"
    for name in (
        "COUNT",
        "COUNT_FOR_TRAINERS",
        "WAIT_IN_TRANSACTION",
        "WAIT_BETWEEN",
        "STUMBLE",
        "REFUSE",
        "RETURN",
    )
]


def a_finished_job(person: Any, **result: Any) -> jobs.Job:
    """Work of a person that is done, with a file."""
    job = jobs.Job.objects.create(
        task="test-count",
        by=person,
        state=jobs.State.DONE,
        created_at=make.NOON,
        ended_at=make.NOON,
        expires_at=make.NOON,
        result=result or {"sentence": "Xong."},
        result_name="bao-cao.csv",
        result_type="text/csv",
    )
    job.result_file = jobs.keep_file(job.uid, b"a,b\n")
    job.save()
    return job


def effects(job: jobs.Job) -> int:
    """How often the job had its effect."""
    return jobs.AuditEntry.objects.filter(action="job.test", details__job=job.uid).count()


def wait_until(true: Callable[[], Any], *, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


class WorkerProcess:
    """`manage.py work` as a process of its own, on the database of this test. `everyone`: whoever was started here."""

    everyone: ClassVar[list["WorkerProcess"]] = []

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "work", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "worker_settings",
                "DATABASE_URL": address_of_test_database(),
                "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "site", ROOT / "tests"))),
            },
            stderr=subprocess.PIPE,
        )
        self.everyone.append(self)

    def kill(self) -> None:
        """SIGKILL: it gets to tidy up nothing."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        self.process.terminate()
        return self.end()

    def end(self) -> int:
        """Waits for its end; its exit code."""
        _out, said = self.process.communicate(timeout=PATIENCE)
        if self.process.returncode:
            print(said.decode()[-3000:])
        return self.process.returncode


def address_of_test_database() -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    own = settings.DATABASES["default"]
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
