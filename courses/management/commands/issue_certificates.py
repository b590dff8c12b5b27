"""Issue what is still missing, and draw what a dead process left undrawn."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.services import issue_missing
from courses.certificates.store import draw_missing


class Command(BaseCommand):
    help = "Issue certificates for completions that have none and may have one; draw certificates without a file. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        issued = issue_missing(at=timezone.now())
        drawn, faults = draw_missing()
        self.stdout.write(_("Issued: %(issued)d, drawn: %(drawn)d") % {"issued": issued, "drawn": drawn})
        if faults:
            words = _("Not drawn: %(faults)s")
            raise CommandError(words % {"faults": "\n".join(faults)})
