"""The rows that everything stands on: Wagtail's root rows, the list of courses, groups and their permissions, workflow."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.foundation import lay_foundation


class Command(BaseCommand):
    help = (
        "Make the root rows, groups, permissions and the moderation workflow. Doing it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lay_foundation()
        self.stdout.write(_("The foundation is laid."))
