"""The manifest of a QTI package: which items it holds, and what stands beside them (key, topic, level, tags, sources). Pure.

What stands beside is said in IEEE LOM, as other programs do: keywords, classifications, relations.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext

from quizzes.bank.interchange.base import CannotRead, Drafted
from quizzes.bank.interchange.citing import cited_from, cited_in_words
from quizzes.bank.interchange.findings import media_in
from quizzes.bank.interchange.packages import Package, look_through
from quizzes.bank.interchange.qti_elements import media_name
from quizzes.bank.interchange.qti_tree import all_named, first_named, name_of, value_of
from quizzes.bank.interchange.wording import LEVEL_WORDS

MANIFEST = "imsmanifest.xml"
_PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Elements of a manifest: for each file of its package, and for all of them.
MOST_BESIDE, MOST_AROUND = 200, 2_000
SELF_CHECK = "self assessment"


@dataclass(frozen=True)
class Listed:
    """One item that a package lists: the name of its file within it, and what stands beside it."""

    path: str
    beside: dict[str, Any]


def glance_at_manifest(package: Package) -> None:
    """Refuse with `CannotRead` a manifest that is hostile or far too large, without taking it apart."""
    manifest = _manifest_in(package)
    if manifest is None:
        return
    # Most elements have two such signs.
    look_through(package.read(manifest), most_signs=2 * _most_elements(package))


def items_of(package: Package) -> list[Listed]:
    """The items of a package in the order of its manifest; without one, every item file by its name."""
    manifest = _manifest_in(package)
    if manifest is None:
        return [Listed(each, {}) for each in sorted(package.names) if each.lower().endswith(".xml")]
    root = package.read_xml(manifest, most_elements=_most_elements(package))
    folder = posixpath.dirname(manifest)
    listed = []
    for resource in all_named(root, "resource"):
        if not re.search(r"item", value_of(resource, "type"), re.IGNORECASE):
            continue
        path = inside_package(folder, value_of(resource, "href"))
        if not path:
            raise CannotRead(
                gettext(
                    "The file names a part outside of itself or twice, as no sound file does. It is not opened."
                )
            )
        listed.append(Listed(path, beside_of(resource)))
    return listed


def _manifest_in(package: Package) -> str | None:
    named = (each for each in sorted(package.names, key=len) if posixpath.basename(each) == MANIFEST)
    return next(named, None)


def _most_elements(package: Package) -> int:
    return MOST_AROUND + MOST_BESIDE * len(package.names)


def inside_package(folder: str, address: str) -> str:
    """The name of an entry that an address means, seen from a folder; empty for anything outside of the package."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path).replace("\\", "/")))
    return "" if path.startswith(("..", "/")) else path


def beside_of(resource: ET.Element) -> dict[str, Any]:
    """What the metadata of a resource say beside its item."""
    told: dict[str, Any] = {}
    lom = first_named(resource, "lom")
    if lom is None:
        return told
    general = next((each for each in lom if name_of(each) == "general"), None)
    if general is not None:
        entries = [
            _words(entry) for each in all_named(general, "identifier") for entry in all_named(each, "entry")
        ]
        told["uid"] = next(iter(entries), "")
        told["tags"] = tuple(filter(None, (_words(each) for each in all_named(general, "keyword"))))
    kinds = [_words(each) for each in all_named(lom, "learning-resource-type")]
    told["practice_only"] = any(SELF_CHECK in each for each in kinds)
    for each in all_named(lom, "classification"):
        purpose = " ".join(_words(value) for value in all_named(each, "purpose"))
        taxons = list(all_named(each, "taxon"))
        if "discipline" in purpose:
            told["topic"] = tuple(
                filter(None, (_words(entry) for t in taxons for entry in all_named(t, "entry")))
            )
        elif "educational level" in purpose and taxons:
            told["level"] = next((_words(found) for found in all_named(taxons[0], "id")), "")
    _sources(lom, told)
    return told


