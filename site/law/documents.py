"""The legal register: one row a document, each unverified until a person has opened the official text."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin
from wagtail.search import index

from vietnamese import api as vietnamese


class Status(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    IN_FORCE_AMENDED = "in_force_amended", _("in force, amended")
    BELIEVED_IN_FORCE = "believed_in_force", _("believed to be in force")
    REPLACED = "replaced", _("replaced")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    NOT_CHECKED = "not_checked", _("not checked")
    STUB = "stub", _("only the number is known")


class PublishRule(models.TextChoices):
    AFTER_RECHECK = "after_recheck", _("may be published after a new check before each release")
    AFTER_EDITOR = "after_editor", _("may be published after a legal editor has opened the official text")
    HISTORICAL = "historical", _("historical only")
    AS_SEED = "as_seed", _("cite only as the plan cites it")
    BANNER = "banner", _("with the banner until confirmed")
    HOLD = "hold", _("hold: not to be published")


class LegalDocument(RevisionMixin, index.Indexed, models.Model):
    """One legal or Party document of the register.

    A date is a date, or empty with a note in the source's own words and an evidence mark of its own. A row without a
    number can never be cited. `verified_at` is set only by a person in the admin (`law.services.verify`).
    """

    ref = models.CharField(_("key"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued = models.DateField(_("issued on"), null=True, blank=True)
    issued_note = models.CharField(_("note on the day of issue"), max_length=200, blank=True)
    issued_evidence = models.CharField(_("evidence for the day of issue"), max_length=10, blank=True)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_note = models.CharField(_("note on the day of effect"), max_length=200, blank=True)
    effective_evidence = models.CharField(_("evidence for the day of effect"), max_length=10, blank=True)
    effective_to = models.DateField(_("in force until (day not included)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.NOT_CHECKED)
    status_note = models.CharField(_("status in the source's words"), max_length=400, blank=True)
    status_as_of = models.DateField(_("status as of"), null=True, blank=True)
    amended_note = models.CharField(
        _("amended or replaced by, in the source's words"), max_length=400, blank=True
    )
    evidence = models.CharField(_("evidence mark"), max_length=10, blank=True)
    evidence_note = models.CharField(_("evidence mark in the source's words"), max_length=120, blank=True)
    sources = models.TextField(_("sources read"), blank=True)
    publish_rule = models.CharField(
        _("publish rule"), max_length=20, choices=PublishRule.choices, default=PublishRule.AFTER_EDITOR
    )
    publish_note = models.CharField(_("publish rule in the source's words"), max_length=400, blank=True)
    official_url = models.URLField(_("official text"), blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    verified_source = models.CharField(
        _("official source opened"), max_length=300, blank=True, editable=False
    )
    verified_read_on = models.DateField(_("official source opened on"), null=True, blank=True, editable=False)
    next_review_at = models.DateField(_("look again on"), null=True, blank=True)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)
    search_folded = models.TextField(blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    search_fields = [
        index.SearchField("search_folded"),
        index.AutocompleteField("search_folded"),
        index.FilterField("status"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["ref"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="one_row_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip() if self.number else f"{self.kind} ({self.ref})"

    def with_content_json(self, content: dict[str, Any]) -> "LegalDocument":
        """An earlier revision of the row; whether it is verified is a fact of now and comes from no revision."""
        document = super().with_content_json(content)
        for field in ("verified_at", "verified_by", "verified_source", "verified_read_on", "loaded_hash"):
            setattr(document, field, getattr(self, field))
        return document

    @property
    def name(self) -> str:
        """ "Luật số 30/2023/QH15"; without a number only the kind. "(Đảng)" after a kind is for the register alone."""
        kind = self.kind.partition(" (")[0].capitalize()
        return f"{kind} số {self.number}" if self.number else kind

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def can_be_cited(self) -> bool:
        return bool(self.number)

    def tidy(self) -> None:
        """Bring texts into their stored form and derive the search column."""
        for field in ("kind", "number", "title", "issuer"):
            setattr(self, field, vietnamese.clean_line(getattr(self, field)))
        self.search_folded = vietnamese.fold(
            " ".join([self.kind, self.number, self.title, self.issuer, self.ref])
        )


class Amendment(models.Model):
    """One document changes or replaces another, as the register says."""

    document = models.ForeignKey(LegalDocument, models.PROTECT, related_name="changed_by")
    by = models.ForeignKey(LegalDocument, models.PROTECT, related_name="changes")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [models.UniqueConstraint(fields=["document", "by"], name="one_amendment_each_way")]


class Provision(models.Model):
    """One place in a document that can be cited: an article, or a section of the plan (`II.5.g2`)."""

    document = models.ForeignKey(LegalDocument, models.CASCADE, related_name="provisions")
    ref = models.CharField(max_length=40)
    parent_ref = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField(max_length=300, blank=True)
    # As the source copy has it, and as it is read after its errata: quotes prove against the first, people read the second.
    text_source = models.TextField(blank=True)
    text = models.TextField(blank=True)
    search_folded = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "ref"], name="one_provision_per_ref")]

    def __str__(self) -> str:
        return f"{self.document.number} {self.ref}"


class Erratum(models.Model):
    """One reading error of the source copy, and how it is read here."""

    document = models.ForeignKey(LegalDocument, models.CASCADE, related_name="errata")
    section = models.CharField(max_length=60)
    seed = models.CharField(max_length=200)
    reading = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["document", "order"]


class RegisterState(models.Model):
    """One row: a number that grows with every change of the register, so that rendered pages know when they are old."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state of the register")
        verbose_name_plural = _("states of the register")


def register_changed() -> None:
    """Call in the transaction of every change of the register: pages rendered before it are drawn anew."""
    if not RegisterState.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now()):
        RegisterState.objects.create(pk=1, number=1)
