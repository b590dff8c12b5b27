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
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext

from quizzes.bank.interchange.base import MOST_BYTES, CannotRead

MOST_ENTRIES = 5_000
MOST_UNPACKED = 120_000_000
MOST_IN_ENTRY = 60_000_000
# Text packs to a tenth, repetitive tables to a fiftieth; only a bomb packs megabytes to less than that.
MOST_RATIO, RATIO_COUNTS_FROM = 200, 5_000_000
MOST_DEPTH = 150
# Bytes without a sign "<" in Word and Excel files, whose pictures stand in parts of their own.
MOST_WITHOUT_SIGN = 2_000_000
# No single question has more.
MOST_ELEMENTS = 20_000
_END, _END_SIZE = b"PK\x05\x06", 22
_ENTRY, _ENTRY_SIZE = b"PK\x01\x02", 400


class Package:
    """An archive that has been judged. `read` gives the bytes of an entry; names use `/`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED
        self._sizes = {each.filename: each.file_size for each in archive.infolist() if not each.is_dir()}
        self.names: Sequence[str] = list(self._sizes)

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def size_of(self, name: str) -> int:
        """How many bytes an entry says that it has."""
        return self._sizes[name]

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

    def read_xml(self, name: str, *, most_elements: int = MOST_ELEMENTS) -> ET.Element:
        """The root element of an entry that is XML; see `xml_from`."""
        return xml_from(self.read(name), most_elements=most_elements)


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


def xml_from(data: bytes, *, most_elements: int = MOST_ELEMENTS) -> Any:
    """The root element of an XML text.

    Refuses with `CannotRead` what is no XML, declares entities, lies too deep or has too many elements; it reads no further
    than to where that shows.
    """
    parser = DefusedXMLParser(target=_Bounded(most_elements), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except CannotRead:
        raise
    except DefusedXmlException as error:
        raise CannotRead(_declares()) from error
    except ET.ParseError as error:
        told = gettext("Line %(line)d is not as XML is written.")
        raise CannotRead(told % {"line": error.position[0]}) from error
    except (ValueError, LookupError) as error:
        raise CannotRead(gettext("This is not an XML file.")) from error


class _Bounded(ET.TreeBuilder):
    """Builds a tree, and leaves off where it grows out of bounds."""

    def __init__(self, most_elements: int) -> None:
        super().__init__()
        self._left = most_elements
        self._depth = 0

    def start(self, tag: Any, attrs: Any) -> Any:
        self._left -= 1
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise CannotRead(gettext("The parts of this file lie too deep in each other. It is not opened."))
        if self._left < 0:
            raise CannotRead(
                gettext("A part of this file has far more in it than questions need. It is not opened.")
            )
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        self._depth -= 1
        return super().end(tag)


def look_through(data: bytes, *, most_signs: int) -> bytes:
    """XML that another library will read, as single bytes, when there is no harm in it.

    Refuses with `CannotRead` what declares a document type, has more signs `<` than that, or a text without end.
    """
    told = in_single_bytes(data)
    if b"<!DOCTYPE" in told or b"<!ENTITY" in told:
        raise CannotRead(_declares())
    if told.count(b"<") > most_signs:
        raise CannotRead(
            gettext("A part of this file has far more in it than questions need. It is not opened.")
        )
    refuse_endless_text(told, most=MOST_WITHOUT_SIGN)
    return told


def refuse_endless_text(data: bytes, *, most: int, sign: bytes = b"<") -> None:
    """Refuse with `CannotRead` a file in which a sign, by which texts end, stands nowhere for so many bytes."""
    at = 0
    while len(data) - at > most:
        at = data.rfind(sign, at, at + most) + 1
        if not at:
            raise CannotRead(
                gettext("A text in this file is far longer than any question. It is not opened.")
            )


def in_single_bytes(data: bytes) -> bytes:
    """XML in UTF-16 or UTF-32 with its Latin letters and signs as single bytes, to be looked through; else as it is."""
    return data.replace(b"\0", b"") if b"\0" in data[:200] else data


def _declares() -> str:
    return gettext(
        "The file declares things of its own (DTD, entities), as no question file needs. It is not opened."
    )


def _too_large() -> CannotRead:
    return CannotRead(
        gettext("Unpacked, the file would be far larger than any file of questions. It is not opened.")
    )


def _too_many(limit: int) -> CannotRead:
    return CannotRead(
        gettext("The file has more than %(limit)d parts. Split it into several files.") % {"limit": limit}
    )
