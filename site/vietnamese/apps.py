"""Vietnamese text, days and numbers, as a Django app (no models)."""

from django.apps import AppConfig


class VietnameseConfig(AppConfig):
    """Registers the package; it holds functions only."""

    name = "vietnamese"
    verbose_name = "Vietnamese text"
