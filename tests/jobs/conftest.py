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
