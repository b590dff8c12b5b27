"""Single choice, multiple choice, true or false."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from quizzes.kinds import NotAnAnswer, UnsoundBody, kind_named
from tests.quizzes.kinds.drawn import draw, form, question
from tests.quizzes.kinds.plain_examples import options


def several(scoring: str = "all_or_nothing", *, stem: str = "Việc nào đúng?") -> Any:
    kind = kind_named("multiple_choice")
    return kind.read(
        {
            "stem": stem,
            "options": options("Một", "Hai", "Ba", "Bốn", "Năm"),
            "correct": ["d", "a", "b"],
            "scoring": scoring,
        }
    )


@pytest.mark.parametrize(
    ("ticked", "whole", "shares"),
    [
        ("abd", "1", "1"),
        ("ab", "0", "0.6666667"),
        ("a", "0", "0.3333333"),
        ("abdc", "0", "0.6666667"),
        ("ac", "0", "0"),
        ("ce", "0", "0"),
        ("abcde", "0", "0.3333333"),
    ],
)
def test_several_options_earn_all_or_shares_with_penalties(ticked: str, whole: str, shares: str) -> None:
    kind = kind_named("multiple_choice")
    response = {"choices": list(ticked)}
    assert kind.mark(several(), response) == Decimal(whole)
    assert kind.mark(several("shares"), response) == Decimal(shares)


def test_ticks_are_kept_in_the_order_of_the_author_and_once_each() -> None:
    kind = kind_named("multiple_choice")
    sent = form([("answer", "d"), ("answer", "a"), ("answer", "d")])
    assert kind.clean(several(), sent, "answer") == {"choices": ["a", "d"]}


def test_two_answers_to_a_single_choice_are_refused() -> None:
    kind, body, _ = question("single_choice")
    with pytest.raises(NotAnAnswer):
        kind.clean(body, form([("answer", "a"), ("answer", "b")]), "answer")


def test_an_option_that_a_corrected_question_lost_earns_nothing_and_is_told_by_its_id() -> None:
    kind, body, _ = question("single_choice")
    assert kind.mark(body, {"choice": "z"}) == 0
    assert kind.tell(body, {"choice": "z"}) == "z"


@pytest.mark.parametrize("correct", [[], ["a", "a"], ["a", "z"]])
def test_a_multiple_choice_without_a_sound_key_is_refused(correct: list[str]) -> None:
    with pytest.raises(UnsoundBody) as refusal:
        kind_named("multiple_choice").read(
            {"stem": "Việc nào?", "options": options("Một", "Hai"), "correct": correct}
        )
    assert [fault.path for fault in refusal.value.faults] == [("correct",)]


@pytest.mark.parametrize(
    ("stem", "hint"),
    [
        ("Những quyền nào?", "Chọn tất cả phương án đúng."),
        ("Chọn đúng bốn hình thức được nêu.", ""),
        ("Những quyền nào? (Chọn tất cả phương án đúng.)", ""),
    ],
)
def test_the_hint_is_given_once(stem: str, hint: str) -> None:
    kind = kind_named("multiple_choice")
    body = several(stem=stem)
    html = draw(kind, kind.present(body, kind.deal(body, random.Random(1)), None))
    assert html.lower().count("chọn tất cả") == (0 if "bốn" in stem else 1)
    assert kind.present(body, {"options": ["a"]}, None)["hint"] == hint


def test_a_statement_is_judged_by_the_usual_two_words_unless_others_are_written() -> None:
    kind, body, example = question("true_false")
    assert [option.text for option in body.options] == ["Đúng", "Sai"]
    assert kind.deal(body, random.Random(3)) == {"options": ["true", "false"]}
    assert kind.tell(body, {"choice": "false"}) == "Sai"
    with pytest.raises(UnsoundBody):
        kind.read({**example.body, "options": options("Có", "Không")})


def test_after_the_answer_is_due_the_form_itself_shows_what_is_right() -> None:
    kind, body, _ = question("single_choice")
    dealt = {"options": ["c", "b", "a", "d"]}
    rows = {row["id"]: row for row in kind.present_marked(body, dealt, {"choice": "c"})["rows"]}
    assert rows["b"]["mark"] == "Câu trả lời đúng"
    assert rows["c"]["mark"] == "Đã chọn"
    assert rows["a"]["mark"] == ""
    html = draw(kind, kind.present_marked(body, dealt, {"choice": "b"}))
    assert html.count("choice--right") == 1
    assert "Đúng, đã chọn" in html


def test_a_review_shows_the_options_in_the_order_in_which_they_were_dealt() -> None:
    kind, body, _ = question("multiple_choice")
    review = kind.review(body, {"options": ["d", "c", "b", "a"]}, {"choices": ["a", "b"]})
    assert [(row["id"], row["chosen"], row["right"]) for row in review["rows"]] == [
        ("d", False, True),
        ("c", False, False),
        ("b", True, True),
        ("a", True, False),
    ]
    assert (review["chosen"], review["right"]) == ("Bốc thăm; Có uy tín", "Có uy tín; Khá giả")
