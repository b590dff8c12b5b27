"""`manage.py build_words`: the parts of the Vietnamese catalogue merged into the one that Django reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import words, words_in_code

# Where our own code is; the rest of the house (tests, docs) speaks to developers.
OWN_CODE = ("site", "courses", "quizzes")


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
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Write nothing; list the messages of our own code that have no Vietnamese, as file:line, and end with an error.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0]) / "vi"
        try:
            if options["missing"]:
                self.list_missing(locale)
            elif options["check"]:
                self.check_files(locale)
            else:
                self.build(locale)
        except words.WordsRefused as refused:
            raise CommandError(f"The words cannot be merged:\n{refused}") from None

    def build(self, locale: Path) -> None:
        changed = words.build(locale)
        for path in changed:
            self.stdout.write(f"written: {path.relative_to(locale)}")
        if not changed:
            self.stdout.write("The catalogue is up to date.")

    def check_files(self, locale: Path) -> None:
        stale = words.stale(locale)
        if stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Out of date: {names}. Run `manage.py build_words`.")
        self.stdout.write("The catalogue is up to date.")

    def list_missing(self, locale: Path) -> None:
        root = Path(settings.ROOT)
        try:
            missing = words_in_code.missing(locale, *(root / name for name in OWN_CODE))
        except words_in_code.CannotRead as fault:
            raise CommandError(str(fault)) from None
        for each in missing:
            self.stdout.write(f"{each.path.relative_to(root)}:{each.line}: {each.message!r}")
        if missing:
            raise CommandError(
                f"{len(missing)} messages have no Vietnamese. Add them to a part in {locale / 'words'}."
            )
        self.stdout.write("Every message has its Vietnamese.")
