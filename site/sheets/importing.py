"""What an import promises: a file becomes a preview, and after a yes, in one piece, rows. The list of imports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

from jobs import api as jobs

ERROR, DOUBT, NOTE = "error", "doubt", "note"
MEGABYTE = 1_000_000


class Unreadable(ValueError):
    """The file as a whole cannot be read. Says why, in one sentence for the person."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class FileFormat:
    """One kind of file that an import takes or an export gives. `extension` without its dot."""

    name: str
    label: str | Promise
    extension: str
    hint: str | Promise = ""


@dataclass(frozen=True)
class Remark:
    """One thing to say about a place of the file. `weight`: ERROR keeps the whole file out, DOUBT is to be looked at.

    `place`: where it stands, in words, where the number of the line alone would not lead a person there.
    """

    line: int
    sentence: str
    weight: str = ERROR
    place: str = ""


@dataclass(frozen=True)
class PreviewRow:
    """What would come of one place of the file. `cells` stand under the preview's columns; `line`, `place` as in `Remark`.

    `doubt`: why it should be looked at, or empty. `converted`: the old encoding that its text was turned from, or empty.
    """

    line: int
    cells: tuple[str, ...]
    doubt: str = ""
    converted: str = ""
    place: str = ""


@dataclass(frozen=True)
class Preview:
    """What a file holds, before anything is written."""

    columns: tuple[str, ...]
    rows: Sequence[PreviewRow]
    remarks: Sequence[Remark] = ()
    # Words and numbers: how many of what.
    counts: Sequence[tuple[str, int]] = ()

    @property
    def errors(self) -> int:
        return sum(remark.weight == ERROR for remark in self.remarks)


@dataclass(frozen=True)
class Outcome:
    """What came of an import, for the page of its job and for the audit log (`details`: codes and counts)."""

    sentence: str
    counts: Sequence[tuple[str, int]] = ()
    remarks: Sequence[Remark] = ()
    # Where to go on: address and words.
    link: tuple[str, str] | None = None
    details: Mapping[str, Any] | None = None

    def as_result(self) -> dict[str, Any]:
        """The shape that `jobs.Job.result` has."""
        result: dict[str, Any] = {
            "sentence": self.sentence,
            "counts": [list(count) for count in self.counts],
            "remarks": [vars(remark) for remark in self.remarks],
        }
        if self.link:
            result["link"] = {"url": self.link[0], "words": self.link[1]}
        return result


class OptionsForm(forms.Form):
    """What else a person says about an import or export. `by` is that person: offer nothing outside of what they manage."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)


class Importer(ABC):
    """One kind of import, listed in settings.SHEET_IMPORTERS. The wizard does the rest.

    `name` stands in addresses and in the names of jobs: never change it. `options` below are the cleaned data of
    `options_form`; the form is validated again when the import runs, for the person who asked.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    permission: ClassVar[str]
    # What the rows are, after their number: "120 questions".
    noun: ClassVar[str | Promise] = pgettext_lazy("of a file", "rows")
    # Said on the first page: what the file should be, what will become of it.
    explanation: ClassVar[str | Promise] = ""
    options_form: ClassVar[type[OptionsForm]] = OptionsForm
    most_bytes: ClassVar[int] = 10 * MEGABYTE
    # How such a file is written, shown as it stands: its lines, under words that lead to it.
    example: ClassVar[str | Promise] = ""
    example_about: ClassVar[str | Promise] = ""
    # Name of an address of the admin that lists what was imported.
    home: ClassVar[str] = "wagtailadmin_home"
    # Whether a file's kind can be told by looking at it, so that nobody need choose it.
    recognises: ClassVar[bool] = False

    @abstractmethod
    def formats(self) -> Sequence[FileFormat]:
        """The kinds of file that it takes, in the order of the chooser."""

    def recognise(self, data: bytes, name: str) -> str:
        """The name of the format that a file is in; empty when that cannot be told."""
        return ""

    def glance(self, data: bytes, file_format: str) -> int:
        """How much there is to read, in bytes of plain text about: whether the person can wait for it.

        Refuses with Unreadable, well within a second, a file whose size and make give it away as hostile or far too large.
        """
        return len(data)

    @abstractmethod
    def read(self, data: bytes, file_format: str, options: Mapping[str, Any]) -> Preview:
        """What the file holds. Writes nothing. Refuses a file that cannot be read at all with Unreadable."""

    def prepare(
        self, data: bytes, file_format: str, options: Mapping[str, Any], progress: jobs.Progress
    ) -> Any:
        """All that can be done before the writing: parse, check, look up. Outside a transaction, with progress.

        Raises jobs.Refused when the file cannot be imported as it stands (errors that the preview told, or new ones).
        """
        return data

    @abstractmethod
    def apply(
        self, prepared: Any, options: Mapping[str, Any], *, by: Any, at: datetime, progress: jobs.Progress
    ) -> Outcome:
        """Write it all, inside one transaction of the wizard's that also ends the job: all of it or nothing."""

    def samples(self) -> Sequence[FileFormat]:
        """Files to begin with, that can be fetched from the first page."""
        return ()

    def sample(self, file_format: str) -> jobs.ResultFile | None:
        """The file to begin with of this format, if there is one."""
        return None


@cache
def all_importers() -> dict[str, Importer]:
    """The imports of settings.SHEET_IMPORTERS (dotted names of classes, from layers above this one), by name."""
    made: list[Importer] = [import_string(name)() for name in settings.SHEET_IMPORTERS]
    return {importer.name: importer for importer in made}


def _forget(**kwargs: Any) -> None:
    all_importers.cache_clear()


setting_changed.connect(_forget)
