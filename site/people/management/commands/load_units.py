"""`manage.py load_units FILE.csv`: organisation units from a file, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.unit_files import UnitsRefused, load_units


class Command(BaseCommand):
    help = (
        "Store the units of a CSV file (uid,code,type,name,name_variant,parent_uid,valid_from,valid_to,basis,successors). "
        "A file with a fault is refused whole, with the row of each fault. Doing it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be opened: %(reason)s") % {"file": path, "reason": error.strerror}
            ) from None
        try:
            loaded = load_units(content)
        except UnitsRefused as refused:
            count = {"file": path.name, "count": len(refused.faults)}
            heading = _("Nothing of %(file)s was stored. Faults: %(count)d") % count
            raise CommandError("\n".join([heading, *(f"  {fault}" for fault in refused.faults)])) from None
        if options["verbosity"]:
            self.stdout.write(
                _("Units added: %(added)d, corrected: %(changed)d, unchanged: %(unchanged)d")
                % {"added": loaded.added, "changed": loaded.changed, "unchanged": loaded.unchanged}
            )
