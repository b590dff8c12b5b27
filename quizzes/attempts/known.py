"""What a process knows of a question that somebody has open, so that an answer to it is stored by one statement.

Anything may have changed since: the time, the rules, the end of the attempt. So nothing here is believed. The statement
compares what it was told with what is there and stores nothing where they differ; then the usual way finds out why. It takes
the lock of the attempt as that way does, so an attempt that is being graded either has the answer or refuses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from people import api as people
from quizzes.attempts.adding import LATEST, TABLE, Given, for_vendor
from quizzes.attempts.asked import Asked
from quizzes.attempts.models import Attempt
from quizzes.attempts.paper import Slot
from quizzes.attempts.rules import rules_of

# Open questions of one process; each takes less than a kilobyte.
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Known:
    """A question of an open attempt where no other question decides whether it may be answered.

    `question`: the key of its row. `asks_certainty`: whether an answer says how sure the learner is.
    """

    attempt: Attempt
    question: int
    asked: Asked
    asks_certainty: bool


Key = tuple[Any, str, int]
_known: dict[Key, Known] = {}

# In the order of `adding.ADD`, with the attempt as it must still be. "Before the deadline" only: grace is looked at elsewhere.
ADD = f"""
INSERT INTO {TABLE} (attempt_question_id, sequence, data, complete, certainty, at, recorded_at)
SELECT %(question)s, %(sequence)s, %(data)s, %(complete)s, %(certainty)s, %(at)s, %(recorded_at)s
FROM "{Attempt._meta.db_table}" a LEFT JOIN ({LATEST}) AS latest ON 1 = 1
WHERE a.id = %(attempt)s AND a.submitted_at IS NULL AND NOT (a.deadline {{differs}} %(deadline)s) AND a.rules = %(rules)s
  AND COALESCE(latest.sequence, 0) < %(sequence)s
  AND (latest.data {{differs}} %(data)s OR latest.certainty {{differs}} %(certainty)s)
{{locking}} ON CONFLICT DO NOTHING
"""  # noqa: S608 (tables of our own models; values are parameters)


def known(person: people.User, attempt_uid: str, position: int) -> Known | None:
    """What this process found out about that question of that person's attempt, if it did."""
    return _known.get((person.pk, attempt_uid, position))


def remember(person: people.User, attempt: Attempt, position: int, question: int, asked: Asked) -> None:
    """Keep in mind what was just read of an open attempt of that person."""
    rules = rules_of(attempt)
    if not attempt.is_open or rules.sequential or rules.behaviour.checks:
        return
    if len(_known) >= MOST_KEPT:
        forget()
    found = Known(attempt, question, asked, rules.behaviour.asks_certainty)
    _known[person.pk, attempt.uid, position] = found


def remember_page(person: people.User, attempt: Attempt, page: Iterable[Slot]) -> None:
    """As `remember`, of all questions on a page that was just read."""
    for slot in page:
        asked = Asked(slot.kind, slot.body, slot.needs_legal_review)
        remember(person, attempt, slot.position, slot.pk, asked)


def forget() -> None:
    """Keep nothing in mind; the next answer finds it out again."""
    _known.clear()


def add_to(found: Known, given: Given) -> bool:
    """Store an answer if it is newer than the one that counts, and another one, and the attempt is as it was.

    Says whether it did; if not, nothing is known of why. One statement, in no transaction of its own.
    """
    attempt = found.attempt
    if attempt.deadline is not None and given.at > attempt.deadline:
        return False
    operations = connection.ops
    values = {
        "attempt": attempt.pk,
        "deadline": operations.adapt_datetimefield_value(attempt.deadline),
        "rules": operations.adapt_json_value(attempt.rules, None),
        **given.values(found.question),
    }
    with connection.cursor() as cursor:
        cursor.execute(for_vendor(ADD, connection.vendor), values)
        return bool(cursor.rowcount)


__all__ = ["Known", "add_to", "forget", "known", "remember", "remember_page"]
