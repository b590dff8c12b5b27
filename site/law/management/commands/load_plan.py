"""`load_plan [FILE.md]`: the plan's own text as provisions of the register."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from law.plan_text import PlanRefused, ReadingError
from law.plans import ERRATA_FILE, PLAN_FILE, PLAN_REF, RegisterNotLoaded, load_plan

HELP = """Load the text of the plan (KH-157-TU) with its sections, and the list of its reading errors.

Without a file it takes the copy that ships. Run `load_law` first. Loading the same text again changes nothing."""


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        words = _("%(file)s is not in UTF-8. Save it as UTF-8 and try again.")
        raise CommandError(words % {"file": file}) from error


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=PLAN_FILE, metavar="FILE.md")
        parser.add_argument(
            "--errata", type=Path, default=ERRATA_FILE, help="JSON list of {section, seed, reading, basis}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = _text_of(options["file"])
        try:
            errata = [ReadingError(**each) for each in json.loads(_text_of(options["errata"]))]
        except (ValueError, TypeError) as error:
            raise CommandError(f"{options['errata']}: {error}") from error
        try:
            report = load_plan(text, errata)
        except ProtectedError as error:
            provisions = (getattr(each, "provision", None) for each in error.protected_objects)
            lost = sorted({each.ref for each in provisions if each is not None})
            words = _(
                "%(file)s: sections that are cited would go: %(sections)s. Change the citations first. Nothing was loaded."
            )
            raise CommandError(words % {"file": options["file"], "sections": ", ".join(lost)}) from error
        except RegisterNotLoaded as error:
            words = _("“%(ref)s” is not in the legal register. Run load_law first.")
            raise CommandError(words % {"ref": PLAN_REF}) from error
        except PlanRefused as refused:
            raise CommandError(f"{options['file']}: {refused}") from refused
        if options["verbosity"]:
            words = (
                _("Sections: %(count)d, changed.") if report.changed else _("Sections: %(count)d, unchanged.")
            )
            self.stdout.write(words % {"count": report.sections})
