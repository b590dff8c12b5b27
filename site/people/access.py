"""Whom may this person see and manage? The only place that answers."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from people.grants import ADMINISTRATORS, Grant, Role
from people.units import Unit, UnitQuerySet
from people.users import User


def roles_of(person: User, *, at: datetime | None = None) -> set[str]:
    """The roles in force now. A superuser has none of them by name."""
    return set(Grant.objects.in_force(at or timezone.now()).filter(person=person).values_list("role", flat=True))


def tree_paths_managed_by(person: User, *, at: datetime | None = None) -> list[str]:
    """The tops of the subtrees that the person administers; ["/"] is everything (a superuser)."""
    if person.is_superuser:
        return ["/"]
    grants = Grant.objects.in_force(at or timezone.now()).filter(person=person, role__in=ADMINISTRATORS)
    return sorted(set(grants.values_list("unit__tree_path", flat=True)))


def within(paths: list[str], field: str) -> Q:
    """A condition: the tree path in `field` lies in one of the subtrees. No subtree: nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def units_managed_by(person: User, *, at: datetime | None = None) -> UnitQuerySet:
    """Units that the person administers: every one under an administrator's grant."""
    return Unit.objects.filter(within(tree_paths_managed_by(person, at=at), "tree_path"))


def people_managed_by(person: User, *, at: datetime | None = None):  # type: ignore[no-untyped-def]
    """People whose open membership lies in the person's subtree, as a queryset of User.

    People without an open membership (closed ones included) belong to the unit of their latest membership.
    """
    paths = tree_paths_managed_by(person, at=at)
    if paths == ["/"]:
        return User.objects.all()
    return User.objects.filter(home_in(paths))


def home_in(paths: list[str]) -> Q:
    """A condition on User: the open membership, or else the latest, lies in one of the subtrees."""
    open_here = within(paths, "memberships__unit__tree_path") & Q(memberships__until__isnull=True)
    return Q(pk__in=User.objects.filter(open_here).values("pk"))


def may_manage(person: User, other: User, *, at: datetime | None = None) -> bool:
    """May `person` edit, close or reset `other`? Never oneself's superiors: nobody with a grant outside one's subtree."""
    if person.is_superuser:
        return True
    moment = at or timezone.now()
    if other.is_superuser or not people_managed_by(person, at=moment).filter(pk=other.pk).exists():
        return False
    paths = tree_paths_managed_by(person, at=moment)
    theirs = Grant.objects.in_force(moment).filter(person=other)
    outside = theirs.exclude(Q(pk__in=theirs.filter(within(paths, "unit__tree_path")).values("pk")))
    if outside.exists():
        return False
    is_provincial = Role.PROVINCIAL_ADMINISTRATOR in roles_of(person, at=moment)
    return is_provincial or other.pk == person.pk or not theirs.filter(role__in=ADMINISTRATORS).exists()


def may_see_records(person: User, *, at: datetime | None = None) -> bool:
    """Completion records are for administrators; trainers see no person's record."""
    return bool(tree_paths_managed_by(person, at=at))