def _sources(lom: ET.Element, told: dict[str, Any]) -> None:
    citations = []
    for each in all_named(lom, "relation"):
        kind = " ".join(_words(value) for value in all_named(each, "kind"))
        words = " ".join(_words(found) for found in all_named(each, "description"))
        cited = cited_from(words) if "isbasedon" in kind else None
        if cited:
            citations.append(cited)
        elif words and ("references" in kind or "isbasedon" in kind):
            told["place"] = words
    if citations:
        told["citations"] = tuple(citations)


def manifest_xml(questions: Sequence[tuple[Drafted, str]]) -> bytes:
    """The manifest of a package with these questions, each with the identifier of its item."""
    root = ET.Element("manifest", {"xmlns": _PACKAGE, "identifier": "core_forces_questions"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    names: dict[str, str] = {}
    for question, identifier in questions:
        resource = resource_of(question, identifier)
        resources.append(resource)
        for each in _files(question):
            names.setdefault(each, f"media_{len(names) + 1}")
            ET.SubElement(resource, "dependency", {"identifierref": names[each]})
    for path, name in names.items():
        held = ET.SubElement(resources, "resource", {"identifier": name, "type": "webcontent", "href": path})
        ET.SubElement(held, "file", {"href": path})
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8")


def resource_of(question: Drafted, identifier: str) -> ET.Element:
    """The resource of one item, with what stands beside it."""
    path = item_path(identifier)
    resource = ET.Element("resource", {"identifier": identifier, "type": "imsqti_item_xmlv3p0", "href": path})
    lom = ET.SubElement(ET.SubElement(resource, "metadata"), "lom", {"xmlns": _LOM})
    general = ET.SubElement(lom, "general")
    if question.uid:
        ET.SubElement(ET.SubElement(general, "identifier"), "entry").text = _fit(question.uid)
    for tag in question.tags:
        _string(ET.SubElement(general, "keyword"), tag)
    if question.practice_only:
        kind = ET.SubElement(ET.SubElement(lom, "educational"), "learningResourceType")
        _vocabulary(kind, SELF_CHECK)
    for cited in question.citations:
        _relation(lom, "isbasedon", cited_in_words(cited))
    if question.place:
        _relation(lom, "references", question.place)
    if question.topic:
        path_of_topic = _classification(lom, "discipline")
        for title in question.topic:
            _string(ET.SubElement(ET.SubElement(path_of_topic, "taxon"), "entry"), title)
    if question.level:
        taxon = ET.SubElement(_classification(lom, "educational level"), "taxon")
        ET.SubElement(taxon, "id").text = question.level
        _string(ET.SubElement(taxon, "entry"), LEVEL_WORDS.get(question.level, question.level))
    ET.SubElement(resource, "file", {"href": path})
    return resource


def item_path(identifier: str) -> str:
    """The name of an item's file within a package."""
    return f"items/{identifier}.xml"


def _files(question: Drafted) -> Iterator[str]:
    return (media_name(each) for each in media_in(question.body) if each["file"] in question.files)


def _relation(lom: ET.Element, kind: str, words: str) -> None:
    relation = ET.SubElement(lom, "relation")
    _vocabulary(ET.SubElement(relation, "kind"), kind)
    _string(ET.SubElement(ET.SubElement(relation, "resource"), "description"), words)


def _classification(lom: ET.Element, purpose: str) -> ET.Element:
    classification = ET.SubElement(lom, "classification")
    _vocabulary(ET.SubElement(classification, "purpose"), purpose)
    return ET.SubElement(classification, "taxonPath")


def _vocabulary(into: ET.Element, value: str) -> None:
    ET.SubElement(into, "source").text = "LOMv1.0"
    ET.SubElement(into, "value").text = value


def _string(into: ET.Element, text: str) -> None:
    ET.SubElement(into, "string", {"language": "vi"}).text = _fit(text)


def _fit(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _words(element: ET.Element) -> str:
    """The text within an element, without the name of the vocabulary."""
    return " ".join(
        part.strip()
        for each in element.iter()
        if name_of(each) != "source"
        for part in [each.text or ""]
        if part.strip()
    )
