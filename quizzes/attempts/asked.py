"""What is asked, kept in memory: a version of a question never changes, so each process reads it once.

Reading a body checks and folds every text in it, which costs more than the rest of a page of a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quizzes.bank.questions import QuestionVersion
from quizzes.kinds import Kind, kind_named

# More than a large bank holds; one takes a few kilobytes.
MOST_KEPT = 5000

Key = tuple[int, str]


@dataclass(frozen=True)
class Asked:
    """What the pages of a test need of a version of a question."""

    kind: Kind[Any]
    body: Any
    needs_legal_review: bool


_kept: dict[Key, Asked] = {}


def asked(version_pk: int, content_hash: str) -> Asked:
    """The version with this key and hash. One query the first time, none later."""
    found = _kept.get((version_pk, content_hash))
    if found is None:
        return asked_in(QuestionVersion.objects.get(pk=version_pk))
    return found


def asked_in(version: QuestionVersion) -> Asked:
    """As `asked`, from a row that is loaded already."""
    key = (version.pk, version.content_hash)
    found = _kept.get(key)
    if found is None:
        kind = kind_named(version.kind)
        found = Asked(kind, kind.read(version.body), version.needs_legal_review)
        if len(_kept) >= MOST_KEPT:
            forget()
        _kept[key] = found
    return found


def forget() -> None:
    """Keep nothing of what was read; the next page reads it again."""
    _kept.clear()
