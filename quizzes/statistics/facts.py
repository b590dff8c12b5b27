"""What is known of questions above the bank: which quizzes ask them, when they were dealt last, how they were answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import gettext, ngettext

from quizzes.attempts.models import AttemptQuestion
from quizzes.bank.questions import Question
from quizzes.blueprint.quizzes import Section
from quizzes.statistics.runs import measured
from vietnamese import api as vietnamese

# Below so many attempts nothing is said of how hard a question is.
FEW = 20


def facts_about(question: Question) -> list[tuple[str, str]]:
    """Pairs (label, words) for the page about one question. Four queries."""
    facts = []
    fixed = Section.objects.filter(question=question).order_by("quiz__title")
    if titles := list(dict.fromkeys(fixed.values_list("quiz__title", flat=True))):
        facts.append((gettext("Fixed in the quizzes"), "; ".join(titles)))
    above = question.topic.paths_above
    drawn = Section.objects.filter(topic__tree_path__in=above).order_by("quiz__title")
    if titles := list(dict.fromkeys(drawn.values_list("quiz__title", flat=True))):
        facts.append((gettext("May be drawn by the quizzes"), "; ".join(titles)))
    count, last = _dealt([question.pk]).get(question.pk, (0, None))
    facts.append((gettext("Dealt"), _dealt_in_words(count, last)))
    if words := difficulty_in_words(measured([question.pk]).get(question.pk)):
        facts.append((gettext("Difficulty as measured"), words))
    return facts


def columns_for(question_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """For the list of questions: when each was used last, and how hard it is, in words. Two queries for a page."""
    dealt, figures = _dealt(question_ids), measured(question_ids)
    found = {}
    for key in question_ids:
        _count, last = dealt.get(key, (0, None))
        found[key] = (
            vietnamese.show_day(vietnamese.local_day(last)) if last else "",
            difficulty_in_words(figures.get(key)),
        )
    return found


def difficulty_in_words(figures: tuple[int, float | None, float | None] | None) -> str:
    """The facility in whole per cent; "too few" below `FEW` attempts; empty where nothing was measured."""
    if figures is None:
        return ""
    attempts, facility, _discrimination = figures
    if facility is None or attempts < FEW:
        return gettext("too few answers to judge")
    return gettext("%(percent)d%% right") % {"percent": round(facility * 100)}


def _dealt(question_ids: Collection[int]) -> dict[int, tuple[int, datetime | None]]:
    rows = AttemptQuestion.objects.filter(version__question__in=question_ids).values("version__question")
    told = rows.annotate(count=Count("pk"), last=Max("attempt__started_at"))
    found: dict[int, tuple[int, datetime | None]] = defaultdict(lambda: (0, None))
    for row in told:
        found[row["version__question"]] = (row["count"], row["last"])
    return found


def _dealt_in_words(count: int, last: datetime | None) -> str:
    if last is None:
        return gettext("never")
    return ngettext("%(count)d time, last on %(day)s", "%(count)d times, last on %(day)s", count) % {
        "count": count,
        "day": vietnamese.show_day(vietnamese.local_day(last)),
    }
