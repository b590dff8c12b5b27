"""Marks become a score, a score passes or not, and one of several attempts counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.grading import (
    SCORE_PLACES,
    Score,
    attempt_that_counts,
    grade,
    passed,
    score_that_counts,
    share_of,
    to_share,
)

ONE = Decimal(1)
PASS = Decimal(70)


def paper(right: int, of: int) -> Score:
    return grade([ONE] * of, [ONE] * right + [Decimal(0)] * (of - right))


def test_a_score_is_points_earned_out_of_the_points_of_the_paper() -> None:
    score = grade([ONE, Decimal(2), Decimal("0.5")], [ONE, Decimal("0.5"), Decimal(0)])
    assert score == Score(earned=Decimal(2), out_of=Decimal("3.5"), percent=Decimal("57.1428"))


@pytest.mark.parametrize(
    ("right", "of", "passes"), [(14, 20, True), (13, 20, False), (7, 10, True), (20, 20, True)]
)
def test_the_pass_mark_is_reached_exactly_or_not(right: int, of: int, passes: bool) -> None:
    assert passed(paper(right, of), PASS) is passes


def test_a_score_just_below_the_pass_mark_is_not_rounded_up() -> None:
    score = grade([Decimal(10_000), ONE], [Decimal("0.7"), Decimal("0.6")])
    assert score.percent == Decimal("69.9990")
    assert not passed(score, PASS)
    barely = grade([Decimal(9999999), ONE], [Decimal("0.7"), Decimal("0.6999999")])
    assert barely.percent < PASS
    assert not passed(barely, PASS)


def test_thirds_make_a_whole() -> None:
    third, two = share_of(1, 3), share_of(2, 3)
    assert (third, two) == (Decimal("0.3333333"), Decimal("0.6666667"))
    score = grade([ONE] * 20, [ONE] * 12 + [third, two, third, third, third] + [Decimal(0)] * 3)
    assert score.earned == Decimal(14)
    assert passed(score, PASS)
    assert not passed(grade([ONE] * 20, [ONE] * 13 + [third, third, third * 0] + [Decimal(0)] * 4), PASS)


def test_a_rounded_share_never_lifts_a_score() -> None:
    score = grade([Decimal(2)] * 3, [share_of(2, 3)] * 2 + [Decimal(0)])
    assert score.earned == Decimal("2.6666")
    assert score.percent == Decimal("44.4444")


def test_questions_that_wait_for_a_person_count_nothing_yet() -> None:
    score = grade([ONE, Decimal(10)], [ONE, None])
    assert score.waiting
    assert (score.earned, score.out_of) == (ONE, Decimal(11))
    assert not passed(score, PASS)
    assert not grade([ONE, Decimal(10)], [ONE, ONE]).waiting


def test_a_paper_without_points_is_never_passed() -> None:
    for score in (grade([], []), grade([Decimal(0)], [ONE])):
        assert score.percent == 0
        assert not passed(score, Decimal(0))


@pytest.mark.parametrize(
    ("points", "shares"),
    [([ONE], []), ([], [ONE]), ([-ONE], [ONE]), ([ONE], [Decimal("1.01")]), ([ONE], [Decimal("-0.1")])],
)
def test_sums_that_make_no_sense_are_refused(points: list[Decimal], shares: list[Decimal]) -> None:
    with pytest.raises(ValueError, match=r"."):
        grade(points, shares)


def test_a_share_is_kept_between_nothing_and_all() -> None:
    assert share_of(-2, 3) == 0
    assert share_of(5, 3) == 1
    assert to_share(Decimal("0.50")) == Decimal("0.5")
    assert str(share_of(3, 3)) == "1"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(0, 50, places=2),
            st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_a_score_is_what_exact_fractions_say_and_never_more(
    rows: list[tuple[Decimal, tuple[int, int]]],
) -> None:
    score = grade([points for points, _ in rows], [share_of(part, of) for _, (part, of) in rows])
    earned = sum((Fraction(points) * Fraction(part, of) for points, (part, of) in rows), Fraction(0))
    out_of = sum((Fraction(points) for points, _ in rows), Fraction(0))
    step = Fraction(1, 10**SCORE_PLACES)
    assert 0 <= earned - Fraction(score.earned) < step
    exact = 100 * earned / out_of if out_of else Fraction(0)
    assert 0 <= exact - Fraction(score.percent) < step
    assert passed(score, PASS) is (out_of > 0 and exact >= 70)


SCORES = [paper(12, 20), paper(15, 20), paper(15, 20), paper(9, 20)]


@pytest.mark.parametrize(("rule", "place"), [("best", 1), ("first", 0), ("last", 3)])
def test_which_attempt_counts(rule: str, place: int) -> None:
    assert attempt_that_counts(SCORES, rule) == place
    assert score_that_counts(SCORES, rule) is SCORES[place]
    assert attempt_that_counts([], rule) is None
    assert score_that_counts([], rule) is None


def test_the_mean_is_a_score_out_of_100() -> None:
    mean = score_that_counts(SCORES, "mean")
    assert mean == Score(earned=Decimal("63.75"), out_of=Decimal(100), percent=Decimal("63.75"))


def test_the_mean_of_cut_percents_reaches_the_pass_mark_when_the_exact_one_does() -> None:
    thirds = [grade([ONE] * 3, [ONE, ONE, Decimal("0.1")]), grade([ONE] * 3, [ONE, ONE, Decimal("0.1")])]
    assert passed(score_that_counts(thirds, "mean"), PASS)  # type: ignore[arg-type]
    uneven = [grade([ONE], [share_of(2, 3)]), grade([ONE] * 30, [ONE] * 22 + [Decimal(0)] * 8)]
    assert score_that_counts(uneven, "mean").percent == PASS  # type: ignore[union-attr]


def test_a_mean_waits_while_one_of_its_attempts_waits() -> None:
    assert score_that_counts([paper(1, 2), grade([ONE], [None])], "mean").waiting  # type: ignore[union-attr]


@pytest.mark.parametrize("rule", ["mean", "luckiest"])
def test_a_rule_that_picks_no_attempt_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        attempt_that_counts(SCORES, rule)
