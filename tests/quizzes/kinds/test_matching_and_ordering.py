"""Matching and ordering: answered by select boxes, finished or not."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from quizzes.kinds import NotAnAnswer, UnsoundBody, kind_named
from tests.quizzes.kinds.drawn import draw, form, question
from tests.quizzes.kinds.examples import EXAMPLES


@pytest.mark.parametrize(
    ("pairs", "per_pair", "whole"),
    [
        ({"L1": "R1", "L2": "R2"}, "1", "1"),
        ({"L1": "R1", "L2": "R3"}, "0.5", "0"),
        ({"L1": "R1"}, "0.5", "0"),
        ({"L1": "R2", "L2": "R1"}, "0", "0"),
        ({"L1": "gone", "L9": "R1"}, "0", "0"),
    ],
)
def test_pairs_earn_a_share_each_or_all_together(pairs: dict[str, str], per_pair: str, whole: str) -> None:
    kind, body, example = question("matching")
    assert kind.mark(body, {"pairs": pairs}) == Decimal(per_pair)
    strict = kind.read({**example.body, "scoring": "all_or_nothing"})
    assert kind.mark(strict, {"pairs": pairs}) == Decimal(whole)


def test_the_right_side_is_dealt_in_every_order_and_the_letters_follow_it() -> None:
    kind, body, _ = question("matching")
    rng = random.Random(2)
    assert len({tuple(kind.deal(body, rng)["right"]) for _ in range(100)}) == 6
    shown = kind.present(body, {"right": ["R3", "R1", "R2"]}, None)
    assert [(row["letter"], row["id"]) for row in shown["right_side"]] == [
        ("A", "R3"),
        ("B", "R1"),
        ("C", "R2"),
    ]
    assert "A. Xét xử" in draw(kind, shown)
    assert shown["placeholder"] == "Chọn A, B hoặc C"


def test_one_right_side_may_be_chosen_twice_but_no_left_one() -> None:
    kind, body, _ = question("matching")
    assert kind.clean(body, form([("q-L2", "R1"), ("q-L1", "R1")]), "q") == {
        "pairs": {"L1": "R1", "L2": "R1"}
    }
    with pytest.raises(NotAnAnswer):
        kind.clean(body, form([("q-L1", "R1"), ("q-L1", "R2")]), "q")


def test_pairs_are_told_line_by_line() -> None:
    kind, body, _ = question("matching")
    assert kind.tell(body, {"pairs": {"L2": "R2", "L1": "R1"}}) == "Công an xã → Gần dân; Mặt trận → Giám sát"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"correct": {"L1": "R1"}}, ("correct",)),
        ({"correct": {"L1": "R1", "L2": "R9"}}, ("correct",)),
        ({"correct": {"L1": "R1", "L2": "R2", "L3": "R3"}}, ("correct",)),
        ({"left": EXAMPLES["matching"].body["left"][:1]}, ("left",)),
        ({"right": [{"id": f"R{n}", "text": f"Ý {n}"} for n in range(27)]}, ("right",)),
        ({"scoring": "by luck"}, ("scoring",)),
    ],
)
def test_an_unsound_matching_is_refused(change: dict[str, Any], path: tuple[str, ...]) -> None:
    kind, _, example = question("matching")
    with pytest.raises(UnsoundBody) as refusal:
        kind.read({**example.body, **change})
    assert path in [fault.path for fault in refusal.value.faults]


def test_the_right_order_is_never_dealt_and_every_other_one_is() -> None:
    kind, body, _ = question("ordering")
    rng = random.Random(4)
    times = Counter(tuple(kind.deal(body, rng)["items"]) for _ in range(500))
    assert ("S2", "S1", "S3") not in times
    assert len(times) == 5
    assert min(times.values()) > 60


def test_two_things_to_order_are_dealt_the_wrong_way_round() -> None:
    kind = kind_named("ordering")
    two = {
        "stem": "Xếp.",
        "items": [{"id": "x", "text": "Một"}, {"id": "y", "text": "Hai"}],
        "correct": ["y", "x"],
    }
    assert {tuple(kind.deal(kind.read(two), random.Random(n))["items"]) for n in range(20)} == {("x", "y")}


@pytest.mark.parametrize(
    ("places", "whole", "pairs"),
    [
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "1", "1"),
        ({"a": 2, "b": 3, "c": 4, "d": 1}, "0", "0.6666667"),
        ({"a": 4, "b": 3, "c": 2, "d": 1}, "0", "0"),
        ({"a": 1, "b": 2}, "0", "0.3333333"),
        ({"a": 1, "b": 2, "c": 2, "d": 3}, "0", "0"),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, "0", "0"),
        ({"a": 2, "c": 3, "b": 1, "d": 4}, "0", "0.3333333"),
    ],
)
def test_an_order_earns_all_or_a_share_for_neighbours(places: dict[str, int], whole: str, pairs: str) -> None:
    kind = kind_named("ordering")
    data = {
        "stem": "Xếp.",
        "items": [{"id": each, "text": each * 3} for each in "bdac"],
        "correct": list("abcd"),
    }
    assert kind.mark(kind.read(data), {"places": places}) == Decimal(whole)
    assert kind.mark(kind.read({**data, "scoring": "adjacent_pairs"}), {"places": places}) == Decimal(pairs)


def test_a_number_given_twice_is_kept_and_pointed_out() -> None:
    kind, body, _ = question("ordering")
    response = kind.clean(body, form([("q-S1", "2"), ("q-S2", "2"), ("q-S3", "")]), "q")
    assert response == {"places": {"S1": 2, "S2": 2}}
    html = draw(kind, kind.present(body, {"items": ["S1", "S2", "S3"]}, response), field="q")
    assert "Số 2 đang ở nhiều dòng." in html
    assert 'aria-describedby="q-twice"' in html


@pytest.mark.parametrize("correct", [["S1", "S2"], ["S1", "S2", "S2"], ["S1", "S2", "S9"], []])
def test_a_right_order_that_is_not_of_all_lines_is_refused(correct: list[str]) -> None:
    kind, _, example = question("ordering")
    with pytest.raises(UnsoundBody) as refusal:
        kind.read({**example.body, "correct": correct})
    assert [fault.path for fault in refusal.value.faults] == [("correct",)]


def test_an_order_is_told_by_its_numbers() -> None:
    kind, body, _ = question("ordering")
    assert kind.tell(body, {"places": {"S1": 2, "S2": 1, "S3": 3}}) == "1. Sơ kết; 2. Tổng kết; 3. Nhân rộng"


def test_a_line_put_in_a_wrong_place_is_spoken_of() -> None:
    kind, _, example = question("ordering")
    items = [{**each, "feedback": f"Về {each['id']}"} for each in example.body["items"]]
    body = kind.read({**example.body, "items": items, "correct": ["S2", "S1", "S3"]})
    said = {
        "right": kind.specific_feedback(body, {"places": {"S1": 2, "S2": 1, "S3": 3}}),
        "two wrong": kind.specific_feedback(body, {"places": {"S1": 1, "S2": 2, "S3": 3}}),
        "one open": kind.specific_feedback(body, {"places": {"S2": 3}}),
        "one number twice": kind.specific_feedback(body, {"places": {"S1": 3, "S2": 3}}),
    }
    assert said == {
        "right": [],
        "two wrong": ["Về S1", "Về S2"],
        "one open": ["Về S2"],
        "one number twice": [],
    }
