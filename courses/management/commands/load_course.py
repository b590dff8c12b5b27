"""`load_course FILE.json`: a course from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from courses import api as courses

HELP = """Load a course from a JSON file of the schema plan157-course/1.0 or legal-course/1.0. Run load_law first.

The course comes in as a draft: topics, questions, final test, course page and lessons. A file with a fault is refused
whole, each fault with its JSON path. Loading the same file again changes nothing. A changed file makes new drafts; if
somebody has worked on the course since, it stops and says what differs, and --replace makes new drafts over that work
(what is live stays live, every revision is kept).

--publish publishes it. A course with open matters of its release gate, or whose file says that it awaits legal review,
needs --unreviewed too: it is then shown under a notice and gives no certificates."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--publish", action="store_true", help="publish what was loaded")
        parser.add_argument(
            "--unreviewed",
            action="store_true",
            help="publish although a review is outstanding; with a notice",
        )
        parser.add_argument(
            "--replace", action="store_true", help="make new drafts over what editors have done since"
        )

    @translation.override("en")
    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            report = courses.load_course(
                file.read_bytes(),
                at=timezone.now(),
                publish=options["publish"],
                unreviewed=options["unreviewed"],
                replace=options["replace"],
                plan_text=courses.text_beside(file),
            )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except courses.CourseFileRefused as refused:
            raise CommandError(
                "\n".join([f"{file}: nothing was loaded.", *map(str, refused.faults)])
            ) from refused
        except courses.LoadRefused as refused:
            raise CommandError(f"{file}: {refused}") from refused
        except courses.CourseEdited as edited:
            lines = [
                f"{edited.code} was edited here since it was loaded; nothing was changed. --replace makes new drafts."
            ]
            lines += [f"  edited: {each}" for each in edited.edits]
            lines += [f"  differs from the file: {each}" for each in edited.differences]
            raise CommandError("\n".join(lines)) from edited
        except courses.ReviewOutstanding as outstanding:
            lines = [
                f"{outstanding.code} is not reviewed; add --unreviewed to publish it under a notice. Open:"
            ]
            raise CommandError(
                "\n".join([*lines, *(f"  {each}" for each in outstanding.items)])
            ) from outstanding
        except courses.UnverifiedCitations as refused:
            refs = ", ".join(refused.refs)
            raise CommandError(
                f"{refused.code} refuses citations that nobody has verified: {refs}"
            ) from refused
        for warning in report.warnings:
            self.stderr.write(f"warning: {warning}")
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))
