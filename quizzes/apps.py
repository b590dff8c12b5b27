"""Quizzes, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from quizzes.attempts.remarks import register_remarks
        from quizzes.marking.remarks import remarks_by_markers

        register_remarks(remarks_by_markers)
