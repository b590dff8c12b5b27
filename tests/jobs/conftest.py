from collections.abc import Iterator
from pathlib import Path

import make_jobs
import pytest


@pytest.fixture(autouse=True)
def _tasks_of_tests(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The bodies of make_jobs, and a private storage of the test's own."""
    settings.JOB_TASKS = [*settings.JOB_TASKS, *make_jobs.TASKS]
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        },
    }


@pytest.fixture(autouse=True)
def _no_worker_stays_behind() -> Iterator[None]:
    yield
    while make_jobs.WorkerProcess.everyone:
        worker = make_jobs.WorkerProcess.everyone.pop()
        if worker.process.poll() is None:
            worker.kill()
