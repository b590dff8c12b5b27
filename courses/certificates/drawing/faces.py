"""The faces that draw a certificate: which characters each can draw, how wide its words are, where lines break."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, combinations, pairwise
from pathlib import Path

from fontTools import subset
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
PARTED_NAME = 0.15
# What it costs to end a line with a small word that leans on the next one.
LEANING_WORD = 0.12
LEANING_WORDS = {"và", "về", "của", "cho", "ở", "theo", "với", "để", "từ", "đến", "trong", "các", "những", "là", "do"}  # fmt: skip


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


def without_hints(name: str) -> io.BytesIO:
    """The font file with all its characters but without hints for old screens, which would be half of each PDF."""
    options = subset.Options(hinting=False, layout_features=[])
    with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=font.getBestCmap())
        subsetter.subset(font)
        slim = io.BytesIO()
        font.save(slim)
    slim.seek(0)
    return slim


def break_lines(text: str, count: int, at: Face) -> tuple[str, ...]:
    """The text on exactly `count` lines of widths as equal as can be, or on fewer when it has fewer words.

    A number stays with the word before it ("số 157-KH/TU"), a line rather ends at a colon or a comma than
    with "và", and a name ("Phong trào") is rather not parted. A no-break space in the text is kept.
    """
    words = _words(text)
    count = min(count, len(words))
    if count < 2:
        return (" ".join(words),)
    # Where each word starts on one endless line: the width of any line is then a difference.
    starts = [0.0, *accumulate(at.width(f"{word} ", 1) for word in words)]
    costs = [_cost_of_ending(word, after) for word, after in pairwise(words)]

    def unevenness(cuts: tuple[int, ...]) -> float:
        widest = max(starts[end] - starts[start] for start, end in pairwise((0, *cuts, len(words))))
        return widest * (1 + sum(costs[cut - 1] for cut in cuts))

    best = min(combinations(range(1, len(words)), count - 1), key=unevenness)
    return tuple(" ".join(words[start:end]) for start, end in pairwise((0, *best, len(words))))


def _cost_of_ending(word: str, after: str) -> float:
    """What it costs, as a share of the width, to end a line with this word before that one."""
    if word[-1] in PAUSES:
        return -PAUSES[word[-1]]
    if word in LEANING_WORDS:
        return LEANING_WORD
    return PARTED_NAME if word.istitle() and after[0].islower() else 0


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
