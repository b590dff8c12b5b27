"""Load what ships with the product, and the demo people, by the commands that also serve users."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from courses import api as courses
from law import api as law
from people import api as people
from portal.demo import COURSES, make_demo_issuer, make_demo_people

# What each file of units brings, by one of its units.
UNITS = {"hy": "hung-yen-units.csv", "demo-tan-hung-1": "demo-villages.csv"}


class Command(BaseCommand):
    help = (
        "Load what is missing of the units, the legal register, the courses and the demo people; what is there stays as it is. "
        "The demo people get new passwords each time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        steps = [("lay_foundation", []), *self.missing()]
        for number, (command, arguments) in enumerate(steps, start=1):
            self.stdout.write(
                f"  {number}/{len(steps)} {command} {' '.join(a.rsplit('/', 1)[-1] for a in arguments)}"
            )
            self.stdout.flush()
            call_command(command, *arguments, verbosity=0, stdout=self.stdout)
        make_demo_issuer()
        for remark in make_demo_people(at=timezone.now()):
            self.stdout.write(f"  {remark}")

    def missing(self) -> list[tuple[str, list[str]]]:
        """The commands for what this database lacks. Editors may have changed the rest: a newer file that ships is loaded
        over that by hand only (load_course, load_law, load_units)."""
        site = settings.ROOT / "site"
        steps = [
            ("load_units", [str(site / "people/data" / name)])
            for uid, name in UNITS.items()
            if not people.Unit.objects.filter(uid=uid).exists()
        ]
        if not law.LegalDocument.objects.exists():
            steps.append(("load_law", [str(site / "law/data/legal-register.csv")]))
        there = set(courses.CoursePage.objects.filter(code__in=COURSES).values_list("code", flat=True))
        steps += [
            ("load_course", [str(settings.ROOT / "courses/data" / name), "--publish", "--unreviewed"])
            for code, name in COURSES.items()
            if code not in there
        ]
        return steps
