"""One answer stored by one statement that sees for itself whether it is new.

It is run for each saved answer of each learner, so its SQL is written out, as in `seats`. The attempt is locked before, in a
statement of its own: one that waits for the lock still sees what was there before it waited, the next one does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from quizzes.attempts.models import Response
from quizzes.attempts.seats import LOCKING, stored_moment

TABLE = f'"{Response._meta.db_table}"'

LATEST = f"""
SELECT sequence, data, certainty, at FROM {TABLE} WHERE attempt_question_id = %(question)s ORDER BY sequence DESC LIMIT 1
"""  # noqa: S608 (the table of our own model; values are parameters)

# The rule is that of `answering.judge`: a higher number, and not what counts already.
ADD = f"""
INSERT INTO {TABLE} (attempt_question_id, sequence, data, complete, certainty, at, recorded_at)
SELECT %(question)s, %(sequence)s, %(data)s, %(complete)s, %(certainty)s, %(at)s, %(recorded_at)s
FROM (SELECT 1 AS one) AS always LEFT JOIN ({LATEST}) AS latest ON 1 = 1
WHERE COALESCE(latest.sequence, 0) < %(sequence)s
  AND (latest.data {{differs}} %(data)s OR latest.certainty {{differs}} %(certainty)s)
"""  # noqa: S608


@dataclass(frozen=True)
class Latest:
    """The answer to a question that counts. `sequence` is 0 and the rest None before the first one."""

    sequence: int = 0
    data: dict[str, Any] | None = None
    certainty: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Given:
    """An answer that arrived at `at`: its number (from 1), what it holds (None: taken back), whether nothing is left open
    in it, how sure it is (1 to 3, where that is asked)."""

    sequence: int
    data: dict[str, Any] | None
    complete: bool
    certainty: int | None
    at: datetime

    def values(self, question: int) -> dict[str, Any]:
        """As the parameters of a statement about the dealt question with this key, each as the database takes it."""
        operations = connection.ops
        return {
            "question": question,
            "sequence": self.sequence,
            "data": None if self.data is None else operations.adapt_json_value(self.data, None),
            "complete": self.complete,
            "certainty": self.certainty,
            "at": operations.adapt_datetimefield_value(self.at),
            "recorded_at": operations.adapt_datetimefield_value(timezone.now()),
        }


def add_answer(question: int, given: Given) -> bool:
    """Store an answer to the dealt question with this key if it is newer than the one that counts, and another one.

    Says whether it did. The attempt must be locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(for_vendor(ADD, connection.vendor), given.values(question))
        return bool(cursor.rowcount)


@cache
def for_vendor(statement: str, vendor: str) -> str:
    """The statement with the words of that database: `differs` takes nothing (NULL) as a value like others; `locking` takes
    the lock of the attempt, where there are such locks."""
    if vendor == "sqlite":
        return statement.format(differs="IS NOT", locking="")
    return statement.format(differs="IS DISTINCT FROM", locking=LOCKING)


def latest_answer(question: int) -> Latest:
    """The answer that counts to the dealt question with this key. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"question": question})
        row = cursor.fetchone()
    if row is None:
        return Latest()
    sequence, data, certainty, at = row
    return Latest(sequence, None if data is None else json.loads(data), certainty, stored_moment(at))
