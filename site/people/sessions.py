"""Sessions in the database. Whose a session is stands in a column of its own, so that it and its person are one statement.

That statement runs at every request of everybody, so it is compiled once per process.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connections, models, router
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from people.users import User


class Session(AbstractBaseSession):
    """What a browser holds the key of. `user` is None before signing in; `session_data` is what Django keeps there."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's own store over our table. `person` is whoever the session is of, once it has been read."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        alias = router.db_for_read(Session)
        sql, converters, compiler = _statement(alias)
        connection = connections[alias]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        data, *values = next(iter(compiler.apply_converters([row], converters))) if converters else row
        self.person = User.from_db(alias, FIELDS, values) if values[KEY] else None
        return self._decoded(data)

    def _decoded(self, text: str) -> dict[str, Any]:
        """What is signed in the text. Kept for the next request: the same text says the same for as long as we run."""
        found = _kept.get(text)
        if found is None:
            found = self.decode(text)
            if all(isinstance(value, str | int | None) for value in found.values()):
                if len(_kept) >= MOST_KEPT:
                    _kept.clear()
                _kept[text] = found
        return dict(found)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.user_id = data.get(SESSION_KEY)
        return session


# What no page needs of whoever asks for it; it is read when somebody wants it after all.
SELDOM = {
    "last_login",
    "login_folded",
    "name_folded",
    "sort_key",
    "email",
    "phone",
    "date_joined",
    "closed_at",
}
FIELDS = [field.attname for field in User._meta.concrete_fields if field.attname not in SELDOM]
KEY = FIELDS.index("id")
# Sessions that are read once in a process; one takes half a kilobyte.
MOST_KEPT = 5000
_kept: dict[str, dict[str, Any]] = {}


@cache
def _statement(alias: str) -> tuple[str, Any, Any]:
    """A session that has not ended, with its person: the statement, and how its values become Python's."""
    asked = Session.objects.using(alias).filter(session_key="").filter(expire_date__gt=timezone.now())
    query = asked.values_list("session_data", *(f"user__{name}" for name in FIELDS)).query
    compiler = query.get_compiler(using=alias)
    sql, _parameters = compiler.as_sql()
    return sql, compiler.get_converters([column for column, _sql, _name in compiler.select]), compiler


class KnowPerson(AuthenticationMiddleware):
    """Django's middleware, taking the person that came with the session where nothing speaks against it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))  # type: ignore[assignment]


def _person_of(request: HttpRequest) -> User | AnonymousUser:
    known: User | AnonymousUser | None = getattr(request, "_cached_user", None)
    if known is None:
        # Whatever is unusual (an old secret, another password, a closed account) Django judges, and ends the session.
        known = _person_with_session(request.session) or get_user(request)
        request._cached_user = known  # type: ignore[attr-defined]
    return known


def _person_with_session(session: Any) -> User | None:
    signed_in, backend = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)
    person: User | None = getattr(session, "person", None)
    if person is None or str(person.pk) != signed_in or backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    holds = constant_time_compare(session.get(HASH_SESSION_KEY) or "", person.get_session_auth_hash())
    return person if holds and person.is_active else None


def tidy_sessions(*, at: datetime) -> int:
    """Sessions that ended more than a day ago are not kept. Gives their number. Twice changes nothing."""
    deleted, _by_model = Session.objects.filter(expire_date__lt=at - timedelta(days=1)).delete()
    return deleted
