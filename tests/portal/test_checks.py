"""A database that could lose a confirmed answer is refused."""

from typing import Any

import pytest

from portal.checks import sqlite_faults, sqlite_is_durable
from portal.settings.base import SQLITE_OPTIONS


def test_the_shipped_options_pass() -> None:
    assert sqlite_faults(SQLITE_OPTIONS) == []
    assert sqlite_is_durable() == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {**SQLITE_OPTIONS, "transaction_mode": "DEFERRED"},
        {
            **SQLITE_OPTIONS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
        {**SQLITE_OPTIONS, "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"},
    ],
)
def test_anything_less_is_refused(options: dict[str, Any], settings: Any) -> None:
    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": options}
    }
    assert [message.id for message in sqlite_is_durable()] == ["portal.E001"]
