"""Which lessons a person has read. Reading is said by the person, never guessed from opening a page or from time."""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.pages.models import CoursePage, LessonPage
from people import api as people


class LessonProgress(models.Model):
    """A person said «Đã đọc» of a lesson; the first time counts. `revision` is what the lesson said then."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lessons_read")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="readings")
    revision = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("lesson read")
        verbose_name_plural = _("lessons read")
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="one_reading_each")]
        indexes = [models.Index(fields=["person", "course"], name="progress_of_course")]


@transaction.atomic
def mark_read(person: people.User, course: CoursePage, lesson: LessonPage, *, at: datetime) -> LessonProgress:
    """Note that the person has read the lesson as it stands now. Saying it again changes nothing."""
    reading, _made = LessonProgress.objects.get_or_create(
        person=person,
        lesson=lesson,
        defaults={"course": course, "revision": lesson.live_revision_id, "at": at},
    )
    return reading


def unread_lessons(person: people.User, course: CoursePage) -> list[LessonPage]:
    """The published lessons that the person has still to read, in their order."""
    return list(course.lessons().exclude(readings__person=person))
