"""One course published by two people at once, on PostgreSQL: one of them publishes, the other is told to look again."""

import make
import make_courses
import pytest
from make import NOON
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, after, errors, together
from wagtail.models.pages import PageQuerySet

from courses.models import CoursePage
from courses.pages import publishing
from courses.pages.refusals import NotPublished
from courses.pages.waiting import Piece, waiting_pieces
from jobs import api as jobs
from people import api as people

pytestmark = ON_POSTGRES


def both_publish(monkeypatch: pytest.MonkeyPatch, patience: float = GUARDED) -> list[list[Piece] | Exception]:
    """Two administrators who looked at the same list press at once; they meet when each has seen what waits."""
    course = make_courses.a_draft_course()
    tokens = [piece.token for piece in waiting_pieces(course)]
    province = make.a_province()
    chiefs = [
        make.an_administrator(province, role=people.Role.PROVINCIAL_ADMINISTRATOR, is_superuser=True)
        for _ in range(2)
    ]
    after(monkeypatch, publishing, "waiting_pieces", Meeting(2, patience=patience))

    def deed(chief: people.User):  # type: ignore[no-untyped-def]
        return lambda: publishing.publish_course(course, tokens, by=chief, at=NOON)

    return together(*[deed(chief) for chief in chiefs])


def test_of_two_who_publish_at_once_one_does_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = both_publish(monkeypatch)
    (error,) = errors(outcomes)
    assert isinstance(error, NotPublished)
    assert "Xem lại danh sách" in error.sentence or "xem lại danh sách" in error.sentence
    assert jobs.AuditEntry.objects.filter(action="course.published").count() == 1
    course = CoursePage.objects.get()
    assert course.live
    assert course.revisions.count() == 1


def test_control_without_the_lock_both_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PageQuerySet, "select_for_update", lambda self, **options: self.all())
    begun: list[people.User] = []
    real = publishing._publish

    def counted(piece: Piece, *, by: people.User, unreviewed: bool) -> None:
        if by not in begun:
            begun.append(by)
        real(piece, by=by, unreviewed=unreviewed)

    monkeypatch.setattr(publishing, "_publish", counted)
    both_publish(monkeypatch, UNGUARDED)
    assert len(begun) == 2, "both came as far as publishing: the lock is what keeps them apart"
