"""Two people import at once, on PostgreSQL with real threads. The control with the lock away must go wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from make import NOON
from make_quizzes import a_topic
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, before, errors, together

from quizzes import api as quizzes
from quizzes.bank.interchange import into_bank
from quizzes.bank.interchange.into_bank import CannotBringIn, bring_in
from quizzes.bank.topics import TopicQuerySet
from tests.quizzes.bank.interchange.full_drafts import a_plain_choice

pytestmark = ON_POSTGRES


def import_twice_at_once(
    monkeypatch: pytest.MonkeyPatch, topic: quizzes.Topic, patience: float = GUARDED
) -> list[Any]:
    before(monkeypatch, into_bank.TopicsBelow, "at", Meeting(2, patience=patience))
    files = [[a_plain_choice(number, topic=("Bài 1",)) for number in (start, start + 1)] for start in (1, 3)]
    return together(*[lambda file=file: bring_in(file, topic, by=None, at=NOON) for file in files])


def test_two_imports_at_once_share_their_topics_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = import_twice_at_once(monkeypatch, a_topic("Kho"))
    assert errors(outcomes) == []
    home = quizzes.Topic.objects.get(title="Bài 1")
    assert home.questions.count() == 4
    assert Counter(uid for each in outcomes for uid in each.uids).most_common(1)[0][1] == 1


def test_without_the_lock_one_of_them_is_refused_and_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TopicQuerySet, "select_for_update", lambda self, **options: self.all())
    outcomes = import_twice_at_once(monkeypatch, a_topic("Kho"), UNGUARDED)
    [refused] = errors(outcomes)
    assert isinstance(refused, CannotBringIn)
    assert quizzes.Question.objects.count() == 2
