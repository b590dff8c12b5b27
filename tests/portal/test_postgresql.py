"""A connection to PostgreSQL is kept open from request to request, and the server may be started again meanwhile."""

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.backends.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="needs PostgreSQL: set DATABASE_URL=postgres://…",
    ),
]


def answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


@pytest.fixture
def kept() -> Any:
    """A connection as a request finds it that comes after another one."""
    assert answers()
    connection.health_check_enabled, connection.health_check_done = True, False
    yield connection
    connection.health_check_enabled = False


def end_it(pid: int) -> None:
    """As a server does that is started again."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: parameters[name] for name in names if name in parameters}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_the_server_ended_is_opened_again_unseen(kept: Any) -> None:
    end_it(kept.connection.info.backend_pid)
    assert answers()


def test_without_the_look_the_request_would_have_failed(kept: Any) -> None:
    kept.health_check_done = True
    end_it(kept.connection.info.backend_pid)
    with pytest.raises(OperationalError):
        answers()
    kept.close()


def test_a_connection_that_stands_is_kept_without_asking_the_server(
    kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: asked.append(self) or True)
    pid = kept.connection.info.backend_pid
    assert answers()
    assert kept.health_check_done
    assert kept.connection.info.backend_pid == pid
    assert not asked
