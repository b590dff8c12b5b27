"""The door of the Vietnamese package."""

from vietnamese.collation import person_sort_key, sort_key
from vietnamese.day_field import DayField
from vietnamese.days import LOCAL, NotADay, date_line, local_day, parse_day, show_day, show_moment
from vietnamese.encodings import NAMES as ENCODING_NAMES
from vietnamese.encodings import Encoding, confidence, recognise, to_unicode
from vietnamese.lookalikes import has_lookalikes, repair_lookalikes
from vietnamese.number_field import DecimalCommaField
from vietnamese.numbers import (
    NotANumber,
    count_in_words,
    decimal_comma,
    minutes_in_words,
    parse_decimal,
    show_decimal,
    thousands,
)
from vietnamese.syllables import is_syllable
from vietnamese.text import (
    clean_line,
    clean_text,
    fold,
    fold_tone_placement,
    given_name,
    initials,
    nfc,
    same_name_key,
    slug,
)

__all__ = [
    "DecimalCommaField",
    "ENCODING_NAMES",
    "LOCAL",
    "DayField",
    "Encoding",
    "NotADay",
    "NotANumber",
    "clean_line",
    "clean_text",
    "confidence",
    "count_in_words",
    "date_line",
    "decimal_comma",
    "fold",
    "fold_tone_placement",
    "given_name",
    "has_lookalikes",
    "initials",
    "is_syllable",
    "local_day",
    "minutes_in_words",
    "nfc",
    "parse_day",
    "parse_decimal",
    "person_sort_key",
    "recognise",
    "repair_lookalikes",
    "same_name_key",
    "show_day",
    "show_decimal",
    "show_moment",
    "slug",
    "sort_key",
    "thousands",
    "to_unicode",
]
