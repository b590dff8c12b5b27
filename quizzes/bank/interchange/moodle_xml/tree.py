"""XML as a tree of elements with their lines: read with every known attack refused, and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax import SAXException, SAXParseException  # noqa: S406  the classes of its errors alone
from xml.sax.handler import ContentHandler  # noqa: S406  the reading itself is defusedxml's
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext

from quizzes.bank.interchange.base import MOST_BYTES, MOST_QUESTIONS, CannotRead
from quizzes.bank.interchange.packages import in_single_bytes, refuse_endless_text
from quizzes.bank.interchange.pictures import MOST_AS_TEXT, WEIGHT_OF_ONE

ROOT = "quiz"
QUESTION = "question"
FIRST_TAG_WITHIN = 10_000
MOST_DEPTH = 30
MOST_IN_QUESTION = 2_000
# Questions, their categories, and the parts of situations.
MOST_IN_FILE = 3 * MOST_QUESTIONS
MOST_ELEMENTS = 1_500_000
# Signs "<": two for most elements, and those of texts in CDATA.
MOST_SIGNS = 5_000_000
# What XML 1.0 has no place for.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """One element: its name, attributes, children in order, own text, and the line on which it begins."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def child(self, tag: str) -> Node | None:
        """The first child of this name."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator[Node]:
        """The children of this name."""
        return (each for each in self.children if each.tag == tag)

    def text_of(self, tag: str, default: str = "") -> str:
        """The text of the first child of this name, or of the `text` within it."""
        child = self.child(tag)
        if child is None:
            return default
        inner = child.child("text")
        return (inner or child).text or default

    def add(self, tag: str, text: str = "", **attributes: str) -> Node:
        """A new last child."""
        node = Node(tag, attributes, pieces=[text] if text else [])
        self.children.append(node)
        return node


def glance_at_tree(data: bytes) -> int:
    """How much a file has to read. Refuses with `CannotRead` what its bytes give away, without taking it apart."""
    if len(data) > MOST_BYTES:
        raise CannotRead(
            gettext("The file is larger than %(limit)d megabytes. Split it into several files.")
            % {"limit": MOST_BYTES // 1_000_000}
        )
    if b">" not in data[:FIRST_TAG_WITHIN]:
        raise CannotRead(gettext("This is not an XML file."))
    told = in_single_bytes(data)
    start = told.find(b"<quiz")
    if b"<!DOCTYPE" in told[: max(start, 0)]:
        raise CannotRead(_declares())
    if told.count(b"<") > MOST_SIGNS:
        raise CannotRead(
            gettext("A part of this file has far more in it than questions need. It is not opened.")
        )
    refuse_endless_text(told, most=MOST_AS_TEXT)
    pictures = told.count(b"<file") + told.count(b"base64,")
    return len(told) + pictures * WEIGHT_OF_ONE


def read_tree(data: bytes, each: Callable[[Node], None] | None = None) -> Node:
    """The root `quiz` of a file. Refuses with `CannotRead` what is no such file, too large, or made to do harm.

    `each`: takes the elements of the root one by one as they end; then none is kept. What it raises ends the reading.
    """
    glance_at_tree(data)
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    # Fed by hand, a parser tells nobody that it is the locator.
    builder = _Builder(parser, each)
    parser.setContentHandler(builder)
    try:
        # In one piece: fed in parts, one endless tag would be looked through again with each part.
        parser.feed(data)
        parser.close()
    except CannotRead:
        raise
    except DefusedXmlException as error:
        raise CannotRead(_declares()) from error
    except SAXParseException as error:
        raise CannotRead(
            gettext("Line %(line)d is not as XML is written.") % {"line": error.getLineNumber() or 1}
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise CannotRead(gettext("This is not an XML file.")) from error
    if builder.root is None:
        raise CannotRead(gettext("This is not an XML file."))
    return builder.root


def written(root: Node) -> bytes:
    """A tree as a file."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, 0, pieces)
    return "".join(pieces).encode()


def _declares() -> str:
    return gettext(
        "The file has a part (DOCTYPE or ENTITY) that files of questions do not need and that can do harm."
    )


class _Builder(ContentHandler):
    def __init__(self, locator: Locator, each: Callable[[Node], None] | None) -> None:
        super().__init__()
        self.root: Node | None = None
        self._each = each
        self._in_root = 0
        self._open: list[Node] = []
        self._count = 0
        self._in_question = 0
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        line = self._locator.getLineNumber() or 0
        node = Node(name, dict(attrs.items()), line)
        depth = len(self._open)
        self._count += 1
        self._in_question = 0 if depth == 1 else self._in_question + 1
        if depth == 0 and name != ROOT:
            raise CannotRead(
                gettext(
                    "This is no file of questions from Moodle: it begins with <%(name)s>, not with <quiz>."
                )
                % {"name": name[:40]}
            )
        if depth == 1 and name != QUESTION:
            raise CannotRead(
                gettext("Line %(line)d: <%(name)s> has no place here in a file of questions from Moodle.")
                % {"line": line, "name": name[:40]}
            )
        if depth >= MOST_DEPTH or self._in_question > MOST_IN_QUESTION or self._count > MOST_ELEMENTS:
            raise CannotRead(
                gettext("Line %(line)d: the parts of this file lie too deep in each other, or are too many.")
                % {"line": line}
            )
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._in_root += depth == 1
        if self._in_root > MOST_IN_FILE:
            raise CannotRead(
                gettext("The file holds more than %(limit)d questions. Split it into several files.")
                % {"limit": MOST_QUESTIONS}
            )
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        node = self._open.pop()
        if self._each and len(self._open) == 1:
            self._open[0].children.clear()
            self._each(node)

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].pieces.append(content)


def _write(node: Node, depth: int, pieces: list[str]) -> None:
    space = "  " * depth
    attributes = "".join(
        f" {name}={quoteattr(UNWRITABLE.sub('', value))}" for name, value in node.attributes.items()
    )
    text = escape(UNWRITABLE.sub("", "".join(node.pieces)))
    if not node.children:
        pieces.append(f"{space}<{node.tag}{attributes}>{text}</{node.tag}>\n")
        return
    pieces.append(f"{space}<{node.tag}{attributes}>{text}\n")
    for child in node.children:
        _write(child, depth + 1, pieces)
    pieces.append(f"{space}</{node.tag}>\n")
