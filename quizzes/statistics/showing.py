"""What the pages and files of statistics show of a run: rows of questions with their words, figures as people write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.questions import Question, QuestionVersion
from quizzes.kinds import UnknownKind, kind_named
from quizzes.statistics import intervals
from quizzes.statistics.answers import SMALL, Choice, choices_of_version, stem_of
from quizzes.statistics.figures import Figures, Item, QuestionFigures, QuizFigures, VersionFigures
from quizzes.statistics.judging import Remark, remarks_on
from vietnamese import api as vietnamese

NONE = "–"


def percent(value: float | None, places: int = 0) -> str:
    """A share as people write it: 0.4125 is "41%", with one place "41,3%"."""
    return NONE if value is None else f"{vietnamese.show_decimal(rounded(100 * value, places))}%"


def number(value: float | None, places: int = 2) -> str:
    return NONE if value is None else vietnamese.show_decimal(rounded(value, places))


def rounded(value: float, places: int) -> Decimal:
    """The value with so many places at most, and never as -0."""
    short = round(Decimal(value), places)
    return short or abs(short)


def from_to(interval: intervals.Interval | None) -> str:
    """An interval of shares: "35% to 48%"."""
    if interval is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": percent(interval.low), "high": percent(interval.high)}


@dataclass(frozen=True)
class QuestionRow:
    """One question in a run, with the words that the bank has for it now."""

    figures: QuestionFigures
    question: Question
    newest: QuestionVersion

    @property
    def uid(self) -> str:
        return self.question.uid

    @cached_property
    def stem(self) -> str:
        return stem_of(self.newest)

    @property
    def kind(self) -> str:
        try:
            return str(kind_named(self.newest.kind).label)
        except UnknownKind:
            return self.newest.kind

    @cached_property
    def choices(self) -> list[Choice]:
        return choices_of_version(self.newest, self.figures.versions[-1].choices)

    @cached_property
    def remarks(self) -> list[Remark]:
        return remarks_on(self.figures, guess=self.figures.guess, choices=self.choices)

    @property
    def facility_interval(self) -> intervals.Interval | None:
        return intervals.of_facility(self.figures.facility, self.figures.attempts)

    @property
    def discrimination_interval(self) -> intervals.Interval | None:
        return intervals.of_discrimination(self.figures.discrimination, self.figures.attempts)


def rows_of(figures: Figures) -> list[QuestionRow]:
    """The questions of a run, those that need attention first. One query."""
    newest = {each.question: each.versions[-1].version for each in figures.questions}
    versions = QuestionVersion.objects.select_related("question").defer("explanation", "citations")
    found = versions.in_bulk(list(newest.values()))
    rows = [
        QuestionRow(each, found[newest[each.question]].question, found[newest[each.question]])
        for each in figures.questions
        if newest[each.question] in found
    ]
    return sorted(rows, key=_by_attention)


def _by_attention(row: QuestionRow) -> tuple[Any, ...]:
    figures = row.figures
    worst = 2.0 if figures.discrimination is None else figures.discrimination
    return row.remarks[0].finding, worst, vietnamese.sort_key(row.uid)


ORDERS: dict[str, Callable[[QuestionRow], Any]] = {
    "can-xem": _by_attention,
    "kho": lambda row: (row.figures.facility is None, row.figures.facility, row.uid),
    "phan-biet": lambda row: (row.figures.discrimination is None, row.figures.discrimination, row.uid),
    "ma": lambda row: vietnamese.sort_key(row.uid),
}


@dataclass(frozen=True)
class Fact:
    """One figure with its name and what it means."""

    name: str
    value: str
    meaning: str


def facts_of(quiz: QuizFigures) -> list[Fact]:
    """The figures of a whole test that a trainer looks at first."""
    return [
        Fact(gettext("Mean score"), percent(_share(quiz.mean), 1), ""),
        Fact(
            gettext("Median score"),
            percent(_share(quiz.median), 1),
            gettext("Half of the attempts lie below, half above."),
        ),
        Fact(
            gettext("Internal consistency"),
            percent(quiz.consistency),
            gettext("Whether the questions measure the same thing; 70% and more is good."),
        ),
        Fact(
            gettext("Standard error"),
            percent(_share(quiz.standard_error), 1),
            gettext("How far a score may lie from what the person really knows."),
        ),
    ]


def further_facts_of(quiz: QuizFigures) -> list[Fact]:
    """The other figures of a whole test."""
    return [
        Fact(
            gettext("Standard deviation"),
            percent(_share(quiz.deviation), 1),
            gettext("How far scores usually lie from the mean; 12% to 18% is good."),
        ),
        Fact(
            gettext("Skewness"),
            number(quiz.skewness),
            gettext("Below -1: most are bunched at high scores. Above 1: at low ones."),
        ),
        Fact(
            gettext("Kurtosis"),
            number(quiz.kurtosis),
            gettext("Above 1: the middle scores are too alike to tell people apart."),
        ),
        Fact(
            gettext("Error ratio"),
            percent(quiz.error_ratio),
            gettext("How much of the differences is chance; 50% and less is good."),
        ),
    ]


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


@dataclass(frozen=True)
class ItemFact:
    """One figure of a question, its interval, and what it means."""

    name: str
    value: str
    interval: str
    meaning: str


def item_facts(item: Item) -> list[ItemFact]:
    """What is told of a question or a version."""
    return [
        ItemFact(
            gettext("Facility"),
            percent(item.facility, 1),
            from_to(intervals.of_facility(item.facility, item.attempts)),
            gettext("The share of the points that people earn on average."),
        ),
        ItemFact(
            gettext("Standard deviation"),
            percent(item.deviation, 1),
            "",
            gettext("How far marks of this question lie apart; near 0 everybody gets the same."),
        ),
        ItemFact(
            gettext("Discrimination"),
            percent(item.discrimination, 1),
            from_to(intervals.of_discrimination(item.discrimination, item.attempts)),
            gettext("Whether those who do well in the rest do well here; 30% and more is good."),
        ),
        ItemFact(
            gettext("Discriminative efficiency"),
            percent(item.efficiency, 1),
            "",
            gettext("The same, measured by what is possible for a question so easy or hard."),
        ),
    ]


@dataclass(frozen=True)
class VersionShown:
    """One version with its figures and its choices. `choices` is None where attempts are too few to tell them apart."""

    figures: VersionFigures
    version: QuestionVersion
    choices: list[Choice] | None
    by_thirds: bool

    @property
    def given(self) -> int:
        """By how many it was answered at all."""
        return sum(self.figures.given)

    @property
    def facts(self) -> list[ItemFact]:
        return item_facts(self.figures)

    @property
    def remarks(self) -> list[Remark]:
        return remarks_on(self.figures, choices=self.choices or [])


def versions_of(figures: QuestionFigures, versions: dict[int, QuestionVersion]) -> list[VersionShown]:
    """The versions of a question, the newest first. Few attempts show no choices, and thirds only where each is large
    enough that nobody can be found out."""
    return [
        VersionShown(
            figures=each,
            version=versions[each.version],
            choices=(
                choices_of_version(versions[each.version], each.choices) if each.attempts >= SMALL else None
            ),
            by_thirds=each.attempts >= 3 * SMALL and _parted(each),
        )
        for each in reversed(figures.versions)
        if each.version in versions
    ]


def _parted(figures: VersionFigures) -> bool:
    """Whether the attempts could be parted into thirds: some choice was made outside the middle one."""
    return any(count.bands[0] or count.bands[2] for count in figures.choices.values())


def sentences(remarks: Sequence[Remark]) -> str:
    return " ".join(each.sentence for each in remarks)
