"""From the questions of a file to drafts in the bank: all of them or none, in bulk.

Drafts made here have no revision: the first one is made when somebody edits or publishes. What lists and searches read is
written at the end, in bulk as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from quizzes.bank.files import CannotKeep, keep_files, with_kept_files
from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.findings import MOST_IN_PLACE
from quizzes.bank.interchange.in_bulk import keep_citations, keep_tags, rebuild_indexes
from quizzes.bank.interchange.register import Register, unresolved_in_words
from quizzes.bank.interchange.topic_paths import TopicsBelow, TopicTooDeep
from quizzes.bank.questions import Question
from quizzes.bank.search import words_of_question
from quizzes.bank.topics import Topic

Progress = Callable[[int, int], None]
Indexing = Callable[[Sequence[int], Sequence[Topic]], None]
BATCH = 500
CENT = Decimal("0.01")


class CannotBringIn(RuntimeError):
    """The questions cannot be stored; nothing was. Says why, and what to do."""


@dataclass(frozen=True)
class Brought:
    """What came into the bank: the keys of the drafts in the order of the file, counts by kind, and topics made."""

    uids: Sequence[str]
    by_kind: Mapping[str, int]
    topics: Sequence[Topic]


def bring_in(
    questions: Sequence[Drafted],
    topic: Topic,
    *,
    by: Any,
    at: datetime,
    progress: Progress | None = None,
    indexing: Indexing = rebuild_indexes,
) -> Brought:
    """Make a draft of each question below `topic`, in the topics that their paths name; those that are missing are made.

    `by`: who brings them in, None for a command. `progress(done, total)` is called between batches and may raise to call
    the whole thing off. `indexing(keys, topics made)`: writes the indexes, or sees to it that they are written soon after.
    Refuses with `CannotBringIn`; then, as after any other error, nothing is stored.
    """
    try:
        with transaction.atomic():
            return _bring_in(questions, topic, by, at, progress or _say_nothing, indexing)
    except IntegrityError as error:
        raise CannotBringIn(
            gettext(
                "Somebody else changed the bank at the same time. Nothing was stored; import the file once more."
            )
        ) from error
    except (CannotKeep, TopicTooDeep) as error:
        raise CannotBringIn(str(error)) from error


def _bring_in(
    questions: Sequence[Drafted],
    topic: Topic,
    by: Any,
    at: datetime,
    progress: Progress,
    indexing: Indexing,
) -> Brought:
    total = len(questions)
    progress(0, total)
    # One import below a topic at a time, so that a second one finds the topics and keys of the first.
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    below = TopicsBelow(topic)
    homes = [below.at(question.topic) for question in questions]
    register = Register.of(questions)
    uids = _uids(questions, homes)
    made: list[Question] = []
    for start in range(0, total, BATCH):
        batch = questions[start : start + BATCH]
        kept = keep_files(
            {key: data for question in batch for key, data in question.files.items()}, by=by, at=at
        )
        rows = [
            _row(question, uids[start + place], homes[start + place], kept, register)
            for place, question in enumerate(batch)
        ]
        Question.objects.bulk_create(rows)
        keep_citations(rows, batch, register)
        keep_tags(rows, batch)
        made += rows
        progress(len(made), total)
    indexing([row.pk for row in made], below.made)
    return Brought(uids, Counter(each.kind for each in questions), below.made)


def _row(question: Drafted, uid: str, home: Topic, kept: Mapping[str, Any], register: Register) -> Question:
    unresolved = unresolved_in_words(question, register)
    place = "; ".join(filter(None, [question.place, *unresolved]))[:MOST_IN_PLACE]
    body = with_kept_files(question.body, kept) if question.files else dict(question.body)
    row = Question(
        uid=uid,
        topic=home,
        kind=question.kind,
        level=question.level,
        stem=body["stem"],
        body=body,
        explanation=question.explanation,
        place=place,
        points=question.points.quantize(CENT),
        practice_only=question.practice_only,
        needs_legal_review=question.needs_legal_review,
        review_reasons=list(question.review_reasons),
        advice_sources=list(question.advice_sources),
        live=False,
        has_unpublished_changes=True,
    )
    row.search_folded = words_of_question(row)
    return row


def _uids(questions: Sequence[Drafted], homes: Sequence[Topic]) -> list[str]:
    """The key of each question: its own where it is free, else the next free one of its topic."""
    wanted = {question.uid for question in questions if question.uid}
    taken = set(Question.objects.filter(uid__in=wanted).values_list("uid", flat=True))
    fresh = {home.pk: _free_uids(home, wanted) for home in homes}
    uids = []
    for question, home in zip(questions, homes, strict=True):
        if question.uid and question.uid not in taken:
            taken.add(question.uid)
            uids.append(question.uid)
        else:
            uids.append(next(fresh[home.pk]))
    return uids


def _free_uids(topic: Topic, wanted: set[str]) -> Iterator[str]:
    base = f"{topic.uid}/Q"
    taken: set[str] | None = None
    number = 0
    while True:
        if taken is None:
            taken = wanted | set(Question.objects.filter(uid__startswith=base).values_list("uid", flat=True))
        number += 1
        if (uid := f"{base}{number:02}") not in taken:
            yield uid


def _say_nothing(done: int, total: int) -> None:
    """For whoever does not want to know how far it is."""


__all__ = ["Brought", "CannotBringIn", "bring_in"]
