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


def up_to(longest: int) -> AfterValidator:
    """At most so many characters, as the column or the editor's field takes; asked after the text was cleaned."""

    def check(text: str | None) -> str | None:
        if text is not None and len(text) > longest:
            raise ValueError(gettext("At most %(limit)d characters fit here.") % {"limit": longest})
        return text

    return AfterValidator(check)


def plain_number(value: Decimal) -> int | float:
    """2 for 2.00, 1.5 for 1.50: as a course file writes points."""
    return int(value) if value == value.to_integral_value() else float(value)


Words = Annotated[str, AfterValidator(vietnamese.clean_line)]
Line = Annotated[str, AfterValidator(vietnamese.clean_line), AfterValidator(_some)]
Lines = Annotated[str, AfterValidator(vietnamese.clean_text), AfterValidator(_some)]
MaybeLine = Annotated[Line | None, BeforeValidator(_empty_is_none)]
Day = Annotated[str, AfterValidator(_iso_day)]
Points = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=0, max_digits=6, decimal_places=2),
    PlainSerializer(plain_number),
]
# More than any course has, and little enough to be added to a date (minutes).
LARGEST = 1_000_000
Count = Annotated[int, Field(ge=1, le=LARGEST)]
CountFromZero = Annotated[int, Field(ge=0, le=LARGEST)]
Key = Annotated[Line, up_to(60)]
Place = Annotated[MaybeLine, up_to(400)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Part(BaseModel):
    """Anything in a course file: fixed once read, nothing unknown in it, no type bent to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Citation(Part):
    ref: Line
    article: Annotated[MaybeLine, up_to(20)] = None
    clause: Annotated[MaybeLine, up_to(40)] = None
    point: Annotated[MaybeLine, up_to(20)] = None
    as_of: Day
    evidence: Annotated[Line, up_to(10)]
    quote_or_paraphrase: Lines
    source: Annotated[Line, up_to(400)]


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
    seed_section: Place = None
    outside_seed: bool = False
    assessable: bool = True
    needs_confirmation: bool = False
    sources: list[Line] = []
    evidence: Annotated[MaybeLine, up_to(300)] = None
    needs_legal_review: bool = False
    role: Annotated[MaybeLine, up_to(40)] = None


class PlanBlock(Block):
    seed_section: Annotated[Line, up_to(400)]


class LegalBlock(Block):
    provision: Place = None
    citation: Citation | None = None
    see_also: list[Citation] = []
    advice_sources: list[AdviceSource] = []
    review_reason: list[Lines] = []


class Question(Part):
    """One question. What belongs to its kind (options, correct …) is read by the kind itself."""

    # With the code of the course and a slash it is the key in the bank.
    id: Annotated[Line, up_to(49)]
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
    seed_section: Place = None
    needs_legal_review: bool = False

    def item(self) -> dict[str, Any]:
        """The item as the kinds of question read it."""
        return self.model_dump(mode="json", exclude_none=True, exclude_unset=True)


class PlanQuestion(Question):
    seed_section: Annotated[Line, up_to(400)]
    seed_refs: Annotated[list[SeedRef], Field(min_length=1)]


class LegalQuestion(Question):
    provision: Place = None
    citations: list[Citation]
    review_reason: list[Lines] = []
    advice_sources: list[AdviceSource] = []


class Lesson(Part):
    id: Key
    order: Count
    title: Annotated[Line, up_to(255)]
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
    extra_time_percent: CountFromZero
    pass_percent: Percent
    attempts: Literal["unlimited"] | Count
    cooldown_minutes: CountFromZero
    draw: Annotated[list[Draw], Field(min_length=1)]
    exclude_types: list[Line]
    level_mix: dict[Literal["recall", "understand", "apply"], Line]


class Course(Part):
    code: Annotated[Line, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,29}$")]
    title: Annotated[Line, up_to(255)]
    summary: Lines
    audience: list[Line]
    audience_note: Words = ""
    estimated_minutes: Count
    pass_mark_percent: Percent
    notice: Words = ""
    final_test: FinalTest


class LegalCourse(Course):
    publication_status: Annotated[Line, up_to(60)]
    release_gate: list[Line] = []
    as_of_note: Words = ""


class Erratum(Part):
    section: Annotated[Line, up_to(60)]
    seed: Annotated[Line, up_to(200)]
    reading: Annotated[Line, up_to(200)]
    basis: Annotated[Line, up_to(300)]


class PlanSource(Part):
    """The plan: what it is and where its text stands."""

    title: Line
    issuer: Annotated[Line, up_to(200)]
    date: Day
    place: Line
    signatory: Line
    status_2026: Line
    ocr_errata: list[Erratum]
    text_file: Line


class Source(Part):
    """A document of the register that a legal course rests on."""

    ref: Line
    kind: Annotated[Line, up_to(40)]
    number: Annotated[Line, up_to(40)]
    title: Annotated[Line, up_to(500)]
    effective: Annotated[MaybeLine, up_to(200)] = None
    status_in_register: Annotated[MaybeLine, up_to(400)] = None
    evidence_level: Annotated[MaybeLine, up_to(120)] = None
    publish_rule: Annotated[MaybeLine, up_to(400)] = None
    used_for: Annotated[MaybeLine, up_to(300)] = None
    role: Annotated[MaybeLine, up_to(300)] = None


class Term(Part):
    term: Annotated[Line, up_to(200)]
    meaning: Lines
    seed_section: Annotated[MaybeLine, up_to(60)] = None


class PlanTerm(Term):
    seed_section: Annotated[Line, up_to(60)]


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
    based_on_schema: Annotated[Line, up_to(40)]
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
