"""From a stored quiz to a paper, or to the reason why there is none."""

import random

import make_quizzes
import pytest

from quizzes import api as quizzes
from quizzes.blueprint.drawing import CannotBeMet
from quizzes.blueprint.services import draw_paper

pytestmark = pytest.mark.django_db


def paper(quiz: quizzes.Quiz, *, seen: set[int] | None = None, seed: int = 1) -> list[quizzes.Question]:
    drawn = draw_paper(quizzes.blueprint_of(quiz), seen=seen or set(), rng=random.Random(seed))
    versions = quizzes.QuestionVersion.objects.in_bulk([each.version_id for each in drawn])
    return [versions[each.version_id].question for each in drawn]


def test_a_section_draws_from_its_topic_and_those_below_it() -> None:
    lesson = make_quizzes.a_topic()
    part = make_quizzes.a_topic(parent=lesson)
    other = make_quizzes.a_topic()
    inside = {make_quizzes.a_question(topic=topic) for topic in (lesson, part, part)}
    make_quizzes.a_question(topic=other)
    quiz = make_quizzes.a_quiz((lesson, 3))
    assert set(paper(quiz)) == inside


def test_each_question_stands_for_its_section_in_the_order_of_the_quiz() -> None:
    one, two = make_quizzes.a_topic(), make_quizzes.a_topic()
    for topic in (one, two):
        for _ in range(4):
            make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((two, 2), (one, 3))
    assert [question.topic for question in paper(quiz)] == [two, two, one, one, one]
    drawn = draw_paper(quizzes.blueprint_of(quiz), seen=set(), rng=random.Random(1))
    assert [each.topic_uid for each in drawn] == [two.uid] * 2 + [one.uid] * 3


def test_the_level_mix_of_the_whole_paper_holds() -> None:
    topic = make_quizzes.a_topic()
    for level in ("recall", "understand", "apply"):
        for _ in range(6):
            make_quizzes.a_question(topic=topic, level=level)
    mix = [
        {"level": "recall", "bound": "≤40%"},
        {"level": "understand", "bound": "≥30%"},
        {"level": "apply", "bound": "≥30%"},
    ]
    quiz = make_quizzes.a_quiz((topic, 6), level_mix=mix)
    for seed in range(200):
        levels = [question.level for question in paper(quiz, seed=seed)]
        assert levels.count("recall") <= 2
        assert levels.count("understand") >= 2
        assert levels.count("apply") >= 2


def test_a_blueprint_that_cannot_be_met_is_told_before_it_is_stored() -> None:
    topic = make_quizzes.a_topic("Bài ngắn")
    make_quizzes.a_question(topic=topic, level="recall")
    too_many = quizzes.blueprint_from([(topic, 2)])
    reason = quizzes.why_it_cannot_be_met(too_many)
    assert reason
    assert "Bài ngắn" in reason
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_from([(topic, 1)])) is None
    mixed = quizzes.blueprint_from([(topic, 1)], level_mix=[{"level": "apply", "bound": "≥50%"}])
    assert quizzes.why_it_cannot_be_met(mixed)
    unreadable = quizzes.blueprint_from([(topic, 1)], level_mix=[{"level": "apply", "bound": "half"}])
    assert "half" in (quizzes.why_it_cannot_be_met(unreadable) or "")


def test_a_bank_that_shrank_refuses() -> None:
    quiz = make_quizzes.a_quiz_of(3)
    question = quizzes.Question.objects.first()
    assert question
    question.live = False
    question.save()
    with pytest.raises(CannotBeMet):
        paper(quiz)


def test_topics_whose_keys_differ_in_capitals_only_are_kept_apart() -> None:
    small = quizzes.Topic.objects.create(uid="bai-a", title="Nhỏ", tree_path="/bai-a/")
    large = quizzes.Topic.objects.create(uid="BAI-A", title="Lớn", tree_path="/BAI-A/")
    wanted = make_quizzes.a_question(topic=small)
    make_quizzes.a_question(topic=large)
    quiz = make_quizzes.a_quiz((small, 1))
    assert {question for seed in range(8) for question in paper(quiz, seed=seed)} == {wanted}


