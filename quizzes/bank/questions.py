"""Questions as authors edit them, and the versions that people were dealt."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from law import api as law
from quizzes.bank.preview import preview_of
from quizzes.bank.topics import Topic
from quizzes.bank.versioning import keep_version


class Level(models.TextChoices):
    RECALL = "recall", _("recall")
    UNDERSTAND = "understand", _("understand")
    APPLY = "apply", _("apply")


class QuestionQuerySet(models.QuerySet["Question"]):
    def for_tests(self) -> "QuestionQuerySet":
        """Questions that a graded test may deal: published, not retired, not kept for self-check."""
        return self.filter(
            live=True, retired_at__isnull=True, practice_only=False, current_version__isnull=False
        )


class QuestionTag(TaggedItemBase):
    """One tag on one question."""

    content_object = ParentalKey("quizzes.Question", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("tag of a question")
        verbose_name_plural = _("tags of questions")


class Question(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """One question as its authors edit it. What people are dealt is `current_version`, made when it is published.

    `uid` is its identity for ever ("KH157/B1-Q01"). `body` has the shape that its kind defines (`quizzes.kinds`).
    """

    uid = models.CharField(pgettext_lazy("identity", "key"), max_length=80, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", verbose_name=_("topic"))
    kind = models.CharField(_("kind of question"), max_length=30)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True)
    stem = models.TextField(_("question"), help_text=_("What is asked, as the learner reads it."))
    body = models.JSONField(_("body"), default=dict)
    explanation = models.TextField(_("explanation"), blank=True)
    place = models.CharField(_("place in the source"), max_length=400, blank=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, default=Decimal(1))
    practice_only = models.BooleanField(
        _("for self-check only"),
        default=False,
        help_text=_("Asked in the lesson, never dealt in a graded test."),
    )
    needs_legal_review = models.BooleanField(_("awaits legal review"), default=False)
    review_reasons = models.JSONField(_("why it awaits legal review"), default=list, blank=True)
    advice_sources = models.JSONField(_("sources of advice"), default=list, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True, editable=False)
    current_version = models.ForeignKey(
        "quizzes.QuestionVersion", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    search_folded = models.TextField(blank=True, editable=False)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)
    loaded_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))

    objects = QuestionQuerySet.as_manager()

    search_fields = [
        index.SearchField("search_folded"),
        index.AutocompleteField("search_folded"),
        index.FilterField("topic_id"),
        index.FilterField("kind"),
        index.FilterField("level"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["uid"]
        indexes = [
            # All that is counted of a bank when a test is dealt (quizzes.blueprint.reading).
            models.Index(
                fields=["topic", "level", "kind", "id"],
                name="question_to_deal",
                condition=models.Q(
                    live=True,
                    retired_at__isnull=True,
                    practice_only=False,
                    current_version__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.uid}: {self.stem}"[:120]

    def with_content_json(self, content: Any) -> "Question":
        """A revision holds what authors wrote. What became of the question since is not undone by an older one."""
        question = super().with_content_json(content)
        question.current_version = self.current_version
        question.retired_at = self.retired_at
        question.loaded_hash = self.loaded_hash
        question.loaded_revision = self.loaded_revision
        return question  # type: ignore[no-any-return]

    @transaction.atomic
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision, by whatever way, and keep the version that people are dealt from now on."""
        published = super().publish(revision, *args, **kwargs)
        stored = Question.objects.get(pk=self.pk)
        if stored.live:
            keep_version(stored, at=stored.last_published_at or timezone.now())
        return published

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quizzes/bank/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), **preview_of(self)}


class QuestionComment(models.Model):
    """What somebody said about a question to those who look after it. Rows are only added; `resolved_at` closes one."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="comments")
    version = models.ForeignKey(
        "quizzes.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment on a question")
        verbose_name_plural = _("comments on questions")
        ordering = ["question", "at", "pk"]


class QuestionCitation(law.Citation):
    """What proves the answer of one question: a place in the law or a section of the plan, with its words."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="citations")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["order", "pk"]


class QuestionVersion(models.Model):
    """A question exactly as it was dealt. Rows are only added; `number` counts from 1 within the question.

    `citations` holds [{document, number, provision, article, clause, point, read_on, evidence, paraphrase, source}].
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=30)
    level = models.CharField(max_length=12, blank=True)
    body = models.JSONField()
    explanation = models.TextField(blank=True)
    place = models.CharField(max_length=400, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    citations = models.JSONField(default=list)
    needs_legal_review = models.BooleanField(default=False)
    review_reasons = models.JSONField(default=list)
    advice_sources = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
