"""Old Vietnamese encodings in text that was opened as if it were Western: recognised, and repaired on demand.

TCVN3 (TCVN 5712:1993, third form; the .Vn fonts of ABC), VNI for Windows, VISCII (RFC 1456) and decomposed Unicode.
Nothing is repaired silently: `recognise` says what a text looks like, and a person who has seen the result of
`to_unicode` confirms it.
"""

from __future__ import annotations

import enum
import re
import unicodedata

from vietnamese.syllables import is_syllable
from vietnamese.text import nfc


class Encoding(enum.StrEnum):
    """How the letters of a text are written."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    NFD = "nfd"


# The name of each encoding as people know it.
NAMES = {
    Encoding.TCVN3: "TCVN3 (ABC)",
    Encoding.VNI: "VNI Windows",
    Encoding.VISCII: "VISCII",
    Encoding.NFD: "Unicode NFD",
}

TCVN3_LETTERS = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)

TCVN3_WORD = re.compile(rf"[A-Za-z{re.escape(''.join(TCVN3_LETTERS))}]+")
TCVN3_TABLE = str.maketrans(TCVN3_LETTERS)

# RFC 1456: six capitals stand among the control codes, the rest is 0x80 to 0xFF.
VISCII_BYTES = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"} | {
    0x80 + at: letter
    for at, letter in enumerate(
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
        "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
        "Õắằặấầẩậẽẹếềểễệố"
        "ồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
        "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
        "àáâãảăữẫèéêẻìíĩỉ"
        "đựòóôõỏọụùúũủýợỮ"
    )
}


def _western(byte: int) -> set[str]:
    """The characters that programs show for a byte: ISO 8859-1, and Windows-1252 where it differs."""
    return {chr(byte), bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)}


VISCII_LETTERS = {shown: letter for byte, letter in VISCII_BYTES.items() for shown in _western(byte)}

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"
# VNI writes a mark as a letter of its own after the vowel.
VNI_MARKS = {
    "ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT,
    "â": CIRCUMFLEX, "à": CIRCUMFLEX + GRAVE, "á": CIRCUMFLEX + ACUTE,
    "å": CIRCUMFLEX + HOOK, "ã": CIRCUMFLEX + TILDE, "ä": CIRCUMFLEX + DOT,
    "ê": BREVE, "è": BREVE + GRAVE, "é": BREVE + ACUTE,
    "ú": BREVE + HOOK, "ü": BREVE + TILDE, "ë": BREVE + DOT,
}  # fmt: skip
VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
TONE_ONLY, ON_CIRCUMFLEX, ON_BREVE = "øùûõï", "âàáåãä", "êèéúüë"
VNI_PAIR = re.compile(
    f"([aeouyôö])([{TONE_ONLY}])|([aeo])([{ON_CIRCUMFLEX}])|(a)([{ON_BREVE}])|([{''.join(VNI_ALONE)}])",
    re.IGNORECASE,
)

# Signs that sound texts are full of and old encodings use as letters: raised figures behind a word or number (m², 10³),
# fractions and signs that stand apart (½ kg, a × b, § 5), µ before a unit, dashes and quotation marks but for those that
# have letters on both sides. They say nothing of how a text is written.
_MARKS, _LETTER = "–—‘’“”…•‚„†‡‰‹›™€ˆ˜", "A-Za-zÀ-ÿ"
SOUND_SIGNS = re.compile(
    r"[²³¹](?![A-Za-z])"
    rf"|(?<![{_LETTER}])[{_MARKS}]|[{_MARKS}](?![{_LETTER}])"
    r"|(?<![^\s\d(\[/])[½¼¾×÷±°µ§¶·¸¨ªº®©](?![^\s\d.,;:!?)\]/%])"
    r"|(?<![^\s\d(\[/])µ(?=[mgslAFVWJ]\b)"
)
WORD = re.compile(r"[^\W_]+")
# Below this share of sure words a text is left alone.
SURE_ENOUGH = 0.6


def recognise(text: str) -> Encoding | None:
    """The old encoding that the text is most probably in; None for sound Unicode text in any language."""
    best = max(Encoding, key=lambda encoding: confidence(text, encoding))
    return best if confidence(text, best) >= SURE_ENOUGH else None


def confidence(text: str, encoding: Encoding) -> float:
    """How sure one may be that the text is in the encoding, from 0 to 1.

    It is the share of words that repair turns into Vietnamese syllables, and 0 when the text reads as well
    (or better) the way it stands. One repaired word alone never gives more than 0.6.
    """
    if encoding is Encoding.NFD:
        return 1.0 if _is_decomposed(text) else 0.0
    text = SOUND_SIGNS.sub(" ", nfc(text))
    if any(_is_beyond_western(char) for char in text):
        return 0.0
    before, after = _words(text), _words(to_unicode(text, encoding))
    changed = set(after) - set(before)
    if not changed:
        return 0.0
    gain = _share_of_syllables(after) - _share_of_syllables(before)
    if (
        gain <= 0
        or not all(is_syllable(word) for word in changed)
        and _share_of_syllables(list(changed)) < 0.8
    ):
        return 0.0
    share = _share_of_syllables(after)
    return min(share, 0.6) if len(changed) == 1 else share


def to_unicode(text: str, encoding: Encoding) -> str:
    """The text in Unicode NFC, read as if it were in the encoding; characters outside it stay as they are.

    TCVN3 has no codes for capitals with a tone (capital fonts draw them): they become capitals where the
    rest of the word, or of the line, is in capitals.
    """
    if encoding is Encoding.NFD:
        return nfc(text)
    if encoding is Encoding.VNI:
        return nfc(VNI_PAIR.sub(_vni_letter, text))
    if encoding is Encoding.VISCII:
        return nfc("".join(VISCII_LETTERS.get(char, char) for char in text))
    return nfc("\n".join(_tcvn3_line(line) for line in text.split("\n")))


def _vni_letter(found: re.Match[str]) -> str:
    if alone := found.group(7):
        letter = VNI_ALONE[alone.lower()]
        return letter.upper() if alone.isupper() else letter
    base, mark = next((found.group(at), found.group(at + 1)) for at in (1, 3, 5) if found.group(at))
    small = base.lower()
    letter = nfc(VNI_ALONE.get(small, small) + VNI_MARKS[mark.lower()])
    return letter.upper() if base.isupper() else letter


def _tcvn3_line(line: str) -> str:
    in_capitals = sum(char.isupper() for char in line if char.isascii()) > 2 and not re.search("[a-z]", line)
    return TCVN3_WORD.sub(lambda found: _tcvn3_word(found.group(), in_capitals), line)


def _tcvn3_word(word: str, in_capitals: bool) -> str:
    repaired = word.translate(TCVN3_TABLE)
    certain = [char for char in word if char.isascii()] + [char for char in word if char in "¡¢£¤¥¦§"]
    capital = all(char.isupper() or not char.isascii() for char in certain)
    return repaired.upper() if capital and certain and (in_capitals or len(certain) > 1) else repaired


def _is_decomposed(text: str) -> bool:
    return any(unicodedata.combining(char) for char in text) and nfc(text) != text


def _is_beyond_western(char: str) -> bool:
    """Whether the character cannot come from an eight-bit Western reading (typographic marks aside)."""
    return ord(char) > 0xFF and char.isalpha() and char not in VISCII_LETTERS


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if not word.isdigit()]


def _share_of_syllables(words: list[str]) -> float:
    return sum(is_syllable(word) for word in words) / len(words) if words else 0.0
