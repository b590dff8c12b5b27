"""Many attempts: the figures are those of plain formulas over the same marks."""

from statistics import correlation, stdev

import make_quizzes
import make_statistics
import pytest
from make import NOON

from quizzes import api as quizzes
from quizzes.statistics import runs

pytestmark = pytest.mark.django_db


def test_the_figures_of_many_attempts_are_those_of_plain_formulas() -> None:
    quiz = make_quizzes.a_quiz_of(6)
    questions = list(quizzes.Question.objects.filter(topic=quiz.sections.get().topic).order_by("pk"))
    right = make_statistics.many_attempts(quiz, questions, 500)

    heard: list[tuple[int, int]] = []
    found = runs.work_out(quiz, tell=lambda done, of: heard.append((done, of)))
    runs.keep(found, at=NOON)

    totals = [float(sum(row)) for row in right]
    assert found.responses == 3000
    assert heard == [(500, 500)]
    assert found.figures.quiz.deviation == pytest.approx(stdev(totals) / 6 * 100)
    assert sum(found.figures.quiz.histogram) == 500
    for place, figures in enumerate(found.figures.questions):
        marks = [float(row[place]) for row in right]
        rest = [total - mark for mark, total in zip(marks, totals, strict=True)]
        assert figures.facility == pytest.approx(sum(marks) / 500)
        assert figures.deviation == pytest.approx(stdev(marks))
        assert figures.discrimination == pytest.approx(correlation(marks, rest))
        assert figures.efficiency is not None
        assert abs(figures.efficiency) >= abs(figures.discrimination or 0)
        counts = figures.versions[0].choices
        assert sum(counts["b"].bands) == sum(marks)
        assert sum(sum(count.bands) for count in counts.values()) == 500
    assert runs.measured([questions[0].pk])[questions[0].pk][0] == 500


def test_a_calculation_that_is_cancelled_keeps_nothing() -> None:
    quiz = make_quizzes.a_quiz_of(2)
    questions = list(quizzes.Question.objects.filter(topic=quiz.sections.get().topic).order_by("pk"))
    make_statistics.many_attempts(quiz, questions, 500)

    class Cancelled(Exception):
        pass

    def cancel(_done: int, _of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        runs.work_out(quiz, tell=cancel)
    assert not runs.StatisticsRun.objects.exists()
