"""What an export promises: a file at once when it is small, as work in the background when it is large. The list of exports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from jobs import api as jobs
from sheets.importing import OptionsForm, Outcome


@dataclass(frozen=True)
class Exported:
    """A file, and what is to be said of it."""

    file: jobs.ResultFile
    outcome: Outcome


class Exporter(ABC):
    """One kind of export, listed in settings.SHEET_EXPORTERS. `options` are the cleaned data of its form."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    permission: ClassVar[str]
    explanation: ClassVar[str | Promise] = ""
    options_form: ClassVar[type[OptionsForm]] = OptionsForm
    # More rows than that are written in the background.
    most_at_once: ClassVar[int] = 300
    home: ClassVar[str] = "wagtailadmin_home"

    @abstractmethod
    def count(self, options: Mapping[str, Any], *, by: Any) -> int:
        """How many rows it would be."""

    @abstractmethod
    def write(self, options: Mapping[str, Any], *, by: Any, progress: jobs.Progress | None) -> Exported:
        """The file. `progress` is None when the person waits for it. Refuses with jobs.Refused."""


@cache
def all_exporters() -> dict[str, Exporter]:
    """The exports of settings.SHEET_EXPORTERS (dotted names of classes, from layers above this one), by name."""
    made: list[Exporter] = [import_string(name)() for name in settings.SHEET_EXPORTERS]
    return {exporter.name: exporter for exporter in made}


def _forget(**kwargs: Any) -> None:
    all_exporters.cache_clear()


setting_changed.connect(_forget)
