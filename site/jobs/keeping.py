"""What is kept of jobs that have ended, and for how long."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from jobs.files import FOLDER, drop_file, sweep
from jobs.job import FILES_KEPT, Job

log = logging.getLogger(__name__)
# A file that no row names may belong to a transaction that is still open; after a day it cannot.
ORPHANS_KEPT = timedelta(days=1)


def tidy_results(*, at: datetime) -> int:
    """Remove files of results whose time is over, files that no job names, and rows of the queue that are done with.

    The jobs themselves stay: they tell who did what. Returns how many files were removed.
    """
    removed = 0
    for job in Job.objects.filter(expires_at__lte=at).exclude(result_file=""):
        drop_file(job.result_file)
        job.result_file = ""
        job.save(update_fields=["result_file"])
        removed += 1
    named = set(Job.objects.exclude(result_file="").values_list("result_file", flat=True))
    removed += sweep(FOLDER, named, older_than=at - ORPHANS_KEPT)
    DBTaskResult.objects.finished().filter(finished_at__lt=at - FILES_KEPT).delete()
    return removed


def run_routines(*, at: datetime) -> None:
    """The routines of settings.JOB_ROUTINES, each by itself: one that fails does not keep the others from running."""
    for name in settings.JOB_ROUTINES:
        try:
            import_string(name)(at=at)
        except Exception:
            log.exception("The routine %s failed.", name)
