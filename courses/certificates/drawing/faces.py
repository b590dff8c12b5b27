"""The faces that draw a certificate: which characters each can draw, how wide its words are, where lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"

# Tinos has the widths of Times New Roman, which Decree 30/2020/NĐ-CP asks for, and all Vietnamese letters.
FAMILY = "tinos"
REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"
FACES = (REGULAR, BOLD, ITALIC, BOLD_ITALIC)

# A line that ends where a reader pauses looks better than one of exactly equal length: the share of the width
# that such an ending is worth.
PAUSES = {":": 0.25, ";": 0.25, "–": 0.2, ",": 0.08}
# What it costs to part a name of two words, "Phong / trào": a capital at the end, a small letter after it.
PARTED_NAME = 0.08


@dataclass(frozen=True)
class Face:
    """One font file: the advance width of each character it has, in thousandths of the size."""

    name: str
    advances: dict[int, float]

    def missing(self, text: str) -> list[str]:
        """The characters of the text that this face cannot draw, each once, with the marks that hang on them."""
        return list(dict.fromkeys(cluster for cluster in _clusters(text) if not self._draws(cluster)))

    def width(self, text: str, size: float) -> float:
        """How wide a text is at a size, both in points. Characters that the face lacks count as nothing."""
        return sum(self.advances.get(ord(char), 0) for char in text) * size / 1000

    def _draws(self, cluster: str) -> bool:
        # A mark that has no composed letter would float beside it: this writer of PDF does not place marks.
        return len(cluster) == 1 and not unicodedata.combining(cluster) and ord(cluster) in self.advances


@cache
def face(name: str) -> Face:
    """The face of that name, read once for each process."""
    with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return Face(name, {point: metrics[glyph][0] * scale for point, glyph in font.getBestCmap().items()})


def break_lines(text: str, count: int, at: Face) -> tuple[str, ...]:
    """The text on exactly `count` lines of widths as equal as can be, or on fewer when it has fewer words.

    A number stays with the word before it ("số 157-KH/TU"), a line rather ends at a colon or a comma, and a name
    ("Phong trào") is rather not parted. A no-break space in the text is kept.
    """
    words = _words(text)
    count = min(count, len(words))
    if count < 2:
        return (" ".join(words),)
    choices = [
        tuple(" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words))))
        for cuts in combinations(range(1, len(words)), count - 1)
    ]
    return min(choices, key=lambda lines: _unevenness(lines, at))


def _unevenness(lines: tuple[str, ...], at: Face) -> float:
    widest = max(at.width(line, 1) for line in lines)
    pauses = sum(PAUSES.get(line[-1], 0) for line in lines[:-1])
    parted = sum(
        line.rpartition(" ")[2].istitle() and after[0].islower() and line[-1] not in PAUSES
        for line, after in pairwise(lines)
    )
    return widest * (1 - pauses + parted * PARTED_NAME)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split(" "):
        if words and word[:1].isdigit():
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for char in text:
        if cluster and unicodedata.combining(char):
            cluster += char
            continue
        if cluster:
            yield cluster
        cluster = char
    if cluster:
        yield cluster
