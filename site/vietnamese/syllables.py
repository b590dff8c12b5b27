"""Whether a word can be a Vietnamese syllable: its consonants, its rime, and the tone that the rime allows."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from vietnamese.text import LONGEST_REMEMBERED, MOST_REMEMBERED, TONES, nfc

ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
RIMES_WRITTEN = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng êc
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    oi om on ong oc ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uôc uôi uôm uôn uông uôt
    uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu ych yn ynh yt
"""
RIMES = frozenset(RIMES_WRITTEN.split())
# A syllable that ends in a stop has the acute or the dot, and no other tone.
STOPS = ("c", "ch", "p", "t")
STOP_TONES = {"\u0301", "\u0323"}
WITHOUT_TONE = frozenset(onset + rime for onset in ONSETS for rime in RIMES)


def is_syllable(word: str) -> bool:
    """Whether the word, in any case, is spelt like a Vietnamese syllable ("nghĩa" is, "été" is not)."""
    return len(word) <= LONGEST_REMEMBERED and _is_spelt(word)


@lru_cache(MOST_REMEMBERED)
def _is_spelt(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in TONES]
    if len(tones) > 1:
        return False
    plain = nfc("".join(part for part in parts if part not in TONES))
    return plain in WITHOUT_TONE and (not plain.endswith(STOPS) or STOP_TONES.issuperset(tones or [""]))
