"""What a course file says: the two schemas, `plan157-course/1.0` and `legal-course/1.0`, read whole.

Whatever a model here does not name is a fault of the file: nothing is dropped in silence. Each fault has the JSON path
of its place. `canonical` is the same content with every default written out; two files that say the same have the same.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from quizzes import api as quizzes
from vietnamese import api as vietnamese

PLAN_SCHEMA = "plan157-course/1.0"
LEGAL_SCHEMA = "legal-course/1.0"
AWAITS_REVIEW = "draft_needs_legal_review"

# What belongs to the kind of a question; an empty value says the same as none.
OF_KINDS = ("options", "correct", "scoring", "normalise", "shuffle_options", "label")


def _iso_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(gettext("Write a day as YYYY-MM-DD.")) from error
    return text


def _some(text: str) -> str:
    if not text:
        raise ValueError(gettext("Some text is needed here."))
    return text


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(gettext("A number is expected here."))
    return Decimal(str(value))


def plain_number(value: Decimal) -> int | float:
    """2 for 2.00, 1.5 for 1.50: as a course file writes points."""
    return int(value) if value == value.to_integral_value() else float(value)


Words = Annotated[str, AfterValidator(vietnamese.clean_line)]
Line = Annotated[str, AfterValidator(vietnamese.clean_line), AfterValidator(_some)]
Lines = Annotated[str, AfterValidator(vietnamese.clean_text), AfterValidator(_some)]
MaybeLine = Annotated[Line | None, BeforeValidator(_empty_is_none)]
Day = Annotated[str, AfterValidator(_iso_day)]
Points = Annotated[Decimal, BeforeValidator(_number), Field(gt=0), PlainSerializer(plain_number)]
Count = Annotated[int, Field(ge=1)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Part(BaseModel):
    """Anything in a course file: fixed once read, nothing unknown in it, no type bent to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Citation(Part):
    ref: Line
    article: MaybeLine = None
    clause: MaybeLine = None
    point: MaybeLine = None
    as_of: Day
    evidence: Line
    quote_or_paraphrase: Lines
    source: Line


class AdviceSource(Part):
    publisher: Line
    paraphrase: Lines


class SeedRef(Part):
    section: Line
    quote: Lines


class Block(Part):
    """One passage of a lesson."""

    kind: Literal["text", "context", "practice"]
    text: Lines
    seed_section: MaybeLine = None
    outside_seed: bool = False
    assessable: bool = True
    needs_confirmation: bool = False
    sources: list[Line] = []
    evidence: MaybeLine = None
    needs_legal_review: bool = False
    role: MaybeLine = None


class PlanBlock(Block):
    seed_section: Line


class LegalBlock(Block):
    provision: MaybeLine = None
    citation: Citation | None = None
    see_also: list[Citation] = []
    advice_sources: list[AdviceSource] = []
    review_reason: list[Lines] = []


class Question(Part):
    """One question. What belongs to its kind (options, correct …) is read by the kind itself."""

    id: Line
    type: Line
    level: Literal["recall", "understand", "apply"]
    stem: Lines
    explanation: Lines
    points: Points = Decimal(1)
    grading: Literal["auto", "manual"] | None = None
    options: Any = None
    correct: Any = None
    scoring: str | None = None
    normalise: Any = None
    shuffle_options: bool | None = None
    label: str | None = None
    more: dict[str, Any] | None = None
    seed_section: MaybeLine = None
    needs_legal_review: bool = False

    def item(self) -> dict[str, Any]:
        """The item as the kinds of question read it."""
        return self.model_dump(mode="json", exclude_none=True, exclude_unset=True)


class PlanQuestion(Question):
    seed_section: Line
    seed_refs: Annotated[list[SeedRef], Field(min_length=1)]


class LegalQuestion(Question):
    provision: MaybeLine = None
    citations: list[Citation]
    review_reason: list[Lines] = []
    advice_sources: list[AdviceSource] = []


class Lesson(Part):
    id: Line
    order: Count
    title: Line
    estimated_minutes: Count
    objectives: list[Line]
    key_points: list[Line]
    body: list[Any]
    questions: list[Any]


