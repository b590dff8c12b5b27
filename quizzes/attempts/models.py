"""What is stored of an attempt. Responses and grades are only added."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import api as people
from quizzes.bank.questions import QuestionVersion
from quizzes.blueprint.quizzes import Quiz


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at__isnull=True)

    def counting(self) -> "AttemptQuerySet":
        """Attempts that have ended and count: not voided, not abandoned."""
        return self.filter(submitted_at__isnull=False, voided_at__isnull=True).exclude(
            ended_by=Attempt.EndedBy.ABANDONED
        )

    def overdue(self, at: datetime) -> "AttemptQuerySet":
        """Open attempts whose deadline has passed by `at` (grace not counted)."""
        return self.open().filter(deadline__lte=at)


class Attempt(models.Model):
    """One sitting of a quiz by one person, from start to submission.

    Everything that decides about it is copied from the quiz when it starts: seed, blueprint, points, pass mark, deadline,
    grace and extra time. Percent and points are of the latest grade.
    """

    class EndedBy(models.TextChoices):
        PERSON = "person", _("submitted")
        DEADLINE = "deadline", _("submitted automatically at the end of the time")
        ABANDONED = "abandoned", _("not submitted in time")

    uid = models.CharField(max_length=22, unique=True, default=people.random_code, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=64, editable=False)
    blueprint = models.JSONField(editable=False)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    pass_mark_percent = models.DecimalField(max_digits=5, decimal_places=2)
    cooldown_minutes = models.PositiveIntegerField(default=0)
    extra_time_percent = models.PositiveIntegerField(default=0)
    grace_seconds = models.PositiveIntegerField(default=0)
    # The rules it started under: {"behaviour", "penalty_percent", "review", "bands", "movement", "at_end",
    # "submit_within_minutes", "closes_at", "minutes", "extra_minutes", "practice"}; what is missing has the default of
    # the quiz of old.
    rules = models.JSONField(default=dict, editable=False)
    pages = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)
    earned = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    percent = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Brought from another system: what was asked and answered there is kept as it was told.
    origin = models.CharField(max_length=40, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        constraints = [
            # One open attempt each: a second tab must join the first.
            models.UniqueConstraint(
                fields=["person", "quiz"], condition=Q(submitted_at__isnull=True), name="one_open_attempt"
            ),
            models.UniqueConstraint(fields=["person", "quiz", "number"], name="one_attempt_per_number"),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(submitted_at__isnull=True), name="attempt_overdue")
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} #{self.number}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def counts(self) -> bool:
        """Does its result count, if it has one: it was not set aside, and it was submitted in time."""
        return self.voided_at is None and self.ended_by != self.EndedBy.ABANDONED

    @property
    def question_count(self) -> int:
        return sum(section["count"] for section in self.blueprint["sections"])


class AttemptQuestionQuerySet(models.QuerySet["AttemptQuestion"]):
    def with_state(self) -> "AttemptQuestionQuerySet":
        """Adds `latest_sequence` and `latest_complete` of the answer that counts; None where nothing was sent."""
        return self.annotate(latest_sequence=_latest("sequence"), latest_complete=_latest("complete"))

    def with_answer(self) -> "AttemptQuestionQuerySet":
        """As `with_state`, with the answer itself: `latest_data`, `latest_at` and `latest_certainty`."""
        return self.with_state().annotate(
            latest_data=_latest("data"), latest_at=_latest("at"), latest_certainty=_latest("certainty")
        )


def _latest(field: str) -> Subquery:
    answers = Response.objects.filter(attempt_question=OuterRef("pk")).order_by("-sequence")
    return Subquery(answers.values(field)[:1])


class AttemptQuestion(models.Model):
    """One question as dealt in one attempt: which version, in which order its options, for how many points."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="questions")
    position = models.PositiveIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="dealt")
    section = models.CharField(max_length=60, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    dealt = models.JSONField()
    flagged = models.BooleanField(default=False)
    page = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=255, blank=True)
    requires_previous = models.BooleanField(default=False)
    # How many of the author's hints the learner asked for, where the behaviour gives them on request.
    hints_asked = models.PositiveSmallIntegerField(default=0)

    objects = AttemptQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question as dealt")
        verbose_name_plural = _("questions as dealt")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_question_per_position")
        ]


class Response(models.Model):
    """What a learner sent, at each save. The one with the highest sequence counts; `data` is null when an answer was taken back.

    `complete`: nothing was left open in it, so the list of questions says "answered" without reading it again.
    """

    # The index of the constraint below begins with it; another one would be written at each answer and never read.
    attempt_question = models.ForeignKey(
        AttemptQuestion, models.PROTECT, related_name="responses", db_index=False
    )
    sequence = models.PositiveIntegerField()
    data = models.JSONField(null=True)
    complete = models.BooleanField(default=False)
    # How sure the learner was, 1 to 3, where the behaviour asks.
    certainty = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["attempt_question", "sequence"]
        constraints = [
            # A repeated send is stored at most once.
            models.UniqueConstraint(
                fields=["attempt_question", "sequence"], name="one_response_per_sequence"
            ),
        ]


class Try(models.Model):
    """One answer that the learner had checked during the attempt, and the share that it earned. Rows are only added."""

    attempt_question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    share = models.DecimalField(max_digits=9, decimal_places=7, null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["attempt_question", "number"]
        constraints = [
            # A double press is one try.
            models.UniqueConstraint(fields=["attempt_question", "number"], name="one_try_per_number"),
            models.UniqueConstraint(fields=["attempt_question", "sequence"], name="one_try_per_answer"),
        ]


class AttemptAct(models.Model):
    """An attempt was reopened or voided by a person with a reason. Rows are only added."""

    class Act(models.TextChoices):
        REOPENED = "reopened", _("reopened")
        VOIDED = "voided", _("voided")
        RESTORED = "restored", _("counts again")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("act upon an attempt")
        verbose_name_plural = _("acts upon attempts")
        ordering = ["attempt", "at", "pk"]


class Grade(models.Model):
    """One marking of a whole attempt: by the machine at submission, later by a person with a reason.

    `shares` is [{"position": 1, "share": "0.5"}]; a null share waits for a person. Certainty-based marking goes below 0 and
    above 1. After a regrade an entry has "version", the number of the version by whose key it was marked.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="grades")
    number = models.PositiveIntegerField()
    earned = models.DecimalField(max_digits=10, decimal_places=4)
    out_of = models.DecimalField(max_digits=10, decimal_places=4)
    percent = models.DecimalField(max_digits=9, decimal_places=4)
    passed = models.BooleanField(null=True)
    shares = models.JSONField()
    rule = models.CharField(max_length=20, default="1")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["attempt", "number"]
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="one_grade_per_number")]
