"""Certificates: who issues them, the book they are numbered in, and each paper. Rows are only added."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.certificates.codes import LENGTH, new_code
from courses.completions.models import Completion
from vietnamese import api as vietnamese

# A register of one year never gets further.
LAST_NUMBER = 999_999
TEMPLATES = [("plain", _("plain")), ("state", _("State")), ("party", _("Party"))]


class IssuingBody(models.Model):
    """Who issues certificates. `number_format` may use {number}, {year}: "{number:02d}/{year}/GCN"."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    parent_name = models.CharField(_("body above it"), max_length=200, blank=True)
    place = models.CharField(_("place in the date line"), max_length=100)
    number_format = models.CharField(
        _("form of the number"), max_length=60, default="{number:02d}/{year}/GCN"
    )
    template = models.CharField(_("certificate template"), max_length=10, choices=TEMPLATES, default="plain")
    signer_title = models.CharField(_("office of the signer"), max_length=200, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        verbose_name = _("issuing body")
        verbose_name_plural = _("issuing bodies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Texts as they are stored; a form of the number in which every number is another one and fits the register."""
        super().clean()
        for name in ("name", "parent_name", "place", "number_format", "signer_name"):
            setattr(self, name, vietnamese.clean_line(getattr(self, name)))
        self.signer_title = vietnamese.clean_text(self.signer_title)
        reason = self._why_not_this_number()
        if reason:
            raise ValidationError({"number_format": reason})

    def _why_not_this_number(self) -> str:
        longest = Certificate._meta.get_field("number_words").max_length or 0
        try:
            first, second, last = (self.number_words(number, 2026) for number in (1, 2, LAST_NUMBER))
        except (KeyError, IndexError, ValueError, AttributeError, TypeError, MemoryError):
            return gettext("Only {number} and {year} may stand in braces.")
        if first == second:
            return gettext("{number} is missing: every certificate would bear the same number.")
        if max(map(len, (first, last))) > longest:
            return gettext("The number would be longer than %(limit)d characters.") % {"limit": longest}
        return ""

    def number_words(self, number: int, year: int) -> str:
        """The number as it is printed: "07/2026/GCN"."""
        return self.number_format.format(number=number, year=year)


class RegisterBook(models.Model):
    """The register of one issuing body in one year. Its row is locked while a number is taken, so numbers have no gap."""

    issuer = models.ForeignKey(IssuingBody, models.PROTECT, related_name="books")
    year = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("register book")
        verbose_name_plural = _("register books")
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="one_book_per_year")]


class Certificate(models.Model):
    """One paper. A re-issue is a new row that names the one it replaces; a revocation is a row of its own.

    `paper` is everything that is printed. The PDF is drawn once after commit; `sha256` is of its bytes.
    """

    code = models.CharField(max_length=LENGTH, unique=True, default=new_code, editable=False)
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="certificates")
    book = models.ForeignKey(RegisterBook, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    number_words = models.CharField(_("certificate number"), max_length=80)
    paper = models.JSONField()
    issued_on = models.DateField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    file = models.CharField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    drawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason of the re-issue"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="one_certificate_per_number"),
            # One first issue for each completion; later ones replace an earlier one.
            models.UniqueConstraint(
                fields=["completion"], condition=models.Q(replaces__isnull=True), name="one_first_issue"
            ),
        ]

    def __str__(self) -> str:
        return self.number_words


class Revocation(models.Model):
    """A certificate was taken back, by whom and why."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")


class NameCheck(models.Model):
    """How often a full name was tried against one certificate in one hour. No name and no address is kept."""

    code = models.CharField(max_length=LENGTH)
    hour = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("check of a name")
        verbose_name_plural = _("checks of names")
        constraints = [models.UniqueConstraint(fields=["code", "hour"], name="one_counter_per_hour")]
