"""Which files may be handed in with an answer, known by their bytes alone, and what is kept of them."""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext

from quizzes.bank.uploads import CannotKeep, kept_of
from vietnamese import api as vietnamese

MEGABYTE = 1_000_000
# Of what is kept: a photograph may come larger, it is made smaller here.
MOST_BYTES = 5 * MEGABYTE
MOST_BYTES_OF_ANSWER = 15 * MEGABYTE
MOST_ENTRIES = 2000
LONGEST_NAME = 120

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
TEXT = "text/plain; charset=utf-8"
EXTENSIONS = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    ODT: (".odt",),
    TEXT: (".txt",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# What no text has: control characters but tab, line feed, form feed, carriage return.
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class CannotTake(ValueError):
    """The file cannot be part of an answer. Says why, and what would do."""


@dataclass(frozen=True)
class Taken:
    """What is kept of a file: its name with the ending of its type, its bytes, its type."""

    name: str
    data: bytes
    content_type: str


def taken_from(name: str, data: bytes) -> Taken:
    """The file in these bytes, as it is kept: PDF, picture (drawn anew), Word, OpenDocument, or plain text.

    Refuses with `CannotTake` what is empty, larger than `MOST_BYTES` as kept, or of another kind, whatever its name says.
    """
    line = clean_name(name)
    if not data:
        raise CannotTake(gettext("“%(name)s” is empty. Please choose the file once more.") % {"name": line})
    content_type, kept = _known(line, data)
    if len(kept) > MOST_BYTES:
        raise CannotTake(too_large(line))
    return Taken(_with_ending(line, content_type), kept, content_type)


def too_large(name: str, most: int = MOST_BYTES) -> str:
    """The sentence on a file that is larger than so many bytes."""
    return gettext("“%(name)s” is larger than %(limit)d MB. Please choose a smaller file.") % {
        "name": clean_name(name),
        "limit": most // MEGABYTE,
    }


def clean_name(name: str) -> str:
    """The name of a file on one line, without folders; never empty."""
    line = vietnamese.clean_line(re.split(r"[\\/]", name)[-1])
    line = NO_TEXT.sub("", line).replace('"', "").strip(". ")
    return line[-LONGEST_NAME:] or gettext("file")


def _known(name: str, data: bytes) -> tuple[str, bytes]:
    if data.startswith(b"%PDF-"):
        return PDF, data
    if data.startswith(PICTURES):
        try:
            kept = kept_of(data)
        except CannotKeep as refusal:
            raise CannotTake(f"“{name}”: {refusal}") from refusal
        return kept.content_type, kept.data
    if data.startswith(b"PK\x03\x04"):
        found = _document_type(data)
        if found:
            return found, data
    text = _text(data)
    if text is not None:
        return TEXT, text
    raise CannotTake(
        gettext(
            "“%(name)s” is no file that can be handed in. Take a PDF, a picture (JPEG, PNG, WebP), a Word or OpenDocument text"
            " without macros, or plain text."
        )
        % {"name": name}
    )


def _document_type(data: bytes) -> str:
    """The type of a text document in a ZIP; empty for any other one. Nothing but the list of entries is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            if len(names) > MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return ""
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX
            if {"mimetype", "content.xml"} <= names:
                with packed.open("mimetype") as file:
                    return ODT if file.read(len(ODT) + 1).strip() == ODT.encode() else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    return ""


def _text(data: bytes) -> bytes | None:
    """A text in UTF-8 (Windows' editor also writes UTF-16); None where the bytes are no text."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if NO_TEXT.search(text) else text.encode()


def _with_ending(name: str, content_type: str) -> str:
    endings = EXTENSIONS[content_type]
    path = PurePosixPath(name)
    if path.suffix.lower() in endings:
        return name
    stem = (
        path.stem if path.suffix.lower() in {each for some in EXTENSIONS.values() for each in some} else name
    )
    return f"{stem[: LONGEST_NAME - 6]}{endings[0]}"
