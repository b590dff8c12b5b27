"""What of a course still carries the mark «chờ thẩm định» before learners, and where each of them ends."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from courses.pages.models import CoursePage
from law import api as law
from quizzes import api as quizzes


@dataclass(frozen=True)
class Marked:
    """One thing with a mark: its name, how often, and the page of the admin where it is settled."""

    name: str
    count: int
    address: str


@dataclass(frozen=True)
class Marks:
    """Documents that nobody has verified; lessons with passages, and questions, that await review themselves."""

    documents: list[Marked]
    lessons: list[Marked]
    terms: int
    questions: int
    questions_address: str

    def __bool__(self) -> bool:
        return bool(self.documents or self.lessons or self.terms or self.questions)


def marks_of(course: CoursePage) -> Marks:
    """Everything of the published course that shows the mark. What is only drafted is not seen by learners yet."""
    return Marks(
        documents=_documents(course),
        lessons=_lessons(course),
        terms=course.glossary.filter(needs_legal_review=True).count(),
        questions=quizzes.Question.objects.filter(
            topic__in=course.topics(), live=True, retired_at__isnull=True, needs_legal_review=True
        ).count(),
        questions_address=_questions_address(course),
    )


def _documents(course: CoursePage) -> list[Marked]:
    times: dict[law.LegalDocument, int] = {}
    for document in course.cited_documents():
        if document is not None and not document.is_verified:
            times[document] = times.get(document, 0) + 1
    rows = sorted(times.items(), key=lambda row: (-row[1], row[0].ref))
    return [
        Marked(
            f"{document.name}: {document.title}" if document.title else document.name,
            count,
            reverse("wagtailsnippets_law_legaldocument:verify", args=[document.pk]),
        )
        for document, count in rows
    ]


def _lessons(course: CoursePage) -> list[Marked]:
    found = []
    for lesson in course.lessons():
        count = sum(_awaits(block) for block in lesson.body)
        if count:
            address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
            found.append(Marked(str(lesson.title), count, address))
    return found


def _awaits(block: Any) -> bool:
    return block.block_type == "passage" and bool(block.value["needs_legal_review"])


def _questions_address(course: CoursePage) -> str:
    """The list of questions, narrowed to those of the course that await review."""
    topic = f"&topic={course.topic_id}" if course.topic_id else ""
    return f"{reverse('wagtailsnippets_quizzes_question:list')}?needs_legal_review=true{topic}"
