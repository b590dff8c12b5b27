"""Which text a spreadsheet could run, and what a cell holds."""

import datetime as dt
import unicodedata
import uuid
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from sheets import api as sheets

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\tchữ",
    "\r=1",
    "\rchữ",
    "\n=1",
    "|calc",
    "   =1",
    " \t=1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
]
HARMLESS = ["", "An", "Trần Văn An", "1+1", "a=b", "'", "0912345678", "Điều 8 - khoản 2", "#1", "(=)"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_text_gets_an_apostrophe_that_can_be_taken_off_again(text):
    assert sheets.is_dangerous(text)
    assert sheets.escape_text(text) == "'" + text
    assert sheets.unescape_text(sheets.escape_text(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays(text):
    assert not sheets.is_dangerous(text)
    assert sheets.escape_text(text) == sheets.unescape_text(text) == text


@pytest.mark.parametrize("text", ["'=1", "''-2", "'An"])
def test_text_with_an_apostrophe_of_its_own_comes_back_whole(text):
    assert sheets.unescape_text(sheets.escape_text(text)) == text


def test_text_is_composed_and_holds_nothing_that_a_file_may_not_hold():
    assert sheets.plain(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"
    assert sheets.plain("a\x00b\x0bc\ud800d\uffffe") == "abcde"
    assert sheets.plain("một\n\thai") == "một\n\thai"


def test_an_aware_moment_is_told_by_the_clock_of_vietnam():
    moment = dt.datetime(2026, 4, 3, 18, 5, tzinfo=dt.UTC)
    assert sheets.plain(moment) == dt.datetime(2026, 4, 4, 1, 5)  # noqa: DTZ001 - cells have no zone


def test_days_and_numbers_keep_their_type_and_the_rest_is_text():
    for value in (None, True, 7, 8.5, Decimal("8.50"), dt.date(2026, 4, 4)):
        assert sheets.plain(value) is value
    key = uuid.uuid4()
    assert sheets.plain(key) == str(key)
    assert sheets.plain(gettext_lazy("x-not-translated")) == "x-not-translated"
    assert sheets.plain(float("nan")) == "nan"
    assert sheets.plain(Decimal("Infinity")) == "Infinity"
