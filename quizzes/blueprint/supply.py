"""What the bank can give to a quiz: how many questions by section and level, and which quizzes a change leaves short."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from quizzes.bank.questions import Level, Question
from quizzes.blueprint.parts import Part
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.blueprint.services import blueprint_of, why_it_cannot_be_met
from quizzes.blueprint.stock import stock_for


@dataclass(frozen=True)
class Supply:
    """One section: how many questions it draws, and how many a graded test may deal now, in all and by level."""

    title: str
    wanted: int
    available: int
    by_level: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        return self.available < self.wanted


def supply_of(parts: Sequence[Part], *, excluded_kinds: Collection[str] = ()) -> list[Supply]:
    """For each part what can be drawn; the levels stand in the order of `Level`. Three queries at most, no question read."""
    levels: list[Counter[str]] = [Counter() for _part in parts]
    for sections, level, _seen, ids in stock_for(parts, excluded_kinds=excluded_kinds).alike():
        for number in sections:
            levels[number][level] += len(ids)
    return [
        Supply(part.name, part.count, found.total(), tuple(found[level] for level in Level.values))
        for part, found in zip(parts, levels, strict=True)
    ]


def quizzes_left_short(question: Question) -> list[str]:
    """Sentences about quizzes that hold this question or draw from its topic, and cannot make a paper now."""
    drawing = Q(topic__tree_path__in=question.topic.paths_above) | Q(question=question)
    quizzes = Quiz.objects.filter(pk__in=Section.objects.filter(drawing).values("quiz")).order_by("title")
    told = []
    for quiz in quizzes:
        reason = why_it_cannot_be_met(blueprint_of(quiz))
        if reason:
            told.append(
                gettext("The quiz “%(quiz)s” cannot be sat any more: %(reason)s")
                % {"quiz": quiz.title, "reason": reason}
            )
    return told
