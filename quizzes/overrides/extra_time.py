"""More time for one person, with a reason. (Cohorts, units and dates: later.)"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from quizzes.blueprint.quizzes import Quiz

MOST_PERCENT = 300


class ExtraTime(models.Model):
    """One person gets more time in one quiz, or in all of them (quiz empty). The latest row in force counts."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="extra_time", verbose_name=_("person")
    )
    quiz = models.ForeignKey(
        Quiz, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quiz")
    )
    percent = models.PositiveIntegerField(
        _("extra time (%)"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PERCENT)]
    )
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")
        ordering = ["-at"]


def extra_percent(person: Any, quiz: Quiz) -> int:
    """Percent of extra time for this person in this quiz: 0 where nothing was given."""
    rows = ExtraTime.objects.filter(
        models.Q(quiz=quiz) | models.Q(quiz__isnull=True), person=person, ended_at__isnull=True
    )
    latest = rows.order_by("-at", "-pk").values_list("percent", flat=True).first()
    return latest or 0


@transaction.atomic
def give_extra_time(
    person: Any, percent: int, *, quiz: Quiz | None, reason: str, by: Any, at: datetime
) -> ExtraTime:
    """Give `percent` more time in one quiz, or in all (`quiz` None), to attempts that begin from now on.

    What was given before for the same quiz (or for all) ends with it. Leaves an audit entry. Whom one may give it to is
    the caller's question (`people.people_managed_by`).
    """
    for row in ExtraTime.objects.filter(person=person, quiz=quiz, ended_at__isnull=True):
        end_extra_time(row, by=by, at=at)
    row = ExtraTime.objects.create(person=person, quiz=quiz, percent=percent, reason=reason, by=by, at=at)
    jobs.record("extra_time.given", by=by, at=at, about=person, details=_told(row))
    return row


@transaction.atomic
def end_extra_time(row: ExtraTime, *, by: Any, at: datetime) -> None:
    """From now on the row counts no more; it stays as history. Ending it twice changes nothing."""
    if row.ended_at is not None:
        return
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    jobs.record("extra_time.ended", by=by, at=at, about=row.person, details=_told(row))


def _told(row: ExtraTime) -> dict[str, Any]:
    return {"quiz": row.quiz.uid if row.quiz else "", "percent": row.percent}