class PlanLesson(Lesson):
    seed_sections: list[Line]
    body: Annotated[list[PlanBlock], Field(min_length=1)]
    questions: list[PlanQuestion]


class LegalLesson(Lesson):
    provisions: list[Line]
    body: Annotated[list[LegalBlock], Field(min_length=1)]
    questions: list[LegalQuestion]


class Draw(Part):
    lesson: Line
    count: Count


class FinalTest(Part):
    questions: Count
    minutes: Count
    extra_time_percent: Annotated[int, Field(ge=0)]
    pass_percent: Percent
    attempts: Literal["unlimited"] | Count
    cooldown_minutes: Annotated[int, Field(ge=0)]
    draw: Annotated[list[Draw], Field(min_length=1)]
    exclude_types: list[Line]
    level_mix: dict[Literal["recall", "understand", "apply"], Line]


class Course(Part):
    code: Annotated[Line, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,29}$")]
    title: Annotated[Line, Field(max_length=255)]
    summary: Lines
    audience: list[Line]
    audience_note: Words = ""
    estimated_minutes: Count
    pass_mark_percent: Percent
    notice: Words = ""
    final_test: FinalTest


class LegalCourse(Course):
    publication_status: Line
    release_gate: list[Line] = []
    as_of_note: Words = ""


class Erratum(Part):
    section: Line
    seed: Line
    reading: Line
    basis: Line


class PlanSource(Part):
    """The plan: what it is and where its text stands."""

    title: Line
    issuer: Line
    date: Day
    place: Line
    signatory: Line
    status_2026: Line
    ocr_errata: list[Erratum]
    text_file: Line


class Source(Part):
    """A document of the register that a legal course rests on."""

    ref: Line
    kind: Line
    number: Line
    title: Line
    effective: MaybeLine = None
    status_in_register: MaybeLine = None
    evidence_level: MaybeLine = None
    publish_rule: MaybeLine = None
    used_for: MaybeLine = None
    role: MaybeLine = None


class Term(Part):
    term: Line
    meaning: Lines
    seed_section: MaybeLine = None


class PlanTerm(Term):
    seed_section: Line


class LegalTerm(Term):
    citation: Citation
    needs_legal_review: bool = False


class CourseFile(Part):
    """A whole file."""

    model_config = ConfigDict(populate_by_name=True)

    generated: Day
    language: Literal["vi"]

    is_plan: ClassVar[bool]

    def canonical(self) -> dict[str, Any]:
        """The content as JSON with every default written out; bodies of questions as their kinds write them."""
        content = self.model_dump(mode="json", by_alias=True)
        for lesson, told in zip(self.lessons, content["lessons"], strict=True):  # type: ignore[attr-defined]
            for question, item in zip(lesson.questions, told["questions"], strict=True):
                kind, body = quizzes.body_from_course(question.item())
                item.update(dict.fromkeys(OF_KINDS), **quizzes.item_from_body(kind, body))
                # It came later: a file without it keeps the hash under which it was loaded.
                if item.get("more") is None:
                    item.pop("more", None)
        return content

    def hash(self) -> str:
        """SHA-256 of the content."""
        return hash_of(self.canonical())


class PlanCourseFile(CourseFile):
    schema_: Annotated[Literal["plan157-course/1.0"], Field(alias="schema")]
    course: Course
    source: PlanSource
    glossary: list[PlanTerm]
    lessons: Annotated[list[PlanLesson], Field(min_length=1)]

    is_plan: ClassVar[bool] = True


class LegalCourseFile(CourseFile):
    schema_: Annotated[Literal["legal-course/1.0"], Field(alias="schema")]
    based_on_schema: Line
    course: LegalCourse
    sources: list[Source]
    evidence_key: dict[str, Line]
    not_covered: list[Line]
    traps_seen: list[Line] = []
    glossary: list[LegalTerm]
    lessons: Annotated[list[LegalLesson], Field(min_length=1)]

    is_plan: ClassVar[bool] = False


def hash_of(canonical: dict[str, Any]) -> str:
    """SHA-256 of content as JSON."""
    return hashlib.sha256(json.dumps(canonical, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
