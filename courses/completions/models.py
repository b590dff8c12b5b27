"""What is stored of a completion. It outlives the page, the rename and the merge."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.pages.models import CoursePage


class Completion(models.Model):
    """A person completed a course: passed the test and read every lesson, whichever came last.

    Everything a record tells is copied as it stood that day. `certificate_note` says in words why there is no certificate.
    """

    uid = models.CharField(max_length=22, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="completions")
    cycle = models.PositiveSmallIntegerField(default=1)
    attempt = models.ForeignKey("quizzes.Attempt", models.PROTECT, null=True, related_name="+")
    # Snapshot.
    full_name = models.CharField(_("full name"), max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=400, db_index=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    unit_uid = models.CharField(max_length=60, blank=True)
    unit_path = models.CharField(_("unit at that time"), max_length=400, blank=True)
    unit_tree_path = models.CharField(max_length=400, blank=True, db_index=True)
    course_code = models.CharField(_("course code"), max_length=30)
    course_title = models.CharField(_("course"), max_length=255)
    course_revision = models.PositiveBigIntegerField(null=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    earned = models.DecimalField(_("points"), max_digits=10, decimal_places=4, null=True)
    out_of = models.DecimalField(_("out of"), max_digits=10, decimal_places=4, null=True)
    percent = models.DecimalField(_("score (%)"), max_digits=9, decimal_places=4, null=True)
    result = models.CharField(_("result"), max_length=20, default="passed")
    rule_version = models.CharField(max_length=20, default="1")
    under_notice = models.BooleanField(default=False)
    completed_on = models.DateField(_("completed on"), db_index=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    certificate_note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("completion record")
        verbose_name_plural = _("completion records")
        ordering = ["-completed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "cycle"], name="one_completion_per_cycle")
        ]

    def __str__(self) -> str:
        return f"{self.full_name} · {self.course_code} · {self.completed_on:%d/%m/%Y}"
