"""The door of jobs."""

from jobs.admin_frame import admin_page
from jobs.audit import AuditEntry, record
from jobs.files import drop_file, keep_file, path_of, sweep
from jobs.job import Job, State, random_uid
from jobs.progress import Cancelled, Interrupted, Progress, Refused, ResultFile
from jobs.reaping import reap_jobs
from jobs.running import run_waiting_jobs
from jobs.starting import cancel_job, start_again, start_job
from jobs.tasks import Task, UnknownTask, task_named

__all__ = [
    "AuditEntry",
    "Cancelled",
    "Interrupted",
    "Job",
    "Progress",
    "Refused",
    "ResultFile",
    "State",
    "Task",
    "UnknownTask",
    "admin_page",
    "cancel_job",
    "drop_file",
    "keep_file",
    "path_of",
    "random_uid",
    "reap_jobs",
    "record",
    "run_waiting_jobs",
    "start_again",
    "start_job",
    "sweep",
    "task_named",
]
