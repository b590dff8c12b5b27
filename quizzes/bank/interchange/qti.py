"""QTI 3.0 items and content packages, in and out; items of 2.1 and 2.2 are read as well. Pure."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import CannotRead, Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.findings import Findings, media_in
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import Mending, head_of, mending_for
from quizzes.bank.interchange.packages import MOST_ELEMENTS, look_through, open_package, xml_from
from quizzes.bank.interchange.pictures import WEIGHT_OF_ONE, Found, found_in
from quizzes.bank.interchange.qti_declared import CannotTake
from quizzes.bank.interchange.qti_elements import media_name, ncname
from quizzes.bank.interchange.qti_package import (
    MANIFEST,
    Listed,
    beside_of,
    glance_at_manifest,
    inside_package,
    item_path,
    items_of,
    manifest_xml,
    resource_of,
)
from quizzes.bank.interchange.qti_pieces import Finder
from quizzes.bank.interchange.qti_reading import read_item
from quizzes.bank.interchange.qti_tree import name_of, value_of
from quizzes.bank.interchange.qti_writing import item_xml

MOST_IN_ITEM = 3_000_000
# A package has a file for each question, and its pictures.
MOST_ENTRIES = 25_000
# So many bytes of a package say what one of plain text says.
WORDINESS = 5
_NOT_OURS = {"assessment-test", "assessment-section", "manifest", "assessment-stimulus", "questestinterop"}


class Qti(Format):
    name = "qti"
    label = _("QTI 3.0 package, for other learning systems")
    extension = "zip"
    content_type = "application/zip"

    def likeness(self, data: bytes, name: str) -> int:
        if data.startswith(b"PK"):
            return 2 if b"imsmanifest.xml" in data else super().likeness(data, name)
        head = head_of(data)
        return 2 if "assessmentItem" in head or "assessment-item" in head else 0

    def glance(self, data: bytes) -> int:
        if not data.startswith(b"PK"):
            _refuse_long_item(data)
            return len(data)
        package = open_package(data, most_entries=MOST_ENTRIES)
        glance_at_manifest(package)
        items = [each for each in package.names if each.lower().endswith(".xml")]
        for each in items:
            if package.size_of(each) > MOST_IN_ITEM and posixpath.basename(each) != MANIFEST:
                raise CannotRead(_far_too_large(each))
        pictures = len(package.names) - len(items)
        return sum(map(package.size_of, package.names)) // WORDINESS + pictures * WEIGHT_OF_ONE

    def read(self, data: bytes) -> ReadFile:
        findings = Findings()
        if data.startswith(b"PK"):
            _read_package(data, findings)
        else:
            _read_single(data, findings)
        if not findings.questions and not findings.remarks:
            raise CannotRead(gettext("The package holds no QTI items."))
        return findings.read_file()

    def write(self, questions: Sequence[Drafted]) -> Written:
        named = list(zip(questions, _identifiers(questions), strict=True))
        out = io.BytesIO()
        losses: list[Remark] = []
        kept: set[str] = set()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("imsmanifest.xml", manifest_xml(named))
            for number, (question, identifier) in enumerate(named, start=1):
                item = item_xml(question, identifier)
                archive.writestr(item_path(identifier), item)
                for media in media_in(question.body):
                    name = media_name(media)
                    if media["file"] in question.files and name not in kept:
                        kept.add(name)
                        archive.writestr(name, question.files[media["file"]])
                losses += losses_of(number, question, _again(question, identifier, item))
        return Written(out.getvalue(), losses)


def _read_package(data: bytes, findings: Findings) -> None:
    package = open_package(data, most_entries=MOST_ENTRIES)
    listed = items_of(package)

    def find_from(path: str) -> Finder:
        def find(source: str, alt: str) -> Found | None:
            name = inside_package(posixpath.dirname(path), source)
            return found_in(package.read(name), alt) if name and name in package else None

        return find

    for number, each in enumerate(listed, start=1):
        if findings.enough:
            break
        if each.path not in package:
            told = gettext("“%(name)s” is listed in the package, but is not in it.")
            findings.error(number, told % {"name": each.path})
            continue
        item = package.read(each.path)
        if len(item) > MOST_IN_ITEM:
            findings.error(number, _far_too_large(each.path))
            continue
        root = xml_from(item)
        if name_of(root) == "assessment-item":
            _take(root, number, each, find_from(each.path), findings)
        elif name_of(root) not in _NOT_OURS:
            findings.leave_out(
                number, gettext("“%(name)s” is no question and is left out.") % {"name": each.path}
            )


def _read_single(data: bytes, findings: Findings) -> None:
    _refuse_long_item(data)
    root = xml_from(data)
    if name_of(root) != "assessment-item":
        raise CannotRead(gettext("This is no QTI item and no QTI package."))
    _take(root, 1, Listed("", {}), lambda _source, _alt: None, findings)


def _refuse_long_item(data: bytes) -> None:
    if len(data) > MOST_IN_ITEM:
        raise CannotRead(_far_too_large("QTI"))
    # Most elements have two such signs.
    look_through(data, most_signs=2 * MOST_ELEMENTS)


def _far_too_large(name: str) -> str:
    return gettext("“%(name)s” is far too large for one question.") % {"name": name}


def _take(root: ET.Element, number: int, listed: Listed, find: Finder, findings: Findings) -> Drafted | None:
    mending = _mend(root)
    beside = {**listed.beside}
    beside["uid"] = beside.get("uid") or value_of(root, "label")
    try:
        item = read_item(root, find)
    except CannotTake as refusal:
        findings.error(number, _in(listed.path, str(refusal)))
        return None
    fields: dict[str, Any] = {"points": item.points, "explanation": item.explanation, **beside}
    question = findings.take(item.kind, item.body, line=number, mending=mending, files=item.files, **fields)
    if question:
        for sentence in item.doubts:
            findings.doubt(number, _in(listed.path, sentence))
    return question


def _mend(root: ET.Element) -> Mending:
    """Turn all texts of an item into sound Unicode; says what was done."""
    texts = [text for each in root.iter() for text in (each.text, each.tail) if text]
    mending = mending_for("\n".join(texts))
    if mending.name:
        for each in root.iter():
            each.text = mending(each.text) if each.text else each.text
            each.tail = mending(each.tail) if each.tail else each.tail
            for name in ("alt", "title", "map-key", "mapKey"):
                if name in each.attrib:
                    each.set(name, mending(each.attrib[name]))
    return mending


def _in(path: str, sentence: str) -> str:
    return f"{path}: {sentence}" if path else sentence


def _identifiers(questions: Sequence[Drafted]) -> list[str]:
    """Identifiers of items: by their keys, each once, whatever case file systems look at."""
    seen: set[str] = set()
    names = []
    for number, question in enumerate(questions, start=1):
        name = ncname(question.uid) if question.uid else f"q_{number}"
        if name.lower() in seen:
            name = f"{name}_{number}"
        seen.add(name.lower())
        names.append(name)
    return names


def _again(question: Drafted, identifier: str, item: bytes) -> Drafted | None:
    """The question as reading its item again gives it."""
    by_name: Mapping[str, bytes] = {
        f"../{media_name(each)}": question.files[each["file"]]
        for each in media_in(question.body)
        if each["file"] in question.files
    }

    def find(source: str, alt: str) -> Found | None:
        return found_in(by_name[source], alt) if source in by_name else None

    listed = Listed("", beside_of(resource_of(question, identifier)))
    return _take(xml_from(item), 1, listed, find, Findings())
