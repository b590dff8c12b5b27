"""What a test consists of and how it is sat."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin
from wagtail.search import index

from quizzes.bank.questions import Level, Question
from quizzes.bank.topics import Topic
from vietnamese import api as vietnamese


def usual_review() -> dict[str, list[str]]:
    """What a learner sees at which moment, unless the quiz says otherwise: nothing before the end, all of it after."""
    everything = list(Shown.values)
    return {
        Moment.DURING: [],
        Moment.AFTER: everything,
        Moment.LATER: everything,
        Moment.CLOSED: everything,
    }


class Shown(models.TextChoices):
    """The seven things that a review may show."""

    ANSWER = "answer", _("the own answer")
    CORRECTNESS = "correctness", _("whether it was right")
    MARKS = "marks", _("points")
    SPECIFIC = "specific", _("the remark on the chosen option")
    GENERAL = "general", _("the explanation")
    RIGHT = "right", _("the right answer")
    OVERALL = "overall", _("the words on the whole result")


class Moment(models.TextChoices):
    """The four moments of a review. `after`: within two minutes of the end, on the page that follows."""

    DURING = "during", _("during the attempt")
    AFTER = "after", _("right after submitting")
    LATER = "later", _("later, while the quiz is open")
    CLOSED = "closed", _("after the quiz has closed")


class Quiz(RevisionMixin, index.Indexed, ClusterableModel):
    """One test: how many questions from which topics, how long, how often, what passes.

    `level_mix` is [{"level": "recall", "bound": "≤40%"}]: shares of the whole paper. Every attempt copies what it needs
    when it starts, so that a change here never reaches an attempt that is running.
    """

    class Movement(models.TextChoices):
        FREE = "free", _("free: back and forth")
        SEQUENTIAL = "sequential", _("in order: no going back")

    class AtEnd(models.TextChoices):
        SUBMIT = "submit", _("what was saved is submitted by itself")
        GRACE = "grace", _("there is more time to submit, not to answer")
        ABANDON = "abandon", _("what was not submitted in time does not count")

    class Counts(models.TextChoices):
        BEST = "best", _("the best attempt")
        LAST = "last", _("the last attempt")
        FIRST = "first", _("the first attempt")
        MEAN = "mean", _("the mean of all attempts")

    uid = models.CharField(pgettext_lazy("identity", "key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(
        _("introduction"), blank=True, help_text=_("Shown before the start: what it is about, what helps.")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="quizzes", verbose_name=_("subject")
    )
    # How it answers back: a name in quizzes.behaviours.
    behaviour = models.CharField(_("how it answers back"), max_length=20, default="deferred")
    penalty_percent = models.DecimalField(
        _("penalty for each wrong try (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("33.33"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    review = models.JSONField(_("what is shown when"), default=usual_review, blank=True)
    # [{"from": 90, "text": "…"}], percent; the highest one that was reached is shown.
    bands = models.JSONField(_("words on the whole result"), default=list, blank=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    questions_per_page = models.PositiveIntegerField(
        _("questions on a page"), default=1, help_text=_("0: all on one page.")
    )
    movement = models.CharField(
        _("moving between questions"), max_length=12, choices=Movement.choices, default=Movement.FREE
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    at_end = models.CharField(
        _("at the end of the time"), max_length=8, choices=AtEnd.choices, default=AtEnd.SUBMIT
    )
    submit_within_minutes = models.PositiveIntegerField(_("minutes left to submit"), default=60)
    counts = models.CharField(
        _("which attempt counts"), max_length=5, choices=Counts.choices, default=Counts.BEST
    )
    build_on_last = models.BooleanField(
        _("each attempt starts from the answers of the last one"), default=False
    )
    access_code = models.CharField(
        _("access code"), max_length=60, blank=True, help_text=_("Asked before the start. Empty: none.")
    )
    practice = models.BooleanField(
        _("for practice"), default=False, help_text=_("Results do not count for any course.")
    )
    listed = models.BooleanField(
        _("in the list of practice quizzes"),
        default=False,
        help_text=_("Open to everybody who is signed in."),
    )
    without_sign_in = models.BooleanField(
        _("also without signing in"),
        default=False,
        help_text=_("For practice only: nothing is kept on the server."),
    )
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
    """N questions drawn from one topic and those below it (by level and tag, where given), or one fixed question.

    `points` replaces those of the questions. `heading` stands above its first question; `new_page` begins a page there.
    `requires_previous`: its questions open once the question before is answered for good (behaviours that check).
    """

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="fixed_in", verbose_name=_("question")
    )
    count = models.PositiveIntegerField(_("questions drawn"), default=1, validators=[MinValueValidator(1)])
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True)
    tag = models.CharField(_("tag"), max_length=100, blank=True)
    points = models.DecimalField(
        _("points of each question"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: those of the question."),
    )
    heading = models.CharField(_("heading"), max_length=255, blank=True)
    new_page = models.BooleanField(_("begins a new page"), default=False)
    requires_previous = models.BooleanField(_("opens after the question before"), default=False)
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    # Wagtail's editor lets authors move sections up and down.
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["sort_order", "pk"]
        constraints = [
            # A section draws from a topic or is one question, never both and never neither.
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, question__isnull=True)
                | models.Q(topic__isnull=True, question__isnull=False, count=1),
                name="section_draws_or_is_fixed",
            )
        ]

    def __str__(self) -> str:
        return self.heading or str(self.question or self.topic or "")

    def clean(self) -> None:
        """One or the other: a topic to draw from, or one question, which is then asked once."""
        self.tag, self.heading = vietnamese.clean_line(self.tag), vietnamese.clean_line(self.heading)
        if self.topic_id is None and self.question_id is None:
            raise ValidationError({"topic": gettext("Choose a topic to draw from, or one question.")})
        if self.topic_id is not None and self.question_id is not None:
            raise ValidationError(
                {
                    "question": gettext(
                        "A section draws from a topic or is one question. Leave one of them empty."
                    )
                }
            )
        if self.question_id is not None:
            self.count, self.level, self.tag = 1, "", ""
