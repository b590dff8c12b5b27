"""One piece of long work: who wanted it, how far it is, what came of it."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A worker that gave no sign for so long is dead; its job is taken up again.
SILENCE = timedelta(seconds=30)
# So often a job may end its worker, or fail by a fault, before it is parked.
MOST_FAULTS = 3
# Files of results are kept so long.
FILES_KEPT = timedelta(days=7)


def random_uid() -> str:
    """128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


class State(models.TextChoices):
    """Where a job stands. WAITING and RUNNING are open; the others are ends (PARKED and FAILED can be begun again)."""

    WAITING = "waiting", pgettext_lazy("of a job", "waiting")
    RUNNING = "running", pgettext_lazy("of a job", "running")
    DONE = "done", pgettext_lazy("of a job", "done")
    FAILED = "failed", pgettext_lazy("of a job", "not done")
    CANCELLED = "cancelled", pgettext_lazy("of a job", "cancelled")
    PARKED = "parked", pgettext_lazy("of a job", "stopped after several faults")


OPEN = (State.WAITING, State.RUNNING)
# In these states a second start with the same effect key finds this job instead of making another.
STANDING = (State.WAITING, State.RUNNING, State.DONE)


class JobQuerySet(models.QuerySet["Job"]):
    def silent(self, at: datetime) -> "JobQuerySet":
        """Running by name, but nothing was heard for longer than SILENCE."""
        return self.filter(state=State.RUNNING, heartbeat_at__lt=at - SILENCE)


class Job(models.Model):
    """One piece of long work.

    `tries` counts how often it was taken up and is the token of the worker that holds it: who comes with an older number
    writes nothing. `faults` counts how often it failed by a fault or lost its worker. `result` is what its page shows:
    {"sentence", "counts": [[words, number], …], "remarks": [{"line", "sentence", "weight"}, …], "link": {"url", "words"}}.
    `error` is the sentence for people, `fault` the place in the code for those who look after the product.
    """

    uid = models.CharField(max_length=22, unique=True, default=random_uid, editable=False)
    task = models.CharField(pgettext_lazy("of a job", "task"), max_length=60)
    arguments = models.JSONField(default=dict)
    effect_key = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    state = models.CharField(
        pgettext_lazy("of a job", "State"), max_length=10, choices=State.choices, default=State.WAITING
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    # The row of the queue that stands for this job now.
    queued_as = models.UUIDField(null=True, blank=True, editable=False)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    # Name in the private storage; what it is called when it is handed out; until when.
    result_file = models.CharField(max_length=200, blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    result_type = models.CharField(max_length=100, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["by", "-created_at"], name="job_by_whom"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_open",
            ),
        ]
        constraints = [
            # A double click starts one job; one that came to nothing may be started again.
            models.UniqueConstraint(
                fields=["effect_key"],
                condition=models.Q(state__in=["waiting", "running", "done"]) & ~models.Q(effect_key=""),
                name="one_job_per_effect",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.uid}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        """Whole percent of what is done, 0 to 100; 100 only when it is all done."""
        if not self.total:
            return 0
        return min(100, self.done * 100 // self.total)
