"""Everything `make test` tries, in order, each step told in one line. Exits non-zero when a step fails.

--quick       formatter, linter, and of most tests their first parameters (tests/quick.py)
--measure     which tests cost too much for --quick (tests/measure.py)
--tests-only  no formatter, linter, types and contracts (they were tried on another database already)
"""

import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlparse

import quick
from browsers import chromium_path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
CI = os.environ.get("CI") == "true"
# Seconds for all tests of one database: three times what they take on two cores.
LIMIT = 40 * 60


def say(text: str) -> None:
    print(text, flush=True)


def step(name: str, *command: str, env: dict[str, str] | None = None) -> bool:
    """Run one command, show its output only when it fails, tell its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    good = done.returncode == 0
    say(f"{'ok  ' if good else 'FAIL'} {name} ({time.monotonic() - began:.0f} s)")
    if not good:
        say(done.stdout[-8000:] + done.stderr[-8000:])
    return good


def postgres_answers(url: str) -> bool:
    where = urlparse(url)
    if not where.hostname or "%2F" in where.netloc.upper():
        return True  # A socket: the tests will say.
    try:
        with socket.create_connection((where.hostname, where.port or 5432), timeout=3):
            return True
    except OSError:
        return False


def missing_servers() -> list[str]:
    """What cannot be tried here, each with how to get it."""
    missing = []
    if chromium_path() is None:
        missing.append(
            "No Chromium: browser tests are skipped. Debian: apt-get install chromium-headless-shell; elsewhere chromium (or set CHROMIUM=/path)."
        )
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = os.environ.get("POSTGRES_URL", "")
    if not url:
        missing.append(
            "No PostgreSQL: race tests are skipped. apt-get install postgresql, make a role that may create databases, then "
            "make test DATABASE_URL=postgres://role:password@127.0.0.1:5432/name"
        )
    elif not postgres_answers(url):
        missing.append(
            f"PostgreSQL does not answer at {urlparse(url).hostname}:{urlparse(url).port or 5432}."
        )
    return missing


def static_checks() -> bool:
    """Formatter, linter, types, contracts, migrations, deployment settings."""
    production = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "only-for-this-check-" + "k3Y!" * 16,
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "",
    }
    test_settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    results = [
        step("formatter", str(BIN / "ruff"), "format", "--check", "."),
        step("linter", str(BIN / "ruff"), "check", "."),
        step("types", PYTHON, "-m", "mypy", "site/portal", "site/people", "site/law", "site/sheets", "site/jobs", "site/vietnamese", "quizzes", "courses"),
        step("import contracts", str(BIN / "lint-imports")),
        step("migrations agree with models", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env=test_settings),
        step("deployment settings", PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production),
    ]  # fmt: skip
    return all(results)


def pytest(*arguments: str, workers: str = os.environ.get("PYTEST_WORKERS", "2")) -> int:
    command = [PYTHON, "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", *arguments]
    try:
        return subprocess.run(command, cwd=ROOT, timeout=LIMIT).returncode
    except subprocess.TimeoutExpired:
        say(f"FAIL the tests had not ended after {LIMIT // 60} minutes and were stopped.")
        return 1


def quickly() -> int:
    """An answer within a minute on two cores, with what differs from the last commit first."""
    began = time.monotonic()
    good = step("formatter", str(BIN / "ruff"), "format", "--check", ".")
    good &= step("linter", str(BIN / "ruff"), "check", ".")
    places = quick.places_for(quick.changed_paths())
    if places:
        say(f"first {', '.join(places)}")
    outcome = pytest(
        "-p", "tests.quick", "-m", quick.MARKS, "--maxfail=5",
        "--no-loadscope-reorder", "--places", ",".join(places),
    )  # fmt: skip
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(
        f"{time.monotonic() - began:.0f} s on the clock, {used.ru_utime + used.ru_stime:.0f} s of all processors."
    )
    return outcome or (0 if good else 1)


def main() -> int:
    os.environ.setdefault("PYTHONPATH", ".:site")
    if "--quick" in sys.argv:
        return quickly()
    if "--measure" in sys.argv:
        return pytest("-n", "0", "-p", "tests.quick", "--dear-too", "-p", "tests.measure", "-m", quick.MARKS)
    missing = missing_servers()
    for line in missing:
        say(line)
    if missing and CI:
        say("CI=true: what cannot be tried is a failure.")
        return 1
    good = True if "--tests-only" in sys.argv or os.environ.get("TESTS_ONLY") else static_checks()
    outcome = pytest()
    # What only the real migrations make (search tables, root rows) is tried once on a database made by them: one worker,
    # since the database costs more than the tests.
    outcome = outcome or pytest(
        "--real-migrations", "tests/test_foundation.py", "tests/portal/test_search_and_help.py", workers="1"
    )
    return outcome or (0 if good else 1)


if __name__ == "__main__":
    sys.exit(main())
