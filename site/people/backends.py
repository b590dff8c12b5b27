"""Signing in by a login name, however it is typed."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db import connections, router
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.identifiers import random_uuid
from people.users import User, folded_login


class FoldedLoginBackend(AuthenticationBackend):
    """allauth's backend, finding the login name without regard to case, marks and spaces.

    A first password from a slip that is past its day is refused; the request then carries `first_password_is_over`,
    which only somebody who knows that password gets to hear.
    """

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Nobody holds a permission but by a role (and a superuser): there is one place to look, and to take away."""
        return Permission.objects.none()

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

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, by a statement compiled once per process: this runs at every request of everybody."""
        alias = router.db_for_read(User)
        sql, converters, compiler = _statement(alias)
        key = User._meta.pk.get_db_prep_value(user_id, connections[alias])
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, [key])
            row = cursor.fetchone()
        if row is None:
            return None
        values = next(iter(compiler.apply_converters([row], converters))) if converters else row
        user = User.from_db(alias, [field.attname for field in User._meta.concrete_fields], values)
        return user if self.user_can_authenticate(user) else None


@cache
def _statement(alias: str) -> tuple[str, Any, Any]:
    """What Django makes of "the person with this key": the statement, and how its values become Python's."""
    query = User.objects.using(alias).filter(pk=random_uuid()).order_by().query
    compiler = query.get_compiler(using=alias)
    sql, _parameters = compiler.as_sql()
    return sql, compiler.get_converters([column for column, _sql, _name in compiler.select]), compiler
