"""Signing in by a login name, however it is typed."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from people.users import User, folded_login


class FoldedLoginBackend(AuthenticationBackend):
    """allauth's backend, finding the login name without regard to case, marks and spaces.

    A first password from a slip that is past its day is refused like a wrong one.
    """

    def _authenticate_by_username(self, **credentials: Any) -> User | None:
        username, password = credentials.get("username"), credentials.get("password")
        if not username or password is None:
            return None
        user = User.objects.filter(login_folded=folded_login(username)).first()
        if user is None:
            # The same work as for a known name, so that the time tells nothing.
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user) and not user.first_password_is_over(timezone.now()):
            return user
        return None

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        return self._authenticate_by_username(**credentials)
