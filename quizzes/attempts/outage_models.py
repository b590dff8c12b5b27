"""What is stored of an outage: that it was, and the time that each attempt got back for it. Rows are only added."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import api as people
from quizzes.attempts.models import Attempt
from quizzes.blueprint.quizzes import Quiz


class Outage(models.Model):
    """Power or network was out in a unit and all below it, from a moment to another, for one quiz or for all (empty)."""

    # Also the mark of the form that told of it: a second press is the same outage.
    uid = models.CharField(max_length=22, unique=True, default=people.random_code, editable=False)
    unit = models.ForeignKey(people.Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    quiz = models.ForeignKey(
        Quiz, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quiz")
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="outage_ends_after_it_begins"
            )
        ]

    @property
    def minutes(self) -> int:
        """How long it lasted, in whole minutes, rounded up."""
        return -(-(self.ended_at - self.began_at) // timedelta(minutes=1))


class OutageCredit(models.Model):
    """The time that one attempt got back for one outage.

    `closed_at`: the attempt had been closed by its deadline then, and was opened again at `at`.
    """

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="credits")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="credits")
    seconds = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("credit for an outage")
        verbose_name_plural = _("credits for outages")
        ordering = ["outage", "pk"]
        constraints = [
            # A second press gives nothing.
            models.UniqueConstraint(fields=["outage", "attempt"], name="one_credit_per_outage")
        ]
