"""Take a backup back. Refuses a damaged or newer file, and to work under a running product, before anything is touched."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.backup import BackupRefused, misses_migrations
from portal.restoring import RestoreHalfDone, restore_backup
from vietnamese import api as vietnamese


class Command(BaseCommand):
    help = "Put a backup in place of what is here. Stop the product first; what was here is kept beside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(options["file"])
        except BackupRefused as refusal:
            raise CommandError(_("Nothing was changed. %(reason)s") % {"reason": refusal}) from refusal
        except RestoreHalfDone as half:
            raise CommandError(str(half)) from half
        words = _("Restored the state of %(moment)s (files: %(count)d). Start with `make run`.")
        moment = vietnamese.show_moment(datetime.fromisoformat(manifest["made_at"]))
        self.stdout.write(words % {"moment": moment, "count": len(manifest["files"])})
        if misses_migrations(manifest):
            self.stdout.write(
                _(
                    "The backup is of an older version. `make run` brings it up to this one; elsewhere: `manage.py migrate`, "
                    "then `manage.py lay_foundation`."
                )
            )
