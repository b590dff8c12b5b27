"""QTI as a tree whose names are the same in all versions, and the plain text of what it shows. Pure.

QTI 3.0 writes `qti-choice-interaction response-identifier`, 2.1 and 2.2 write `choiceInteraction responseIdentifier`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from vietnamese import api as vietnamese

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BLOCKS = {
    "p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "ul", "ol", "dl", "dt", "dd", "pre",
    "section", "figure", "figcaption", "prompt", "content-body", "caption",
}  # fmt: skip
BLOCK_INTERACTIONS = {"choice", "match", "order", "extended-text"}
INLINE_INTERACTIONS = {"text-entry", "inline-choice"}
_HIDDEN = {"rubric-block", "feedback-block", "feedback-inline", "modal-feedback", "template-block", "template-inline",
           "stylesheet", "catalog-info", "rt", "rp", "annotation", "script", "style"}  # fmt: skip
# Where an interaction stands within a text, until it is known what becomes of it.
HERE = "\x1e"
# The same while a text is cleaned (a private character, which no text of a file keeps).
_HELD = "\ue000"
_BLOCK_ENDS = "\v"
_BREAKS = re.compile(r"[ ]*[\v\n][\v\n ]*")


@dataclass
class Shown:
    """The text that an element shows, the pictures and sounds in it (element), the interactions in it in their order."""

    text: str = ""
    media: list[ET.Element] = field(default_factory=list)
    interactions: list[ET.Element] = field(default_factory=list)
    has_formulas: bool = False


def name_of(element: ET.Element) -> str:
    """The name of an element without its namespace and prefix: `choice-interaction` in any version."""
    tag = element.tag if isinstance(element.tag, str) else ""
    local = tag.rpartition("}")[2].rpartition(":")[2]
    return _CAMEL.sub("-", local).lower().removeprefix("qti-")


def value_of(element: ET.Element, name: str, default: str = "") -> str:
    """An attribute by its name in QTI 3.0, in whatever version it is written."""
    for key, value in element.attrib.items():
        if _CAMEL.sub("-", key.rpartition("}")[2]).lower() == name:
            return value.strip()
    return default


def all_named(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """Every element of these names within another, in the order of the file."""
    return (each for each in element.iter() if each is not element and name_of(each) in names)


def first_named(element: ET.Element, *names: str) -> ET.Element | None:
    return next(all_named(element, *names), None)


def classes(element: ET.Element) -> list[str]:
    return value_of(element, "class").split()


def interaction_of(element: ET.Element) -> str:
    """The kind of interaction ("choice", "text-entry", …); empty for any other element."""
    name = name_of(element)
    return name.removesuffix("-interaction") if name.endswith("-interaction") else ""


def shown(
    elements: Iterable[ET.Element], *, leave: Callable[[ET.Element], bool] = lambda each: False
) -> Shown:
    """What a reader sees of these elements, as plain text line by line; `leave` names elements to pass over."""
    found = Shown()
    pieces: list[str] = []
    for each in elements:
        _add(each, pieces, found, leave)
    text = _BREAKS.sub(_as_lines, "".join(pieces).replace(HERE, _HELD)).strip()
    found.text = vietnamese.clean_text(text).replace(_HELD, HERE)
    return found


def inside(element: ET.Element) -> Iterator[ET.Element]:
    """The content of an element as elements: its own text stands in the first one."""
    own = ET.Element("span")
    own.text = element.text
    yield own
    yield from element


def _as_lines(found: re.Match[str]) -> str:
    """Where blocks meet one line ends; each `<br>` ends one more."""
    return "\n" * (found[0].count("\n") + (_BLOCK_ENDS in found[0]))


def _add(element: ET.Element, pieces: list[str], found: Shown, leave: Callable[[ET.Element], bool]) -> None:
    name = name_of(element)
    if name and name not in _HIDDEN and not leave(element):
        if name.endswith("-interaction"):
            found.interactions.append(element)
            inline = interaction_of(element) in INLINE_INTERACTIONS
            pieces.append(HERE if inline else f"{_BLOCK_ENDS}{HERE}{_BLOCK_ENDS}")
        elif name in {"img", "audio", "object", "video", "picture"}:
            found.media.append(element)
        elif name == "math":
            found.has_formulas = True
            pieces.append("".join(element.itertext()))
        else:
            _add_content(element, name, pieces, found, leave)
    pieces.append(_spaces(element.tail))


def _add_content(
    element: ET.Element, name: str, pieces: list[str], found: Shown, leave: Callable[[ET.Element], bool]
) -> None:
    block = name in _BLOCKS
    pieces.append(_BLOCK_ENDS if block else "\n" if name == "br" else "")
    pieces.append(_spaces(element.text))
    for child in element:
        _add(child, pieces, found, leave)
    pieces.append(_BLOCK_ENDS if block else " " if name in {"td", "th"} else "")


def _spaces(text: str | None) -> str:
    return re.sub(r"\s+", " ", (text or "").replace(HERE, "").replace(_HELD, ""))
