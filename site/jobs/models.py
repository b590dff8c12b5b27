"""Names every model of jobs for Django."""

from jobs.audit import AuditEntry

__all__ = ["AuditEntry"]
