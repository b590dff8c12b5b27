"""Other conditions for one person, one cohort or one unit, with a reason. Rows are only added and ended."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import api as people
from quizzes.blueprint.quizzes import Quiz

MOST_PERCENT = 300
MOST_MINUTES = 600


class Override(models.Model):
    """Other conditions in one quiz, or in all of them (quiz empty), for a person, a cohort, or a unit with all below it.

    An empty condition is left as the quiz has it. `ended_at`: from then on the row counts no more.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="overrides",
        verbose_name=_("person"),
    )
    cohort = models.ForeignKey(
        people.Cohort, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cohort")
    )
    unit = models.ForeignKey(
        people.Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    quiz = models.ForeignKey(
        Quiz, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quiz")
    )
    extra_percent = models.PositiveIntegerField(
        _("extra time (%)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PERCENT)],
    )
    extra_minutes = models.PositiveIntegerField(
        _("extra time (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    attempts_allowed = models.PositiveIntegerField(
        _("attempts allowed"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("other conditions")
        verbose_name_plural = _("other conditions")
        ordering = ["-at", "-pk"]
        constraints = [
            # For exactly one: a person, a cohort or a unit.
            models.CheckConstraint(
                condition=Q(person__isnull=False, cohort__isnull=True, unit__isnull=True)
                | Q(person__isnull=True, cohort__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, cohort__isnull=True, unit__isnull=False),
                name="override_is_for_one",
            )
        ]
