"""Publishing what a load has drafted, and taking out what the file no longer has."""

from datetime import datetime
from typing import Any

from courses.loading.gate import open_matters
from courses.loading.report import LoadReport, ReviewOutstanding, UnverifiedCitations
from courses.pages.models import CoursePage, LessonPage
from courses.pages.publishing import drop, take_quiz_over
from courses.pages.waiting import quiz_waits
from law import api as law
from quizzes import api as quizzes


def check_may_publish(course: CoursePage, refs: set[str], *, unreviewed: bool) -> None:
    """Refuses with ReviewOutstanding while a matter of the gate is open and nobody said "unreviewed", and with
    UnverifiedCitations when the course refuses citations that nobody has verified."""
    if course.refuse_unverified:
        unverified = law.LegalDocument.objects.filter(ref__in=refs, verified_at__isnull=True)
        if unverified.exists():
            raise UnverifiedCitations(course.code, sorted(unverified.values_list("ref", flat=True)))
    items = open_matters(course)
    if items and not unreviewed:
        raise ReviewOutstanding(course.code, items)


def publish_loaded(course: CoursePage, report: LoadReport, *, at: datetime) -> None:
    """Publish the loaded revisions that are not live yet. Drafts that an editor has saved since are left to them."""
    draft: CoursePage = course.get_latest_revision_as_object()
    facts = draft.source_facts
    back = set(course.source_facts.get("dropped", [])) - set(facts.get("dropped", []))
    for question in quizzes.Question.objects.filter(uid__in=back, retired_at__isnull=False):
        quizzes.use_again(question, by=None, at=at)
    for question in quizzes.Question.objects.filter(uid__in=facts.get("questions", [])).order_by("uid"):
        if _ready(question, back, report):
            quizzes.publish_question(question)
            report.published.append(question.uid)
    quiz = quizzes.Quiz.objects.get(pk=draft.quiz_id)
    if quiz_waits(quiz):
        take_quiz_over(quiz)
        report.published.append(quiz.uid)
    for page in [
        *LessonPage.objects.child_of(course).exclude(uid__in=facts.get("dropped", [])).order_by("path"),
        course,
    ]:
        if _ready(page, back, report):
            # Whoever asked for this has been told of the open matters (check_may_publish).
            extra = {"unreviewed": True} if page is course else {}
            page.publish(page.get_latest_revision(), **extra)
            report.published.append(getattr(page, "code", None) or page.uid)
    drop(course, facts.get("dropped", []), at=at)


def _ready(thing: Any, back: set[str], report: LoadReport) -> bool:
    """Is its latest revision one that a load made and that was never live?

    What a person has taken from the site since is left so, unless the file had dropped it and now has it `back`.
    """
    if thing.live and not thing.has_unpublished_changes:
        return False
    uid = getattr(thing, "code", None) or thing.uid
    if thing.latest_revision_id != thing.loaded_revision:
        report.held_back.append(uid)
        return False
    published = thing.last_published_at
    return published is None or uid in back or thing.latest_revision.created_at > published
