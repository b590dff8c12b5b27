"""Make a backup while the product runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.backup import BackupRefused, make_backup

# So many names are said; all are in the manifest.
SHOWN = 10


class Command(BaseCommand):
    help = "Write database, media and private files into one file with hashes (default: var/backups/<moment>.tar)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.localtime()
        target: Path = options["file"] or settings.VAR / "backups" / f"{at:%Y%m%d-%H%M%S}.tar"
        try:
            manifest = make_backup(target, at=at)
        except (BackupRefused, OSError) as refusal:
            raise CommandError(_("No backup was made. %(reason)s") % {"reason": refusal}) from refusal
        size = target.stat().st_size // 1024
        words = _("%(file)s (files: %(count)d, %(size)d KiB)")
        self.stdout.write(words % {"file": target, "count": len(manifest["files"]), "size": size})
        if gone := manifest["vanished"]:
            words = _("Removed while the backup was made, and not in it: %(count)d (%(names)s)")
            shown = ", ".join([*gone[:SHOWN], *(["…"] if len(gone) > SHOWN else [])])
            self.stdout.write(words % {"count": len(gone), "names": shown})
