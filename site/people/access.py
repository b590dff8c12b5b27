"""Whom may this person see and manage? The only place that answers."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.grants import ADMINISTRATORS, Grant, Role
from people.units import Membership, Unit, UnitQuerySet
from people.users import User


def roles_of(person: User, *, at: datetime | None = None) -> set[str]:
    """The roles in force now. A superuser has none of them by name."""
    return set(
        Grant.objects.in_force(at or timezone.now()).filter(person=person).values_list("role", flat=True)
    )


def tree_paths_managed_by(person: User, *, at: datetime | None = None) -> list[str]:
    """The tops of the subtrees that the person administers; ["/"] is everything (a superuser)."""
    if person.is_superuser:
        return ["/"]
    # Asked several times while one page is made: kept on the object, which lives as long as the request.
    known: list[str] | None = person.__dict__.get("_managed_tree_paths")
    if at is None and known is not None:
        return known
    grants = Grant.objects.in_force(at or timezone.now()).filter(person=person, role__in=ADMINISTRATORS)
    paths = sorted(set(grants.values_list("unit__tree_path", flat=True)))
    if at is None:
        person.__dict__["_managed_tree_paths"] = paths
    return paths


def within(paths: list[str], field: str) -> Q:
    """A condition: the tree path in `field` lies in one of the subtrees. No subtree: nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def units_managed_by(person: User, *, at: datetime | None = None) -> UnitQuerySet:
    """Units that the person administers: every one under an administrator's grant."""
    return Unit.objects.filter(within(tree_paths_managed_by(person, at=at), "tree_path"))


def people_managed_by(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """People whose open membership lies in the person's subtree, as a queryset of User.

    People without an open membership (closed ones included) belong to the unit of their latest membership.
    """
    paths = tree_paths_managed_by(person, at=at)
    if paths == ["/"]:
        return User.objects.all()
    return User.objects.filter(home_in(paths))


def home_in(paths: list[str]) -> Q:
    """A condition on User: the open membership, or else the latest, lies in one of the subtrees."""
    homes = Membership.objects.homes().filter(within(paths, "unit__tree_path"))
    return Q(pk__in=homes.values("person"))


def people_listed_for(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """Whom the person sees in lists: people of the subtree, without those who stand above (see `_above`)."""
    moment = at or timezone.now()
    people = people_managed_by(person, at=moment)
    if person.is_superuser:
        return people
    return people.exclude(_above(tree_paths_managed_by(person, at=moment), at=moment))


def manageable_by(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """Whom the person may open, edit, close and give a new password. Nobody of another subtree, no superior.

    A commune administrator manages no other administrator; a provincial one manages those of the province.
    """
    if person.is_superuser:
        return User.objects.all()
    moment = at or timezone.now()
    people = people_listed_for(person, at=moment)
    if Role.PROVINCIAL_ADMINISTRATOR in roles_of(person, at=moment):
        return people
    administrators = Grant.objects.in_force(moment).filter(role__in=ADMINISTRATORS).exclude(person=person)
    return people.exclude(pk__in=administrators.values("person"))


def may_manage(person: User, other: User, *, at: datetime | None = None) -> bool:
    """May `person` edit, close or reset `other`? The same answer as `manageable_by`."""
    return manageable_by(person, at=at).filter(pk=other.pk).exists()


def grantable_units(person: User, *, at: datetime | None = None) -> UnitQuerySet:
    """Units over which the person may give roles: all for a superuser, those under a provincial administrator's grant."""
    if person.is_superuser:
        return Unit.objects.all()
    grants = Grant.objects.in_force(at or timezone.now()).filter(
        person=person, role=Role.PROVINCIAL_ADMINISTRATOR
    )
    return Unit.objects.filter(within(list(grants.values_list("unit__tree_path", flat=True)), "tree_path"))


def _above(paths: list[str], *, at: datetime) -> Q:
    """A condition on User: superusers, and people who hold a role over something outside these subtrees."""
    outside = Grant.objects.in_force(at).exclude(within(paths, "unit__tree_path"))
    return Q(is_superuser=True) | Q(pk__in=outside.values("person"))


def may_see_records(person: User, *, at: datetime | None = None) -> bool:
    """Completion records are for administrators; trainers see no person's record."""
    return bool(tree_paths_managed_by(person, at=at))


def signed_in(request: HttpRequest) -> User:
    """The person who asks, in views that only people who are signed in reach; raises PermissionDenied otherwise."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
