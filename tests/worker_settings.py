"""The settings of tests for a worker in a process of its own."""

from portal.settings.test import *  # noqa: F403
from portal.settings.test import JOB_TASKS

JOB_TASKS = [
    *JOB_TASKS,
    "make_jobs.COUNT",
    "make_jobs.WAIT_IN_TRANSACTION",
    "make_jobs.WAIT_BETWEEN",
    "make_jobs.STUMBLE",
]
