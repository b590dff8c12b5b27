"""What allauth asks of us: nobody signs up by himself; accounts come from administrators."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import keep_own_password
from people.sign_in_limits import count_failure, may_try
from people.users import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The code or the PIN does not match. Look at the slip again and re-enter them. The account is not locked."
        ),
        "too_many_login_attempts": _(
            "Several tries did not match. Please wait five minutes, then try again. The account is not locked."
        ),
        "first_password_is_over": _(
            "The 14 days of this slip are over. Please ask the administrator of the commune for a new one."
        ),
        "enter_current_password": _("The present PIN or password does not match. Please enter it again."),
        "same_as_current": _("Please choose another one than the present one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. allauth's own counters live in one process; ours are in the database."""
        login, address, at = credentials.get("username", ""), self.get_client_ip(request), timezone.now()
        if not may_try(login, address, at=at):
            raise self.validation_error("too_many_login_attempts")
        person = authenticate(request, **credentials)
        if person is None:
            count_failure(login, address, at=at)
            if getattr(request, "first_password_is_over", False):
                raise self.validation_error("first_password_is_over")
        return person  # type: ignore[return-value]

    def set_password(self, user: User, password: str) -> None:
        keep_own_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_change_password_done")