def a_quiz_with(*sections: dict, **fields: object) -> quizzes.Quiz:
    quiz = make_quizzes.a_quiz(**fields)
    for place, section in enumerate(sections):
        quizzes.Section.objects.create(quiz=quiz, sort_order=place, **section)
    return quiz


def test_a_section_draws_by_level_and_tag() -> None:
    topic = make_quizzes.a_topic()
    levels = [make_quizzes.a_question(topic=topic, level=level) for level in ("recall", "apply", "apply")]
    tagged = make_quizzes.a_question(topic=topic, level="apply")
    tagged.tags.add("Bầu cử")
    tagged.save()
    by_tag = a_quiz_with({"topic": topic, "count": 1, "tag": "bầu cử"})
    by_level = a_quiz_with({"topic": topic, "count": 1, "level": "recall"})
    by_both = a_quiz_with({"topic": topic, "count": 1, "level": "apply", "tag": "bầu cử"})
    assert {each for seed in range(8) for each in paper(by_tag, seed=seed)} == {tagged}
    assert {each for seed in range(8) for each in paper(by_level, seed=seed)} == {levels[0]}
    assert {each for seed in range(8) for each in paper(by_both, seed=seed)} == {tagged}


def test_a_fixed_question_is_always_there_and_never_twice() -> None:
    topic = make_quizzes.a_topic()
    fixed, *others = [make_quizzes.a_question(topic=topic) for _ in range(3)]
    quiz = a_quiz_with({"topic": topic, "count": 2}, {"question": fixed}, excluded_kinds=["single_choice"])
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(quiz))
    quiz.excluded_kinds = []
    quiz.save()
    for seed in range(20):
        drawn = paper(quiz, seed=seed)
        assert drawn[2] == fixed
        assert set(drawn[:2]) == set(others)


def test_a_fixed_question_may_be_of_a_kind_that_is_left_out() -> None:
    fixed = make_quizzes.a_question("essay")
    assert paper(a_quiz_with({"question": fixed}, excluded_kinds=["essay"])) == [fixed]


def test_a_fixed_question_that_went_out_of_use_cannot_be_dealt() -> None:
    fixed = make_quizzes.a_question()
    quiz = a_quiz_with({"question": fixed})
    fixed.live = False
    fixed.save()
    assert quizzes.why_it_cannot_be_met(quizzes.blueprint_of(quiz))


def test_parts_with_headings_are_shuffled_inside_and_keep_their_order() -> None:
    one, two = make_quizzes.a_topic(), make_quizzes.a_topic()
    for topic in (one, two):
        for _ in range(4):
            make_quizzes.a_question(topic=topic)
    quiz = a_quiz_with(
        {"topic": one, "count": 4, "heading": "Phần một"}, {"topic": two, "count": 4}, shuffle=True
    )
    orders = [paper(quiz, seed=seed) for seed in range(20)]
    assert all([question.topic for question in order] == [one] * 4 + [two] * 4 for order in orders)
    assert len({tuple(question.pk for question in order) for order in orders}) > 10


def test_drawing_asks_no_more_of_a_larger_bank(django_assert_max_num_queries) -> None:
    topic = make_quizzes.a_topic()
    quiz = a_quiz_with({"topic": topic, "count": 2, "tag": "mới"}, {"question": make_quizzes.a_question()})
    for _ in range(30):
        question = make_quizzes.a_question(topic=topic)
        question.tags.add("mới")
        question.save()
    blueprint = quizzes.blueprint_of(quiz)
    with django_assert_max_num_queries(4):
        draw_paper(blueprint, seen=set(), rng=random.Random(1))
