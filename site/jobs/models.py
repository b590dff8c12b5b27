"""Names every model of jobs for Django."""

from jobs.audit import AuditEntry
from jobs.job import Job

__all__ = ["AuditEntry", "Job"]
