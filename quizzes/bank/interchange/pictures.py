"""Pictures and sounds in question files: what their bytes are, and how a body names them. Pure."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from quizzes.bank.interchange.findings import key_of_file
from vietnamese import api as vietnamese

MOST_BYTES_OF_ONE = 10_000_000
# Letters that such a one has where it is written as text (base64), with room for what stands around it.
MOST_AS_TEXT = MOST_BYTES_OF_ONE * 4 // 3 + 1_000_000
# Bytes of text that take as long to read as one picture to look at.
WEIGHT_OF_ONE = 100_000
# What stands for a picture whose words are still to be written.
NO_WORDS = "Hình chưa có lời mô tả"
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
# A JPEG that turns out to hold several pictures, as telephones write them.
_ALSO = {"MPO": "image/jpeg"}
EXTENSIONS = {
    "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A picture or sound of a file: its bytes, its type, its words ("" where there are none), its size in pixels."""

    data: bytes
    type: str
    alt: str = ""
    width: int | None = None
    height: int | None = None

    @property
    def key(self) -> str:
        return key_of_file(self.data)

    def media(self, words: str = "") -> dict[str, Any]:
        """As a body names it; `words` stand where the file gives none."""
        told = {"file": self.key, "type": self.type, "alt": self.alt or words or NO_WORDS}
        return {**told, "width": self.width, "height": self.height}


def found_in(data: bytes, alt: str = "") -> Found | None:
    """What bytes are; None where no browser shows them (EMF, WMF, TIFF, SVG …), or they are too many."""
    alt = vietnamese.clean_line(alt)[:2000]
    if not data or len(data) > MOST_BYTES_OF_ONE:
        return None
    if sound := _sound(data):
        return Found(data, sound, alt)
    try:
        with Image.open(io.BytesIO(data), formats=list(_PICTURES)) as picture:
            width, height = picture.size
            return Found(data, (_PICTURES | _ALSO)[str(picture.format)], alt, width, height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _sound(data: bytes) -> str:
    if data.startswith(b"ID3") or data[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return "audio/mpeg"
    if data.startswith(b"OggS"):
        return "audio/ogg"
    return "audio/mp4" if data[4:8] == b"ftyp" and data[8:11] in {b"M4A", b"mp4", b"iso"} else ""
