"""The product's own server for a measurement: a database that holds nothing else, the server on it, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

from django.conf import settings
from django.core.management.base import CommandError

from portal.application_server import server_command

MANAGE = [sys.executable, str(settings.ROOT / "manage.py")]


@contextmanager
def empty_engine(name: str, url: str = "") -> Iterator[dict[str, str]]:
    """The environment of processes that work on an empty database: SQLite in a new folder, or on the server of `url`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        database = fresh_database(url, f"portal_{name}") if url else ""
        environment = {
            **os.environ,
            "PORTAL_VAR": folder,
            "DATABASE_URL": database,
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site"), *_paths()]),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        # Pages are drawn while data is prepared, too, and name their styles by hash.
        ask_inside(environment, "collectstatic", "--noinput", "-v", "0")
        yield environment


def _paths() -> list[str]:
    """Where else the settings of whoever calls may lie."""
    return [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []


def fresh_database(url: str, name: str) -> str:
    """An empty database of that name on the server of that address; its own address."""
    if subprocess.run(["which", "psql"], capture_output=True).returncode:  # noqa: S607
        raise CommandError("psql was not found.")
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        subprocess.run(["psql", url, "-q", "-c", statement], check=True)  # noqa: S603, S607
    return urlparse(url)._replace(path=f"/{name}").geturl()


def ask_inside(environment: dict[str, str], *command: str) -> str:
    """What a command of ours on that database says in its last line. Refuses with CommandError when it fails."""
    done = subprocess.run([*MANAGE, *command], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise CommandError(done.stderr[-4000:])
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


@contextmanager
def running_server(
    environment: dict[str, str], *, workers: int = 1, threads: int = 4
) -> Iterator[tuple[int, int]]:
    """The server on that database, on a free port of this machine only: (port, process)."""
    port = free_port()
    command = server_command(
        "127.0.0.1", port, workers=workers, threads=threads, more=["--log-level", "error"]
    )
    server = subprocess.Popen(command, env=environment, cwd=settings.ROOT)  # noqa: S603
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The server did not start.")
