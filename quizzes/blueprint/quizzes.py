"""What a test consists of and how it is sat."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin
from wagtail.search import index

from quizzes.bank.topics import Topic


class Quiz(RevisionMixin, index.Indexed, ClusterableModel):
    """One test: how many questions from which topics, how long, how often, what passes.

    `level_mix` is [{"level": "recall", "bound": "≤40%"}]: shares of the whole paper. Every attempt copies what it needs
    when it starts, so that a change here never reaches an attempt that is running.
    """

    uid = models.CharField(pgettext_lazy("identity", "key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    minutes = models.PositiveIntegerField(
        _("time in minutes"), null=True, blank=True, help_text=_("Empty: no time limit.")
    )
    grace_seconds = models.PositiveIntegerField(_("grace after the end, in seconds"), default=30)
    pass_mark_percent = models.DecimalField(
        _("pass mark (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(70),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    attempts_allowed = models.PositiveIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    cooldown_minutes = models.PositiveIntegerField(_("minutes between attempts"), default=30)
    extra_time_percent = models.PositiveIntegerField(_("extra time on request (%)"), default=50)
    excluded_kinds = models.JSONField(_("kinds of question left out"), default=list, blank=True)
    level_mix = models.JSONField(_("level mix"), default=list, blank=True)
    shuffle = models.BooleanField(_("shuffle questions"), default=True)
    search_folded = models.TextField(blank=True, editable=False)
    loaded_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    search_fields = [index.SearchField("search_folded"), index.AutocompleteField("search_folded")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def question_count(self) -> int:
        return sum(section.count for section in self.sections.all())


class Section(models.Model):
    """N questions drawn from one topic and those below it."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    count = models.PositiveIntegerField(_("questions drawn"), validators=[MinValueValidator(1)])
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    # Wagtail's editor lets authors move sections up and down.
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["sort_order", "pk"]
