"""People who are trained together: a named class with dates and members."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from people.identifiers import random_code
from people.units import Unit
from people.users import User
from vietnamese import api as vietnamese


class CohortQuerySet(models.QuerySet["Cohort"]):
    def on(self, day: date) -> "CohortQuerySet":
        """Cohorts that have begun and not ended on this day; a missing date is no limit."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class Cohort(models.Model):
    """One class ("Lớp bồi dưỡng trưởng thôn, đợt 1"), looked after by one unit. Both days count in."""

    uid = models.CharField(max_length=22, unique=True, default=random_code, editable=False)
    title = models.CharField(_("name of the class"), max_length=160)
    title_folded = models.CharField(max_length=160, editable=False, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cohorts", verbose_name=_("looked after by"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "title_folded", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="cohort_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def tidy(self) -> None:
        """Bring texts into their stored form; the folded column follows."""
        self.title = vietnamese.clean_line(self.title)
        self.title_folded = vietnamese.fold(self.title)
        self.note = vietnamese.clean_text(self.note).strip()

    def clean(self) -> None:
        super().clean()
        self.tidy()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The class cannot end before it begins.")})


class CohortMember(models.Model):
    """One person in one cohort, from a moment until another. Rows are only added and ended."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cohort_memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("member of a cohort")
        verbose_name_plural = _("members of cohorts")
        constraints = [
            # Adding somebody twice at once gives one membership.
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(until__isnull=True),
                name="one_open_membership_of_a_cohort",
            )
        ]


@transaction.atomic
def create_cohort(cohort: Cohort, *, by: Any, at: datetime) -> bool:
    """Store a new class, tidied. Its `uid` is the mark of the form: sent twice it is one class, and the second says False."""
    cohort.tidy()
    cohort.by, cohort.at = by, at
    told = {field.attname: getattr(cohort, field.attname) for field in Cohort._meta.concrete_fields}
    told.pop("id")
    _row, is_new = Cohort.objects.get_or_create(uid=told.pop("uid"), defaults=told)
    if is_new:
        jobs.record("cohort.added", by=by, at=at, details=_told(cohort))
    return is_new


@transaction.atomic
def edit_cohort(cohort: Cohort, *, by: Any, at: datetime) -> bool:
    """Store a class that was changed, tidied; False when nothing differs. The audit log keeps how it stands then."""
    cohort.tidy()
    names = ("title", "title_folded", "unit_id", "starts_on", "ends_on", "note")
    before = Cohort.objects.select_for_update().get(pk=cohort.pk)
    changed = [name for name in names if getattr(before, name) != getattr(cohort, name)]
    if not changed:
        return False
    cohort.save(update_fields=changed)
    jobs.record("cohort.changed", by=by, at=at, details=_told(cohort))
    return True


def _told(cohort: Cohort) -> dict[str, Any]:
    days = {"from_day": cohort.starts_on, "to_day": cohort.ends_on}
    told = {key: day.isoformat() for key, day in days.items() if day is not None}
    return {"cohort": cohort.uid, "title": cohort.title, "unit": cohort.unit.uid, **told}


@transaction.atomic
def add_to_cohort(cohort: Cohort, persons: list[User], *, by: Any, at: datetime) -> int:
    """Put these people into the cohort; those who are in it stay as they are. Says how many came in."""
    there = set(
        CohortMember.objects.filter(cohort=cohort, until__isnull=True, person__in=persons).values_list(
            "person_id", flat=True
        )
    )
    new = [person for person in persons if person.pk not in there]
    CohortMember.objects.bulk_create(
        [CohortMember(cohort=cohort, person=person, since=at, by=by) for person in new],
        ignore_conflicts=True,
    )
    if new:
        jobs.record("cohort.members_added", by=by, at=at, details={"cohort": cohort.uid, "count": len(new)})
    return len(new)


@transaction.atomic
def take_from_cohort(cohort: Cohort, person: User, *, by: Any, at: datetime) -> bool:
    """The person is no longer in the cohort from `at` on; what was, stays. False when the person was not in it."""
    ended = CohortMember.objects.filter(cohort=cohort, person=person, until__isnull=True).update(until=at)
    if ended:
        jobs.record("cohort.member_left", by=by, at=at, about=person, details={"cohort": cohort.uid})
    return bool(ended)


def cohorts_of(person: User, *, at: datetime) -> models.QuerySet[Any]:
    """The keys of the cohorts that the person is in at this moment, to be asked for or to stand within another query."""
    rows = CohortMember.objects.filter(person=person.pk, since__lte=at)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=at)).values_list("cohort_id", flat=True)


def cohorts_by_person(persons: Collection[Any], *, at: datetime) -> dict[Any, set[int]]:
    """As `cohorts_of` for many people, by their keys; who is in no cohort is left out. One query."""
    rows = CohortMember.objects.filter(person__in=persons, since__lte=at)
    found: dict[Any, set[int]] = {}
    for person, cohort in rows.filter(Q(until__isnull=True) | Q(until__gt=at)).values_list(
        "person_id", "cohort_id"
    ):
        found.setdefault(person, set()).add(cohort)
    return found
