"""Completion records as files: the default columns, on django-import-export."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from courses.completions.models import Completion
from courses.records.query import Asked
from jobs import api as jobs
from people import api as people
from sheets import api as sheets


def score(record: Completion) -> Decimal | None:
    """The percentage with two decimals, never rounded up."""
    return None if record.percent is None else record.percent.quantize(Decimal("0.01"), ROUND_DOWN)


def result(record: Completion) -> str:
    return "Đạt" if record.result == "passed" else record.result


class CompletionRecords(sheets.RecordResource):
    """What an auditor needs and nothing more: no birth date, no role, no answers."""

    full_name = sheets.Column(_("Full name"), "full_name")
    unit_path = sheets.Column(_("Unit at that time"), "unit_path")
    course_code = sheets.Column(_("Course code"), "course_code")
    course_title = sheets.Column(_("Course"), "course_title")
    score = sheets.Column(_("Score (%)"), score)
    result = sheets.Column(_("Result"), result)
    completed_on = sheets.Column(_("Completed on"), "completed_on")
    certificate_number = sheets.Column(_("Certificate number"), "certificate_number")
    valid_until = sheets.Column(_("Valid until"), "valid_until")


def export_records(
    records: Iterable[Completion],
    *,
    to: IO[bytes],
    format_name: str,
    by: people.User | None,
    asked: Asked,
    at: datetime,
) -> int:
    """Write the records and leave an audit entry; returns how many rows were written. Raises sheets.CannotWrite."""
    written = CompletionRecords().write(records, to=to, as_format=sheets.format_named(format_name))
    details: dict[str, Any] = {
        "format": format_name,
        "rows": written,
        "unit": asked.unit.uid if asked.unit else "",
        "course": asked.course_code,
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
    }
    jobs.record("records.exported", by=by, at=at, details=details)
    return written
