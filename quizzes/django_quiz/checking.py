"""What the old site had added up for each person and category, against what its sittings say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from quizzes.django_quiz.dump import Dump, OldProgress
from quizzes.django_quiz.report import Report


def check_progress(dump: Dump, report: Report) -> None:
    """What the old site had added up for each person and category, against what its sittings say."""
    names = {key: category.name for key, category in dump.categories.items()}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for sitting in dump.sittings:
        for key in sitting.order:
            question = dump.questions.get(key)
            if question is None or key in sitting.remaining or key not in sitting.answers:
                continue
            total = sums[(sitting.user, names.get(question.category, ""))]
            total[0] += key not in sitting.incorrect
            total[1] += 1
    for progress in dump.progress:
        _check_person(report, progress, sums)


def _check_person(
    report: Report, progress: OldProgress, sums: Mapping[tuple[str, str], Sequence[int]]
) -> None:
    for category, (right, asked) in progress.scores.items():
        found = sums.get((progress.user, category), (0, 0))
        report.progress["checked"] += 1
        if (found[0], found[1]) == (right, asked):
            report.progress["equal"] += 1
            continue
        report.say(
            gettext(
                "Progress of user %(user)s in “%(category)s”: the old site counted %(right)d of %(asked)d, "
                "its kept sittings make %(found)d of %(of)d (it kept only exam papers, and marked essays later)."
            )
            % {
                "user": progress.user,
                "category": category,
                "right": right,
                "asked": asked,
                "found": found[0],
                "of": found[1],
            }
        )
