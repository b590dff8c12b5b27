"""Measure what is large: a bank of 100,000 questions, a million answers, files of 10,000 questions."""

import json
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.bench.large import fill_bank, lay_foundation, sit_in_crowds
from portal.bench.load import Caller, measure
from portal.bench.server import ask_inside, empty_engine, running_server
from portal.bench.weighing import weigh_imports, weigh_starts, weigh_statistics

# A tenth of the large bank is the file that is imported.
SMALL_BANK, LARGE_BANK, PEOPLE = 1_000, 100_000, 50_000


class Command(BaseCommand):
    help = (
        "Queries, CPU, time and memory of the large work, as ratios to a bare view of the same run; "
        "the rows are made by the database itself. Takes several minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inside", choices=list(PARTS), help="used by the command itself")
        parser.add_argument(
            "--only", choices=list(PARTS), action="append", help="measure only this (again: and this)"
        )
        parser.add_argument(
            "--part", type=float, default=1, help="so large a part of everything, to try it out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.stdout.write(json.dumps(PARTS[options["inside"]](options["part"])))
            return
        rows = self.engine("sqlite", "", options)
        if url := os.environ.get("POSTGRES_URL"):
            rows += self.engine("postgresql", url, options)
        else:
            self.stdout.write("PostgreSQL was not measured: set POSTGRES_URL.")
        target = settings.ROOT / "var" / "bench-large.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        self.stdout.write(f"-> {target}")

    def engine(self, name: str, url: str, options: dict[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        with empty_engine("bench_large", url) as environment:
            self.say(f"{name}: preparing…")
            inside = ["bench_large", "--part", str(options["part"]), "--inside"]
            ask_inside(environment, *inside, "foundation")
            floor = self.bare(environment)
            for part in ("starts", "statistics", "imports"):
                if options["only"] and part not in options["only"]:
                    continue
                for row in json.loads(ask_inside(environment, *inside, part)):
                    rows.append({"engine": name, "ratio": row["cpu_ms"] / floor, **row})
                    self.tell(rows[-1])
        return [{key: round(v, 2) if isinstance(v, float) else v for key, v in row.items()} for row in rows]

    def bare(self, environment: dict[str, str]) -> float:
        """Milliseconds of CPU of a bare view, now, on this machine."""
        nobody = {"session": "", "csrf": ""}
        with running_server(environment) as (port, pid):
            callers = [Caller(port, nobody) for _ in range(8)]
            return measure(callers, Caller.bare, seconds=5, pid=pid)["cpu_ms"]

    def tell(self, row: dict[str, Any]) -> None:
        figures = {
            "queries": "{:.0f} queries",
            "cpu_ms": "{:.1f} ms CPU",
            "ratio": "{:.1f} × bare",
            "raw_ratio": "{:.1f} × the library",
            "seconds": "{:.1f} s",
            "reading_seconds": "{:.1f} s reading",
            "peak_mb": "{:.0f} MB",
            "progress_seen": "progress seen {:.0f} times",
        }
        told = [form.format(row[key]) for key, form in figures.items() if row.get(key) is not None]
        self.say(f"{row['name']:<34}{', '.join(told)}")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _foundation(part: float) -> list[dict[str, Any]]:
    lay_foundation()
    fill_bank(int(SMALL_BANK))
    return []


def _starts(part: float) -> list[dict[str, Any]]:
    small = weigh_starts(0)
    fill_bank(int((LARGE_BANK - SMALL_BANK) * part))
    large = weigh_starts(100)
    return [
        {"name": f"start, bank of {SMALL_BANK}", **small},
        {"name": f"start, bank of {int(LARGE_BANK * part)}", **large},
    ]


def _statistics(part: float) -> list[dict[str, Any]]:
    count = int(PEOPLE * part)
    quiz = sit_in_crowds(count, at=timezone.now())
    return [{"name": f"statistics of {count * 20} answers", **weigh_statistics(quiz.uid)}]


def _imports(part: float) -> list[dict[str, Any]]:
    found = []
    for row in weigh_imports("lon-9"):
        reading, raw = row.pop("reading"), row.pop("raw_cpu_ms")
        row |= {"reading_seconds": reading["seconds"], "reading_peak_mb": reading.get("peak_mb")}
        row["raw_ratio"] = None if raw is None else row["cpu_ms"] / raw
        found.append(row)
    return found


PARTS = {"foundation": _foundation, "starts": _starts, "statistics": _statistics, "imports": _imports}
