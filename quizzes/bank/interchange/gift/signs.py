"""The signs of GIFT, and how those that stand for themselves (`\\=`) are kept apart while a text is cut up."""

from __future__ import annotations

import re

COMMENT = "//"
CATEGORY = "$CATEGORY:"
MISSING = "_____"
# How a text may be written, named in brackets before it.
FORMATS = ("html", "moodle", "plain", "markdown")
ESCAPED = re.compile(r"\\([\\~=#{}:n])")
# No text has these: they are taken out when a file is opened.
_STANDS_FOR = dict(zip("\\~=#{}:n", map(chr, range(0xFDD0, 0xFDD8)), strict=True))
_BACK = {ord(stand): "\n" if sign == "n" else sign for sign, stand in _STANDS_FOR.items()}


def hidden(text: str) -> str:
    """The text with each escaped sign as one character that no grammar knows."""
    return ESCAPED.sub(lambda found: _STANDS_FOR[found.group(1)], text)


def shown(text: str) -> str:
    """The text that `hidden` made, with the signs themselves."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """A text as it stands in a file: on one line, its signs for themselves."""
    for sign in "\\~=#{}:":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")
