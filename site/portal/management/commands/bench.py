"""Measure the product's own server, on SQLite and where there is one on PostgreSQL."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.bench.load import Caller, measure
from portal.bench.prepare import prepare

OPERATIONS = {
    "bare": Caller.bare,
    "lesson": Caller.lesson,
    "question": Caller.question,
    "answer save": Caller.save,
}
BENCH_DATABASE = "portal_bench"


class Command(BaseCommand):
    help = "req/s, p50, p95, CPU and queries of the main operations, and their CPU as a ratio to a bare view of the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", type=int, metavar="PEOPLE", help="used by the command itself")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--seconds", type=float, default=4)
        parser.add_argument("--clients", type=int, default=8)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["prepare"]:
            self.stdout.write(prepare(options["prepare"]))
            return
        rows: list[dict[str, Any]] = []
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            rows += self.engine("sqlite", {"PORTAL_VAR": folder, "DATABASE_URL": ""}, options)
        if url := os.environ.get("POSTGRES_URL"):
            bench_url = self.fresh_database(url)
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                rows += self.engine("postgresql", {"PORTAL_VAR": folder, "DATABASE_URL": bench_url}, options)
        else:
            self.stdout.write("PostgreSQL was not measured: set POSTGRES_URL.")
        target = settings.ROOT / "var" / "bench.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        self.stdout.write(f"-> {target}")

    def fresh_database(self, url: str) -> str:
        """An empty database for the bench on the server of that address."""
        if subprocess.run(["which", "psql"], capture_output=True).returncode:  # noqa: S607
            raise CommandError("psql was not found.")
        for statement in (f"DROP DATABASE IF EXISTS {BENCH_DATABASE}", f"CREATE DATABASE {BENCH_DATABASE}"):
            subprocess.run(["psql", url, "-q", "-c", statement], check=True)  # noqa: S603, S607
        return urlparse(url)._replace(path=f"/{BENCH_DATABASE}").geturl()

    def engine(self, name: str, environment: dict[str, str], options: dict[str, Any]) -> list[dict[str, Any]]:
        paths = os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")])
        full = {
            **os.environ,
            **environment,
            "PYTHONPATH": paths,
            "DJANGO_SETTINGS_MODULE": "portal.settings.bench",
        }
        self.stdout.write(f"{name}: preparing…")
        self.stdout.flush()
        manage = [sys.executable, str(settings.ROOT / "manage.py")]
        subprocess.run([*manage, "collectstatic", "--noinput", "-v", "0"], env=full, check=True)  # noqa: S603
        people_at_work = [*manage, "bench", "--prepare", str(options["clients"])]
        made = subprocess.run(people_at_work, env=full, capture_output=True, text=True)  # noqa: S603
        if made.returncode:
            raise CommandError(made.stderr[-4000:])
        told = json.loads(made.stdout.strip().splitlines()[-1])
        port = free_port()
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--blocking-threads", "4", "--no-ws", "--log-level", "error", "portal.wsgi:application",
        ]  # fmt: skip
        server = subprocess.Popen(command, env=full, cwd=settings.ROOT)  # noqa: S603
        try:
            wait_for(port)
            return self.rows(name, told, port, server.pid, options)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()

    def rows(
        self, name: str, told: dict[str, Any], port: int, pid: int, options: dict[str, Any]
    ) -> list[dict[str, Any]]:
        callers = [Caller(port, person) for person in told["people"]]
        rounds: dict[str, list[dict[str, float]]] = {operation: [] for operation in OPERATIONS}
        for _ in range(options["rounds"]):
            for operation, act in OPERATIONS.items():
                rounds[operation].append(measure(callers, act, seconds=options["seconds"], pid=pid))
        medians = {
            op: {key: statistics.median(r[key] for r in found) for key in found[0]}
            for op, found in rounds.items()
        }
        floor = medians["bare"]["cpu_ms"]
        counts = {"bare": 0, **told["queries"]}
        rows = [
            {
                "name": op,
                "engine": name,
                "ratio": round(figures["cpu_ms"] / floor, 2),
                "queries": counts[op],
                **{k: round(v, 2) for k, v in figures.items()},
            }
            for op, figures in medians.items()
        ]
        certificate = told["certificate_ms"]
        rows.append(
            {"name": "certificate", "engine": name, "ratio": round(certificate / floor, 2), "cpu_ms": round(certificate, 2),
             "p50_ms": round(certificate, 2), "p95_ms": round(certificate, 2), "rps": round(1000 / certificate, 1), "queries": 0}
        )  # fmt: skip
        self.stdout.write(
            f"{'':<14}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'queries':>9}{'× bare':>9}"
        )
        for row in rows:
            self.stdout.write(
                f"{row['name']:<14}{row['rps']:>9.0f}{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{row['cpu_ms']:>9.2f}{row['queries']:>9}{row['ratio']:>9.2f}"
            )
        self.stdout.flush()
        return rows


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
