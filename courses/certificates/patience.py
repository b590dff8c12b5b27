"""Waiting for whoever writes to the database: a page that only wants to show itself does not wait for long."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """One transaction that waits so long for a lock, then raises OperationalError with nothing changed."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _run(f"SET LOCAL lock_timeout = {int(milliseconds)}")
            yield
            _run("SET LOCAL lock_timeout = DEFAULT")
        return
    usual = _run("PRAGMA busy_timeout")
    _run(f"PRAGMA busy_timeout = {int(milliseconds)}")
    try:
        with transaction.atomic():
            yield
    finally:
        _run(f"PRAGMA busy_timeout = {int(usual)}")


def _run(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else 0
