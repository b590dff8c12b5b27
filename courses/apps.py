"""Courses, for Django. Connects the one signal: a grade and the completion it causes are stored together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.classroom.finishing import on_attempt_graded
        from quizzes import api as quizzes

        quizzes.attempt_graded.connect(on_attempt_graded, dispatch_uid="courses.classroom.finishing")
