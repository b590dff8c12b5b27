"""Which attempts are looked at, and what is made of them."""

from datetime import timedelta
from decimal import Decimal

import make
import make_quizzes
import make_statistics
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from make import NOON

from quizzes import api as quizzes
from quizzes.statistics import runs
from quizzes.statistics.figures import QuestionFigures
from quizzes.statistics.gathering import Rule

pytestmark = pytest.mark.django_db


def questions_of(quiz: quizzes.Quiz) -> list[quizzes.Question]:
    topic = quiz.sections.get().topic
    return list(quizzes.Question.objects.filter(topic=topic).order_by("pk"))


def found(run: runs.StatisticsRun, question: quizzes.Question) -> QuestionFigures:
    return next(each for each in run.read().questions if each.question == question.pk)


def regraded(attempt: quizzes.Attempt, shares: list[str | None]) -> None:
    latest = attempt.grades.latest("number")
    earned = sum(Decimal(share or 0) for share in shares)
    percent = 100 * earned / len(shares)
    quizzes.Grade.objects.create(
        attempt=attempt, number=latest.number + 1, earned=earned, out_of=latest.out_of, percent=percent,
        passed=False, reason="đáp án được sửa", at=NOON,
        shares=[{"position": place, "share": share} for place, share in enumerate(shares, 1)],
    )  # fmt: skip
    quizzes.Attempt.objects.filter(pk=attempt.pk).update(percent=percent, earned=earned)


def test_the_figures_of_three_people_are_those_of_pen_and_paper() -> None:
    quiz = make_quizzes.a_quiz_of(2)
    first, second = questions_of(quiz)
    for right in ([first, second], [first], []):
        make_statistics.sat(quiz, make_statistics.choosing(*right))

    run = runs.calculate(quiz, at=NOON)

    assert (run.attempts, run.responses) == (3, 6)
    assert found(run, first).facility == pytest.approx(2 / 3)
    assert found(run, second).facility == pytest.approx(1 / 3)
    # Marks 1 1 0 against the rest 1 0 0.
    assert found(run, first).discrimination == pytest.approx(0.5)
    assert found(run, first).intended == pytest.approx(0.5)
    assert found(run, first).guess == pytest.approx(1 / 3, abs=1e-6)
    test = run.read().quiz
    assert (test.mean, test.median, test.deviation) == (50, 50, 50)
    assert test.consistency == pytest.approx(2 * (1 - (1 / 3 + 1 / 3) / 1))
    assert test.histogram == [1, 0, 0, 0, 0, 1, 0, 0, 0, 1]


def test_by_default_only_the_first_attempt_of_each_person_counts() -> None:
    quiz = make_quizzes.a_quiz_of(1, cooldown_minutes=0)
    (question,) = questions_of(quiz)
    person = make.a_person()
    for place, right in enumerate([[], [question], []]):
        make_statistics.sat(
            quiz, make_statistics.choosing(*right), person=person, at=NOON + timedelta(hours=place)
        )
    facilities = {
        rule: (run.attempts, found(run, question).facility)
        for rule in Rule
        for run in [runs.calculate(quiz, rule=rule, at=NOON)]
    }
    assert facilities == {
        Rule.FIRST: (1, 0.0),
        Rule.ALL: (3, pytest.approx(1 / 3)),
        Rule.BEST: (1, 1.0),
        Rule.LAST: (1, 0.0),
    }
    assert runs.calculate(quiz, at=NOON).rule == Rule.FIRST


def test_of_equally_good_attempts_the_first_is_the_best() -> None:
    quiz = make_quizzes.a_quiz_of(2, cooldown_minutes=0)
    first, second = questions_of(quiz)
    person = make.a_person()
    for place, right in enumerate([first, second]):
        make_statistics.sat(
            quiz, make_statistics.choosing(right), person=person, at=NOON + timedelta(hours=place)
        )
    assert found(runs.calculate(quiz, rule=Rule.BEST, at=NOON), first).facility == 1


