"""A citation: which document, which place in it, read on which day, on what evidence."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from law.documents import LegalDocument, Provision


class Citation(models.Model):
    """Abstract: the columns of one citation of a register row. `read_on` is the day of the text that was read, not of force."""

    document = models.ForeignKey(LegalDocument, models.PROTECT, related_name="+", verbose_name=_("document"))
    provision = models.ForeignKey(
        Provision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section of the text"),
    )
    article = models.CharField(_("article"), max_length=20, blank=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    point = models.CharField(_("point"), max_length=20, blank=True)
    read_on = models.DateField(_("text read as of"), null=True, blank=True)
    evidence = models.CharField(_("evidence mark"), max_length=10, blank=True)
    paraphrase = models.TextField(_("quotation or paraphrase"), blank=True)
    source = models.CharField(_("source read"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def path(self) -> str:
        """ "Điều 13/khoản 2/điểm a" """
        return citation_path(self.article, self.clause, self.point)


def citation_path(article: str | None, clause: str | None, point: str | None) -> str:
    """The place in a document: "Điều 13/khoản 2/điểm a"; ranges such as "7-12" stay as they are."""
    parts = []
    if article:
        parts.append(f"Điều {article}")
    if clause:
        parts.append(f"khoản {clause}")
    if point:
        parts.append(f"điểm {point}")
    return "/".join(parts)


def as_day(value: Any) -> date | None:
    """An ISO day or nothing."""
    return date.fromisoformat(value) if value else None
