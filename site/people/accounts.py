"""What an administrator does for people: add, correct, move, close, reopen, give a new first password.

Each act is one transaction with its audit entry. Whether the administrator may do it at all is asked before
(`people.access`): these functions are also for commands and imports.
"""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jobs import api as jobs
from people.passwords import FIRST_PASSWORD_LIVES, first_password
from people.units import Membership, Unit
from people.users import User, folded_login
from vietnamese import api as vietnamese

LOGIN_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?")
LONGEST_NAME = 120
TRIES = 50


class PersonRefused(ValueError):
    """The person cannot be stored like this. `field` names what to mend, `message` says it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class AlreadyAdded(Exception):
    """The same form was sent before: the person exists, and the first password was shown then."""


def same_people_in(unit: Unit, full_name: str) -> list[User]:
    """People of exactly this unit whose name is the same without marks and case. For asking, never for merging."""
    return list(
        User.objects.filter(
            name_folded=vietnamese.fold(vietnamese.clean_line(full_name)),
            memberships__in=Membership.objects.filter(unit=unit, until__isnull=True),
        )
    )


def checked_name(full_name: str) -> str:
    """The full name as it is stored. Raises PersonRefused for an empty one, or one of more than 120 characters."""
    # A soft hyphen shows nothing, and no certificate can print it.
    name = vietnamese.clean_line(full_name.replace("\u00ad", ""))
    if not name:
        raise PersonRefused("full_name", _("Please enter the full name."))
    if len(name) > LONGEST_NAME:
        raise PersonRefused(
            "full_name", _("A full name has at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    return name


def checked_login(username: str, *, besides: User | None = None) -> str:
    """The login name in the form that is stored: small ASCII letters, digits, dot, dash. Raises PersonRefused."""
    login = folded_login(username)
    if not LOGIN_NAME.fullmatch(login):
        raise PersonRefused(
            "username", _("A login name has only letters, digits, dots and dashes, for example ngu.do.")
        )
    taken = User.objects.filter(login_folded=login)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise PersonRefused("username", _("Somebody else has the login name %(login)s.") % {"login": login})
    return login


def login_for(full_name: str) -> str:
    """A free login name made of the given and the family name: "ngu.do", then "ngu.do2", "ngu.do3" …"""
    words = [word for word in (vietnamese.slug(part) for part in full_name.split()) if word]
    base = ".".join([words[-1], words[0]] if len(words) > 1 else words)[:50].strip(".-") or "hoc-vien"
    taken = set(User.objects.filter(login_folded__startswith=base).values_list("login_folded", flat=True))
    number = 1
    login = base
    while login in taken:
        number += 1
        login = f"{base}{number}"
    return login


def create_person(
    full_name: str,
    *,
    unit: Unit,
    by: User | None,
    at: datetime,
    username: str = "",
    email: str = "",
    phone: str = "",
    key: UUID | None = None,
) -> tuple[User, str]:
    """Add a person to a unit from today on; gives the person and the first password, which is nowhere kept in clear.

    Without `username` a login name is made from the name. `key` is the id to take: a form that is sent twice then
    raises AlreadyAdded instead of adding a second person. Raises PersonRefused for an empty name or a login name
    that cannot be had.
    """
    name = checked_name(full_name)
    if key is not None and User.objects.filter(pk=key).exists():
        raise AlreadyAdded
    chosen = checked_login(username) if username.strip() else ""
    for _try in range(TRIES):
        login = chosen or login_for(name)
        try:
            return _store(name, login, unit=unit, by=by, at=at, email=email, phone=phone, key=key)
        except IntegrityError:
            # Another request took the name (or sent this very form) between the question and the row.
            if key is not None and User.objects.filter(pk=key).exists():
                raise AlreadyAdded from None
            if chosen:
                checked_login(chosen)
                raise
    raise PersonRefused("username", _("No login name could be made. Please enter one."))


@transaction.atomic
def _store(
    name: str,
    login: str,
    *,
    unit: Unit,
    by: User | None,
    at: datetime,
    email: str,
    phone: str,
    key: UUID | None,
) -> tuple[User, str]:
    person = User(username=login, full_name=name, email=email, phone=phone, date_joined=at)
    if key is not None:
        person.pk = key
    person.tidy()
    password = first_password(person, at=at)
    person.set_password(password)
    person.first_password_until = at + FIRST_PASSWORD_LIVES
    person.save(force_insert=True)
    Membership.objects.create(person=person, unit=unit, since=vietnamese.local_day(at), by=by)
    jobs.record("person.added", by=by, at=at, about=person, details={"unit": unit.uid})
    return person, password


@transaction.atomic
def edit_person(
    person: User, *, full_name: str, unit: Unit, email: str, phone: str, by: User | None, at: datetime
) -> list[str]:
    """Correct a person and, if the unit is another, move them today; gives the names of what changed.

    Refuses a person who was closed meanwhile: the form was opened before that.
    """
    locked = _open_account(person)
    before = {field: getattr(locked, field) for field in ("full_name", "email", "phone")}
    locked.full_name, locked.email, locked.phone = checked_name(full_name), email, phone
    locked.tidy()
    changed = [field for field, value in before.items() if getattr(locked, field) != value]
    if changed:
        locked.save(update_fields=[*changed, "name_folded", "sort_key"])
        jobs.record("person.edited", by=by, at=at, about=locked, details={"fields": changed})
    if _move(locked, unit, by=by, at=at):
        changed.append("unit")
    return changed


def _open_account(person: User) -> User:
    """The person under lock. Raises PersonRefused where the account is closed."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.is_active:
        raise PersonRefused(
            "full_name", _("This account was closed meanwhile. Nothing was changed. It can be opened again.")
        )
    return locked


