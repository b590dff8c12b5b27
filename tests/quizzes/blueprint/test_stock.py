"""What the bank holds is counted, never read: papers from a bank of any size, fair and of the right questions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

import make
import make_bank
import make_quizzes
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from large_bank import many_questions, rows_read

from quizzes import api as quizzes
from quizzes.blueprint import services
from quizzes.blueprint.drawing import CannotBeMet
from quizzes.blueprint.reading import StockChanged
from quizzes.blueprint.services import draw_paper
from quizzes.blueprint.stock import Stock
from quizzes.blueprint.supply import supply_of

pytestmark = pytest.mark.django_db

MIX = [{"level": "recall", "bound": "≤50%"}, {"level": "apply", "bound": "≥25%"}]


def a_quiz_with(*sections: dict[str, Any], **fields: Any) -> quizzes.Quiz:
    quiz = make_quizzes.a_quiz(**fields)
    for place, section in enumerate(sections):
        quizzes.Section.objects.create(quiz=quiz, sort_order=place, **section)
    return quiz


def drawn(quiz: quizzes.Quiz, seed: object = 1, seen: Any = ()) -> list[tuple[int, int]]:
    """(the number of the section, the key of the question) of each question of one paper, in order."""
    blueprint = quizzes.blueprint_of(quiz)
    paper = draw_paper(blueprint, seen=seen, rng=random.Random(str(seed)))
    return [(blueprint.parts.index(each.part), each.version.question_id) for each in paper]


def keys(paper: Iterable[tuple[int, int]]) -> list[int]:
    return [key for _section, key in paper]


def tagged(question: quizzes.Question, *names: str) -> quizzes.Question:
    question.tags.add(*names)
    question.save()
    return question


def assert_even(times: Counter[Any], cells: int) -> None:
    """χ² four deviations above its mean at most: passed by chance of the seed, not of the run."""
    expected = times.total() / cells
    found = sum((number - expected) ** 2 for number in times.values()) / expected
    found += expected * (cells - len(times))
    assert found < cells - 1 + 4 * (2 * (cells - 1)) ** 0.5


def test_overlapping_sections_deal_nothing_twice_and_every_paper_is_equally_likely() -> None:
    lesson = make_quizzes.a_topic()
    inside = make_quizzes.a_topic(parent=lesson)
    above = [make_quizzes.a_question(topic=lesson, level=level).pk for level in ("recall", "apply")]
    below = [make_quizzes.a_question(topic=inside, level=level).pk for level in ("recall", "recall", "apply")]
    fixed = tagged(make_quizzes.a_question(topic=inside, level="apply"), "mới")
    quiz = a_quiz_with(
        {"topic": lesson, "count": 2}, {"topic": inside, "count": 1}, {"question": fixed}, level_mix=MIX
    )
    level_of = dict(quizzes.Question.objects.values_list("pk", "level"))
    papers = {
        frozenset([*((0, key) for key in wide), (1, narrow), (2, fixed.pk)])
        for wide in combinations(above + below, 2)
        for narrow in below
        if narrow not in wide and [level_of[key] for key in (*wide, narrow)].count("recall") <= 2
    }
    times = Counter(frozenset(drawn(quiz, seed)) for seed in range(600))
    assert set(times) == papers
    assert_even(times, len(papers))


def test_each_question_of_a_shelf_is_equally_likely_wherever_it_stands() -> None:
    topic = make_quizzes.a_topic()
    every = many_questions(topic, 60)
    quiz = make_quizzes.a_quiz((topic, 12))
    seen = every[5:50:9]
    times = Counter(key for seed in range(150) for key in keys(drawn(quiz, seed, seen)))
    assert set(times) == set(every) - set(seen)
    assert_even(times, len(every) - len(seen))


def test_the_same_seed_gives_the_same_paper_from_the_same_bank() -> None:
    lesson, other = make_quizzes.a_topic(), make_quizzes.a_topic()
    for level in ("recall", "understand", "apply"):
        many_questions(lesson, 20, level=level)
    quiz = a_quiz_with({"topic": lesson, "count": 8}, level_mix=MIX, shuffle=True)
    first = drawn(quiz, "a seed that was stored")
    many_questions(other, 5)
    assert drawn(quiz, "a seed that was stored") == first
    assert drawn(quiz, "another seed") != first


def test_an_unshuffled_paper_stands_in_the_order_of_the_sections_and_of_the_bank() -> None:
    one, two = make_quizzes.a_topic(), make_quizzes.a_topic()
    for topic in (two, one):
        for level in ("apply", "recall", "apply"):
            many_questions(topic, 5, level=level)
    for seed in range(10):
        paper = drawn(make_quizzes.a_quiz((one, 4), (two, 4)), seed)
        assert paper == sorted(paper)
        assert [section for section, _key in paper] == [0] * 4 + [1] * 4


def test_tags_part_a_shelf_and_each_section_gets_what_it_asks_for() -> None:
    topic = make_quizzes.a_topic()
    both = tagged(make_quizzes.a_question(topic=topic), "Bầu cử", "mới")
    new = [tagged(make_quizzes.a_question(topic=topic), "MỚI") for _each in range(2)]
    plain = many_questions(topic, 3)
    quiz = a_quiz_with(
        {"topic": topic, "count": 1, "tag": "bầu cử"}, {"topic": topic, "count": 1, "tag": "mới"},
        {"topic": topic, "count": 3},
    )  # fmt: skip
    papers = [drawn(quiz, seed) for seed in range(40)]
    assert {paper[0] for paper in papers} == {(0, both.pk)}
    assert {paper[1][1] for paper in papers} == {question.pk for question in new}
    assert {key for paper in papers for key in keys(paper[2:])} == {*plain, *(each.pk for each in new)}
    assert all(len(set(keys(paper))) == 5 for paper in papers)


def test_a_tag_that_no_question_has_is_told_as_a_short_section() -> None:
    topic = make_quizzes.a_topic("Bài 3")
    make_quizzes.a_question(topic=topic)
    quiz = a_quiz_with({"topic": topic, "count": 1, "tag": "chưa có"})
    assert "Bài 3 (#chưa có)" in (quizzes.why_it_cannot_be_met(quizzes.blueprint_of(quiz)) or "")


def test_unseen_questions_come_first_from_a_large_bank(noon: datetime) -> None:
    an, topic = make.a_person(), make_quizzes.a_topic()
    every = many_questions(topic, 300)
    everything = make_quizzes.a_quiz((topic, 296), cooldown_minutes=0)
    quiz = make_quizzes.a_quiz((topic, 6))
    quizzes.start_attempt(an, everything, at=noon)
    seen = quizzes.AttemptQuestion.objects.filter(attempt__person=an).values("version__question")
    left = set(every) - set(seen.values_list("version__question", flat=True))
    assert len(left) == 4
    for seed in range(10):
        paper = keys(drawn(quiz, seed, seen))
        assert left <= set(paper) <= set(every)
        assert len(set(paper)) == 6


def test_a_fixed_question_that_was_seen_is_dealt_all_the_same() -> None:
    topic = make_quizzes.a_topic()
    fixed, seen, *fresh = many_questions(topic, 5)
    quiz = a_quiz_with({"question": quizzes.Question.objects.get(pk=fixed)}, {"topic": topic, "count": 3})
    for seed in range(5):
        assert keys(drawn(quiz, seed, [fixed, seen])) == [fixed, *fresh]


def test_only_what_is_published_decides_where_a_question_stands() -> None:
    topic = make_bank.a_topic()
    question = make_bank.a_question_in_use(topic=topic, level="recall")
    draft = question.get_latest_revision_as_object()
    draft.level = "apply"
    draft.save_revision()
    as_recall, as_apply = ({"topic": topic, "count": 1, "level": level} for level in ("recall", "apply"))
    assert keys(drawn(a_quiz_with(as_recall))) == [question.pk]
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(a_quiz_with(as_apply)))
    quizzes.publish_question(question)
    assert keys(drawn(a_quiz_with(as_apply))) == [question.pk]
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(a_quiz_with(as_recall)))
    question.refresh_from_db()
    assert question.current_version
    assert (question.level, question.kind) == (question.current_version.level, question.current_version.kind)


def a_large_quiz(size: int) -> tuple[quizzes.Quiz, list[int]]:
    """Two topics with so many questions on each shelf; and a few that were seen."""
    topics, every = [make_quizzes.a_topic() for _each in range(2)], []
    for topic in topics:
        for level in ("recall", "understand", "apply"):
            every += many_questions(topic, size, level=level)
    tag = make_quizzes.a_question(topic=topics[0], level="apply")
    tagged(tag, "mới")
    quiz = a_quiz_with(
        *({"topic": topic, "count": 4} for topic in topics), {"topic": topics[0], "count": 1, "tag": "mới"},
        level_mix=MIX,
    )  # fmt: skip
    return quiz, every[::size]


def test_statements_and_rows_read_are_the_same_for_a_bank_of_any_size(monkeypatch) -> None:
    told = []
    for size in (5, 400):
        quiz, seen = a_large_quiz(size)
        blueprint = quizzes.blueprint_of(quiz)
        for look in (
            lambda: draw_paper(blueprint, seen=seen, rng=random.Random(1)),  # noqa: B023
            lambda: quizzes.why_it_cannot_be_met(blueprint),  # noqa: B023
            lambda: supply_of(blueprint.parts),  # noqa: B023
        ):
            with CaptureQueriesContext(connection) as asked, rows_read(monkeypatch) as rows:
                look()
            told.append((len(asked), sum(rows)))
    assert told[:3] == told[3:]
    assert [statements for statements, _rows in told[:3]] == [4, 3, 3]
    # Topics, shelves, the tag, the seen ones, and for the paper its nine questions.
    assert all(rows < 40 for _statements, rows in told)


def test_supply_counts_by_section_and_level() -> None:
    quiz, _seen = a_large_quiz(3)
    parts = quizzes.blueprint_of(quiz).parts
    assert [(each.available, each.by_level) for each in supply_of(parts)] == [
        (10, (3, 3, 4)),
        (9, (3, 3, 3)),
        (1, (0, 0, 1)),
    ]
    assert [each.available for each in supply_of(parts, excluded_kinds=["single_choice"])] == [0, 0, 0]


def test_a_question_that_goes_out_of_use_between_count_and_reading_is_not_missing_in_the_paper(
    monkeypatch, noon: datetime
) -> None:
    topic = make_quizzes.a_topic()
    many_questions(topic, 6)
    quiz = make_quizzes.a_quiz((topic, 4))
    read, looks = services.read_drawn, []

    def overtaken(counted: Stock, ids: Any) -> Any:
        if not looks:
            quizzes.Question.objects.filter(pk__in=quizzes.Question.objects.values("pk")[:2]).update(
                retired_at=noon
            )
        looks.append(1)
        return read(counted, ids)

    monkeypatch.setattr(services, "read_drawn", overtaken)
    paper = keys(drawn(quiz, "places 2 to 5"))
    assert len(set(paper)) == 4
    assert set(paper) == set(quizzes.Question.objects.for_tests().values_list("pk", flat=True))
    assert len(looks) == 2


def test_a_bank_that_never_rests_is_refused(monkeypatch) -> None:
    def never(counted: Stock, ids: Any) -> Any:
        raise StockChanged

    topic = make_quizzes.a_topic()
    many_questions(topic, 2)
    monkeypatch.setattr(services, "read_drawn", never)
    with pytest.raises(CannotBeMet):
        drawn(make_quizzes.a_quiz((topic, 1)))
