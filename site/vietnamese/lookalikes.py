"""Letters that only look Vietnamese: ƣ for ư, ð for đ, Cyrillic letters inside Latin words."""

from __future__ import annotations

import re
import unicodedata

from vietnamese.text import nfc

# ƣ is the letter gha: old fonts and OCR write it for ư ("Nhà nƣớc"). ð is Icelandic, ɖ and Ɖ are African.
ALWAYS = str.maketrans({"ƣ": "ư", "Ƣ": "Ư", "ð": "đ", "Ð": "Đ", "ɖ": "đ", "Ɖ": "Đ"})
CYRILLIC = str.maketrans(
    {
        **dict(zip("аеорсхуіѕјһԁԛԝ", "aeopcxyisjhdqw", strict=True)),
        **dict(zip("АВЕКМНОРСТХУІЅЈҺԚԜ", "ABEKMHOPCTXYISJHQW", strict=True)),
    }
)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def repair_lookalikes(text: str) -> str:
    """The text with look-alike letters replaced by the Vietnamese ones, in NFC.

    A Cyrillic letter is replaced only inside a word that also has a Latin one, so Russian words stay. Run it
    after the old encodings have been repaired: there ð and ƣ may stand for other letters.
    """
    return nfc(WORD.sub(_repair_word, unicodedata.normalize("NFC", text).translate(ALWAYS)))


def has_lookalikes(text: str) -> bool:
    """Whether `repair_lookalikes` would change a letter."""
    return repair_lookalikes(text) != nfc(text)


def _repair_word(found: re.Match[str]) -> str:
    word = found.group()
    return word.translate(CYRILLIC) if LATIN.search(word) else word