def test_running_voided_and_abandoned_attempts_do_not_count() -> None:
    quiz = make_quizzes.a_quiz_of(1)
    (question,) = questions_of(quiz)
    make_statistics.sat(quiz, make_statistics.choosing(question))
    voided = make_statistics.sat(quiz, make_statistics.choosing())
    quizzes.Attempt.objects.filter(pk=voided.pk).update(voided_at=NOON)
    abandoned = make_statistics.sat(quiz, make_statistics.choosing())
    quizzes.Attempt.objects.filter(pk=abandoned.pk).update(ended_by=quizzes.Attempt.EndedBy.ABANDONED)
    quizzes.start_attempt(make.a_person(), quiz, at=NOON)

    run = runs.calculate(quiz, at=NOON)

    assert (run.attempts, found(run, question).facility) == (1, 1)


def test_the_first_attempt_of_somebody_whose_earlier_one_was_voided_is_the_next_one() -> None:
    quiz = make_quizzes.a_quiz_of(1, cooldown_minutes=0)
    (question,) = questions_of(quiz)
    person = make.a_person()
    voided = make_statistics.sat(quiz, make_statistics.choosing(), person=person)
    quizzes.Attempt.objects.filter(pk=voided.pk).update(voided_at=NOON)
    make_statistics.sat(quiz, make_statistics.choosing(question), person=person, at=NOON + timedelta(hours=1))
    assert found(runs.calculate(quiz, at=NOON), question).facility == 1


def test_attempts_that_wait_for_a_marker_are_left_out_and_told() -> None:
    topic = make_quizzes.a_topic()
    essay = make_quizzes.a_question("essay", topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1))
    marked = make_statistics.sat(quiz, lambda _question: {"answer": "Bài viết."})
    make_statistics.sat(quiz, lambda _question: {"answer": "Bài viết khác."})
    with pytest.raises(runs.NothingToMeasure):
        runs.calculate(quiz, at=NOON)
    regraded(marked, ["0.5"])

    run = runs.calculate(quiz, at=NOON)

    assert (run.attempts, run.read().quiz.waiting) == (1, 1)
    assert found(run, essay).facility == 0.5
    assert found(run, essay).versions[0].choices == {}


def test_the_latest_grade_counts() -> None:
    quiz = make_quizzes.a_quiz_of(2)
    first, second = questions_of(quiz)
    attempt = make_statistics.sat(quiz, make_statistics.choosing(first))
    regraded(attempt, ["0.3333333", "1"])
    run = runs.calculate(quiz, at=NOON)
    assert found(run, first).facility == pytest.approx(0.3333333)
    assert found(run, second).facility == 1


def test_questions_are_told_by_version_and_together() -> None:
    quiz = make_quizzes.a_quiz_of(1)
    (question,) = questions_of(quiz)
    make_statistics.sat(quiz, make_statistics.choosing(question))
    question.current_version = make_quizzes.a_version(question, body={**question.body, "stem": "Câu đã sửa."})
    question.save(update_fields=["current_version"])
    make_statistics.sat(quiz, make_statistics.choosing())

    figures = found(runs.calculate(quiz, at=NOON), question)

    assert (figures.attempts, figures.facility) == (2, 0.5)
    assert [(each.number, each.attempts, each.facility) for each in figures.versions] == [
        (1, 1, 1),
        (2, 1, 0),
    ]


def test_drawn_questions_make_slots_of_their_section() -> None:
    topic = make_quizzes.a_topic()
    pool = [make_quizzes.a_question(topic=topic) for _ in range(6)]
    quiz = make_quizzes.a_quiz((topic, 2))
    for place in range(12):
        make_statistics.sat(quiz, make_statistics.choosing(*pool[:3] if place % 2 else pool))

    figures = runs.calculate(quiz, at=NOON).read()

    assert sum(each.attempts for each in figures.questions) == 24
    assert all(each.drawn and each.intended is None for each in figures.questions)
    assert [(each.section, each.slots, each.intended) for each in figures.sections] == [(topic.uid, 2, 1.0)]


