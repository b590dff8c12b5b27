"""Days in Vietnam, written and read."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from vietnamese import api as vietnamese

APRIL = dt.date(2026, 4, 4)


def test_the_day_changes_at_midnight_in_vietnam():
    assert vietnamese.local_day(dt.datetime(2026, 4, 3, 16, 59, tzinfo=dt.UTC)) == dt.date(2026, 4, 3)
    assert vietnamese.local_day(dt.datetime(2026, 4, 3, 17, 0, tzinfo=dt.UTC)) == APRIL


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        vietnamese.local_day(dt.datetime(2026, 4, 4))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        vietnamese.show_moment(dt.datetime(2026, 4, 4))  # noqa: DTZ001


def test_days_and_moments_are_written_day_first():
    assert vietnamese.show_day(APRIL) == "04/04/2026"
    assert vietnamese.show_moment(dt.datetime(2026, 4, 3, 18, 5, tzinfo=dt.UTC)) == "01:05, 04/04/2026"


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (APRIL, "Hưng Yên, ngày 04 tháng 4 năm 2026"),
        (dt.date(2026, 1, 31), "Hưng Yên, ngày 31 tháng 01 năm 2026"),
        (dt.date(2026, 2, 9), "Hưng Yên, ngày 09 tháng 02 năm 2026"),
        (dt.date(2026, 12, 10), "Hưng Yên, ngày 10 tháng 12 năm 2026"),
    ],
)
def test_the_date_line_follows_the_rule_for_official_papers(day, line):
    assert vietnamese.date_line("Hưng Yên", day) == line


@pytest.mark.parametrize(
    "written",
    [
        "04/04/2026",
        "4/4/2026",
        " 4-4-2026 ",
        "04-04-2026",
        "4.4.2026",
        "2026-04-04",
        "2026-04-04 00:00:00",
        "2026-04-04T00:00:00",
        "46116",
        "46116.0",
        46116,
        46116.75,
        APRIL,
        dt.datetime(2026, 4, 4),  # noqa: DTZ001 - as spreadsheets give it
        dt.datetime(2026, 4, 3, 17, 0, tzinfo=dt.UTC),
        "\ufeff04/04/2026\u200b",
    ],
)
def test_a_day_is_read_in_every_usual_form(written):
    assert vietnamese.parse_day(written) == APRIL


def test_the_day_comes_before_the_month():
    assert vietnamese.parse_day("03/12/2026") == dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    "written",
    [
        "12/31/2026",
        "31/04/2026",
        "29/02/2025",
        "00/01/2026",
        "13/13/2026",
        "2026-02-30",
        "2026-4-4",
        "4/4/26",
        "04/04-2026",
        "04/04/0206",
        "2026",
        "2958466",
        "-5",
        "04/04/2026 08:30",
        "April 4, 2026",
        "ngày mai",
        "٠٤/٠٤/٢٠٢٦",
        "",
        True,
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(written):
    with pytest.raises(vietnamese.NotADay) as refused:
        vietnamese.parse_day(written)
    assert len(str(refused.value.message)) > 10
    assert isinstance(refused.value, ValueError)


def test_a_month_before_the_day_is_told_so():
    with pytest.raises(vietnamese.NotADay) as refused:
        vietnamese.parse_day("12/31/2026")
    assert "31" in str(refused.value.message)


def test_a_text_with_braces_and_percent_signs_is_told_back_as_it_is():
    with pytest.raises(vietnamese.NotADay) as refused:
        vietnamese.parse_day("{x} %s")
    assert "{x} %s" in str(refused.value.message)


def test_a_field_for_a_day_takes_what_people_type_and_says_what_it_does_not() -> None:
    field = vietnamese.DayField()
    assert field.clean("05/06/2026") == field.clean("2026-06-05") == dt.date(2026, 6, 5)
    with override("en"):
        assert field.clean("05/06/2026") == dt.date(2026, 6, 5)
    with pytest.raises(ValidationError, match="30/02/2026"):
        field.clean("30/02/2026")
    assert vietnamese.DayField(required=False).clean("") is None
