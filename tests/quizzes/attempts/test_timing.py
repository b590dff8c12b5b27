"""Deadlines, grace, and how moments are said."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizzes.attempts import timing

UTC = ZoneInfo("UTC")
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("minutes", "extra", "ends"),
    [
        (40, 0, "12:40:00"),
        (40, 50, "13:00:00"),
        (40, 25, "12:50:00"),
        (40, 33, "12:53:12"),
        (30, 100, "13:00:00"),
        (1, 0, "12:01:00"),
        (1, 1, "12:01:00"),
        (1, 50, "12:01:30"),
        (0, 50, "12:00:00"),
        (90, 10, "13:39:00"),
        (720, 0, "00:00:00"),
    ],
)
@pytest.mark.parametrize("zone", [LOCAL, UTC])
def test_the_deadline_is_exact(minutes, extra, ends, zone) -> None:
    deadline = timing.deadline_of(NOON.astimezone(zone), minutes, extra)
    assert deadline is not None
    assert f"{deadline.astimezone(LOCAL):%H:%M:%S}" == ends


def test_no_limit_has_no_deadline_and_is_never_over() -> None:
    assert timing.deadline_of(NOON, None, 50) is None
    assert not timing.is_over(None, 0, NOON + timedelta(days=999))
    assert timing.seconds_left(None, NOON) is timing.minutes_left(None, NOON) is None


@pytest.mark.parametrize(
    ("grace", "late", "over"),
    [(30, -1, False), (30, 0, False), (30, 30, False), (30, 30.001, True), (0, 0, False), (0, 0.001, True)],
)
def test_the_grace_belongs_to_the_attempt(grace, late, over) -> None:
    assert timing.is_over(NOON, grace, NOON + timedelta(seconds=late)) is over


@pytest.mark.parametrize(
    ("left", "minutes"), [(2400, 40), (1860, 31), (1859, 31), (1801, 31), (1, 1), (0, 0), (-5, 0)]
)
def test_minutes_are_rounded_up_and_never_negative(left, minutes) -> None:
    at = NOON - timedelta(seconds=left)
    assert timing.minutes_left(NOON, at) == minutes
    assert timing.seconds_left(NOON, at) == max(0, left)


def test_a_moment_of_today_is_said_without_its_day() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=LOCAL)
    assert "23:30" in timing.in_words(late, NOON)
    assert "24/11/2026" not in timing.in_words(late, NOON)
    assert "00:15" in timing.in_words(late + timedelta(minutes=45), NOON)
    assert "25/11/2026" in timing.in_words(late + timedelta(minutes=45), NOON)
    assert timing.in_words(late.astimezone(UTC), NOON) == timing.in_words(late, NOON)
