"""Where a person belongs on a day, and who looks after that place."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from people.grants import ADMINISTRATORS, Grant
from people.units import Membership, Unit, unit_label
from people.users import User
from vietnamese import api as vietnamese


def home_unit(person: User, on: date) -> Unit | None:
    """The unit to which the person belonged on that day; for a person closed before it, the last one before.

    None for somebody who had no unit up to that day. The units above come with it (`unit.parent`, three steps).
    """
    begun = Membership.objects.filter(person=person, since__lte=on)
    found = (
        begun.filter(Q(until__isnull=True) | Q(until__gt=on)).order_by("-since", "-pk").first()
        or begun.order_by("-since", "-pk").first()
    )
    if found is None:
        return None
    return Unit.objects.select_related("parent__parent__parent").get(pk=found.unit_id)


def home_paths(persons: Collection[Any], *, at: datetime) -> dict[Any, str]:
    """As `home_unit` for many people, by their keys: the tree path of each one's unit. One query."""
    today = vietnamese.local_day(at)
    rows = Membership.objects.filter(person__in=persons, since__lte=today).order_by("since", "pk")
    found: dict[Any, tuple[bool, str]] = {}
    for person, until, path in rows.values_list("person_id", "until", "unit__tree_path"):
        now = until is None or until > today
        # The latest row that reaches today counts, or else the latest of all.
        if now or not found.get(person, (False, ""))[0]:
            found[person] = (now, path)
    return {person: path for person, (_now, path) in found.items()}


def with_homes(rows: QuerySet[User]) -> QuerySet[User]:
    """People for a list in which each one's unit is told (`home_in_words`). One query more, whatever their number."""
    homes = Membership.objects.homes().select_related("unit__parent")
    return rows.prefetch_related(Prefetch("memberships", homes, to_attr="homes"))


def home_in_words(person: User) -> str:
    """The unit of somebody loaded `with_homes`; empty where there is none."""
    homes: list[Membership] = person.homes  # type: ignore[attr-defined]
    return unit_label(homes[0].unit) if homes else ""


def commune_administrator_of(person: User, *, at: datetime | None = None) -> list[User]:
    """Who helps this person: the administrators of the nearest unit at or above the own one, in the order of lists.

    The person is left out, and so is whoever may not sign in. Empty when nobody administers any unit above.
    """
    moment = at or timezone.now()
    home = home_unit(person, vietnamese.local_day(moment))
    if home is None:
        return []
    uids = [uid for uid in home.tree_path.split("/") if uid]
    grants = (
        Grant.objects.in_force(moment)
        .filter(role__in=ADMINISTRATORS, unit__uid__in=uids, person__is_active=True)
        .exclude(person=person)
        .select_related("person", "unit")
    )
    by_unit: dict[str, dict[object, User]] = {}
    for grant in grants:
        by_unit.setdefault(grant.unit.uid, {})[grant.person_id] = grant.person
    for uid in reversed(uids):
        if uid in by_unit:
            return sorted(by_unit[uid].values(), key=lambda each: (each.sort_key, str(each.pk)))
    return []
