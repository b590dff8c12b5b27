"""Vietnamese text as it is stored, compared and shortened.

Text in an old encoding (TCVN3, VNI, VISCII) must be repaired (`vietnamese.encodings`) before it comes here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.utils.text import slugify

LINE_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
WORD = re.compile(r"[^\W\d_]+")

# Removed besides the controls: they show nothing, or they are not characters at all.
INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs"}
# A soft hyphen is the letter ư of TCVN3: it stays until the encoding has been looked at.
KEPT = {"\n", "\t", "\u00ad"}

# Vietnamese has some seven thousand syllables, three times as many with capitals, and they come again and again. The
# longest is "nghiêng" with its marks apart.
MOST_REMEMBERED, LONGEST_REMEMBERED = 32_768, 10

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
VOWELS = set("aăâeêioôơuưy")
MARKED_VOWELS = set("ăâêôơư")
# Two vowels that end a syllable and carry the tone on the second one: hoà, khoẻ, thuỷ.
TONE_ON_SECOND = {"oa", "oe", "uy"}


def nfc(text: str) -> str:
    """The text with each Vietnamese letter as one character (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line of plain text: NFC, no invisible characters, single spaces, none at the ends.

    Removes NUL and the other control characters, zero-width characters, direction overrides, byte order
    marks and lone surrogates. Line breaks become spaces.
    """
    return " ".join(nfc(_visible(LINE_BREAKS.sub("\n", text))).split())


def clean_text(text: str) -> str:
    """Text of several lines, each cleaned as `clean_line` does; at most two blank lines in a row."""
    lines = (clean_line(line) for line in LINE_BREAKS.sub("\n", text).split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """Vietnamese text without tone and vowel marks, lower case, for searching: "Điều 8" -> "dieu 8"."""
    text = text.replace("đ", "d").replace("Đ", "D")
    plain = "".join(
        char
        for char in unicodedata.normalize("NFD", text)
        if unicodedata.category(char) != "Mn" and char != "\u00ad"
    )
    return nfc(plain).casefold()


def fold_tone_placement(text: str) -> str:
    """The text with each tone on one agreed vowel: "hòa" and "hoà" give the same. For matching only.

    Marks are kept, so "hoà" and "hoa" stay different, and so do "quý" and "quí". Words that are no
    Vietnamese syllable are left as they are.
    """
    return WORD.sub(lambda found: _placed(found.group()), nfc(text))


def same_name_key(name: str) -> str:
    """What two spellings of one full name have in common: NFC, case, spaces and tone placement apart."""
    return fold_tone_placement(clean_line(name).casefold())


def slug(text: str) -> str:
    """An ASCII slug: "Đường lối quốc phòng" -> "duong-loi-quoc-phong"; empty when no letter or digit is left."""
    return slugify(fold(clean_line(text)))


def initials(full_name: str) -> str:
    """The first letter of each word: "Đặng Thị Ngọc" -> "Đ. T. N."."""
    return " ".join(f"{word[0].upper()}." for word in clean_line(full_name).split())


def given_name(full_name: str) -> str:
    """The last word of a full name, by which people are called and sorted; empty for an empty name."""
    return clean_line(full_name).rpartition(" ")[2]


def _visible(text: str) -> str:
    # What is removed is never printable; most texts have nothing of it.
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(
        char
        for char in text
        if char in KEPT
        or (unicodedata.category(char) not in INVISIBLE_CATEGORIES and not _is_noncharacter(char))
    )


def _is_noncharacter(char: str) -> bool:
    point = ord(char)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def _split_tone(char: str) -> tuple[str, str]:
    """("ậ") -> ("â", dot below); a letter without a tone comes back with an empty tone."""
    parts = unicodedata.normalize("NFD", char)
    tone = "".join(part for part in parts if part in TONES)
    return nfc("".join(part for part in parts if part not in TONES)), tone


def _placed(word: str) -> str:
    return _place_tone_once(word) if len(word) <= LONGEST_REMEMBERED else _place_tone(word)


@lru_cache(MOST_REMEMBERED)
def _place_tone_once(word: str) -> str:
    return _place_tone(word)


def _place_tone(word: str) -> str:
    split = [_split_tone(char) for char in word]
    tones = [tone for _, tone in split if tone]
    if len(tones) != 1 or len(tones[0]) != 1:
        return word
    letters = [letter for letter, _ in split]
    place = _tone_place("".join(letters).lower())
    if place is None:
        return word
    letters[place] = nfc(letters[place] + tones[0])
    return "".join(letters)


def _tone_place(plain: str) -> int | None:
    """Index of the vowel that carries the tone; None when the vowels do not stand together."""
    start = next((at for at, letter in enumerate(plain) if letter in VOWELS), None)
    if start is None:
        return None
    end = start
    while end < len(plain) and plain[end] in VOWELS:
        end += 1
    if any(letter in VOWELS for letter in plain[end:]):
        return None
    onset = plain[: start + 1]
    if onset in {"qu", "gi"} and end - start > 1:  # here u and i belong to the consonant: quý, giá
        start += 1
    cluster = plain[start:end]
    marked = [at for at, letter in enumerate(cluster) if letter in MARKED_VOWELS]
    if marked:
        return start + marked[-1]
    if len(cluster) == 3:
        return start + 1
    if len(cluster) == 2 and (end < len(plain) or cluster in TONE_ON_SECOND):
        return start + 1
    return start if len(cluster) <= 2 else None
