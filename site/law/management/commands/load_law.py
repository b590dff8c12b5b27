"""`load_law FILE.csv`: the legal register from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from law.loading import LawReport, load_register
from law.register_file import RegisterRefused, read_register

HELP = """Load the legal register from a CSV file (UTF-8).

Columns: ref, kind, number, title_vi, issued, effective, status_at_YYYY_MM_DD, amended_or_replaced_by, evidence_level,
evidence, publish_rule. Every row comes in unverified. A file with a fault is refused whole, each fault with its row.
Loading the same file again changes nothing. Rows that somebody verified or changed by hand are kept and listed;
--replace takes the file's words for them too and ends their verification."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--replace", action="store_true", help="also overwrite rows that were verified or changed by hand"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            report = load_register(
                read_register(file.read_bytes()), at=timezone.now(), replace=options["replace"]
            )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except RegisterRefused as refused:
            heading = _("%(file)s: nothing was loaded.") % {"file": file}
            raise CommandError("\n".join([heading, *refused.faults])) from refused
        if options["verbosity"]:
            self.tell(report)

    def tell(self, report: LawReport) -> None:
        for warning in report.warnings:
            self.stderr.write(_("Warning: %(sentence)s") % {"sentence": warning})
        for ref, reason, fields in report.kept:
            words = _("%(ref)s was kept as it is (%(reason)s; %(fields)s). --replace overwrites it.")
            self.stderr.write(words % {"ref": ref, "reason": reason, "fields": ", ".join(fields)})
        self.stdout.write(
            _(
                "Rows added: %(added)d, changed: %(changed)d, unchanged: %(unchanged)d, kept: %(kept)d, "
                "known by number only: %(stubs)d"
            )
            % {
                "added": len(report.added),
                "changed": len(report.changed),
                "unchanged": len(report.unchanged),
                "kept": len(report.kept),
                "stubs": len(report.stubs),
            }
        )
