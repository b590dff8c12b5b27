"""Answers can be changed until the end; only then is anything marked."""

from django.utils.translation import gettext_lazy as _

from quizzes.behaviours.base import Behaviour


class Deferred(Behaviour):
    name = "deferred"
    label = _("at the end")
    about = _("Answers can be changed until the test is submitted. The result comes after that.")
