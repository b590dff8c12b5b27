"""The database must keep what it confirmed: refuse to start otherwise."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

WANTED = {"journal_mode=wal", "synchronous=full", "foreign_keys=on"}


def sqlite_faults(options: dict[str, Any]) -> list[str]:
    """What the options of a SQLite database lack: WAL, FULL, foreign keys, IMMEDIATE."""
    pragmas = str(options.get("init_command", "")).lower().replace(" ", "")
    lacking = sorted(wanted for wanted in WANTED if f"pragma{wanted}" not in pragmas)
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        lacking.append("transaction_mode=IMMEDIATE")
    return lacking


@checks.register(checks.Tags.compatibility)
def sqlite_is_durable(**kwargs: Any) -> list[checks.CheckMessage]:
    """On SQLite a deferred transaction loses answers under load, and anything but FULL loses them with the power."""
    errors: list[checks.CheckMessage] = []
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] != "django.db.backends.sqlite3":
            continue
        if lacking := sqlite_faults(database.get("OPTIONS", {})):
            hint = "Use portal.settings.base.SQLITE_OPTIONS."
            errors.append(
                checks.Error(
                    f"SQLite database {alias} lacks {', '.join(lacking)}.", hint=hint, id="portal.E001"
                )
            )
    return errors


@checks.register(checks.Tags.database)
def postgres_is_durable(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """With asynchronous commit an acknowledged answer can be lost in a crash."""
    errors: list[checks.CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            value = cursor.fetchone()[0]
        if value == "off":
            hint = "Set synchronous_commit = on."
            errors.append(
                checks.Error(
                    f"PostgreSQL database {alias} has synchronous_commit = off.", hint=hint, id="portal.E002"
                )
            )
    return errors
