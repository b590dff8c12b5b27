"""Which questions of a file are kept for the lessons: at most three each, and the final test stays possible. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from courses.loading.file_schema import LegalCourseFile, PlanCourseFile
from quizzes import api as quizzes

MOST = 3
# Each lesson keeps at least so many times what the final test draws from it.
SPARE = 2
KINDS = ("single_choice", "true_false", "multiple_choice")

AnyFile = PlanCourseFile | LegalCourseFile


def feasible(file: AnyFile, kept_for_lessons: Mapping[str, Collection[str]]) -> str:
    """Empty when the final test can be drawn without the questions kept for lessons, else the reason."""
    test = file.course.final_test
    pools: dict[Any, list[quizzes.Candidate]] = {}
    for lesson in file.lessons:
        kept = set(kept_for_lessons.get(lesson.id, ()))
        pools[lesson.id] = [
            quizzes.Candidate(question.id, question.level)
            for question in lesson.questions
            if question.id not in kept and question.type not in test.exclude_types
        ]
    counts: dict[Any, int] = {draw.lesson: draw.count for draw in test.draw}
    bounds = [quizzes.parse_bound(bound, level) for level, bound in test.level_mix.items()]
    names: dict[Any, str] = {lesson.id: lesson.title for lesson in file.lessons}
    names.update({str(value): str(label) for value, label in quizzes.Level.choices})
    try:
        quizzes.Drawing.prepare(pools, counts, bounds, names)
    except quizzes.CannotBeMet as refusal:
        return refusal.reason
    return ""


def choose_self_check(file: AnyFile) -> dict[str, list[str]]:
    """Lesson -> ids of its self-check questions, in the order of the file.

    Essays first, for no test deals them. Then choices, each time of the level of which the lesson has most left, as
    long as the lesson keeps `SPARE` times its share of the draw and the level mix of the whole test can be met.
    """
    drawn = {draw.lesson: draw.count for draw in file.course.final_test.draw}
    excluded = file.course.final_test.exclude_types
    chosen: dict[str, list[str]] = {lesson.id: [] for lesson in file.lessons}
    for lesson in file.lessons:
        chosen[lesson.id] = [question.id for question in lesson.questions if question.type in excluded][:MOST]
    for lesson in file.lessons:
        left = [question for question in lesson.questions if question.type not in excluded]
        candidates = [question for question in left if question.type in KINDS]
        while candidates and len(chosen[lesson.id]) < MOST and len(left) > SPARE * drawn.get(lesson.id, 0):
            levels = Counter(question.level for question in left)
            best = max(candidates, key=lambda question: (levels[question.level], -KINDS.index(question.type)))
            candidates.remove(best)
            chosen[lesson.id].append(best.id)
            if feasible(file, chosen):
                chosen[lesson.id].remove(best.id)
            else:
                left.remove(best)
    order = {question.id: at for lesson in file.lessons for at, question in enumerate(lesson.questions)}
    return {lesson: sorted(ids, key=order.__getitem__) for lesson, ids in chosen.items()}
