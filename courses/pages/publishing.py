"""Publishing a course as one thing: pages, questions and final test together, or nothing of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from courses.pages.models import CoursePage, LessonPage
from courses.pages.refusals import NotPublished
from courses.pages.waiting import COURSE, LESSON, QUESTION, QUIZ, Piece, waiting_pieces
from jobs import api as jobs
from people import api as people
from quizzes import api as quizzes


@transaction.atomic
def publish_course(
    course: CoursePage, tokens: Collection[str], *, by: people.User, at: datetime, unreviewed: bool = False
) -> list[Piece]:
    """Publish the pieces that these tokens name (`Piece.token`), each in the very words that were looked at.

    `unreviewed`: the person knows that matters of the release gate are open, and publishes under the notice. Refuses
    with NotPublished, and then publishes nothing: something changed meanwhile; a citation that nobody verified where the
    course refuses such; open matters without `unreviewed`; something locked; a final test that could not be dealt
    afterwards. Adds an audit entry.
    """
    locked = CoursePage.objects.select_for_update().get(pk=course.pk)
    pieces = [piece for piece in waiting_pieces(locked) if piece.token in set(tokens)]
    if len(pieces) != len(set(tokens)):
        raise NotPublished(
            _("Nothing was published: something was changed or published meanwhile. Look at the list again."),
            page=course.pk,
        )
    if not pieces:
        raise NotPublished(_("Nothing was published: nothing is ticked."), page=course.pk)
    for piece in pieces:
        _publish(piece, by=by, unreviewed=unreviewed)
    stored = CoursePage.objects.get(pk=course.pk)
    drop(stored, stored.source_facts.get("dropped", []), at=at)
    refuse_without_test(stored)
    counts = {kind: sum(piece.kind == kind for piece in pieces) for kind in (LESSON, QUESTION)}
    details: dict[str, Any] = {
        "course": stored.code,
        "lessons": counts[LESSON],
        "questions": counts[QUESTION],
    }
    if stored.is_under_notice:
        details["open_matters"] = stored.gate_items.filter(ticked_at__isnull=True).count()
    jobs.record("course.published", by=by, at=at, details=details)
    return pieces


def _publish(piece: Piece, *, by: people.User, unreviewed: bool) -> None:
    try:
        if piece.kind == QUESTION:
            quizzes.publish_question(piece.thing, by=by)
        elif piece.kind == QUIZ:
            take_quiz_over(piece.thing)
        else:
            extra = {"unreviewed": unreviewed} if piece.kind == COURSE else {}
            piece.thing.publish(piece.thing.get_latest_revision(), user=by, **extra)
    except PermissionDenied as refusal:
        words = _("Nothing was published: “%(name)s” is locked, or publishing it is not yours.")
        raise NotPublished(words % {"name": piece.name}) from refusal


def take_quiz_over(quiz: quizzes.Quiz) -> None:
    """The newest revision of a quiz comes into force."""
    quiz.get_latest_revision().as_object().save()


def refuse_without_test(course: CoursePage) -> None:
    """Refuses with NotPublished a live course whose final test cannot be dealt from the questions in use."""
    if not course.live or course.quiz is None:
        return
    reason = quizzes.why_it_cannot_be_met(quizzes.blueprint_of(course.quiz))
    if reason:
        words = _("Nothing was published, because the final test could not be sat then: %(reason)s")
        raise NotPublished(words % {"reason": reason}, page=course.pk)


def drop(course: CoursePage, uids: list[str], *, at: datetime) -> None:
    """Take out what the file of a loaded course no longer has: questions out of use, lessons from the site."""
    for question in quizzes.Question.objects.filter(uid__in=uids, retired_at__isnull=True):
        quizzes.take_out_of_use(question, by=None, at=at)
    for lesson in LessonPage.objects.child_of(course).filter(uid__in=uids, live=True):
        lesson.unpublish()
