"""The figures agree with public reference data, have the same nulls, and stay exact."""

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest

from quizzes.statistics import intervals, measures

GOLDEN = json.loads((Path(__file__).parent / "moodle_22_attempts.json").read_text())
WHOLE = 10  # marks of the reference data have one decimal


def items() -> list[measures.ItemFigures]:
    totals = [round(each["total"] * WHOLE) for each in GOLDEN["attempts"]]
    return [
        measures.of_item(
            [round(each["marks"][slot] * WHOLE) for each in GOLDEN["attempts"]], totals, most=most * WHOLE
        )
        for slot, most in enumerate(GOLDEN["most"])
    ]


def told(name: str) -> list[float | None]:
    figures = items()
    values: dict[str, tuple[list[float | None], float]] = {
        "facility_percent": ([each.facility for each in figures], 100),
        "deviation_thousandths": ([each.deviation for each in figures], 1000 / WHOLE),
        "discrimination_percent": ([each.discrimination for each in figures], 100),
        "efficiency_percent": ([each.efficiency for each in figures], 100),
        "effective_weight_percent": (
            measures.effective_weights([each.with_total for each in figures]),
            100,
        ),
    }
    found, times = values[name]
    return [None if each is None else each * times for each in found]


@pytest.mark.parametrize("name", GOLDEN["expected"])
def test_every_figure_of_the_reference_data_is_met(name: str) -> None:
    for slot, (found, expected) in enumerate(zip(told(name), GOLDEN["expected"][name], strict=True), 1):
        if expected is None:
            assert found is None, f"slot {slot} has a figure where the reference has none"
        else:
            assert found == pytest.approx(expected, abs=1e-6), f"slot {slot}"


def test_the_figures_of_the_whole_test_agree_with_the_plain_formulas() -> None:
    totals = [each["total"] for each in GOLDEN["attempts"]]
    size, mean = len(totals), math.fsum(totals) / len(totals)
    m2, m3, m4 = (math.fsum((each - mean) ** power for each in totals) / size for power in (2, 3, 4))
    k2 = size * m2 / (size - 1)
    k3 = size**2 * m3 / ((size - 1) * (size - 2))
    k4 = size**2 * ((size + 1) * m4 - 3 * (size - 1) * m2**2) / ((size - 1) * (size - 2) * (size - 3))
    variances = [
        math.fsum((each["marks"][slot] - _mean(slot)) ** 2 for each in GOLDEN["attempts"]) / (size - 1)
        for slot in range(20)
    ]
    consistency = 20 / 19 * (1 - math.fsum(variances) / k2)

    found = measures.of_test([round(total * WHOLE) for total in totals], [each.variance for each in items()])

    assert found.attempts == 22
    assert found.mean == pytest.approx(mean * WHOLE)
    assert found.median == pytest.approx(11.25 * WHOLE)
    assert found.deviation == pytest.approx(math.sqrt(k2) * WHOLE)
    assert found.skewness == pytest.approx(k3 / k2**1.5)
    assert found.kurtosis == pytest.approx(k4 / k2**2)
    assert found.consistency == pytest.approx(consistency)
    assert found.error_ratio == pytest.approx(math.sqrt(1 - consistency))
    assert found.standard_error == pytest.approx(math.sqrt((1 - consistency) * k2) * WHOLE)


def _mean(slot: int) -> float:
    return math.fsum(each["marks"][slot] for each in GOLDEN["attempts"]) / 22


@pytest.mark.parametrize(
    ("totals", "known"),
    [
        ([], set()),
        ([7], {"mean", "median"}),
        ([7, 9], {"mean", "median", "deviation", "consistency", "error_ratio", "standard_error"}),
        (
            [7, 9, 12],
            {"mean", "median", "deviation", "skewness", "consistency", "error_ratio", "standard_error"},
        ),
        ([5, 5, 5, 5], {"mean", "median", "deviation"}),
    ],
)
def test_what_cannot_be_said_of_few_or_equal_attempts_is_left_out(totals: list[int], known: set[str]) -> None:
    found: dict[str, Any] = vars(measures.of_test(totals, [1.0, 1.0]))
    assert {name for name, value in found.items() if value is not None} - {"attempts"} == known


def test_a_test_of_one_question_has_no_consistency() -> None:
    assert measures.of_test([1, 2, 3], [1.0]).consistency is None


def test_one_attempt_has_a_facility_and_nothing_else() -> None:
    found = measures.of_item([3], [5], most=4)
    assert (found.facility, found.deviation, found.discrimination) == (0.75, None, None)
    assert measures.of_item([], [], most=4).facility is None


def test_equal_marks_have_no_discrimination_however_large_they_are() -> None:
    large = 333_333_300_000_001
    found = measures.of_item([large] * 50, [large * 3 + place for place in range(50)], most=large)
    assert (found.deviation, found.discrimination, found.efficiency) == (0.0, None, None)


def test_a_drawn_question_may_keep_its_own_mark_in_the_rest() -> None:
    marks, totals = [0, 1, 0, 1, 1, 0], [3, 4, 2, 3, 5, 2]
    rest = [total - mark for mark, total in zip(marks, totals, strict=True)]
    kept = measures.of_item(marks, totals, most=1, own_mark_in_rest=True)
    without = measures.of_item(marks, totals, most=1)
    assert without.discrimination == pytest.approx(
        measures.of_item(marks, rest, most=1, own_mark_in_rest=True).discrimination
    )
    assert kept.discrimination is not None
    assert without.discrimination is not None
    assert kept.discrimination > without.discrimination


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 marks, but 1 totals"):
        measures.of_item([1, 0], [1], most=1)


def test_a_question_against_the_total_has_no_weight_and_the_others_make_one() -> None:
    weights = measures.effective_weights([4.0, -1.0, None, 1.0])
    assert weights == [pytest.approx(2 / 3), None, None, pytest.approx(1 / 3)]
    assert measures.effective_weights([0.0, 0.0]) == [None, None]


def test_the_interval_of_a_facility_is_wilsons() -> None:
    # Published example: 8 of 10 gives 0.4902 to 0.9433 (Newcombe 1998, method 3, without continuity correction).
    found = intervals.of_facility(0.8, 10)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    everything = intervals.of_facility(1.0, 5)
    assert everything is not None
    assert everything.low == pytest.approx(0.5655, abs=1e-4)
    assert everything.high == 1.0
    assert intervals.of_facility(None, 0) is None


def test_the_interval_of_a_discrimination_is_fishers() -> None:
    found = intervals.of_discrimination(0.3, 28)
    assert found is not None
    assert found.low == pytest.approx(math.tanh(math.atanh(0.3) - 1.959963984540054 / 5))
    assert found.high == pytest.approx(math.tanh(math.atanh(0.3) + 1.959963984540054 / 5))
    assert intervals.of_discrimination(0.3, 3) is None
    assert intervals.of_discrimination(1.0, 10) == intervals.Interval(1.0, 1.0)


def test_nineteen_attempts_are_too_few_and_twenty_are_not() -> None:
    assert intervals.too_few(19)
    assert not intervals.too_few(20)


def test_intervals_hold_the_true_facility_nearly_always() -> None:
    chance, held = random.Random(7), 0
    for _round in range(2000):
        got = sum(chance.random() < 0.7 for _each in range(40))
        found = intervals.of_facility(got / 40, 40)
        assert found is not None
        held += found.low <= 0.7 <= found.high
    assert held >= 0.93 * 2000
