"""First passwords that stand on a slip, and what a password of one's own has to be."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.grants import Grant
from people.users import LONG_PASSWORD, User, typed_password

FIRST_PASSWORD_LIVES = timedelta(days=14)
SHORT_PASSWORD = 6
PIN_DIGITS = 8
# Read out and copied by hand: no letters that look like others (l, 1, o, 0, i).
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
DATE = re.compile(
    r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(\d{2}|(19|20)\d{2})|(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)


def first_password(person: User, *, at: datetime) -> str:
    """A new first password: eight digits for a learner, "kx4m-7pqd-w2hn" for somebody who may see others."""
    if may_see_others(person, at=at):
        return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))
    while True:
        pin = "".join(secrets.choice("0123456789") for _place in range(PIN_DIGITS))
        if not is_plain_pin(pin):
            return pin


def may_see_others(person: User, *, at: datetime) -> bool:
    """Whether a role (or being a superuser) asks for a long password."""
    if person.is_superuser:
        return True
    # Somebody who is only being added holds nothing yet.
    return not person._state.adding and Grant.objects.in_force(at).filter(person=person).exists()


def is_plain_pin(pin: str) -> bool:
    """Digits that are guessed first: one or two digits again and again, a run (123456, 987654), a date."""
    if not pin.isdigit():
        return False
    steps = {(int(after) - int(before)) % 10 for before, after in zip(pin, pin[1:], strict=False)}
    return len(set(pin)) <= 2 or steps in ({1}, {9}) or DATE.fullmatch(pin) is not None


class LongEnough:
    """At least 6 characters; at least 12 for whoever holds a role, because such a password protects others."""

    def validate(self, password: str, user: Any = None) -> None:
        needed = LONG_PASSWORD if self._protects_others(user) else SHORT_PASSWORD
        if len(typed_password(password)) < needed:
            raise ValidationError(
                _("The password needs at least %(needed)d characters."),
                code="password_too_short",
                params={"needed": needed},
            )

    def get_help_text(self) -> str:
        return _("At least 6 characters; at least 12 for administrators and trainers.")

    def _protects_others(self, user: Any) -> bool:
        return isinstance(user, User) and may_see_others(user, at=timezone.now())


class NotAPlainPin:
    """No PIN that is guessed first."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_plain_pin(typed_password(password)):
            raise ValidationError(
                _(
                    "These digits are easy to guess. Please choose others, not a date and not a run such as 123456."
                ),
                code="password_plain_pin",
            )

    def get_help_text(self) -> str:
        return _("Not a date and not a run of digits such as 123456.")
