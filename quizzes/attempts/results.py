"""What the result of an attempt tells: the verdict, each section, each answer with its reason, what to read again.

It tells what the latest grade says, also when marking has learnt something since.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from law import api as law
from quizzes import grading
from quizzes.attempts.closings import closing_for
from quizzes.attempts.feedback import points_in_words, verdict_in_words
from quizzes.attempts.marks import correctness_of
from quizzes.attempts.models import Attempt, AttemptQuestion, Grade
from quizzes.attempts.paper import Slot, slot_of, tries_in
from quizzes.attempts.remarks import Remark, remarks_on
from quizzes.attempts.rules import JUST_AFTER, Rules, moment_of, rules_of
from quizzes.attempts.states import wait_after
from quizzes.attempts.surroundings import Lesson
from quizzes.attempts.uploads import with_names
from quizzes.behaviours.certainty import USUAL as USUAL_CERTAINTY
from quizzes.blueprint.quizzes import Moment, Shown

# With this few questions missing, the verdict says how little it was.
CLOSE = 3


@dataclass(frozen=True)
class Answer:
    """One question with what was answered, with nothing that may not be shown now.

    `share`: what it earned as graded; None: a person has not marked it yet. `correctness`: how right it was (0–1); several
    tries and certainty make the two differ. `whole`: may the right answer be shown, so that the kind draws it; without it
    only `q["stem"]` and `q["chosen"]` are there. `verdict`, `marks`, `certainty`: words; empty: not shown.
    """

    number: int
    q: dict[str, Any]
    share: Decimal | None
    correctness: Decimal | None
    whole: bool
    verdict: str
    marks: str
    certainty: str
    feedback: list[str]
    explanation: str
    place: str
    citations: list[dict[str, Any]]
    needs_legal_review: bool
    lesson: Lesson | None
    remark: Remark | None = None

    @property
    def is_right(self) -> bool:
        return self.correctness == 1

    @property
    def is_unmarked(self) -> bool:
        return self.share is None


@dataclass(frozen=True)
class SectionResult:
    """How one section went. `got` and `of`: questions where the paper is counted in questions, else points.

    `waiting`: a person still has to mark something of it.
    """

    title: str
    lesson: Lesson | None
    got: Decimal
    of: Decimal
    less: bool
    waiting: bool

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
    `shown`: which of the seven things may be shown now; what may not is not in here. `read_by_person`: a person marks a part. `marks_at`, `answers_at`,
    `more_at`: the moment from which the points, the answers, anything more is shown; None: never, or it is. `words`: the author's words on such a result.
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
    rules: Rules
    shown: frozenset[str]
    read_by_person: bool
    marks_at: datetime | None
    answers_at: datetime | None
    more_at: datetime | None
    words: str

    @property
    def shows_marks(self) -> bool:
        return Shown.MARKS in self.shown

    @property
    def is_drawn(self) -> bool:
        """Were questions drawn, so that another attempt has others?"""
        return any("question" not in section for section in self.attempt.blueprint["sections"])

    @property
    def shows_answers(self) -> bool:
        return bool(self.answers)

    @property
    def tells_right(self) -> bool:
        """May the answers be parted into right ones and others?"""
        return Shown.CORRECTNESS in self.shown

    @property
    def set_aside(self) -> bool:
        """Does it count nowhere, whatever its grade says?"""
        return self.attempt.voided_at is not None

    @property
    def passed(self) -> bool:
        return bool(self.grade.passed) and not self.set_aside

    @property
    def waiting(self) -> bool:
        """Does a person still have to mark something that decides?"""
        return self.grade.passed is None and not self.set_aside

    @property
    def is_close(self) -> bool:
        """Is it a comfort to say how little was missing: few questions, and fewer than were right?"""
        return self.counted and 0 < self.missing <= CLOSE and self.missing < self.right

    @property
    def to_look_at(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.is_right and not answer.is_unmarked]

    @property
    def unmarked(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_unmarked]

    @property
    def right_ones(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_right]

    @property
    def to_read(self) -> list[SectionResult]:
        """The sections below the pass mark that a lesson teaches, the weakest first."""
        weak = [each for each in self.sections if each.less and each.lesson is not None]
        return sorted(weak, key=lambda each: (each.part, each.lesson.number if each.lesson else 0))


def result_of(attempt: Attempt, lessons: Mapping[str, Lesson], *, at: datetime) -> Result:
    """The result of an attempt that has ended and has a grade, as far as it may be shown at `at`. Eight queries at most.

    `lessons`: the lesson of each topic, by the topic's uid.
    """
    rules = rules_of(attempt)
    closes_at = closing_for(attempt, at=at)
    shown = rules.review.get(moment_of(attempt, closes_at=closes_at, at=at), frozenset())
    grade = Grade.objects.filter(attempt=attempt.pk).order_by("-number")[:1].get()
    shares = {
        each["position"]: None if each["share"] is None else Decimal(each["share"]) for each in grade.shares
    }
    tries = tries_in(attempt)
    rows = (
        AttemptQuestion.objects.filter(attempt=attempt.pk)
        .select_related("version__question")
        .with_answer()
        .order_by("position")
    )
    answers, sections, points = [], [], []
    for_person = False
    for row in rows:
        slot = slot_of(row, tries.get(row.pk, ()))
        for_person = for_person or slot.standing.by_person
        answers.append(_answer(row, slot, shares.get(row.position), lessons.get(row.section), rules, shown))
        sections.append(row.section)
        points.append(row.points)
    # What a marker said explains the mark, so it is shown together with it, and so is the way to another look.
    if for_person and Shown.MARKS in shown:
        remarks = remarks_on(attempt)
        answers = [replace(answer, remark=remarks.get(answer.number)) for answer in answers]
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
            attempt, answers, sections, [Decimal(1)] * len(points) if counted else points, lessons, rules
        )
        if Shown.MARKS in shown
        else [],
        answers=answers if Shown.ANSWER in shown else [],
        documents=documents_cited(entry for answer in answers for entry in answer.citations),
        not_before=None if attempt.voided_at is not None else wait_after(attempt, at=at),
        rules=rules,
        shown=shown,
        read_by_person=for_person,
        marks_at=shown_from(attempt, rules, [Shown.MARKS], closes_at=closes_at, at=at),
        answers_at=shown_from(attempt, rules, [Shown.ANSWER], closes_at=closes_at, at=at),
        more_at=shown_from(attempt, rules, Shown.values, closes_at=closes_at, at=at),
        words=rules.words_on(grade.percent) if Shown.OVERALL in shown else "",
    )


def shown_from(
    attempt: Attempt, rules: Rules, things: Iterable[str], *, closes_at: datetime | None, at: datetime
) -> datetime | None:
    """The next moment from which one of these things is shown that is not shown at `at`; None when there is none."""
    now = rules.review.get(moment_of(attempt, closes_at=closes_at, at=at), frozenset())
    missing = frozenset(things) - now
    ahead = []
    later = attempt.submitted_at + JUST_AFTER if attempt.submitted_at is not None else at
    if later >= at and (closes_at is None or later < closes_at):
        ahead.append((later, Moment.LATER))
    if closes_at is not None and closes_at > at:
        ahead.append((closes_at, Moment.CLOSED))
    return min(
        (when for when, moment in ahead if missing & rules.review.get(moment, frozenset())), default=None
    )


def documents_cited(citations: Iterable[Mapping[str, Any]]) -> dict[str, law.LegalDocument]:
    """The register rows that these entries of versions cite, by key."""
    refs = {entry["document"] for entry in citations if entry.get("document")}
    return law.documents_by_ref(refs) if refs else {}


def _answer(
    row: Any, slot: Slot, share: Decimal | None, lesson: Lesson | None, rules: Rules, shown: frozenset[str]
) -> Answer:
    correctness = correctness_of(slot, rules, share)
    whole, why = Shown.RIGHT in shown, Shown.GENERAL in shown
    q = {**slot.kind.review(slot.body, slot.dealt, slot.data), "uid": slot.uid}
    feedback = q["feedback"] if Shown.SPECIFIC in shown else []
    if whole:
        q["feedback"] = feedback
        with_names(q, lambda code: reverse("quizzes:answer_file", args=[row.attempt.uid, row.position, code]))
    else:
        q = {name: q[name] for name in ("kind", "stem", "media", "answered", "chosen", "uid")}
    return Answer(
        number=row.position,
        q=q,
        share=share,
        correctness=correctness,
        whole=whole,
        verdict=verdict_in_words(correctness) if Shown.CORRECTNESS in shown else "",
        marks=points_in_words(share, row.points) if Shown.MARKS in shown else "",
        certainty=_certainty(slot, rules),
        feedback=feedback,
        explanation=row.version.explanation if why else "",
        place=row.version.place if why else "",
        citations=row.version.citations if why else [],
        needs_legal_review=row.version.needs_legal_review,
        lesson=lesson,
    )


def _certainty(slot: Slot, rules: Rules) -> str:
    """How sure the learner was, in words; empty where nobody asked."""
    if not rules.behaviour.asks_certainty or slot.data is None or slot.standing.by_person:
        return ""
    words = {1: gettext("not sure"), 2: gettext("fairly sure"), 3: gettext("very sure")}
    return words[slot.certainty or USUAL_CERTAINTY]


def _sections(
    attempt: Attempt,
    answers: list[Answer],
    topics: list[str],
    points: list[Decimal],
    lessons: Mapping[str, Lesson],
    rules: Rules,
) -> list[SectionResult]:
    """One row for each topic in the order of the blueprint."""
    titles = {each["topic"]: each["title"] for each in attempt.blueprint["sections"]}
    found = []
    for topic, title in titles.items():
        places = [place for place, each in enumerate(topics) if each == topic]
        if not places:
            continue
        score = grading.grade(
            [points[place] for place in places],
            [answers[place].share for place in places],
            least=rules.behaviour.least_share,
        )
        lesson = lessons.get(topic)
        found.append(
            SectionResult(
                title=lesson.title if lesson else title,
                lesson=lesson,
                got=score.earned,
                of=score.out_of,
                less=not score.waiting and not grading.passed(score, attempt.pass_mark_percent),
                waiting=score.waiting,
            )
        )
    return found
