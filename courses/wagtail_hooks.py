"""Courses in Wagtail's admin."""

from courses.pages import hooks as pages
from courses.pages import staying
from courses.records import hooks as records
from courses.records import keeping

__all__ = ["keeping", "pages", "records", "staying"]
