"""How sure a figure is: intervals that hold the true value 95 times out of 100, and when there is too little to judge."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Two-sided 95 %: the 97.5th percentile of the normal distribution.
Z = 1.959963984540054

# Below so many attempts nothing is said about a question: at 20 the interval of a discrimination of 0 still reaches from
# -0.44 to 0.44.
ENOUGH = 20


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in the unit of the figure (shares)."""

    low: float
    high: float


def of_facility(facility: float | None, attempts: int) -> Interval | None:
    """The interval of a mean share (0 to 1) of so many attempts: Wilson's score interval.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927). It is meant for right or wrong; marks in between vary less, so that it is then
    wider than needed, never narrower. None without attempts.
    """
    if facility is None or attempts < 1:
        return None
    share = min(max(facility, 0.0), 1.0)
    spread = Z * Z / attempts
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / attempts + spread / (4 * attempts)) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def of_discrimination(discrimination: float | None, attempts: int) -> Interval | None:
    """The interval of a correlation (-1 to 1) of so many attempts: by Fisher's z, whose error is 1/√(n-3).

    Source: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a small sample", Metron 1
    (1921). None with 3 attempts or fewer.
    """
    if discrimination is None or attempts <= 3:
        return None
    if abs(discrimination) >= 1:
        return Interval(discrimination, discrimination)
    z, half = math.atanh(discrimination), Z / math.sqrt(attempts - 3)
    return Interval(math.tanh(z - half), math.tanh(z + half))


def too_few(attempts: int) -> bool:
    """Whether so few attempts say nothing about a question."""
    return attempts < ENOUGH