def _move(person: User, unit: Unit, *, by: User | None, at: datetime) -> bool:
    """End the open membership today and begin one in `unit`; nothing if the person is there already."""
    today = vietnamese.local_day(at)
    home = Membership.objects.filter(person=person, until__isnull=True).select_related("unit").first()
    if home is not None and home.unit_id == unit.pk:
        return False
    if home is not None:
        home.until = max(today, home.since)
        home.save(update_fields=["until"])
    Membership.objects.create(person=person, unit=unit, since=today, by=by)
    jobs.record(
        "person.moved",
        by=by,
        at=at,
        about=person,
        details={"from": home.unit.uid if home else None, "to": unit.uid},
    )
    return True


@transaction.atomic
def close_person(person: User, *, by: User | None, at: datetime) -> None:
    """End the membership and the way in. Every session ends, results and certificates stay. Twice changes nothing."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.is_active:
        return
    locked.is_active = False
    locked.closed_at = at
    locked.first_password_until = None
    # The password goes too: sessions hang on it, and none of them may come back with a reopening.
    locked.set_unusable_password()
    locked.save(
        update_fields=["is_active", "closed_at", "password", "password_is_short", "first_password_until"]
    )
    home = Membership.objects.filter(person=locked, until__isnull=True).first()
    if home is not None:
        home.until = max(vietnamese.local_day(at), home.since)
        home.save(update_fields=["until"])
    jobs.record("person.closed", by=by, at=at, about=locked)


@transaction.atomic
def reopen_person(person: User, *, unit: Unit, by: User | None, at: datetime) -> str:
    """Let a closed person in again, as a member of `unit` from today on; gives a new first password."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.is_active:
        locked.is_active = True
        locked.closed_at = None
        locked.save(update_fields=["is_active", "closed_at"])
        jobs.record("person.reopened", by=by, at=at, about=locked, details={"unit": unit.uid})
    _move(locked, unit, by=by, at=at)
    return reset_password(locked, by=by, at=at)


@transaction.atomic
def reset_password(person: User, *, by: User | None, at: datetime) -> str:
    """A new first password, good for 14 days; the old one and every open session end. Gives it in clear, once.

    Refuses a person who was closed meanwhile.
    """
    locked = _open_account(person)
    password = first_password(locked, at=at)
    locked.set_password(password)
    locked.first_password_until = at + FIRST_PASSWORD_LIVES
    locked.save(update_fields=["password", "password_is_short", "first_password_until"])
    jobs.record("person.password_reset", by=by, at=at, about=locked)
    return password


@transaction.atomic
def keep_own_password(person: User, password: str) -> None:
    """The person's own password takes the place of the one on the slip. It has been checked before."""
    person.set_password(password)
    person.first_password_until = None
    person.save(update_fields=["password", "password_is_short", "first_password_until"])
