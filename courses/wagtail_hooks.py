"""Courses in Wagtail's admin."""

from courses.records import hooks as records

__all__ = ["records"]
