"""What is kept of a picture or a sound that somebody sent: pictures are drawn anew, sounds are known by their first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

MEGABYTE = 1_000_000
MOST_PICTURE_BYTES = 10 * MEGABYTE
MOST_SOUND_BYTES = 5 * MEGABYTE
# Width times height, over all frames of a moving picture.
MOST_PIXELS = 20_000_000
# Nobody sees more on the screens that we have, and a weak line carries less.
LONGEST_EDGE = 1600
# Of these all frames are kept; of others, such as photographs with a small copy or a second eye inside, only the first.
MOVING = {"GIF", "WEBP"}
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}
# Brands of MP4 files that players of sound take.
SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash"}


class CannotKeep(ValueError):
    """The file is no picture or sound that questions may have. Says why, and what would do."""


@dataclass(frozen=True)
class Kept:
    """Bytes that may be served, their type, and for pictures the size in pixels."""

    data: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def kept_of(data: bytes) -> Kept:
    """The picture or sound in these bytes, made harmless. Refuses everything else with `CannotKeep`.

    Pictures: PNG, JPEG, WebP, GIF, at most `MOST_PIXELS`; decoded and encoded anew, so that nothing else travels in them
    (place and camera of a photograph too), at most `LONGEST_EDGE` pixels long. Sounds: MP3, Ogg, M4A, at most 5 MB.
    """
    sound = sound_type(data)
    if sound:
        if len(data) > MOST_SOUND_BYTES:
            raise CannotKeep(_too_large(MOST_SOUND_BYTES))
        return Kept(data, sound)
    if len(data) > MOST_PICTURE_BYTES:
        raise CannotKeep(_too_large(MOST_PICTURE_BYTES))
    return _drawn_anew(data)


def sound_type(data: bytes) -> str:
    """The type of a sound by its signature: ID3 or an MPEG frame of layer III; Ogg with Vorbis or Opus; MP4 without a film."""
    if data[:3] == b"ID3" or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if data[:4] == b"OggS" and (b"vorbis" in data[:80] or b"OpusHead" in data[:80]):
        return "audio/ogg"
    # The handler box of a track says "vide" four bytes after its flags and version.
    if data[4:8] == b"ftyp" and data[8:12] in SOUND_BRANDS and not _holds_film(data):
        return "audio/mp4"
    return ""


def _holds_film(data: bytes) -> bool:
    place = data.find(b"hdlr")
    while place >= 0:
        if data[place + 12 : place + 16] == b"vide":
            return True
        place = data.find(b"hdlr", place + 4)
    return False


def _drawn_anew(data: bytes) -> Kept:
    try:
        with Image.open(BytesIO(data), formats=list(TYPES)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format in MOVING else 1
            if picture.width * picture.height * frames > MOST_PIXELS:
                raise CannotKeep(
                    gettext(
                        "The picture has more than 20 million pixels. Make it smaller, then choose it again."
                    )
                )
            return _encoded(picture, moving=frames > 1)
    except CannotKeep:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CannotKeep(
            gettext(
                "This file is no whole picture (PNG, JPEG, WebP, GIF) and no sound (MP3, Ogg, M4A). Nothing of it was kept."
            )
        ) from error


def _encoded(picture: Image.Image, *, moving: bool) -> Kept:
    # Photographs of phones with several pictures inside (MPO) begin as a plain JPEG.
    name = "JPEG" if picture.format == "MPO" else str(picture.format)
    out = BytesIO()
    if moving:
        frames = [frame.copy() for frame in ImageSequence.Iterator(picture)]
        for frame in frames:
            frame.info.pop("exif", None)
            frame.info.pop("comment", None)
        pause = picture.info.get("duration", 100)
        frames[0].save(
            out, format=name, save_all=True, append_images=frames[1:], duration=pause, loop=0, comment=b""
        )
        return Kept(out.getvalue(), TYPES[name], picture.width, picture.height)
    # Without the copy of what a camera wrote the picture would lie on its side.
    drawn = ImageOps.exif_transpose(picture)
    drawn.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    if name == "JPEG":
        plain = drawn.convert("RGB")
        # Comments would be written again.
        plain.info = {}
        plain.save(out, format=name, quality=82, optimize=True, progressive=True)
    elif name == "WEBP":
        drawn.save(out, format=name, quality=82, exif=b"", xmp=b"")
    else:
        clean = drawn.convert("RGBA") if drawn.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"} else drawn
        clean.info = {key: value for key, value in clean.info.items() if key == "transparency"}
        clean.save(out, format=name, optimize=True)
    return Kept(out.getvalue(), TYPES[name], drawn.width, drawn.height)


def _too_large(limit: int) -> str:
    return gettext("The file is larger than %(limit)d MB. Make it smaller, then choose it again.") % {
        "limit": limit // MEGABYTE
    }
