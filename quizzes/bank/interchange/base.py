"""What every format promises: bytes become drafted questions and remarks, drafted questions become bytes and losses.

Formats are pure: they know nothing of the database. What they read is checked by the kinds of question themselves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise

MOST_BYTES = 50_000_000
MOST_QUESTIONS = 20_000


class Weight(StrEnum):
    """How much a remark matters: an error keeps the whole file out, a doubt is shown and may be confirmed."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    """One thing to say about a place of a file. `line`: line or row, from 1; 0 where the file has none."""

    line: int
    sentence: str
    weight: Weight = Weight.ERROR


@dataclass(frozen=True)
class Cited:
    """A citation as files write it: the register's number of the document, and the place in it."""

    document: str
    article: str = ""
    clause: str = ""
    point: str = ""
    provision: str = ""
    read_on: str = ""
    evidence: str = ""
    paraphrase: str = ""
    source: str = ""


@dataclass(frozen=True)
class Drafted:
    """One question as a file has it. `body` (with its stem) has the shape of its kind; `topic` is a path of titles.

    `uid` is empty where the file names none. `files`: pictures and sounds of the body by their SHA-256 (hex). `line`: where
    it begins. `converted`: its text stood in an old encoding (name of it) and was turned into Unicode.
    """

    kind: str
    body: Mapping[str, Any]
    line: int = 0
    uid: str = ""
    topic: tuple[str, ...] = ()
    level: str = ""
    points: Decimal = Decimal(1)
    explanation: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()
    practice_only: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    converted: str = ""
    needs_legal_review: bool = False
    review_reasons: tuple[Any, ...] = ()
    advice_sources: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ReadFile:
    """What a format found in a file: sound questions, and remarks about everything that is not taken over as it stands.

    `heads`: the lines at which the file numbers its questions, with the number that it writes there; 0 ends the last one.
    `left_out`: the lines at which something begins that became no question.
    """

    questions: Sequence[Drafted]
    remarks: Sequence[Remark] = ()
    heads: Sequence[tuple[int, int]] = ()
    left_out: Sequence[int] = ()

    @property
    def errors(self) -> list[Remark]:
        return [each for each in self.remarks if each.weight is Weight.ERROR]

    def counts(self) -> Counter[str]:
        """How many questions of each kind."""
        return Counter(each.kind for each in self.questions)

    def number_at(self, line: int) -> int:
        """The number that the file gives the question in which a line stands; 0 outside of any."""
        place = bisect_right(self.heads, line, key=lambda head: head[0]) - 1
        return self.heads[place][1] if place >= 0 else 0


@dataclass(frozen=True)
class Written:
    """A file, and a sentence for each thing that the format could not say (`line`: number of the question, from 1)."""

    data: bytes
    losses: Sequence[Remark] = ()


class CannotRead(ValueError):
    """The file as a whole cannot be read: not this format, far too large, hostile. Says why, in one sentence."""


class Format(ABC):
    """One format of question files. `read` refuses what is no such file with `CannotRead`, within a second."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    extension: ClassVar[str]
    content_type: ClassVar[str]
    can_write: ClassVar[bool] = True

    def likeness(self, data: bytes, name: str) -> int:
        """How much a file looks like this format: 2 by its content, 1 by its name alone, 0 not at all. Never fails."""
        return int(name.casefold().endswith(f".{self.extension.lstrip('.')}"))

    def place(self, line: int, read: ReadFile) -> str:
        """Where a line stands, in words by which a person finds it; empty where its number alone says it best."""
        return ""

    def glance(self, data: bytes) -> int:
        """How much there is to read, in bytes of plain text about.

        Refuses with `CannotRead`, well within a second, what its size and make give away as hostile or far too large; what
        is not seen at a glance `read` refuses.
        """
        return len(data)

    @abstractmethod
    def read(self, data: bytes) -> ReadFile:
        """The questions of a file and what is to be said about it; errors have the line at which to look."""

    @abstractmethod
    def write(self, questions: Sequence[Drafted]) -> Written:
        """The questions as a file of this format, and what it cannot hold. Reading it again gives the rest unchanged."""
