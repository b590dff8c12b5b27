"""Files that are archives (Word, Excel, packages): opened only once their table of contents has been judged. Pure.

A table of contents may lie, so what comes out is counted as well.
"""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext

from quizzes.bank.interchange.base import MOST_BYTES, CannotRead

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200_000_000
MOST_IN_ENTRY = 60_000_000
# Text packs to a tenth, repetitive tables to a fiftieth; only a bomb packs megabytes to less than that.
MOST_RATIO, RATIO_COUNTS_FROM = 200, 5_000_000
MOST_DEPTH = 150
_END, _END_SIZE = b"PK\x05\x06", 22
_ENTRY, _ENTRY_SIZE = b"PK\x01\x02", 400


class Package:
    """An archive that has been judged. `read` gives the bytes of an entry; names use `/`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED
        self.names: Sequence[str] = [each.filename for each in archive.infolist() if not each.is_dir()]
        self._known = set(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """The bytes of an entry; each is read as often as it is asked for, and counted each time."""
        try:
            with self._archive.open(name) as entry:
                data = entry.read(min(self._left, MOST_IN_ENTRY) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError) as error:
            raise CannotRead(gettext("The file is damaged: a part of it cannot be unpacked.")) from error
        self._left -= len(data)
        if self._left < 0 or len(data) > MOST_IN_ENTRY:
            raise _too_large()
        return data

    def read_xml(self, name: str) -> ET.Element:
        """The root element of an entry that is XML; see `xml_from`."""
        return xml_from(self.read(name))


def open_package(data: bytes, *, most_entries: int = MOST_ENTRIES) -> Package:
    """The archive in these bytes. Refuses with `CannotRead` what is none, damaged, locked, or made to do harm."""
    if len(data) > MOST_BYTES:
        raise CannotRead(
            gettext("The file is larger than %(limit)d megabytes. Split it into several files.")
            % {"limit": MOST_BYTES // 1_000_000}
        )
    if not data.startswith(b"PK"):
        raise CannotRead(gettext("This is not a file of this kind, or it is damaged."))
    end = data.rfind(_END, max(0, len(data) - 70_000))
    if end < 0 or end + _END_SIZE > len(data):
        raise CannotRead(gettext("The file is damaged: its end is missing. Copy or save it once more."))
    entries, size_of_table = struct.unpack_from("<HI", data, end + 10)
    # The count may lie, so the entries of the table are counted before it is taken apart.
    table = data.count(_ENTRY, max(0, end - size_of_table), end)
    if max(entries, table) > most_entries or size_of_table > most_entries * _ENTRY_SIZE:
        raise _too_many(most_entries)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CannotRead(gettext("This is not a file of this kind, or it is damaged.")) from error
    if len(archive.infolist()) > most_entries:
        raise _too_many(most_entries)
    _judge(archive.infolist())
    return Package(archive)


def _judge(entries: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(each.file_size for each in entries)
    packed = sum(each.compress_size for each in entries)
    if unpacked > MOST_UNPACKED or any(each.file_size > MOST_IN_ENTRY for each in entries):
        raise _too_large()
    if unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise _too_large()
    seen = set()
    for each in entries:
        if each.flag_bits & 0x1:
            raise CannotRead(
                gettext("The file is locked with a password. Save it without one, then read it again.")
            )
        if not _stays_inside(each) or each.filename.lower() in seen:
            raise CannotRead(
                gettext(
                    "The file names a part outside of itself or twice, as no sound file does. It is not opened."
                )
            )
        seen.add(each.filename.lower())


def _stays_inside(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    parts = name.replace("\\", "/").split("/")
    return not (is_link or "\0" in name or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0])


def xml_from(data: bytes) -> Any:
    """The root element of an XML text. Refuses with `CannotRead` what is no XML, declares entities, or lies too deep."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise CannotRead(
            gettext(
                "The file declares things of its own (DTD, entities), as no question file needs. It is not opened."
            )
        ) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        told = gettext("The file is not sound XML: %(reason)s.")
        raise CannotRead(told % {"reason": str(error)[:200]}) from error
    if _depth(root) > MOST_DEPTH:
        raise CannotRead(gettext("The parts of this file lie too deep in each other. It is not opened."))
    return root


def refuse_declared_entities(data: bytes) -> None:
    """Refuse XML that another library will read when it declares a document type, in whatever Unicode it is written."""
    squeezed = data[:4_000_000].replace(b"\0", b"")
    if b"<!DOCTYPE" in squeezed or b"<!ENTITY" in squeezed:
        raise CannotRead(
            gettext(
                "The file declares things of its own (DTD, entities), as no question file needs. It is not opened."
            )
        )


def _depth(root: ET.Element) -> int:
    deepest, level = 0, [root]
    while level and deepest <= MOST_DEPTH:
        deepest += 1
        level = [child for each in level for child in each]
    return deepest


def _too_large() -> CannotRead:
    return CannotRead(
        gettext("Unpacked, the file would be far larger than any file of questions. It is not opened.")
    )


def _too_many(limit: int) -> CannotRead:
    return CannotRead(
        gettext("The file has more than %(limit)d parts. Split it into several files.") % {"limit": limit}
    )
