"""Vietnamese alphabetical order as a stored key that sorts rightly in any database.

The order is that of ICU's Vietnamese collation (CLDR `vi`): first all letters (a ă â b c d đ e ê …), then all
tones (level, grave, hook, tilde, acute, dot below), then case (small before capital).

A key holds only 0-9 and a-z, which every collation of PostgreSQL and SQLite puts in the same order, so that
neither an ICU collation nor a "C" column is needed. In the first part of a key
  0 ends the part · 1 is a space · 20xx is punctuation · 21…2a are digits · 3…z are the 33 letters,
  and the letter z is written z0 because z1xxxxxx stands for any other character.
"""

from __future__ import annotations

import unicodedata

from vietnamese.text import clean_line

SYMBOLS = "0123456789abcdefghijklmnopqrstuvwxyz"
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# In the order of CLDR's root collation.
PUNCTUATION = "_-‐–—,;:!?.·'‘’\"“”«»()[]{}§¶@*/\\&#%‰†‡•`´^°©®+±÷×<=>|¦~¬$"

TONE_WEIGHTS = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
OTHER_MARK = "7"
SHAPES = {"a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư"}


def sort_key(text: str) -> str:
    """The key of a line of text: comparing keys byte by byte gives the Vietnamese order of the texts."""
    letters, tones, cases = _weights(text)
    return f"{letters}0{tones}0{cases}"


def person_sort_key(full_name: str) -> str:
    """The key of a person in a list: given name, then family name, then middle names; case does not count.

    "Nguyễn Văn An" is sorted as An, Nguyễn, Văn. A name of one word is a given name.
    """
    words = clean_line(full_name).lower().split()
    given = words[-1] if words else ""
    family = words[0] if len(words) > 1 else ""
    middle = " ".join(words[1:-1])
    return "0".join("0".join(_weights(part)[:2]) for part in (given, family, middle))


def _weights(text: str) -> tuple[str, str, str]:
    """Three levels: letters, tones (1 for a letter, more for each mark on it), cases. Ends of 1s are cut."""
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for base, marks in _clusters(clean_line(text)):
        small = base.lower()
        for mark in marks:
            if (shaped := SHAPES.get(small + mark)) is not None:
                small = shaped
        letters.append(_letter_weight(small))
        cases.append("2" if base != base.lower() else "1")
        tones.append(
            "1" + "".join(TONE_WEIGHTS.get(mark, OTHER_MARK) for mark in marks if not _shapes(base, mark))
        )
    return "".join(letters), "".join(tones).rstrip("1"), "".join(cases).rstrip("1")


def _shapes(base: str, mark: str) -> bool:
    return base.lower() + mark in SHAPES


def _clusters(text: str) -> list[tuple[str, str]]:
    """Each character with the marks that stand on it: "ậ" -> ("a", dot below + circumflex)."""
    clusters: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", text):
        if clusters and unicodedata.combining(char):
            base, marks = clusters[-1]
            clusters[-1] = (base, marks + char)
        else:
            clusters.append((char, ""))
    return clusters


def _letter_weight(char: str) -> str:
    if char == " ":
        return "1"
    if char == "z":
        return "z0"
    if (at := LETTERS.find(char)) >= 0:
        return SYMBOLS[at + 3]
    if char.isascii() and char.isdigit():
        return "2" + SYMBOLS[int(char) + 1]
    if (at := PUNCTUATION.find(char)) >= 0:
        return "20" + SYMBOLS[at // 36] + SYMBOLS[at % 36]
    return f"z1{ord(char):06x}"
