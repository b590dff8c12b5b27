"""What a person was given to do, by whom, where and how long. Django's groups only mirror it."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from people.units import Unit
from people.users import User


class Role(models.TextChoices):
    TRAINER = "trainer", _("trainer")
    MARKER = "marker", _("marker")
    COMMUNE_ADMINISTRATOR = "commune-administrator", _("commune administrator")
    PROVINCIAL_ADMINISTRATOR = "provincial-administrator", _("provincial administrator")


ADMINISTRATORS = (Role.COMMUNE_ADMINISTRATOR, Role.PROVINCIAL_ADMINISTRATOR)


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, at: datetime) -> "GrantQuerySet":
        return self.filter(Q(since__lte=at), Q(until__isnull=True) | Q(until__gt=at))


class Grant(models.Model):
    """One role given to one person over one unit and all below it, from a moment until another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("over the unit"))
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], condition=Q(until__isnull=True), name="one_open_grant_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.unit}"


def mirror_groups(person: User, *, at: datetime, wanted: set[str] | None = None) -> None:
    """Make the person's Django groups agree with the grants in force. Groups that are not roles are left alone.

    `wanted` are the roles in force, for a caller who has just asked for them.
    """
    if wanted is None:
        wanted = set(Grant.objects.in_force(at).filter(person=person).values_list("role", flat=True))
    held = set(person.groups.filter(name__in=Role.values).values_list("name", flat=True))
    if wanted - held:
        person.groups.add(*Group.objects.filter(name__in=wanted - held))
    if held - wanted:
        person.groups.remove(*Group.objects.filter(name__in=held - wanted))


@transaction.atomic
def grant_role(
    person: User, role: str, unit: Unit, *, by: User | None, at: datetime, until: datetime | None = None
) -> Grant:
    """Give a role. Leaves an audit entry. A grant in force that lasts as long or longer is returned as it is."""
    # Two presses at once: the second waits here and finds what the first has given.
    User.objects.select_for_update().get(pk=person.pk)
    held = Grant.objects.in_force(at).filter(person=person, role=role, unit=unit)
    lasting = Q(until__isnull=True) if until is None else Q(until__isnull=True) | Q(until__gte=until)
    if existing := held.filter(lasting).order_by("since", "pk").first():
        return existing
    grant = Grant.objects.create(person=person, role=role, unit=unit, by=by, since=at, until=until)
    mirror_groups(person, at=at)
    jobs.record("grant.given", by=by, at=at, about=person, details={"role": role, "unit": unit.uid})
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, by: User | None, at: datetime) -> None:
    """End a grant now; the row stays as history. Ending it twice changes nothing."""
    if grant.until is not None and grant.until <= at:
        return
    grant.until = at
    grant.save(update_fields=["until"])
    mirror_groups(grant.person, at=at)
    jobs.record(
        "grant.ended", by=by, at=at, about=grant.person, details={"role": grant.role, "unit": grant.unit.uid}
    )
