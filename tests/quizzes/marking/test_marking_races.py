"""Two markers at one answer at once, on PostgreSQL: one mark counts, the other marker is told; the control shows two."""

import make
import pytest
from make import NOON
from make_marking import ESSAY, RIGHT, a_marker, an_essay_quiz, handed_in
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, after, errors, together

from quizzes.attempts.models import AttemptQuerySet
from quizzes.marking import marks
from quizzes.models import Attempt, Grade, Mark

pytestmark = ON_POSTGRES


def both_mark(meeting_point: pytest.MonkeyPatch, patience: float = GUARDED):
    """Two markers who looked at the same moment send their marks; they meet when each has looked at what is there."""
    commune = make.a_unit()
    attempt = handed_in(make.a_person(unit=commune), an_essay_quiz(), RIGHT, ESSAY)
    markers = [a_marker(commune), a_marker(commune)]
    after(meeting_point, marks, "answer_for", Meeting(2, patience=patience))

    def deed(marker):
        return lambda: marks.give_mark(marker, attempt.uid, 2, seen=0, share=marks.Decimal("0.5"), at=NOON)

    return attempt, together(*[deed(marker) for marker in markers])


def test_of_two_markers_at_once_one_counts_and_the_other_is_told(monkeypatch):
    attempt, outcomes = both_mark(monkeypatch)
    (error,) = errors(outcomes)
    assert isinstance(error, marks.MarkRefused)
    assert Mark.objects.count() == 1
    assert Grade.objects.filter(attempt=attempt).count() == 2


def test_control_without_the_lock_the_second_fails_otherwise_than_by_being_told_in_time(monkeypatch):
    """Without the lock both see an unmarked answer; only the constraint of the grade then stands between them."""
    monkeypatch.setattr(AttemptQuerySet, "select_for_update", lambda self, **options: self.all())
    seen: list[int] = []
    real = marks._grade_with

    def counted(attempt: Attempt, *args, **kwargs):
        seen.append(attempt.pk)
        return real(attempt, *args, **kwargs)

    monkeypatch.setattr(marks, "_grade_with", counted)
    both_mark(monkeypatch, UNGUARDED)
    assert len(seen) == 2, "both came as far as writing a grade: the lock is what keeps them apart"
