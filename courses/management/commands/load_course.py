"""`load_course FILE.json`: a course from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

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
            heading = _("%(file)s: nothing was loaded.") % {"file": file}
            raise CommandError("\n".join([heading, *map(str, refused.faults)])) from refused
        except courses.LoadRefused as refused:
            raise CommandError(f"{file}: {refused}") from refused
        except courses.CourseEdited as edited:
            words = _(
                "%(course)s was edited here since it was loaded; nothing was changed. --replace makes new drafts."
            )
            lines = [words % {"course": edited.code}]
            lines += ["  " + _("edited: %(place)s") % {"place": each} for each in edited.edits]
            lines += [
                "  " + _("differs from the file: %(place)s") % {"place": each} for each in edited.differences
            ]
            raise CommandError("\n".join(lines)) from edited
        except courses.ReviewOutstanding as outstanding:
            words = _("%(course)s is not reviewed; add --unreviewed to publish it under a notice. Open:")
            lines = [words % {"course": outstanding.code}, *(f"  {each}" for each in outstanding.items)]
            raise CommandError("\n".join(lines)) from outstanding
        except courses.UnverifiedCitations as refused:
            words = _("%(course)s refuses citations that nobody has verified: %(refs)s")
            raise CommandError(words % {"course": refused.code, "refs": ", ".join(refused.refs)}) from refused
        for warning in report.warnings:
            self.stderr.write(_("Warning: %(sentence)s") % {"sentence": warning})
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))
