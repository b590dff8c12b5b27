"""Many questions at once, and how many rows leave the database meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import make_quizzes
import pytest
from django.db.backends.utils import CursorWrapper

from quizzes import api as quizzes

_numbers = count(1)


def many_questions(
    topic: quizzes.Topic, number: int, *, level: str = "", kind: str = "single_choice"
) -> list[int]:
    """So many published questions that are alike, made in three statements. Their keys in order."""
    body = make_quizzes.EXAMPLES[kind].body
    first = next(_numbers)
    written = {"kind": kind, "level": level, "body": body}
    questions = quizzes.Question.objects.bulk_create(
        quizzes.Question(uid=f"NHIEU/{first}-{each}", topic=topic, stem=body["stem"], live=True, **written)
        for each in range(number)
    )
    versions = quizzes.QuestionVersion.objects.bulk_create(
        quizzes.QuestionVersion(question=each, number=1, points=1, content_hash="0" * 64, **written)
        for each in questions
    )
    for question, version in zip(questions, versions, strict=True):
        question.current_version = version
    quizzes.Question.objects.bulk_update(questions, ["current_version"])
    return sorted(question.pk for question in questions)


@contextmanager
def rows_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each fetch brought."""
    fetched: list[int] = []

    def fetchmany(self: CursorWrapper, *args: Any) -> Any:
        rows = self.cursor.fetchmany(*args)
        fetched.append(len(rows))
        return rows

    def fetchone(self: CursorWrapper) -> Any:
        row = self.cursor.fetchone()
        fetched.append(0 if row is None else 1)
        return row

    with monkeypatch.context() as patched:
        patched.setattr(CursorWrapper, "fetchmany", fetchmany, raising=False)
        patched.setattr(CursorWrapper, "fetchone", fetchone, raising=False)
        yield fetched
