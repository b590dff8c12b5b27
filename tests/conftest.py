"""What every test stands on: a database with Wagtail's root rows, and servers where there are any."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One database per worker."""


def pytest_configure(config: pytest.Config) -> None:
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    # Tests in a thread with Playwright's loop beside them still speak to the database synchronously.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_use_migrations(request: pytest.FixtureRequest) -> bool:
    """Daily tests build their tables straight from the models; one run with `--migrations-too` takes the real way."""
    return bool(request.config.getoption("--real-migrations"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-migrations", action="store_true", help="build the test database by the real migrations")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest) -> None:
    """Without migrations nobody makes Wagtail's root page, locale, collection and site, nor our groups: made here."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("lay_foundation")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def noon() -> datetime:
    """A plain moment: 12:00 in Hưng Yên on 24/11/2026."""
    return datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)


