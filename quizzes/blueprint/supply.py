"""What the bank can give to a quiz: how many questions by section and level, and which quizzes a change leaves short."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from quizzes.bank.questions import Level, Question
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.blueprint.services import blueprint_of, why_it_cannot_be_met


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


def supply_of(sections: Iterable[tuple[Topic, int]], *, excluded_kinds: Collection[str] = ()) -> list[Supply]:
    """For each section what can be drawn; the levels stand in the order of `Level`. One query a section."""
    told = []
    for topic, wanted in sections:
        levels = Counter(
            Question.objects.for_tests()
            .filter(topic__tree_path__startswith=topic.tree_path)
            .exclude(current_version__kind__in=excluded_kinds)
            .values_list("current_version__level", flat=True)
        )
        by_level = tuple(levels.get(level, 0) for level in Level.values)
        told.append(Supply(topic.title, wanted, levels.total(), by_level))
    return told


def quizzes_left_short(question: Question) -> list[str]:
    """Sentences about quizzes that draw from this question's topic and cannot make a paper now."""
    above = _paths_down_to(question.topic.tree_path)
    quizzes = Quiz.objects.filter(
        pk__in=Section.objects.filter(topic__tree_path__in=above).values("quiz")
    ).order_by("title")
    told = []
    for quiz in quizzes:
        reason = why_it_cannot_be_met(blueprint_of(quiz))
        if reason:
            told.append(
                gettext("The quiz “%(quiz)s” cannot be sat any more: %(reason)s")
                % {"quiz": quiz.title, "reason": reason}
            )
    return told


def _paths_down_to(tree_path: str) -> list[str]:
    parts = tree_path.strip("/").split("/")
    return ["/" + "/".join(parts[: number + 1]) + "/" for number in range(len(parts))]
