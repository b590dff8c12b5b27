"""Who did what to whom, and when: entries are only added."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act that somebody may have to answer for: a grant, an export, a reset, a correction."""

    action = models.CharField(_("action"), max_length=60, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    # The person concerned, if there is one.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about"),
    )
    details = models.JSONField(_("details"), default=dict)
    at = models.DateTimeField(_("at"), db_index=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.action} · {self.at:%Y-%m-%d %H:%M}"


def record(
    action: str, *, by: Any, at: datetime, about: Any = None, details: dict[str, Any] | None = None
) -> AuditEntry:
    """Add an entry. `by` is None for the machine itself; `details` holds codes and counts, never answers or secrets."""
    return AuditEntry.objects.create(action=action, by=by, person=about, at=at, details=details or {})
