"""The elements that QTI 3.0 items are written with. Pure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quizzes.bank.interchange.pictures import EXTENSIONS

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0p1_v1p0.xsd"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
RESPONSE, SCORE, FEEDBACK = "RESPONSE", "SCORE", "FEEDBACK"
HINTS, HINT = "hints", "ext:hint"
# The prefix by which everybody knows it.
ET.register_namespace("xsi", XSI)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def ncname(text: str) -> str:
    """An identifier as XML allows it: letters, digits, dots, hyphens, not beginning with a digit or hyphen."""
    plain = re.sub(r"[^A-Za-z0-9_.\-]", "_", text)[:60]
    return plain if NCNAME.fullmatch(plain) else f"q_{plain}"


def media_name(media: Mapping[str, Any]) -> str:
    """The name of a picture or sound within a package."""
    return f"media/{media['file'][:32]}.{EXTENSIONS[media['type']]}"


def names_of(options: Sequence[Mapping[str, Any]], prefix: str = "") -> dict[str, str]:
    """The identifiers of options: our own ids where XML allows them."""
    ids = [each["id"] for each in options]
    if all(NCNAME.fullmatch(each) for each in ids) and not prefix:
        return {each: each for each in ids}
    return {each: f"{prefix or 'c_'}{number}" for number, each in enumerate(ids, start=1)}


def add_mapping(declared: ET.Element, values: Mapping[str, str], *, lower: str = "", case: str = "") -> None:
    """What each answer earns."""
    mapping = sub(declared, "qti-mapping", **{"default-value": "0"})
    if lower:
        mapping.set("lower-bound", lower)
    for key, value in values.items():
        entry = sub(mapping, "qti-map-entry", **{"map-key": fit(key), "mapped-value": value})
        if case:
            entry.set("case-sensitive", case)


def when_right(response: str, outcome: str, points: str) -> ET.Element:
    """The condition that a response is the declared one."""
    condition = ET.Element("qti-response-condition")
    when = sub(condition, "qti-response-if")
    match = sub(when, "qti-match")
    sub(match, "qti-variable", identifier=response)
    sub(match, "qti-correct", identifier=response)
    set_score(when, outcome, points)
    return condition


def add_template(processing: ET.Element, template: str) -> None:
    """What a template of response processing does, written out: for items that set feedback beside it."""
    if template == "map_response":
        scored = sub(processing, "qti-set-outcome-value", identifier=SCORE)
        sub(scored, "qti-map-response", identifier=RESPONSE)
    else:
        processing.append(when_right(RESPONSE, SCORE, "1"))


def set_score(when: ET.Element, outcome: str, points: str) -> None:
    """Set an outcome to a number of points."""
    scored = sub(when, "qti-set-outcome-value", identifier=outcome)
    sub(scored, "qti-base-value", **{"base-type": "float"}).text = points


def share_of(part: int, whole: int) -> str:
    """A part of a whole as QTI writes numbers: 1 of 3 is 0.33333."""
    return f"{(Decimal(part) / whole).quantize(Decimal('0.00001'), ROUND_HALF_UP).normalize():f}"


def add_lines(into: ET.Element, text: str) -> None:
    """Text of several lines: a paragraph for each."""
    for line in text.split("\n"):
        paragraph = sub(into, "p")
        if line.strip():
            paragraph.text = fit(line)
        else:
            sub(paragraph, "br")


def add_inline_lines(into: ET.Element, text: str) -> None:
    """Text of several lines within a line: a break for each further one."""
    first, *rest = text.split("\n")
    into.text = fit(first)
    for line in rest:
        sub(into, "br").tail = fit(line)


def add_media(into: ET.Element, media: Sequence[Mapping[str, Any]]) -> None:
    """Pictures and sounds, each on its own; QTI lets no sound stand in a paragraph."""
    for each in media:
        sub(into, "div" if each["type"].startswith("audio/") else "p").append(media_element(each))


def add_hints(root: ET.Element, body: ET.Element, hints: Sequence[str]) -> None:
    """Hints as a card of the catalog, which is shown on demand: QTI has no word for them, but lets others be added."""
    catalog = sub(sub(root, "qti-catalog-info"), "qti-catalog", id=HINTS)
    card = sub(catalog, "qti-card", support=HINT)
    for hint in hints:
        add_lines(sub(sub(card, "qti-card-entry"), "qti-html-content"), hint)
    body.set("data-catalog-idref", HINTS)


def media_element(media: Mapping[str, Any]) -> ET.Element:
    """A picture or sound with its words."""
    source = f"../{media_name(media)}"
    if media["type"].startswith("audio/"):
        return ET.Element("audio", {"src": source, "controls": "controls", "title": fit(media["alt"])})
    element = ET.Element("img", {"src": source, "alt": fit(media["alt"])})
    for name in ("width", "height"):
        if media.get(name):
            element.set(name, str(media[name]))
    return element


def sub(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    """A new element within another."""
    return ET.SubElement(parent, tag, attributes)


def fit(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)
