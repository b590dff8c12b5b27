"""Giving and ending roles by hand: never to oneself, never above one's own subtree, and every refusal is written down."""

from datetime import datetime

from django.utils.translation import gettext as _

from jobs import api as jobs
from people.access import grantable_units, may_manage
from people.grants import Grant, Role, end_grant, grant_role
from people.units import Unit, UnitType
from people.users import User


class GrantRefused(Exception):
    """The role may not be given or ended by this person; `message` says why. An audit entry was left."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def give_role(
    person: User, role: str, unit: Unit, *, by: User, at: datetime, until: datetime | None = None
) -> Grant:
    """Give `role` over `unit` and all below it. Raises GrantRefused.

    `by` is a superuser or a provincial administrator over the unit. A commune administrator looks after something
    below the province, a provincial one after a province. From then on the person's password has to be long before
    the admin opens (`people.middleware`).
    """
    reason = _why_not(person, unit, by=by, at=at)
    if not reason and not person.is_active:
        reason = _("The account is closed. Open it again first.")
    if not reason and (role == Role.PROVINCIAL_ADMINISTRATOR) != (unit.type == UnitType.PROVINCE):
        if role == Role.PROVINCIAL_ADMINISTRATOR:
            reason = _("A provincial administrator is one over a province.")
        elif role == Role.COMMUNE_ADMINISTRATOR:
            reason = _("A commune administrator is one over a commune, a ward or something below.")
    if not reason and until is not None and until <= at:
        reason = _("The last day lies in the past.")
    _refuse(reason, "grant.refused", person, role, unit, by=by, at=at)
    return grant_role(person, role, unit, by=by, at=at, until=until)


def take_role(grant: Grant, *, by: User, at: datetime) -> None:
    """End a role now. Raises GrantRefused. The row stays as history."""
    reason = _why_not(grant.person, grant.unit, by=by, at=at)
    _refuse(reason, "grant.end_refused", grant.person, grant.role, grant.unit, by=by, at=at)
    end_grant(grant, by=by, at=at)


def _why_not(person: User, unit: Unit, *, by: User, at: datetime) -> str:
    if person.pk == by.pk:
        return _("Nobody changes roles of one's own. Another administrator can do it.")
    if not grantable_units(by, at=at).filter(pk=unit.pk).exists():
        return _("Roles are given only over units of one's own province.")
    if not may_manage(by, person, at=at):
        return _("This person belongs elsewhere or stands above.")
    return ""


def _refuse(reason: str, action: str, person: User, role: str, unit: Unit, *, by: User, at: datetime) -> None:
    if reason:
        jobs.record(action, by=by, at=at, about=person, details={"role": role, "unit": unit.uid})
        raise GrantRefused(reason)
