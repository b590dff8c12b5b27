"""`manage.py build_words`: the parts of the Vietnamese catalogue merged into the one that Django reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import words


class Command(BaseCommand):
    help = (
        "Merges locale/vi/words/*.po into locale/vi/LC_MESSAGES (django and djangojs). "
        "Ends with an error when two parts disagree or a translation loses a placeholder; nothing is written then."
    )
    # The catalogue is wanted while the rest may still be broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; end with an error if a file is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0]) / "vi"
        try:
            changed = list(words.stale(locale)) if options["check"] else words.build(locale)
        except words.WordsRefused as refused:
            raise CommandError(f"The words cannot be merged:\n{refused}") from None
        if options["check"] and changed:
            names = ", ".join(path.name for path in changed)
            raise CommandError(f"Out of date: {names}. Run `manage.py build_words`.")
        for path in changed:
            self.stdout.write(f"written: {path.relative_to(locale)}")
        if not changed:
            self.stdout.write("The catalogue is up to date.")
