"""Do background work until told to stop. Any number of these may run, on any number of machines with PostgreSQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.worker import work


class Command(BaseCommand):
    help = "Do background work (imports, exports, statistics) until told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")
        parser.add_argument("--with-parent", action="store_true", help="end when the parent process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        work(batch=options["batch"], with_parent=options["with_parent"])
