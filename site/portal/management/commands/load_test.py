"""Many people at once on the product's own server: a synchronised start, then steady saves. Nothing may be lost."""

import json
import os
import random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.bench.crowd import Ledger, Member, Told, act_on_time
from portal.bench.prepare import crowd_before_the_start, kept_numbers
from portal.bench.server import ask_inside, empty_engine, running_server


class Command(BaseCommand):
    help = (
        "500 people press the start button within 30 seconds, then 1,000 people save an answer every 20 seconds; "
        "each acknowledged save is looked up in the database at the end. Only this machine; needs PostgreSQL."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inside", metavar="PEOPLE", type=int, help="used by the command itself")
        parser.add_argument("--look", action="store_true", help="used by the command itself")
        parser.add_argument("--starters", type=int, default=500)
        parser.add_argument("--start-seconds", type=float, default=30)
        parser.add_argument("--savers", type=int, default=1000)
        parser.add_argument("--every", type=float, default=20, help="seconds between two saves of one person")
        parser.add_argument("--minutes", type=float, default=3, help="of steady saves; 15 at most")
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.stdout.write(json.dumps(crowd_before_the_start(options["inside"])))
            return
        if options["look"]:
            self.stdout.write(json.dumps(kept_numbers()))
            return
        url = os.environ.get("POSTGRES_URL")
        if not url:
            raise CommandError(
                "The load test needs PostgreSQL: set POSTGRES_URL (postgres://role:password@host/name)."
            )
        if options["minutes"] > 15 or options["savers"] > 2000 or options["starters"] > options["savers"]:
            raise CommandError("At most 15 minutes, 2,000 people, and no more starters than savers.")
        with empty_engine("load", url) as environment:
            self.say(f"Preparing {options['savers']} people with sessions…")
            told = json.loads(ask_inside(environment, "load_test", "--inside", str(options["savers"])))
            with running_server(environment, workers=options["workers"], threads=options["threads"]) as (
                port,
                _pid,
            ):
                starts, saves = self.load(port, told, options)
            kept = json.loads(ask_inside(environment, "load_test", "--look"))
        lost = lost_saves(saves.acknowledged, kept)
        rows = [
            {"name": "synchronised start", "people": options["starters"], "within_s": options["start_seconds"], **starts.figures()},
            {"name": "steady saves", "people": options["savers"], "every_s": options["every"], **saves.figures(),
             "acknowledged": sum(map(len, saves.acknowledged.values())), "lost": len(lost)},
        ]  # fmt: skip
        for row in rows:
            self.say(
                ", ".join(f"{key} {round(v, 1) if isinstance(v, float) else v}" for key, v in row.items())
            )
        target = settings.ROOT / "var" / "load.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        self.say(f"-> {target}")
        for sentence in sorted({*starts.wrong, *saves.wrong})[:10]:
            self.say(f"  {sentence}")
        if starts.wrong or saves.wrong or lost:
            raise CommandError(f"Errors: {len(starts.wrong) + len(saves.wrong)}. Lost saves: {len(lost)}.")

    def load(self, port: int, told: dict[str, Any], options: dict[str, Any]) -> tuple[Told, Told]:
        crowd = [Member(port, quiz=told["quiz"], **each) for each in told["people"]]
        chance = random.Random(1)  # noqa: S311 (moments of a load)
        starters, others = crowd[: options["starters"]], crowd[options["starters"] :]
        self.say(f"{len(starters)} people start within {options['start_seconds']:.0f} s…")
        starts = act_on_time(
            [(chance.uniform(0, options["start_seconds"]), each) for each in starters], Member.start
        )
        act_on_time([(place / 20, each) for place, each in enumerate(others)], Member.start)
        savers = [each for each in crowd if each.attempt]
        act_on_time([(place / 50, each) for place, each in enumerate(savers)], Member.look)
        self.say(f"{len(savers)} people save every {options['every']:.0f} s, for {options['minutes']:g} min…")
        rounds = int(options["minutes"] * 60 / options["every"])
        first = [chance.uniform(0, options["every"]) for _ in savers]
        plan = [
            (begin + number * options["every"], each)
            for begin, each in zip(first, savers, strict=True)
            for number in range(rounds)
        ]
        return starts, act_on_time(plan, Member.save)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def lost_saves(acknowledged: Ledger, kept: dict[str, list[int]]) -> list[str]:
    """The saves that the server acknowledged and the database does not have."""
    return [
        f"{attempt}/{position}: {number}"
        for (attempt, position), numbers in acknowledged.items()
        for number in sorted(set(numbers) - set(kept.get(f"{attempt}/{position}", ())))
    ]
