"""How often a password may be tried. Only failures are counted, in the database: every server process sees them.

A class behind one address signs in at the same minute, so an address may fail far oftener than a login name, and a
success writes nothing.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils.crypto import salted_hmac

from people.users import folded_login

WINDOW = timedelta(minutes=5)
FAILURES_PER_LOGIN = 10
FAILURES_PER_ADDRESS = 300


class SignInFailureQuerySet(models.QuerySet["SignInFailure"]):
    def recent(self, at: datetime) -> "SignInFailureQuerySet":
        return self.filter(at__gt=at - WINDOW)


class SignInFailure(models.Model):
    """One refused sign-in, told twice: by login name and by address, each as a keyed hash. Cleared five minutes later, when
    somebody fails next."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = SignInFailureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="sign_in_failure_key"),
            models.Index(fields=["at"], name="sign_in_failure_at"),
        ]


def may_try(login: str, address: str, *, at: datetime) -> bool:
    """Whether the login name and the address have tries left: 10 and 300 failures in five minutes."""
    keys = {
        _key("login", folded_login(login)): FAILURES_PER_LOGIN,
        _key("address", address): FAILURES_PER_ADDRESS,
    }
    counted = (
        SignInFailure.objects.recent(at)
        .filter(key__in=keys)
        .values("key")
        .annotate(failures=models.Count("pk"))
        .values_list("key", "failures")
    )
    return all(failures < keys[key] for key, failures in counted)


def count_failure(login: str, address: str, *, at: datetime) -> None:
    """Remember one refused try, and forget those that no longer count."""
    SignInFailure.objects.filter(at__lte=at - WINDOW).delete()
    SignInFailure.objects.bulk_create(
        SignInFailure(key=key, at=at)
        for key in (_key("login", folded_login(login)), _key("address", address))
    )


def _key(kind: str, value: str) -> str:
    """No login name and no address is stored, only what can be compared."""
    return salted_hmac(f"people.sign_in_limits.{kind}", value, algorithm="sha256").hexdigest()
