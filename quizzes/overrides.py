"""Other conditions for one person, with a reason. (Cohorts, units and dates: later.)"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.blueprint.quizzes import Quiz


class ExtraTime(models.Model):
    """One person gets more time in one quiz, or in all of them (quiz empty). The latest row in force counts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="extra_time", verbose_name=_("person"))
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quiz"))
    percent = models.PositiveIntegerField(_("extra time (%)"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")
        ordering = ["-at"]


def extra_percent(person: object, quiz: Quiz) -> int:
    """Percent of extra time for this person in this quiz: 0 where nothing was given."""
    rows = ExtraTime.objects.filter(models.Q(quiz=quiz) | models.Q(quiz__isnull=True), person=person, ended_at__isnull=True)
    latest = rows.order_by("-at", "-pk").values_list("percent", flat=True).first()
    return latest or 0
