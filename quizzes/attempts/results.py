"""What the result of an attempt tells: the verdict, each section, each answer with its reason, what to read again.

It tells what the latest grade says, also when marking has learnt something since.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from law import api as law
from quizzes import grading
from quizzes.attempts.models import Attempt, AttemptQuestion, Grade
from quizzes.attempts.paper import Slot, slot_of
from quizzes.attempts.states import wait_after
from quizzes.attempts.surroundings import Lesson

# With this few questions missing, the verdict says how little it was.
CLOSE = 3


@dataclass(frozen=True)
class Answer:
    """One question with what was answered. `share`: 0–1 as graded; None: a person has not marked it yet."""

    number: int
    q: dict[str, Any]
    share: Decimal | None
    explanation: str
    place: str
    citations: list[dict[str, Any]]
    needs_legal_review: bool
    lesson: Lesson | None

    @property
    def is_right(self) -> bool:
        return self.share == 1


@dataclass(frozen=True)
class SectionResult:
    """How one section went. `got` and `of`: questions where the paper is counted in questions, else points."""

    title: str
    lesson: Lesson | None
    got: Decimal
    of: Decimal
    less: bool

    @property
    def part(self) -> Fraction:
        return Fraction(self.got) / Fraction(self.of) if self.of else Fraction(0)


@dataclass(frozen=True)
class Result:
    """Everything the page of a result shows.

    `counted`: every question is worth the same and is right or not, so the page counts questions; else it tells points.
    `documents`: the register rows that the answers cite, by key.
    `needed`: questions needed to pass, `missing`: how many were missing (both only where `counted`).
    `not_before`: when the next attempt may start, in the future of the page; None: now, or never.
    """

    attempt: Attempt
    grade: Grade
    counted: bool
    right: int
    count: int
    needed: int
    missing: int
    sections: list[SectionResult]
    answers: list[Answer]
    documents: dict[str, law.LegalDocument]
    not_before: datetime | None

    @property
    def passed(self) -> bool:
        return bool(self.grade.passed)

    @property
    def waiting(self) -> bool:
        """Does a person still have to mark something that decides?"""
        return self.grade.passed is None

    @property
    def is_close(self) -> bool:
        return self.counted and 0 < self.missing <= CLOSE

    @property
    def to_look_at(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.is_right]

    @property
    def right_ones(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_right]

    @property
    def to_read(self) -> list[SectionResult]:
        """The sections below the pass mark that a lesson teaches, the weakest first."""
        weak = [each for each in self.sections if each.less and each.lesson is not None]
        return sorted(weak, key=lambda each: (each.part, each.lesson.number if each.lesson else 0))


def result_of(attempt: Attempt, lessons: Mapping[str, Lesson], *, at: datetime) -> Result:
    """The result of an attempt that has ended. Four queries at most. `lessons`: the lesson of each topic, by the topic's uid."""
    grade = Grade.objects.filter(attempt=attempt.pk).order_by("-number")[:1].get()
    shares = {
        each["position"]: None if each["share"] is None else Decimal(each["share"]) for each in grade.shares
    }
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk)
        .select_related("version__question")
        .with_answer()
        .order_by("position")
    )
    answers, sections, points = [], [], []
    for row in rows:
        slot = slot_of(row)
        answers.append(_answer(row, slot, shares.get(row.position), lessons.get(row.section)))
        sections.append(row.section)
        points.append(row.points)
    counted = len(set(points)) <= 1 and all(answer.share in (0, 1) for answer in answers)
    right = sum(answer.is_right for answer in answers)
    needed = math.ceil(Fraction(attempt.pass_mark_percent) * len(answers) / 100)
    return Result(
        attempt=attempt,
        grade=grade,
        counted=counted,
        right=right,
        count=len(answers),
        needed=needed,
        missing=max(0, needed - right),
        sections=_sections(
            attempt, answers, sections, [Decimal(1)] * len(points) if counted else points, lessons
        ),
        answers=answers,
        documents=documents_cited(entry for answer in answers for entry in answer.citations),
        not_before=wait_after(attempt, at=at),
    )


def documents_cited(citations: Iterable[Mapping[str, Any]]) -> dict[str, law.LegalDocument]:
    """The register rows that these entries of versions cite, by key."""
    refs = {entry["document"] for entry in citations if entry.get("document")}
    return law.documents_by_ref(refs) if refs else {}


def _answer(row: Any, slot: Slot, share: Decimal | None, lesson: Lesson | None) -> Answer:
    return Answer(
        number=row.position,
        q={**slot.kind.review(slot.body, slot.dealt, slot.data), "uid": slot.uid},
        share=share,
        explanation=row.version.explanation,
        place=row.version.place,
        citations=row.version.citations,
        needs_legal_review=row.version.needs_legal_review,
        lesson=lesson,
    )


def _sections(
    attempt: Attempt,
    answers: list[Answer],
    topics: list[str],
    points: list[Decimal],
    lessons: Mapping[str, Lesson],
) -> list[SectionResult]:
    """One row for each topic in the order of the blueprint."""
    titles = {each["topic"]: each["title"] for each in attempt.blueprint["sections"]}
    found = []
    for topic, title in titles.items():
        places = [place for place, each in enumerate(topics) if each == topic]
        if not places:
            continue
        score = grading.grade([points[place] for place in places], [answers[place].share for place in places])
        lesson = lessons.get(topic)
        found.append(
            SectionResult(
                title=lesson.title if lesson else title,
                lesson=lesson,
                got=score.earned,
                of=score.out_of,
                less=not score.waiting and not grading.passed(score, attempt.pass_mark_percent),
            )
        )
    return found
