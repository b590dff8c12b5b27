"""The door of quizzes."""

from quizzes.signals import attempt_graded

__all__ = ["attempt_graded"]
