"""Courses in Wagtail's admin."""

from courses.pages import hooks as pages
from courses.records import hooks as records

__all__ = ["pages", "records"]
