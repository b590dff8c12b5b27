"""The figures of questions and tests, from marks alone. Pure sums, exact where marks are whole numbers.

The formulas are those that Moodle publishes ("Quiz statistics calculations", docs.moodle.org/dev) and its calculators
follow (moodle/moodle: question/classes/statistics/questions/calculator.php, mod/quiz/report/statistics/classes/
calculator.php), with the same nulls. Marks, totals and maxima come in one unit, whatever it is; given as whole numbers
(Python's have no limit) every sum is exact, so that "no variance" is never mistaken for a very small one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from statistics import median

Number = int | Fraction


@dataclass(frozen=True)
class ItemFigures:
    """One question over `attempts` attempts. All are shares (1 = 100 %) except `deviation` and the covariance.

    `facility`: mean mark out of the most that was possible. `deviation`: of the marks, in their unit. `discrimination`:
    correlation of the mark with the rest of the test. `efficiency`: its covariance out of the greatest possible one.
    `variance` of the marks and `with_total`, the covariance with the whole test, are what weights and consistency need.
    """

    attempts: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    variance: float | None
    with_total: float | None


@dataclass(frozen=True)
class TestFigures:
    """A whole test over `attempts` attempts: mean, median and deviation in the unit of the totals; the rest without unit.

    `consistency` is the coefficient of internal consistency (Cronbach's α), `error_ratio` how much of the deviation is
    chance (both as shares), `standard_error` that chance in the unit of the totals.
    """

    attempts: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None

    __test__ = False  # the word "Test" in front is no test of ours


def of_item(
    marks: Sequence[int], totals: Sequence[int], *, most: Number, own_mark_in_rest: bool = False
) -> ItemFigures:
    """The figures of one question: its mark and the total of the whole test, attempt by attempt; `most` per attempt.

    The rest of the test is the total without the own mark; Moodle leaves it in for questions drawn at random
    (`own_mark_in_rest`). Refuses (ValueError) lists of different length.
    """
    if len(marks) != len(totals):
        raise ValueError(f"{len(marks)} marks, but {len(totals)} totals")
    count = len(marks)
    # Marks and totals repeat: each pair is looked at once, with how often it stands there.
    pairs = [
        (mark, total, total if own_mark_in_rest else total - mark, times)
        for (mark, total), times in Counter(zip(marks, totals, strict=True)).items()
    ]
    earned = sum(mark * times for mark, _total, _rest, times in pairs)
    facility = float(Fraction(earned) / (count * most)) if count and most else None
    if count <= 1:
        return ItemFigures(count, facility, None, None, None, None, None)
    left = sum(rest * times for _mark, _total, rest, times in pairs)
    whole = sum(total * times for _mark, total, _rest, times in pairs)
    # Each times count·(count-1): whole numbers as long as possible.
    own = count * sum(mark * mark * times for mark, _total, _rest, times in pairs) - earned * earned
    others = count * sum(rest * rest * times for _mark, _total, rest, times in pairs) - left * left
    together = count * sum(mark * rest * times for mark, _total, rest, times in pairs) - earned * left
    with_total = count * sum(mark * total * times for mark, total, _rest, times in pairs) - earned * whole
    best = count * _sorted_product(pairs) - earned * left
    places = count * (count - 1)
    return ItemFigures(
        attempts=count,
        facility=facility,
        deviation=math.sqrt(own / places) if most else None,
        discrimination=_correlation(together, own, others),
        efficiency=together / best if best else None,
        variance=own / places,
        with_total=with_total / places,
    )


def effective_weights(with_totals: Sequence[float | None]) -> list[float | None]:
    """How much each slot really contributes to the totals (shares that make 1), from its covariance with the total.

    None for a slot that goes against the total, and for all when nothing varies.
    """
    roots = [None if each is None or each < 0 else math.sqrt(each) for each in with_totals]
    whole = math.fsum(root for root in roots if root is not None)
    return [None if root is None or not whole else root / whole for root in roots]


def of_test(totals: Sequence[int], variances: Sequence[float | None]) -> TestFigures:
    """The figures of a whole test: the totals of its attempts, and the variance of each of its slots over the same attempts.

    Skewness and kurtosis are Fisher's k-statistics. A slot without variance (None) makes consistency unknown.
    """
    count = len(totals)
    if not count:
        return TestFigures(0, *[None] * 8)
    whole = sum(totals)
    away = [count * total - whole for total in totals]
    squares = [each * each for each in away]
    second = sum(squares) / count**3
    k2 = count * second / (count - 1) if count > 1 else None
    deviation = None if k2 is None else math.sqrt(k2)
    consistency = _consistency(variances, k2)
    error = None if consistency is None else math.sqrt(max(0.0, 1 - consistency))
    return TestFigures(
        attempts=count,
        mean=whole / count,
        median=float(median(totals)),
        deviation=deviation,
        skewness=_skewness(sum(map(mul, squares, away)) / count**4, k2, count),
        kurtosis=_kurtosis(sum(map(mul, squares, squares)) / count**5, second, k2, count),
        consistency=consistency,
        error_ratio=error,
        standard_error=None if error is None or deviation is None else error * deviation,
    )


def _sorted_product(pairs: Sequence[tuple[int, int, int, int]]) -> int:
    """Σ of marks times rests when both are sorted, each by itself: as if the best had done best here too."""
    marks: Counter[int] = Counter()
    rests: Counter[int] = Counter()
    for mark, _total, rest, times in pairs:
        marks[mark] += times
        rests[rest] += times
    product = 0
    waiting = iter(sorted(rests.items()))
    rest, there = next(waiting)
    for mark, times in sorted(marks.items()):
        while times:
            if not there:
                rest, there = next(waiting)
            taken = min(times, there)
            product += mark * rest * taken
            times -= taken
            there -= taken
    return product


def _correlation(together: Number, own: Number, others: Number) -> float | None:
    if not own or not others:
        return None
    return max(-1.0, min(1.0, float(together) / math.sqrt(own) / math.sqrt(others)))


def _consistency(variances: Sequence[float | None], k2: float | None) -> float | None:
    known = [each for each in variances if each is not None]
    if not k2 or len(known) < len(variances) or len(known) <= 1:
        return None
    return len(known) / (len(known) - 1) * (1 - math.fsum(known) / k2)


def _skewness(third: float, k2: float | None, count: int) -> float | None:
    if count <= 2 or not k2:
        return None
    return float(count**2 * third / ((count - 1) * (count - 2)) / k2**1.5)


def _kurtosis(fourth: float, second: float, k2: float | None, count: int) -> float | None:
    if count <= 3 or not k2:
        return None
    k4 = count**2 * ((count + 1) * fourth - 3 * (count - 1) * second**2)
    return k4 / ((count - 1) * (count - 2) * (count - 3)) / k2**2
