"""The door of jobs."""

from jobs.audit import AuditEntry, record

__all__ = ["AuditEntry", "record"]
