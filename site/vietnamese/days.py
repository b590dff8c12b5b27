"""Days and moments in Vietnam: which day it is there, how it is written, how a typed day is read."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vietnamese.text import clean_line

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
SERIAL = re.compile(r"\d{4,6}(?:\.\d+)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199
# Day 0 of spreadsheets, right from 1 March 1900 on (they believe in a 29 February 1900).
SERIAL_EPOCH = dt.date(1899, 12, 30)
# A smaller serial number would be a day before 1920; it is far more likely a year or a mistake.
FIRST_SERIAL = (dt.date(1920, 1, 1) - SERIAL_EPOCH).days
LAST_SERIAL = (dt.date(LAST_YEAR, 12, 31) - SERIAL_EPOCH).days


class NotADay(ValueError):
    """The text does not say one day; `message` is the sentence for the person who typed it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def local_day(moment: dt.datetime) -> dt.date:
    """The day in Vietnam at an aware moment; a naive one is refused with ValueError."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(LOCAL).date()


def show_day(day: dt.date) -> str:
    """04/04/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def show_moment(moment: dt.datetime) -> str:
    """19:42, 04/04/2026, by the clock of Vietnam; a naive moment is refused with ValueError."""
    day = local_day(moment)
    return f"{moment.astimezone(LOCAL):%H:%M}, {show_day(day)}"


def date_line(place: str, day: dt.date) -> str:
    """The line of place and day: "Hưng Yên, ngày 04 tháng 4 năm 2026".

    Days below 10 and the months 1 and 2 have a leading zero, the other months have none (Decree
    30/2020/NĐ-CP, appendix I).
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{clean_line(place)}, ngày {day.day:02} tháng {month} năm {day.year}"


def parse_day(value: str | float | Decimal | dt.date) -> dt.date:
    """The day that a person typed or a spreadsheet holds.

    Takes 4/4/2026 and 04/04/2026 (also with - or . between), 2026-04-04 (also with midnight after it), a serial
    number of a spreadsheet from 1920 on, a date, or a moment (an aware one gives its day in Vietnam). The day
    always comes before the month. Refuses all else with NotADay: 12/31/2026, 30/02/2026, years of two digits or
    outside 1900 to 2199, a year alone.
    """
    if isinstance(value, dt.datetime):
        return local_day(value) if value.tzinfo else value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        raise NotADay(_not_understood(str(value)))
    text = clean_line(str(value))
    if found := DAY_FIRST.fullmatch(text):
        return _day(int(found[4]), int(found[3]), int(found[1]), text)
    if found := ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if SERIAL.fullmatch(text):
        return _serial(text)
    raise NotADay(_not_understood(text) if text else _("Write a day, for example 04/04/2026."))


def _day(year: int, month: int, day: int, text: str) -> dt.date:
    if month > 12 and 1 <= day <= 12:
        raise NotADay(
            format_lazy(
                _("“{text}” has no month {month}. Write the day first: day/month/year."),
                text=text,
                month=month,
            )
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(format_lazy(_("The year of “{text}” is not between 1900 and 2199."), text=text))
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NotADay(format_lazy(_("There is no day “{text}” in the calendar."), text=text)) from error


def _serial(text: str) -> dt.date:
    serial = int(Decimal(text))
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise NotADay(_not_understood(text))
    return SERIAL_EPOCH + dt.timedelta(days=serial)


def _not_understood(text: str) -> str | Promise:
    return format_lazy(_("“{text}” is not a day. Write day/month/year, for example 04/04/2026."), text=text)
