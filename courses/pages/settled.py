"""What named persons have settled about a course: facts of their own, no part of a draft."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReleaseGateItem(models.Model):
    """One matter that a named person must settle, with a source, before the course may certify anything.

    A fact of its own, not part of a draft: ticking it is never undone by an editor's revision.
    """

    course = models.ForeignKey(
        "courses.CoursePage", models.CASCADE, related_name="gate_items", verbose_name=_("course")
    )
    text = models.TextField(_("to be settled"))
    order = models.PositiveSmallIntegerField(default=0)
    ticked_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    ticked_source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("release gate item")
        verbose_name_plural = _("release gate")
        ordering = ["course", "order"]

    def __str__(self) -> str:
        return self.text[:100]


class BannerClearance(models.Model):
    """A person has cleared the banner of a course, with a source."""

    course = models.ForeignKey(
        "courses.CoursePage", models.CASCADE, related_name="banner_clearances", verbose_name=_("course")
    )
    banner = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(_("source"), max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("clearance of a banner")
        verbose_name_plural = _("clearances of banners")
