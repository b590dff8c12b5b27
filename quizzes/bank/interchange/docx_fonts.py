"""How the letters of a Word file look: what stands out, and which old encoding a font tells. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn as _qualified

from vietnamese import api as vietnamese

# The full name of an element; asked for some hundred times in each paragraph.
qn = cache(_qualified)
# .VnTime, .VnArialH … are ABC fonts in TCVN3; VNI-Times, VNI-Helve … are VNI Windows.
_FONTS = (
    (re.compile(r"\.vn", re.IGNORECASE), vietnamese.Encoding.TCVN3),
    (re.compile(r"vni[- ]", re.IGNORECASE), vietnamese.Encoding.VNI),
    (re.compile(r"(?:vps|viscii|hoang yen)\b", re.IGNORECASE), vietnamese.Encoding.VISCII),
)
_BLACK = {"auto", "000000", "0D0D0D", "1A1A1A", "262626", "333333", "222222"}
_DARK_THEMES = {"text1", "dark1", "tx1", "dk1"}
_PLAIN_FILLS = {"auto", "ffffff", ""}


class Looks:
    """The looks of runs, with the styles of the document behind them."""

    def __init__(self, document: Document) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        self._default = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._of_style: dict[str, Any] = {}

    def marks_of(self, run: Any) -> frozenset[str]:
        """What makes the letters of a run stand out: bold, underline, colour, highlight."""
        found = set()
        layers = list(self._layers(run))
        if _is_on(_first(layers, "w:b")):
            found.add("bold")
        underline = _first(layers, "w:u")
        if underline is not None and underline.get(qn("w:val"), "single") != "none":
            found.add("underline")
        colour = _first(layers, "w:color")
        if colour is not None and not _is_black(colour):
            found.add("colour")
        highlight, shading = _first(layers, "w:highlight"), _first(layers, "w:shd")
        if (
            highlight is not None
            and highlight.get(qn("w:val")) not in {"none", "white"}
            or shading is not None
            and (shading.get(qn("w:fill")) or "").lower() not in _PLAIN_FILLS
        ):
            found.add("highlight")
        return frozenset(found)

    def encoding_of(self, run: Any) -> vietnamese.Encoding | None:
        """The old encoding that the font of a run tells; None for fonts in Unicode."""
        fonts = _first(
            [*self._layers(run), *([self._default] if self._default is not None else [])], "w:rFonts"
        )
        if fonts is None:
            return None
        names = [fonts.get(qn(f"w:{each}")) or "" for each in ("ascii", "hAnsi")]
        for pattern, encoding in _FONTS:
            if any(pattern.match(name) for name in names):
                return encoding
        return None

    def _layers(self, run: Any) -> Iterator[Any]:
        """The properties of a run, then those of its style, then those of its paragraph's style."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            style = own.find(qn("w:rStyle"))
            if style is not None:
                yield from self._style(style.get(qn("w:val")))
        parent = run.getparent()
        while parent is not None and parent.tag != qn("w:p"):
            parent = parent.getparent()
        # They come first in a paragraph, or not at all: a look through all of its runs would be one for each of them.
        first = next(parent.iterchildren(), None) if parent is not None else None
        style = first.find(qn("w:pStyle")) if first is not None and first.tag == qn("w:pPr") else None
        if style is not None:
            yield from self._style(style.get(qn("w:val")))

    def _style(self, name: str | None, depth: int = 0) -> Iterator[Any]:
        style = self._styles.get(name)
        if style is None or depth > 10:
            return
        properties = style.find(qn("w:rPr"))
        if properties is not None:
            yield properties
        based = style.find(qn("w:basedOn"))
        if based is not None:
            yield from self._style(based.get(qn("w:val")), depth + 1)


def _first(layers: list[Any], name: str) -> Any:
    for layer in layers:
        found = layer.find(qn(name))
        if found is not None:
            return found
    return None


def _is_on(element: Any) -> bool:
    return element is not None and element.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _is_black(colour: Any) -> bool:
    if colour.get(qn("w:themeColor")) in _DARK_THEMES:
        return True
    return (colour.get(qn("w:val")) or "auto").upper() in {each.upper() for each in _BLACK}
