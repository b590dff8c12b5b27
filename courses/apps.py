"""Courses, for Django: hears of grades, answers for its final tests, and shows its pages in the classroom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.classroom import showing
        from courses.classroom.final_test import FinalTests
        from courses.classroom.finishing import on_attempt_graded
        from quizzes import api as quizzes

        showing.register()
        quizzes.register_surroundings(FinalTests())
        quizzes.attempt_graded.connect(on_attempt_graded, dispatch_uid="courses.classroom.finishing")
