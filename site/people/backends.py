"""Signing in by a login name, however it is typed."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.grants import Grant, Role
from people.users import User, folded_login


class FoldedLoginBackend(AuthenticationBackend):
    """allauth's backend, finding the login name without regard to case, marks and spaces.

    A first password from a slip that is past its day is refused; the request then carries `first_password_is_over`,
    which only somebody who knows that password gets to hear.
    """

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Nobody holds a permission but by a role (and a superuser): there is one place to look, and to take away."""
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Groups of roles count while a grant is in force, whether or not anybody has put the groups right since."""
        held = Grant.objects.in_force(timezone.now()).filter(person=user_obj)
        counting = Q(name__in=held.values("role")) | ~Q(name__in=Role.values)
        return Permission.objects.filter(group__in=user_obj.groups.filter(counting))

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        username, password = credentials.get("username"), credentials.get("password")
        if not username or password is None:
            return None
        user = User.objects.filter(login_folded=folded_login(username)).first()
        if user is None:
            # The same work as for a known name, so that the time tells nothing.
            User().set_password(password)
            return None
        if not user.check_password(password) or not self.user_can_authenticate(user):
            return None
        if user.first_password_is_over(timezone.now()):
            if request is not None:
                request.first_password_is_over = True  # type: ignore[attr-defined]
            return None
        return user
