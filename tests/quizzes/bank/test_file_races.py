"""A picture is chosen in a form while the hourly routine looks at it, on PostgreSQL with real threads; the control goes wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import make_bank
import pytest
from django.db.models import QuerySet
from make import NOON
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, before, errors, together

from quizzes.bank import files
from quizzes.bank.files import QuestionFile, keep_file, tidy_files

pytestmark = ON_POSTGRES
LATER = NOON + timedelta(days=2)


def chosen_while_it_is_tidied(monkeypatch: pytest.MonkeyPatch, patience: float = GUARDED) -> QuestionFile:
    """The file as its form knows it; the routine had found that nothing names it before it was chosen."""
    picture = make_bank.a_picture()
    keep_file(picture, by=None, at=NOON)
    looked_at, chosen = Meeting(2, patience=UNGUARDED), Meeting(2, patience=patience)
    before(monkeypatch, files, "_drop", chosen)
    before(monkeypatch, files, "_drop", looked_at)

    def choose() -> QuestionFile:
        looked_at.wait()
        kept = keep_file(picture, by=None, at=LATER)
        chosen.wait()
        return kept

    def tidy() -> int:
        return tidy_files(at=LATER)

    outcomes: list[Any] = together(tidy, choose)
    assert errors(outcomes) == []
    return outcomes[1]


def test_a_picture_that_is_chosen_while_it_is_tidied_away_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = chosen_while_it_is_tidied(monkeypatch)
    stored = QuestionFile.objects.get(sha256=chosen.sha256)
    with stored.file.open("rb") as opened:
        assert opened.read()


def test_without_the_lock_it_is_gone_though_the_form_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    chosen = chosen_while_it_is_tidied(monkeypatch, UNGUARDED)
    assert not QuestionFile.objects.filter(sha256=chosen.sha256).exists()
