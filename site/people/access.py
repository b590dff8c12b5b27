"""Whom may this person see and manage? The only place that answers."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.grants import ADMINISTRATORS, Grant, Role
from people.units import Membership, Unit, UnitQuerySet
from people.users import User

EVERYTHING = "/"


def within(paths: list[str], field: str) -> Q:
    """A condition: the tree path in `field` lies in one of the subtrees. No subtree: nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def home_in(paths: list[str]) -> Q:
    """A condition on User: the open membership, or else the latest, lies in one of the subtrees."""
    homes = Membership.objects.homes().filter(within(paths, "unit__tree_path"))
    return Q(pk__in=homes.values("person"))


@dataclass(frozen=True)
class Reach:
    """How far one person's roles reach at one moment. Asked once a request; the questions below are then free of it."""

    person: User
    at: datetime
    held: frozenset[tuple[str, str]]  # role and the tree path of its unit

    @property
    def roles(self) -> set[str]:
        return {role for role, _path in self.held}

    @property
    def paths(self) -> list[str]:
        """The tops of the subtrees that the person administers; ["/"] is everything (a superuser)."""
        if self.person.is_superuser:
            return [EVERYTHING]
        return sorted({path for role, path in self.held if role in ADMINISTRATORS})

    @property
    def grantable_paths(self) -> list[str]:
        """The tops of the subtrees over which the person may give roles."""
        if self.person.is_superuser:
            return [EVERYTHING]
        return sorted({path for role, path in self.held if role == Role.PROVINCIAL_ADMINISTRATOR})

    @property
    def marking_paths(self) -> list[str]:
        """The tops of the subtrees whose people's answers the person marks."""
        if self.person.is_superuser:
            return [EVERYTHING]
        return sorted({path for role, path in self.held if role == Role.MARKER})

    def units(self) -> UnitQuerySet:
        return Unit.objects.filter(within(self.paths, "tree_path"))

    def people(self) -> QuerySet[User]:
        return User.objects.all() if self.person.is_superuser else User.objects.filter(home_in(self.paths))

    def listed(self) -> QuerySet[User]:
        """People of the subtree, without superusers and those who hold a role over something outside it."""
        if self.person.is_superuser:
            return self.people()
        outside = Grant.objects.in_force(self.at).exclude(within(self.paths, "unit__tree_path"))
        return self.people().exclude(Q(is_superuser=True) | Q(pk__in=outside.values("person")))

    def manages(self) -> Q:
        """A condition on people who are listed: the person may open and change them.

        A commune administrator manages learners, and nobody else who holds a role: with a new password would come what the
        role may see, a trainer's questions or a marker's answers. A provincial one manages everybody of the province.
        """
        if self.grantable_paths:
            return Q(pk__isnull=False)
        others = Grant.objects.in_force(self.at).exclude(person=self.person)
        return ~Q(pk__in=others.values("person"))


def reach_of(person: User, *, at: datetime | None = None) -> Reach:
    """What the person's roles reach at `at`. Without a moment: now, or what this request found out already."""
    kept: Reach | None = getattr(person, "_reach_of_this_request", None)
    if at is None and kept is not None:
        return kept
    moment = at or timezone.now()
    grants = Grant.objects.in_force(moment).filter(person=person)
    return Reach(person, moment, frozenset(grants.values_list("role", "unit__tree_path")))


def keep_reach(person: User) -> Reach:
    """Find out how far the person who asks reaches, for the length of this request."""
    reach = reach_of(person, at=timezone.now())
    person._reach_of_this_request = reach  # type: ignore[attr-defined]
    return reach


def roles_of(person: User, *, at: datetime | None = None) -> set[str]:
    """The roles in force. A superuser has none of them by name."""
    return reach_of(person, at=at).roles


def tree_paths_managed_by(person: User, *, at: datetime | None = None) -> list[str]:
    """The tops of the subtrees that the person administers; ["/"] is everything (a superuser)."""
    return reach_of(person, at=at).paths


def units_managed_by(person: User, *, at: datetime | None = None) -> UnitQuerySet:
    """Units that the person administers: every one under an administrator's grant."""
    return reach_of(person, at=at).units()


def people_managed_by(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """People whose open membership lies in the person's subtree, as a queryset of User.

    People without an open membership (closed ones included) belong to the unit of their latest membership.
    """
    return reach_of(person, at=at).people()


def people_marked_by(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """People whose answers the person marks, the own ones never. Markers see answers, not names."""
    paths = reach_of(person, at=at).marking_paths
    everybody = User.objects.all() if person.is_superuser else User.objects.filter(home_in(paths))
    return everybody.exclude(pk=person.pk)


def people_listed_for(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """Whom the person sees in lists: people of the subtree, without those who stand above it."""
    return reach_of(person, at=at).listed()


def manageable_by(person: User, *, at: datetime | None = None) -> QuerySet[User]:
    """Whom the person may open, edit, close and give a new password. Nobody of another subtree, no superior."""
    reach = reach_of(person, at=at)
    return reach.listed().filter(reach.manages())


def may_manage(person: User, other: User, *, at: datetime | None = None) -> bool:
    """May `person` edit, close or reset `other`? The same answer as `manageable_by`."""
    return manageable_by(person, at=at).filter(pk=other.pk).exists()


def grantable_units(person: User, *, at: datetime | None = None) -> UnitQuerySet:
    """Units over which the person may give roles: all for a superuser, those under a provincial administrator's grant."""
    return Unit.objects.filter(within(reach_of(person, at=at).grantable_paths, "tree_path"))


def may_see_records(person: User, *, at: datetime | None = None) -> bool:
    """Completion records are for administrators; trainers see no person's record."""
    return bool(tree_paths_managed_by(person, at=at))


def signed_in(request: HttpRequest) -> User:
    """The person who asks, in views that only people who are signed in reach; raises PermissionDenied otherwise."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
