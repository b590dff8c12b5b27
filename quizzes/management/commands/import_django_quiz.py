"""`import_django_quiz FILE`: what a site that ran django-quiz-app had."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DataError
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.django_quiz.bringing import UnknownLogins, bring
from quizzes.django_quiz.dump import CannotReadDump, read_dump

HELP = """Bring over topics, questions, quizzes, finished and unfinished attempts of django-quiz-app.

FILE is what `manage.py dumpdata quiz multichoice true_false essay` wrote there. Scores, marks of essays and progress stay as
the old site told them; totals are checked and reported. A second run adds nothing. A file with a fault is refused whole.

--users MAP.csv says who is who: two columns, old user id and login here. Attempts of others are kept under a placeholder
person each, who cannot sign in, and are counted."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--users", type=Path, metavar="MAP.csv", help="old user id, login")
        parser.add_argument("--prefix", default="DJQ", help="what the keys begin with (DJQ)")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        prefix: str = options["prefix"]
        if not (prefix.isascii() and prefix.isalnum() and len(prefix) <= 12):
            raise CommandError(_("--prefix is up to 12 letters and digits."))
        try:
            dump = read_dump(file.read_bytes())
            users = _users(options["users"]) if options["users"] else {}
            report = bring(
                dump, users=users, prefix=prefix, by=None, at=timezone.now(), dry_run=options["dry_run"]
            )
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error
        except CannotReadDump as refused:
            raise _refusal(file, str(refused)) from refused
        except DataError as error:
            told = str(error).partition("\n")[0]
            raise _refusal(file, _("A value does not fit: %(reason)s") % {"reason": told}) from error
        except UnknownLogins as unknown:
            words = _("Nobody here has these login names: %(names)s") % {"names": unknown}
            raise _refusal(options["users"], words) from unknown
        if options["report"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
            return
        for remark in report.remarks:
            self.stderr.write(_("Warning: %(sentence)s") % {"sentence": remark})
        self.stdout.write("\n".join(report.lines()))
        if options["dry_run"]:
            self.stdout.write(_("Nothing was kept (--dry-run)."))


def _refusal(file: Path, reason: str) -> CommandError:
    return CommandError(
        _("%(file)s: nothing was brought over. %(reason)s") % {"file": file, "reason": reason}
    )


def _mistake(file: Path, line: int, sentence: str) -> CommandError:
    place = _("line %(line)d") % {"line": line}
    return CommandError(f"{file}, {place}: {sentence}")


def _users(file: Path) -> dict[str, str]:
    """Old user id -> login. A first line with headings is passed over."""
    found: dict[str, str] = {}
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            _("%(file)s is not in UTF-8. Save it as UTF-8 and try again.") % {"file": file}
        ) from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not cells[0].isdigit()):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise _mistake(file, number, _("an old id and a login name are expected."))
        if found.get(cells[0], cells[1]) != cells[1]:
            words = _("%(id)s stands twice, with different login names.") % {"id": cells[0]}
            raise _mistake(file, number, words)
        found[cells[0]] = cells[1]
    return found
