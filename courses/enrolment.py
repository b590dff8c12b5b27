"""Who takes which course."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.pages.models import CoursePage, LessonPage
from courses.pages.telling import course_above
from jobs import api as jobs
from people import api as people

BATCH = 500


class Enrolment(models.Model):
    """A person takes a course: given by somebody, or chosen by the person."""

    class Source(models.TextChoices):
        SELF = "self", _("chosen by the learner")
        ADMINISTRATOR = "administrator", _("given by an administrator")
        DEMO = "demo", _("demo")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrolments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=15, choices=Source.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="one_enrolment_each")]


@transaction.atomic
def enrol(
    person: people.User, course: CoursePage, *, by: people.User | None, at: datetime, source: str
) -> Enrolment:
    """Enrol a person; an enrolment that exists already is returned as it is."""
    enrolment, _made = Enrolment.objects.get_or_create(
        person=person, course=course, defaults={"by": by, "at": at, "source": source}
    )
    return enrolment


@transaction.atomic
def enrol_many(
    chosen: models.QuerySet[people.User], course: CoursePage, *, by: people.User, at: datetime, unit: str = ""
) -> int:
    """Enrol everybody of `chosen` who does not take the course yet; says how many were new. One audit entry.

    `unit`: the uid of the unit that was chosen as a whole, for the audit entry. Enrolments that exist stay as they are.
    """
    taking = Enrolment.objects.filter(course=course, person__in=chosen).values_list("person_id", flat=True)
    known = set(taking)
    new = [person for person in chosen.order_by("sort_key", "pk") if person.pk not in known]
    Enrolment.objects.bulk_create(
        [
            Enrolment(person=person, course=course, by=by, at=at, source=Enrolment.Source.ADMINISTRATOR)
            for person in new
        ],
        batch_size=BATCH,
        # Somebody else may be enrolling the same people at this moment.
        ignore_conflicts=True,
    )
    if new:
        jobs.record(
            "enrolment.given",
            by=by,
            at=at,
            about=new[0] if len(new) == 1 else None,
            details={"course": course.code, "rows": len(new), "unit": unit},
        )
    return len(new)


def lock_studies(person: people.User, course: CoursePage) -> bool:
    """Hold the person's place in the course until the transaction ends; False when there is none.

    Reading the last lesson and passing the test may happen in two places at once. Each of them takes this lock after its
    own write, so the second one sees what the first has stored. Call inside a transaction.
    """
    return Enrolment.objects.select_for_update().filter(person=person, course=course).first() is not None


def what_follows(page: object) -> list[str]:
    """Sentences for who is about to take a course or one of its lessons from the site: what its learners will find.

    Empty for every other page and for a course that nobody takes.
    """
    return [sentence for each in what_follows_of([page]) for sentence in each]


def what_follows_of(pages: Iterable[Any]) -> list[list[str]]:
    """The same for many pages at once: a group of sentences for each course that somebody takes, in the order of the pages."""
    leaving: dict[CoursePage, list[LessonPage] | None] = {}
    for page in pages:
        course = course_above(page)
        if course is None:
            continue
        if page == course:
            leaving[course] = None
        elif (lessons := leaving.setdefault(course, [])) is not None:
            lessons.append(page)
    taking = dict(
        Enrolment.objects.filter(course__in=leaving)
        .values_list("course")
        .annotate(number=models.Count("pk"))
        .order_by()
    )
    return [
        [_taking_words(course, taking[course.pk]), *_following(course, lessons)]
        for course, lessons in leaving.items()
        if course.pk in taking
    ]


def _taking_words(course: CoursePage, count: int) -> str:
    words = ngettext(
        "%(count)d person takes the course “%(course)s”.",
        "%(count)d people take the course “%(course)s”.",
        count,
    )
    return words % {"count": count, "course": course.title}


def _following(course: CoursePage, lessons: list[LessonPage] | None) -> list[str]:
    """What learners find when these lessons have left the site; None: the course itself."""
    if lessons is None:
        return [
            gettext("They will not find the course and its lessons until it is published again."),
            gettext("What they have read, their results and their certificates are kept."),
        ]
    if not course.lessons().exclude(pk__in=[lesson.pk for lesson in lessons]).exists():
        return [
            gettext("No lesson is left on the site then, and nobody can complete the course meanwhile."),
            gettext("What they have read, their results and their certificates are kept."),
        ]
    if len(lessons) == 1:
        return [
            gettext(
                "They will not find this lesson until it is published again. Meanwhile the course is completed without it."
            ),
            gettext("Who has read it need not read it again."),
        ]
    return [
        gettext(
            "They will not find these %(count)d lessons until they are published again. "
            "Meanwhile the course is completed without them."
        )
        % {"count": len(lessons)},
        gettext("Who has read them need not read them again."),
    ]
