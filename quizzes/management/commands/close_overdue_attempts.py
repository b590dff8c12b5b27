"""`manage.py close_overdue_attempts`: submit what nobody came back to. Safe to run at any time and again."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.attempts.submitting import close_one, overdue_keys

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Submits every attempt whose time is over, as of its deadline. Pages do the same whenever somebody looks, so this "
        "only makes results appear sooner. One attempt that cannot be closed does not hold up the others."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        closed, failed = 0, 0
        for key in overdue_keys(at):
            try:
                closed += close_one(key, at=at)
            except Exception:
                log.exception("Attempt %s could not be closed.", key)
                failed += 1
        self.stdout.write(_("Attempts closed: %(count)d") % {"count": closed})
        if failed:
            raise CommandError(
                _("Attempts not closed: %(count)d. The log says why; they stay open until the next run.")
                % {"count": failed}
            )
