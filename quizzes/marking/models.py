"""What is stored of marking: marks by people, requests for another look, regrades. Rows are only added."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import api as people
from quizzes.attempts.models import AttemptQuestion, Grade
from quizzes.bank.questions import Question
from quizzes.blueprint.quizzes import Quiz


class Mark(models.Model):
    """One reading of one answer by one marker. The latest one that counts makes the grade; undoing is a new row.

    `share` is 0–1. `rubric` is [{"criterion": 0, "points": "2"}]. `response_sequence`: which answer was read.
    """

    class Reading(models.TextChoices):
        FIRST = "first", _("first reading")
        SECOND = "second", _("second reading")
        APPEAL = "appeal", _("after an appeal")
        UNDO = "undo", _("taken back")

    attempt_question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="marks")
    number = models.PositiveIntegerField()
    reading = models.CharField(max_length=8, choices=Reading.choices, default=Reading.FIRST)
    response_sequence = models.PositiveIntegerField(default=0)
    share = models.DecimalField(max_digits=9, decimal_places=7, null=True)
    rubric = models.JSONField(default=list)
    comment = models.TextField(_("comment to the learner"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["attempt_question", "number"]
        constraints = [
            # Two markers at once: one is told that the other was faster.
            models.UniqueConstraint(fields=["attempt_question", "number"], name="one_mark_per_number")
        ]


class MarkRequest(models.Model):
    """Somebody asks for another look at one answer: a marker for a second reader, or the learner who appeals."""

    class Kind(models.TextChoices):
        SECOND_READER = "second", _("second reader")
        APPEAL = "appeal", _("appeal")

    uid = models.CharField(max_length=22, unique=True, default=people.random_code, editable=False)
    attempt_question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="mark_requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer to the request"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("request for another look")
        verbose_name_plural = _("requests for another look")
        ordering = ["at", "pk"]
        constraints = [
            # One open request of a kind for an answer.
            models.UniqueConstraint(
                fields=["attempt_question", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_mark_request",
            )
        ]


class Regrade(models.Model):
    """A corrected key was carried to attempts that had ended: which question or quiz, why, by whom, with what effect.

    `figures` is {"attempts", "gained", "lost", "now_passed", "kept_pass", "no_longer_passed"} as applied.
    """

    uid = models.CharField(max_length=22, unique=True, default=people.random_code, editable=False)
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="regrades")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="regrades")
    keep_passes = models.BooleanField(default=True)
    reason = models.CharField(_("reason"), max_length=300)
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-at", "-pk"]
