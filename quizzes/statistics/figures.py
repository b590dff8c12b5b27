"""The figures of one run, as they are kept and shown: of the test, of its sections, of each question and version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from quizzes.bank.questions import QuestionVersion
from quizzes.statistics import measures
from quizzes.statistics.answers import Count, Tally, guess_of
from quizzes.statistics.columns import Column, Columns

BINS = 10


class Kept(BaseModel):
    """What is stored as JSON and read back; what a later program adds is no fault."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Item(Kept):
    """The figures of a question or a version: shares (1 = 100 %), `deviation` as a share of the most points."""

    attempts: int
    facility: float | None = None
    deviation: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None


class VersionFigures(Item):
    """One version of a question. `choices` are by the key of the choice; `given`: how many of each third answered."""

    version: int
    number: int
    choices: dict[str, Count] = Field(default_factory=dict)
    given: list[int] = Field(default_factory=lambda: [0, 0, 0])


class QuestionFigures(Item):
    """One question over all its versions, the newest version last.

    `drawn`: not everybody was dealt it. `intended` and `effective` weight (shares of the test) are told of questions that
    everybody was dealt. `guess` is that of the newest version.
    """

    question: int
    drawn: bool
    intended: float | None = None
    effective: float | None = None
    guess: float | None = None
    versions: Annotated[list[VersionFigures], Field(min_length=1)]


class SectionFigures(Kept):
    """One section of the plan of the test: how much it should weigh in the score, and how much it does (shares)."""

    section: str
    slots: int
    intended: float | None = None
    effective: float | None = None


class QuizFigures(Kept):
    """The whole test, in percent of its points. `histogram`: attempts by score, in ten equal steps, 100 % in the last."""

    attempts: int
    waiting: int = 0
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None
    histogram: list[int] = Field(default_factory=lambda: [0] * BINS)


class Figures(Kept):
    """All that one run found."""

    quiz: QuizFigures
    sections: list[SectionFigures]
    questions: list[QuestionFigures]


def figures_of(
    columns: Columns,
    versions: Mapping[int, QuestionVersion],
    tallies: Mapping[int, Tally],
    *,
    waiting: int,
) -> Figures:
    """The figures from the marks, the versions that were dealt (all that stand in `columns`) and the counted answers."""
    by_question = _by_question(columns, versions)
    slots = _slots(columns, versions, by_question)
    full = all(len(slot.column.marks) == columns.attempts for slot in slots)
    items = [_measured(slot.column) for slot in slots]
    weights = measures.effective_weights([each.with_total for each in items]) if full else [None] * len(slots)
    for slot, weight in zip(slots, weights, strict=True):
        slot.effective = weight
        slot.intended = (
            float(Fraction(slot.column.out_of, columns.out_of)) if full and columns.out_of else None
        )
    return Figures(
        quiz=_quiz(columns, [each.variance for each in items] if full else [], waiting=waiting),
        sections=_sections(slots),
        questions=[
            _question(
                key,
                parts,
                tallies,
                slot=next((slot for slot in slots if slot.question == key), None),
                drawn=sum(len(column.marks) for _version, column in parts) < columns.attempts,
            )
            for key, parts in by_question.items()
        ],
    )


Parts = list[tuple[QuestionVersion, Column]]


class _Slot:
    """A place in the plan of the test: one question that everybody got, or the k-th of a section."""

    def __init__(self, section: str, column: Column, question: int | None = None) -> None:
        self.section, self.column, self.question = section, column, question
        self.intended: float | None = None
        self.effective: float | None = None


def _by_question(columns: Columns, versions: Mapping[int, QuestionVersion]) -> dict[int, Parts]:
    found: dict[int, Parts] = {}
    ordered = sorted(columns.versions, key=lambda key: (versions[key].question_id, versions[key].number))
    for key in ordered:
        found.setdefault(versions[key].question_id, []).append((versions[key], columns.versions[key]))
    return found


def _slots(
    columns: Columns, versions: Mapping[int, QuestionVersion], by_question: Mapping[int, Parts]
) -> list[_Slot]:
    """Where everybody got the same questions of a section, each of them is a slot, however they were shuffled."""
    slots: list[_Slot] = []
    for section, dealt in columns.versions_of_section.items():
        questions = dict.fromkeys(versions[key].question_id for key in sorted(dealt))
        merged = {key: _merged(by_question[key]) for key in questions}
        if all(len(column.marks) == columns.attempts for column in merged.values()):
            slots += [_Slot(section, column, key) for key, column in merged.items()]
        else:
            slots += [
                _Slot(section, column) for (of, _place), column in columns.slots.items() if of == section
            ]
    return slots


def _merged(parts: Parts) -> Column:
    whole = parts[0][1]
    for _version, column in parts[1:]:
        whole = whole.extended_by(column)
    return whole


def _measured(column: Column) -> measures.ItemFigures:
    if column.measured is None:
        column.measured = _measure(column)
    return column.measured


def _measure(column: Column) -> measures.ItemFigures:
    # The own mark is always taken out of the rest, also of questions drawn at random: with it, a question that tells
    # nothing would seem to discriminate (by about 1/√questions), and short tests would never show a bad one.
    return measures.of_item(column.marks, column.totals, most=column.most)


def _told(column: Column) -> dict[str, Any]:
    found = _measured(column)
    most = float(column.most)
    return {
        "attempts": found.attempts,
        "facility": found.facility,
        "deviation": None if found.deviation is None or not most else found.deviation / most,
        "discrimination": found.discrimination,
        "efficiency": found.efficiency,
    }


def _question(
    key: int,
    parts: Parts,
    tallies: Mapping[int, Tally],
    *,
    slot: _Slot | None,
    drawn: bool,
) -> QuestionFigures:
    return QuestionFigures(
        **_told(_merged(parts)),
        question=key,
        drawn=drawn,
        intended=slot.intended if slot else None,
        effective=slot.effective if slot else None,
        guess=guess_of(parts[-1][0]),
        versions=[
            VersionFigures(
                **_told(column),
                version=version.pk,
                number=version.number,
                choices=tallies[version.pk].choices if version.pk in tallies else {},
                given=tallies[version.pk].given if version.pk in tallies else [0, 0, 0],
            )
            for version, column in parts
        ],
    )


def _sections(slots: Sequence[_Slot]) -> list[SectionFigures]:
    found: dict[str, list[_Slot]] = {}
    for slot in slots:
        found.setdefault(slot.section, []).append(slot)
    return [
        SectionFigures(
            section=section,
            slots=len(some),
            intended=_sum([slot.intended for slot in some]),
            effective=_sum([slot.effective for slot in some]),
        )
        for section, some in found.items()
    ]


def _sum(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return sum(known) if known else None


def _quiz(columns: Columns, variances: Sequence[float | None], *, waiting: int) -> QuizFigures:
    found = measures.of_test(columns.totals, variances)
    # One hundredth of the most points of an attempt (the mean of them, should attempts differ).
    percent = columns.out_of / columns.attempts / 100 if columns.attempts else 0
    histogram = [0] * BINS
    for each in columns.percents:
        histogram[min(max(int(each) * BINS // 100, 0), BINS - 1)] += 1

    def scaled(value: float | None) -> float | None:
        return None if value is None or not percent else value / percent

    return QuizFigures(
        attempts=found.attempts,
        waiting=waiting,
        mean=scaled(found.mean),
        median=scaled(found.median),
        deviation=scaled(found.deviation),
        skewness=found.skewness,
        kurtosis=found.kurtosis,
        consistency=found.consistency,
        error_ratio=found.error_ratio,
        standard_error=scaled(found.standard_error),
        histogram=histogram,
    )
