"""Load what ships with the product, and the demo people, by the commands that also serve users."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.demo import enrol_demo_learner, make_demo_issuer, make_demo_people

COURSES = ["plan157-course.json", "course-c1.json", "course-c2.json", "course-c3.json", "course-c5.json"]


class Command(BaseCommand):
    help = "Load units, the legal register, the courses and the demo people. Doing it again gives the demo people new passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        site = settings.ROOT / "site"
        steps: list[tuple[str, list[str]]] = [
            ("lay_foundation", []),
            ("load_units", [str(site / "people/data/hung-yen-units.csv")]),
            ("load_units", [str(site / "people/data/demo-villages.csv")]),
            ("load_law", [str(site / "law/data/legal-register.csv")]),
        ]
        steps += [
            ("load_course", [str(settings.ROOT / "courses/data" / name), "--publish", "--unreviewed"])
            for name in COURSES
        ]
        for number, (command, arguments) in enumerate(steps, start=1):
            self.stdout.write(
                f"  {number}/{len(steps)} {command} {' '.join(a.rsplit('/', 1)[-1] for a in arguments)}"
            )
            self.stdout.flush()
            call_command(command, *arguments, verbosity=0, stdout=self.stdout)
        make_demo_issuer()
        make_demo_people(at=at)
        enrol_demo_learner("KH157", at=at)
