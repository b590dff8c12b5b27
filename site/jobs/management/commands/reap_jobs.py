"""What every worker does by itself now and then, for installations that want it from a scheduler."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.keeping import run_routines
from jobs.reaping import reap_jobs


class Command(BaseCommand):
    help = "Take up jobs whose worker died; remove files of results that are older than 7 days."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        count = reap_jobs(at=at)
        run_routines(at=at)
        self.stdout.write(f"{count} jobs taken up again")
