"""Marks -> score -> passed, and which of several attempts counts. Pure sums.

A share is what one question earned, 0 to 1; where certainty is asked it goes down to -2 (`LEAST_SHARE`). Thirds and the like cannot be written as decimals, so a share is rounded to
`SHARE_PLACES` where it is stored, and the sums here take 0.3333333 for one third again: three thirds make a whole.
Whatever is rounded in a score is rounded down: nothing passes that was not earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

SHARE_PLACES = 7
SCORE_PLACES = 4

# Two different fractions with denominators up to this lie further apart than shares are rounded.
MOST_PARTS = 1000

# The widest that any behaviour goes: a wrong answer given with the highest certainty costs two questions.
LEAST_SHARE = Decimal(-2)
MOST_SHARE = Decimal(1)

RULES = ("best", "last", "first", "mean")


@dataclass(frozen=True)
class Score:
    """What an attempt earned: points, points of the paper as dealt, percent (0–100), and whether a person must still mark.

    `earned` and `percent` are exact, or cut (never rounded up) after `SCORE_PLACES` places. While `waiting`, the
    questions that nobody marked yet count 0.
    """

    earned: Decimal
    out_of: Decimal
    percent: Decimal
    waiting: bool = False


def share_of(parts: int | Fraction, of: int) -> Decimal:
    """`parts` out of `of` as a share, kept within 0 and 1: share_of(2, 3) is 0.6666667."""
    return to_share(Fraction(parts) / of)


def to_share(value: Fraction | Decimal, *, least: Decimal = Decimal(0)) -> Decimal:
    """A number as a share: kept within `least` and 1, rounded to `SHARE_PLACES` places, without needless zeros."""
    kept = min(max(Fraction(value), Fraction(least)), Fraction(MOST_SHARE))
    scaled = round(kept * 10**SHARE_PLACES)
    return _plain(Decimal(scaled).scaleb(-SHARE_PLACES))


def grade(
    points: Sequence[Decimal], shares: Sequence[Decimal | None], *, least: Decimal = Decimal(0)
) -> Score:
    """The score of a paper: the points of each question and the share that it earned, in the same order.

    A share of None waits for a person. A paper without points scores 0, and so does one that earned less than nothing.
    `least`: the lowest share that may come (`LEAST_SHARE` where certainty is asked). Refuses (ValueError) lists of
    different length, points below 0 and shares outside `least` to 1.
    """
    if len(points) != len(shares):
        raise ValueError(f"{len(points)} points, but {len(shares)} shares")
    if any(each < 0 for each in points):
        raise ValueError("points cannot be below 0")
    if any(share is not None and not least <= share <= MOST_SHARE for share in shares):
        raise ValueError(f"a share lies between {least} and {MOST_SHARE}")
    earned = sum(
        (
            Fraction(each) * exact_share(share)
            for each, share in zip(points, shares, strict=True)
            if share is not None
        ),
        Fraction(0),
    )
    out_of = sum((Fraction(each) for each in points), Fraction(0))
    # What certainty costs is never carried over into the result: a paper is worth 0 to 100 percent.
    earned = max(earned, Fraction(0))
    return _score(earned, out_of, waiting=any(share is None for share in shares))


def passed(score: Score, pass_mark_percent: Decimal) -> bool:
    """Whether the score reaches the pass mark (percent, at most `SCORE_PLACES` places). 69.9999 does not pass 70.

    A paper without points is never passed. A waiting score that passes stays passed, for marks only add.
    """
    return score.out_of > 0 and score.percent >= pass_mark_percent


def attempt_that_counts(scores: Sequence[Score], rule: str) -> int | None:
    """The place (from 0) in time order of the attempt that counts by `best`, `last` or `first`; None without attempts.

    Of several best ones the earliest counts. `mean` is no attempt: see `score_that_counts`.
    """
    if rule not in RULES or rule == "mean":
        raise ValueError(f"no single attempt counts by the rule {rule!r}")
    if not scores:
        return None
    if rule == "first":
        return 0
    if rule == "last":
        return len(scores) - 1
    return max(range(len(scores)), key=lambda place: (scores[place].percent, -place))


def score_that_counts(scores: Sequence[Score], rule: str) -> Score | None:
    """The score that counts, of attempts in time order; None without attempts. The `mean` is a score out of 100."""
    if not scores:
        return None
    if rule == "mean":
        percents = [_exact_percent(score) for score in scores]
        mean = sum(percents, Fraction(0)) / len(percents)
        return _score(mean, Fraction(100), waiting=any(score.waiting for score in scores))
    place = attempt_that_counts(scores, rule)
    return None if place is None else scores[place]


def exact_share(share: Decimal) -> Fraction:
    """The fraction that a stored share stands for: 0.3333333 is one third; 0.25 is itself."""
    return _simplest(Fraction(share), within=Fraction(1, 10**SHARE_PLACES), parts=MOST_PARTS)


def _exact_percent(score: Score) -> Fraction:
    """The percent of a score before `earned` was cut, found again from its points."""
    if score.out_of == 0:
        return Fraction(0)
    cut = Fraction(1, 10**SCORE_PLACES)
    earned = _simplest(Fraction(score.earned), within=cut, parts=60)
    return 100 * earned / Fraction(score.out_of)


def _simplest(value: Fraction, *, within: Fraction, parts: int) -> Fraction:
    near = value.limit_denominator(parts)
    return near if abs(near - value) < within else value


def _score(earned: Fraction, out_of: Fraction, *, waiting: bool) -> Score:
    percent = 100 * earned / out_of if out_of else Fraction(0)
    return Score(earned=_cut(earned), out_of=_cut(out_of), percent=_cut(percent), waiting=waiting)


def _cut(value: Fraction) -> Decimal:
    """A decimal of at most `SCORE_PLACES` places, never above the value."""
    return _plain(Decimal(value * 10**SCORE_PLACES // 1).scaleb(-SCORE_PLACES))


def _plain(value: Decimal) -> Decimal:
    """The same number without zeros at the end and without an exponent: 70.0000 -> 70."""
    with localcontext() as context:
        context.prec = 60
        context.rounding = ROUND_FLOOR
        short = value.normalize()
        return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]
