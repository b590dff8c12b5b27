"""Rows in and out of files, as a Django app."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """Registers the package; it knows no model of the portal."""

    name = "sheets"
    verbose_name = "Sheets"
