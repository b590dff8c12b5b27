"""Numbers as Vietnamese writes and says them: 8,5 · 12.345 · 1 giờ 50 phút · sáu."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vietnamese.text import clean_line

GROUPED = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*(?:,\d+)?")
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class NotANumber(ValueError):
    """The text is not one number; `message` is the sentence for the person who typed it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def decimal_comma(number: Decimal) -> str:
    """A number with a decimal comma and no zeros at the end: Decimal("8.50") -> "8,5"."""
    if not number.is_finite():
        raise ValueError("Only finite numbers can be written.")
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")


def show_decimal(number: Decimal) -> str:
    """A number for the reader's language: "8,5" in Vietnamese, "8.5" in English."""
    text = decimal_comma(number)
    return text if (get_language() or "vi").startswith("vi") else text.replace(",", ".")


def thousands(number: int) -> str:
    """A whole number with a dot after each thousand: 12345 -> "12.345"."""
    return f"{number:,}".replace(",", ".")


def parse_decimal(text: str) -> Decimal:
    """The number that a person typed: "1.234,5", "8,5", "-3", "12 345".

    Three digits after a dot are thousands ("1.234" is 1234); a dot that cannot be one is a decimal point ("8.5",
    "0.125"). All else, "1,234.5" too, is refused with NotANumber.
    """
    line = clean_line(text).replace("\u2212", "-")
    sign, digits = ("-", line[1:].lstrip()) if line.startswith("-") else ("", line)
    if digits.isascii() and GROUPED.fullmatch(digits):
        digits = digits.replace(".", "").replace(" ", "")
    elif not digits.isascii() or not PLAIN.fullmatch(digits):
        raise NotANumber(format_lazy(_("“{text}” is not a number. Write it like 1.234,5."), text=line))
    return Decimal(sign + digits.replace(",", "."))


def minutes_in_words(minutes: int) -> str:
    """A length of time: 110 -> "1 giờ 50 phút". Negative minutes are refused with ValueError."""
    if minutes < 0:
        raise ValueError("A length of time is not negative.")
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} giờ"] if hours else []) + ([f"{rest} phút"] if rest or not hours else [])
    return " ".join(parts)


def count_in_words(count: int) -> str:
    """A count from 0 to 99 in words: 6 -> "sáu", 21 -> "hai mươi mốt"; others are refused with ValueError."""
    if not 0 <= count <= 99:
        raise ValueError("Only counts from 0 to 99 are written in words.")
    tens, ones = divmod(count, 10)
    if tens == 0:
        return DIGITS[ones]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if ones == 0:
        return head
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{head} {changed.get(ones, DIGITS[ones])}"
