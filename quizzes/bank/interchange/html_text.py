"""Text with HTML marks in it becomes plain text of several lines, and plain text becomes HTML. Pure, in linear time.

Paragraphs, lines, list items and rows of tables stay apart. Bold, colours and the like are lost, and that is told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

PARAGRAPHS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "dl",
    "figure",
}
LINES = {
    "div",
    "br",
    "li",
    "tr",
    "dt",
    "dd",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "figcaption",
    "caption",
}
CELLS = {"td", "th"}
MARKS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "strike",
    "del",
    "ins",
    "big",
    "small",
    "mark",
    "font",
    "code",
    "tt",
    "kbd",
}
SILENT = {
    "span",
    "tbody",
    "thead",
    "tfoot",
    "colgroup",
    "col",
    "label",
    "abbr",
    "cite",
    "q",
    "nobr",
    "wbr",
    "center",
}
UNSEEN = {"script", "style", "head", "title", "template"}
OUTSIDE = {"html", "body", "meta", "link"}
SHIFTED = {"sup", "sub"}
HOLDING = {"img", "audio", "video", "source", "a", "object", "embed", "iframe", "track"}
KNOWN = PARAGRAPHS | LINES | CELLS | MARKS | SILENT | UNSEEN | OUTSIDE | SHIFTED | HOLDING

RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))

NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
ATTRIBUTE = re.compile(r"""([a-zA-Z][-a-zA-Z0-9:]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
TAG_SIGNS = re.compile(r"[\"'>]")
SPACES = re.compile(r"\s+")
PIXELS = re.compile(r"\d{1,5}")
# How breaks stand among the pieces of a text until they are joined.
NEW_PARAGRAPH, NEW_LINE, LINE_END, CELL = "\f", "\v", "\n", "\t"
ITEM = "– "
BREAK = re.compile("([\f\v\n])")
# No question has more; a picture written into the text itself may be long.
MOST_LETTERS, MOST_SIGNS = 10_000_000, 50_000


class Lost(StrEnum):
    """What plain text cannot show of a text with marks."""

    MARKS = "marks"
    SHIFTED = "shifted"
    TABLE = "table"
    EMBEDDED = "embedded"


@dataclass(frozen=True)
class Reference:
    """A picture or sound that a text names: where it is, what it shows in words, its size in pixels if told."""

    source: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class PlainText:
    """A text without marks, what it names, and what was lost."""

    text: str
    references: tuple[Reference, ...] = ()
    lost: frozenset[Lost] = frozenset()


class TooLong(ValueError):
    """A text is far longer than any question, or has far more marks in it."""


def plain_text(source: str) -> PlainText:
    """The text that a reader of the HTML sees, line by line. Signs that are no HTML ("a < b") stay.

    Refuses with `TooLong` what can be no question.
    """
    if len(source) > MOST_LETTERS or source.count("<") + source.count("&") > MOST_SIGNS:
        raise TooLong
    if "<" not in source and "&" not in source:
        return PlainText(_joined([SPACES.sub(" ", source)]))
    reading = _Reading()
    for token in _tokens(source):
        reading.add(token)
    return PlainText(_joined(reading.pieces), tuple(reading.references), frozenset(reading.lost))


def lines_as_html(text: str) -> str:
    """Plain text as HTML: a paragraph for what an empty line sets apart, `<br>` for each further line."""
    paragraphs = re.split(r"\n{2,}", text)
    return "".join(f"<p>{'<br>'.join(escaped(each).split(chr(10)))}</p>" for each in paragraphs if each)


def escaped(text: str) -> str:
    """Text as it stands in HTML."""
    return html.escape(text, quote=False)


@dataclass(frozen=True)
class _Tag:
    name: str
    closes: bool
    attributes: str = ""

    def attribute(self, name: str) -> str:
        for found in ATTRIBUTE.finditer(self.attributes):
            if found.group(1).lower() == name:
                return html.unescape(found.group(2) or found.group(3) or found.group(4) or "").strip()
        return ""


def _tokens(source: str) -> Iterator[str | _Tag]:
    at = 0
    while (start := source.find("<", at)) != -1:
        if start > at:
            yield source[at:start]
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            at = len(source) if end == -1 else end + 3
            continue
        found = NAME.match(source, start + 1)
        end = _end_of_tag(source, start + 1) if found else -1
        if found and end != -1 and found.group(1).lower() in KNOWN:
            yield _Tag(found.group(1).lower(), source.startswith("</", start), source[found.end() : end])
            at = end + 1
        elif found and end == -1:
            # No sign closes this tag, so none closes a later one.
            at = start
            break
        else:
            yield "<"
            at = start + 1
    if at < len(source):
        yield source[at:]


def _end_of_tag(source: str, at: int) -> int:
    while found := TAG_SIGNS.search(source, at):
        if found.group() == ">":
            return found.start()
        closing = source.find(found.group(), found.end())
        if closing == -1:
            return source.find(">", found.end())
        at = closing + 1
    return -1


@dataclass
class _Reading:
    pieces: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    lost: set[Lost] = field(default_factory=set)
    unseen: str = ""
    shifted: str = ""
    links: list[tuple[str, int]] = field(default_factory=list)

    def add(self, token: str | _Tag) -> None:
        if isinstance(token, str):
            if not self.unseen:
                self._add_text(SPACES.sub(" ", html.unescape(token)))
        elif self.unseen:
            if token.closes and token.name == self.unseen:
                self.unseen = ""
        elif token.closes:
            self._close(token)
        else:
            self._open(token)

    def _add_text(self, text: str) -> None:
        if self.shifted and text.strip():
            letters = RAISED if self.shifted == "sup" else LOWERED
            if set(text.strip()) <= letters.keys():
                text = "".join(letters[each] for each in text.strip())
            else:
                self.lost.add(Lost.SHIFTED)
        self.pieces.append(text)

    def _open(self, tag: _Tag) -> None:
        if tag.name in UNSEEN:
            self.unseen = tag.name
        elif tag.name in SHIFTED:
            self.shifted = tag.name
        elif tag.name in MARKS:
            self.lost.add(Lost.MARKS)
        elif tag.name in CELLS:
            self.lost.add(Lost.TABLE)
            self.pieces.append(CELL)
        elif tag.name in HOLDING:
            self._hold(tag)
        self._break(tag)
        if tag.name == "li":
            self.pieces.append(ITEM)

    def _close(self, tag: _Tag) -> None:
        if tag.name in SHIFTED:
            self.shifted = ""
        elif tag.name == "a" and self.links:
            address, start = self.links.pop()
            words = "".join(self.pieces[start:]).strip()
            if address.startswith("@@"):
                self.references.append(Reference(address, words))
            elif address.startswith(("http://", "https://")) and address not in words:
                self.pieces.append(f" ({address})")
        elif tag.name not in {"li", "br", "hr"}:
            self._break(tag)

    def _break(self, tag: _Tag) -> None:
        if self._begins_item:
            return
        if tag.name in PARAGRAPHS:
            self.pieces.append(NEW_PARAGRAPH)
        elif tag.name in LINES:
            self.pieces.append(LINE_END if tag.name in {"br", "hr"} else NEW_LINE)

    @property
    def _begins_item(self) -> bool:
        """Whether nothing stands yet after the dash of a list item, so that its paragraph begins beside it."""
        last = next((each for each in reversed(self.pieces) if each != " "), "")
        return last == ITEM

    def _hold(self, tag: _Tag) -> None:
        if tag.name == "a":
            self.links.append((tag.attribute("href"), len(self.pieces)))
        elif tag.name in {"img", "audio", "source"}:
            if source := tag.attribute("src"):
                self.references.append(
                    Reference(
                        source,
                        tag.attribute("alt") or tag.attribute("title"),
                        _pixels(tag.attribute("width")),
                        _pixels(tag.attribute("height")),
                    )
                )
            elif tag.name == "audio" and (title := tag.attribute("title")):
                self.references.append(Reference("", title))
        elif tag.name != "track":
            self.lost.add(Lost.EMBEDDED)


def _pixels(text: str) -> int | None:
    return int(text) if PIXELS.fullmatch(text) and int(text) > 0 else None


def _joined(pieces: list[str]) -> str:
    """One text out of words and breaks: a paragraph has an empty line before it, a line starts where none has yet."""
    lines: list[str] = []
    line = ""
    for piece in BREAK.split("".join(pieces).replace("\xa0", " ")):
        if piece not in {NEW_PARAGRAPH, NEW_LINE, LINE_END}:
            line = _cells(piece)
            continue
        if line:
            lines.append(line)
            line = ""
        elif piece == LINE_END and lines and lines[-1]:
            lines.append("")
        if piece == NEW_PARAGRAPH and lines and lines[-1]:
            lines.append("")
    return "\n".join([*lines, line]).strip()


def _cells(line: str) -> str:
    return " | ".join(" ".join(cell.split()) for cell in line.split(CELL) if cell.strip())
