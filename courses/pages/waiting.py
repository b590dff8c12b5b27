"""What of a course is not published yet: its page, its lessons, their questions, changes of its final test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from wagtail.models import WorkflowState

from courses.pages.models import CoursePage, LessonPage
from quizzes import api as quizzes

COURSE, LESSON, QUESTION, QUIZ = "course", "lesson", "question", "quiz"
LONGEST_NAME = 140
EDITORS = {
    COURSE: "wagtailadmin_pages:edit",
    LESSON: "wagtailadmin_pages:edit",
    QUESTION: "wagtailsnippets_quizzes_question:edit",
}

# What a course file says of a final test; the rest of a quiz is changed in place and waits for nobody.
QUIZ_FIELDS = (
    "title", "minutes", "pass_mark_percent", "attempts_allowed", "cooldown_minutes", "extra_time_percent",
    "excluded_kinds", "level_mix",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One thing whose newest words learners do not see. `was_live`: an older wording is on the site.

    `taken_down`: a person took it from the site, so nobody puts it back by the way. `in_moderation`: its author has
    asked for approval. `thing` is the row itself.
    """

    kind: str
    name: str
    address: str
    revision: int
    was_live: bool
    taken_down: bool
    in_moderation: bool
    thing: Any

    @property
    def token(self) -> str:
        """Names the piece with the words that were looked at: another save makes another token."""
        return f"{self.kind}-{self.thing.pk}-{self.revision}"


def waiting_pieces(course: CoursePage) -> list[Piece]:
    """Everything that waits, in the order in which it is published: questions, final test, lessons, the course itself.

    What the file of a loaded course has dropped, and questions out of use, wait for nothing.
    """
    draft = course.get_latest_revision_as_object()
    dropped = set(draft.source_facts.get("dropped", []))
    return [
        *_questions(course, dropped),
        *_quiz(draft.quiz_id),
        *_pages(LESSON, LessonPage.objects.child_of(course).exclude(uid__in=dropped)),
        *_pages(COURSE, CoursePage.objects.filter(pk=course.pk)),
    ]


def _questions(course: CoursePage, dropped: set[str]) -> Iterator[Piece]:
    rows = quizzes.Question.objects.filter(topic__in=course.topics(), retired_at__isnull=True)
    waiting = rows.exclude(live=True, has_unpublished_changes=False).exclude(uid__in=dropped)
    yield from _pieces(QUESTION, waiting.select_related("latest_revision").order_by("uid"))


def _quiz(quiz_id: int | None) -> Iterator[Piece]:
    quiz = quizzes.Quiz.objects.filter(pk=quiz_id).first() if quiz_id else None
    if quiz is not None and quiz_waits(quiz):
        address = reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk])
        yield Piece(QUIZ, quiz.title, address, quiz.latest_revision_id, True, False, False, quiz)


def _pages(kind: str, pages: Any) -> Iterator[Piece]:
    waiting = pages.exclude(live=True, has_unpublished_changes=False)
    yield from _pieces(kind, waiting.select_related("latest_revision").order_by("path"))


def _pieces(kind: str, waiting: Any) -> Iterator[Piece]:
    rows = [each for each in waiting if each.latest_revision is not None]
    moderated = _in_moderation(rows)
    for thing in rows:
        published = thing.last_published_at
        yield Piece(
            kind=kind,
            name=_name_of(thing),
            address=reverse(EDITORS[kind], args=[thing.pk]),
            revision=thing.latest_revision_id,
            was_live=thing.live,
            taken_down=not thing.live
            and published is not None
            and thing.latest_revision.created_at <= published,
            in_moderation=str(thing.pk) in moderated,
            thing=thing,
        )


def _name_of(thing: Any) -> str:
    """A page by its title, a question by its key and the beginning of what it asks."""
    if isinstance(thing, quizzes.Question):
        return Truncator(f"{thing.uid}: {' '.join(thing.stem.split())}").chars(LONGEST_NAME)
    return str(thing.draft_title or thing.title)


def _in_moderation(rows: list[Any]) -> set[str]:
    """Keys of those for whose words somebody has asked approval."""
    if not rows:
        return set()
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=rows[0].get_base_content_type(),
        object_id__in=[str(row.pk) for row in rows],
    )
    return set(states.values_list("object_id", flat=True))


def quiz_waits(quiz: quizzes.Quiz) -> bool:
    """Has a file changed the quiz, and is that change not in force yet? A quiz has no draft but its newest revision."""
    if not quiz.latest_revision_id or quiz.latest_revision_id != quiz.loaded_revision:
        return False
    wanted = quiz.get_latest_revision().as_object()
    if any(getattr(quiz, name) != getattr(wanted, name) for name in QUIZ_FIELDS):
        return True
    return _draws(quiz) != _draws(wanted)


def _draws(quiz: quizzes.Quiz) -> list[tuple[int, int]]:
    return [(section.topic_id, section.count) for section in quiz.sections.all()]
