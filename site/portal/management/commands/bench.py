"""Measure the product's own server, on SQLite and where there is one on PostgreSQL."""

import json
import os
import statistics
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.bench.load import Caller, measure
from portal.bench.prepare import prepare
from portal.bench.server import ask_inside, empty_engine, running_server

OPERATIONS = {
    "bare": Caller.bare,
    "lesson": Caller.lesson,
    "question": Caller.question,
    "answer save": Caller.save,
}


class Command(BaseCommand):
    help = "req/s, p50, p95, CPU and queries of the main operations, and their CPU as a ratio to a bare view of the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", type=int, metavar="PEOPLE", help="used by the command itself")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--seconds", type=float, default=4)
        parser.add_argument("--clients", type=int, default=8)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["prepare"]:
            self.stdout.write(prepare(options["prepare"]))
            return
        rows = self.engine("sqlite", "", options)
        if url := os.environ.get("POSTGRES_URL"):
            rows += self.engine("postgresql", url, options)
        else:
            self.stdout.write("PostgreSQL was not measured: set POSTGRES_URL.")
        target = settings.ROOT / "var" / "bench.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        self.stdout.write(f"-> {target}")

    def engine(self, name: str, url: str, options: dict[str, Any]) -> list[dict[str, Any]]:
        self.stdout.write(f"{name}: preparing…")
        self.stdout.flush()
        with empty_engine("bench", url) as environment:
            told = json.loads(ask_inside(environment, "bench", "--prepare", str(options["clients"])))
            with running_server(environment, threads=options["threads"]) as (port, pid):
                return self.rows(name, told, port, pid, options)

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
