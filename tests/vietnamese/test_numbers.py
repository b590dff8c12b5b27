"""Numbers as Vietnamese writes and says them."""

from decimal import Decimal

import pytest
from django.utils import translation

from vietnamese import api as vietnamese


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("8.50", "8,5"),
        ("10", "10"),
        ("10.00", "10"),
        ("1E+2", "100"),
        ("-0.0", "0"),
        ("-1.25", "-1,25"),
        ("0.05", "0,05"),
    ],
)
def test_a_number_has_a_comma_and_no_zeros_at_the_end(number, text):
    assert vietnamese.decimal_comma(Decimal(number)) == text


def test_a_number_is_written_as_its_reader_writes_it():
    assert vietnamese.show_decimal(Decimal("62.50")) == "62,5"
    with translation.override("en"):
        assert vietnamese.show_decimal(Decimal("62.50")) == "62.5"


def test_a_number_without_an_end_is_refused():
    with pytest.raises(ValueError, match="finite"):
        vietnamese.decimal_comma(Decimal("NaN"))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (12345, "12.345"), (-1234567, "-1.234.567")]
)
def test_thousands_have_dots(number, text):
    assert vietnamese.thousands(number) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("0.125", "0.125"),
        ("1.234", "1234"),
        ("12 345", "12345"),
        ("12\u00a0345,25", "12345.25"),
        ("1.234.567", "1234567"),
        (" -3 ", "-3"),
        ("\u22123,5", "-3.5"),
        ("007", "7"),
    ],
)
def test_a_typed_number_is_read(text, number):
    assert vietnamese.parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tám",
        "1,234.5",
        "1.23.456",
        "1.234 567",
        "1,2,3",
        "--3",
        "1e5",
        "NaN",
        "٣",
        "12.3456,1",
        "5 %",
        ",5",
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text):
    with pytest.raises(vietnamese.NotANumber) as refused:
        vietnamese.parse_decimal(text)
    assert "1.234,5" in str(refused.value.message)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(110, "1 giờ 50 phút"), (60, "1 giờ"), (50, "50 phút"), (0, "0 phút"), (1501, "25 giờ 1 phút")],
)
def test_minutes_are_told_in_hours_and_minutes(minutes, words):
    assert vietnamese.minutes_in_words(minutes) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "không"),
        (6, "sáu"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (34, "ba mươi tư"),
        (55, "năm mươi lăm"),
        (99, "chín mươi chín"),
    ],
)
def test_counts_are_told_in_words(count, words):
    assert vietnamese.count_in_words(count) == words


def test_counts_and_lengths_out_of_range_are_refused():
    for refused in (-1, 100):
        with pytest.raises(ValueError, match="0 to 99"):
            vietnamese.count_in_words(refused)
    with pytest.raises(ValueError, match="negative"):
        vietnamese.minutes_in_words(-1)
