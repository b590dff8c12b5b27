"""Completion records into a file, the same rows as on the screen."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.completions.models import Completion
from courses.pages.models import CoursePage
from courses.records.query import Asked, records_for
from courses.records.resource import export_records
from people import api as people
from sheets import api as sheets


def iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("“%(text)s” is not a day. Write it like 2026-12-31.") % {"text": text}
        ) from None


class Command(BaseCommand):
    help = "Export completion records. Days are ISO (2026-12-31), both included; a unit means the unit and all below it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=[kind.name for kind in sheets.FORMATS], required=True)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--unit", help="a unit's key, code of today, or name")
        parser.add_argument("--course", metavar="CODE", default="")
        parser.add_argument("--from", dest="since", type=iso_day)
        parser.add_argument("--to", dest="until", type=iso_day)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        asked = Asked(
            unit=self.unit(options["unit"]),
            course_code=options["course"],
            since=options["since"],
            until=options["until"],
        )
        if asked.course_code and not self.is_known(asked.course_code):
            raise CommandError(_("No course has the code %(code)s.") % {"code": asked.course_code})
        if asked.since and asked.until and asked.since > asked.until:
            raise CommandError(_("--from is later than --to."))
        target: Path = options["output"]
        beside = target.with_name(f".{target.name}.part")
        try:
            with beside.open("wb") as file:
                rows = export_records(
                    records_for(None, asked),
                    to=file,
                    format_name=options["format"],
                    by=None,
                    asked=asked,
                    at=at,
                )
            beside.replace(target)
        except OSError as fault:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s") % {"file": target, "reason": fault.strerror}
            ) from fault
        finally:
            beside.unlink(missing_ok=True)
        self.stdout.write(_("Rows: %(count)d. File: %(file)s") % {"count": rows, "file": target})

    def unit(self, text: str | None) -> people.Unit | None:
        if not text:
            return None
        try:
            return people.find_unit(text)
        except (people.UnitNotFound, people.UnitUnclear) as unclear:
            raise CommandError(str(unclear)) from unclear

    def is_known(self, code: str) -> bool:
        from_records = Completion.objects.filter(course_code=code).exists()
        return from_records or CoursePage.objects.filter(code=code).exists()
