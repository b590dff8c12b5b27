"""Who signs in: a login name, one full name, and as little else as possible."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.identifiers import random_uuid
from vietnamese import api as vietnamese

# Characters of a password that protects other people's data.
LONG_PASSWORD = 12


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """A login name is found however its letters are written (case, marks, Unicode form)."""
        return self.get(login_folded=folded_login(username or ""))

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.tidy()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("full_name", username)
        return self.create_user(username, password, is_superuser=True, **fields)


def folded_login(username: str) -> str:
    """The form in which login names are compared: without marks, case and spaces."""
    return vietnamese.fold(vietnamese.clean_line(username)).replace(" ", "")


def typed_password(raw: str) -> str:
    """A password as it is kept and compared: NFC whatever the keyboard sends, a PIN without its spaces ("4827 1930")."""
    text = vietnamese.nfc(raw)
    pin = "".join(text.split())
    return pin if pin.isascii() and pin.isdigit() else text


class User(AbstractBaseUser, PermissionsMixin):
    """One person who can sign in.

    Kept: login name and full name. E-mail and phone only where a person wants them. No birth date, ID number, religion,
    ethnicity or Party field exists. `sort_key` and `name_folded` are derived by `tidy`, for lists and search.
    """

    id = models.UUIDField(primary_key=True, default=random_uuid, editable=False)
    username = models.CharField(_("login name"), max_length=60, unique=True)
    login_folded = models.CharField(max_length=60, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=120)
    name_folded = models.CharField(max_length=120, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # A first password given out on a slip: it must be changed, and it dies on this moment.
    first_password_until = models.DateTimeField(null=True, blank=True, editable=False)
    # A PIN is enough for one's own training, never for seeing others: the admin stays closed until this is False.
    password_is_short = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def tidy(self) -> None:
        """Bring every text into its stored form; the derived columns follow."""
        self.username = vietnamese.clean_line(self.username)
        self.login_folded = folded_login(self.username)
        self.full_name = vietnamese.clean_line(self.full_name)
        self.name_folded = vietnamese.fold(self.full_name)
        self.sort_key = vietnamese.person_sort_key(self.full_name)[:400]
        self.email = self.email or None
        self.phone = vietnamese.clean_line(self.phone) if self.phone else None

    def clean(self) -> None:
        super().clean()
        self.tidy()

    def set_password(self, raw_password: str | None) -> None:
        text = None if raw_password is None else typed_password(raw_password)
        super().set_password(text)
        self.password_is_short = text is not None and len(text) < LONG_PASSWORD

    def check_password(self, raw_password: str | None) -> bool:
        return raw_password is not None and super().check_password(typed_password(raw_password))

    @property
    def is_staff(self) -> bool:
        """Django's own admin is not served; Wagtail asks permissions instead."""
        return self.is_superuser

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return vietnamese.given_name(self.full_name)

    def first_password_is_over(self, at: datetime) -> bool:
        return self.first_password_until is not None and at >= self.first_password_until


__all__ = ["LONG_PASSWORD", "User", "UserManager", "folded_login", "typed_password"]