def test_shuffled_questions_that_all_got_are_still_slots_of_their_own() -> None:
    quiz = make_quizzes.a_quiz_of(3, shuffle=True)
    some = questions_of(quiz)
    for place in range(8):
        make_statistics.sat(quiz, make_statistics.choosing(*some[: place % 4]))
    figures = runs.calculate(quiz, at=NOON).read()
    assert [each.intended for each in figures.questions] == [pytest.approx(1 / 3)] * 3
    assert sum(each.effective or 0 for each in figures.questions) == pytest.approx(1)


def test_choices_are_counted_by_third_and_the_latest_answer_counts() -> None:
    quiz = make_quizzes.a_quiz_of(3)
    first, second, third = questions_of(quiz)
    for right in ([first, second, third], [first], []):
        make_statistics.sat(quiz, make_statistics.choosing(*right, others="c"))
    changed = quizzes.AttemptQuestion.objects.filter(version__question=third).latest("pk")
    quizzes.Response.objects.create(attempt_question=changed, sequence=2, data={"choice": "a"}, at=NOON)

    run = runs.calculate(quiz, at=NOON)

    choices = found(run, third).versions[0].choices
    assert {key: count.bands for key, count in choices.items()} == {
        "b": [0, 0, 1],
        "c": [0, 1, 0],
        "a": [1, 0, 0],
    }
    assert choices["b"].right
    assert not choices["c"].right


def test_every_kind_can_be_counted() -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    attempts = [
        make_statistics.sat(quiz, lambda question: make_quizzes.EXAMPLES[question.kind].right),
        make_statistics.sat(quiz, lambda question: make_quizzes.EXAMPLES[question.kind].wrong),
        make_statistics.sat(quiz, lambda _question: None),
    ]
    for attempt in attempts:
        shares = [each["share"] or "0" for each in attempt.grades.get().shares]
        regraded(attempt, shares)

    figures = runs.calculate(quiz, at=NOON).read()

    by_kind = dict(zip(kinds, figures.questions, strict=True))
    for kind, each in by_kind.items():
        counts = each.versions[0].choices.values()
        if kind != "essay":
            assert any(count.right for count in counts), kind


def test_measured_tells_of_the_latest_calculation_in_one_query() -> None:
    quiz = make_quizzes.a_quiz_of(2)
    first, second = questions_of(quiz)
    unseen = make_quizzes.a_question()
    make_statistics.sat(quiz, make_statistics.choosing(first))
    runs.calculate(quiz, at=NOON)
    make_statistics.sat(quiz, make_statistics.choosing())
    runs.calculate(quiz, at=NOON + timedelta(days=1))
    with CaptureQueriesContext(connection) as queries:
        known = runs.measured([first.pk, second.pk, unseen.pk])
    assert len(queries) == 1
    assert known == {first.pk: (2, 0.5, None), second.pk: (2, 0.0, None)}


def test_the_number_of_queries_does_not_grow_with_the_attempts() -> None:
    quiz = make_quizzes.a_quiz_of(2)
    some = questions_of(quiz)
    counts = []
    for _round in range(2):
        for place in range(5):
            make_statistics.sat(quiz, make_statistics.choosing(*some[: place % 3]))
        with CaptureQueriesContext(connection) as queries:
            runs.calculate(quiz, at=NOON)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_a_quiz_that_nobody_sat_is_refused() -> None:
    quiz = make_quizzes.a_quiz_of(1)
    with pytest.raises(runs.NothingToMeasure):
        runs.calculate(quiz, at=NOON)
    assert not runs.StatisticsRun.objects.exists()


def test_equal_scores_stand_in_the_same_third() -> None:
    quiz = make_quizzes.a_quiz_of(1)
    (question,) = questions_of(quiz)
    for _each in range(6):
        make_statistics.sat(quiz, make_statistics.choosing(question))
    choices = found(runs.calculate(quiz, at=NOON), question).versions[0].choices
    assert choices["b"].bands == [0, 6, 0]
