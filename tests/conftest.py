"""What every test stands on: a database with Wagtail's root rows, and servers where there are any."""

import gc
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import flushing
import pytest
from browsers import chromium_path
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import blocking_manager_key

from quizzes.attempts import asked

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One database per worker."""


def pytest_configure(config: pytest.Config) -> None:
    # Python looks for garbage less often: tests and pages make much that lives on, and little that must be found.
    gc.set_threshold(100_000, 50, 1000)
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    flushing.install()
    # Tests in a thread with Playwright's loop beside them still speak to the database synchronously.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_use_migrations(request: pytest.FixtureRequest) -> bool:
    """Daily tests build their tables straight from the models; one run with `--migrations-too` takes the real way."""
    return bool(request.config.getoption("--real-migrations"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--real-migrations", action="store_true", help="build the test database by the real migrations"
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest
) -> None:
    """Without migrations nobody makes Wagtail's root page, locale, collection and site, nor our groups: made here."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("lay_foundation")


def empties_the_database(item: pytest.Item) -> bool:
    """Tests with real transactions end with an empty database."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", [])
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(names)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After such a test the foundation is laid again for those that follow."""
    yield
    if nextitem is not None and empties_the_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            call_command("lay_foundation", verbosity=0)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    yield
    for cache in caches.all():
        cache.clear()
    # Keys of versions come again after a test; in the product they never do.
    asked.forget()


@pytest.fixture
def noon() -> datetime:
    """A plain moment: 12:00 in Hưng Yên on 24/11/2026."""
    return datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all; each test takes a context of its own."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium was found, and CI=true.")
        pytest.skip(
            "No Chromium: apt-get install chromium-headless-shell (or chromium), or set CHROMIUM=/path"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
