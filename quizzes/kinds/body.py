"""What an author wrote: sound texts, the parts of a body, pictures and sounds, and the body that all kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from vietnamese import api as vietnamese

# Where pictures and sounds of questions are served (quizzes.bank.files), by the SHA-256 of their bytes.
FILES_AT = "/cau-hoi/tep/"
SHA256 = re.compile(r"[0-9a-f]{64}")

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
SOUNDS = ("audio/mpeg", "audio/ogg", "audio/mp4")


class Unsound(ValueError):
    """Raised by the checks of a body; becomes a `Fault` with the place of the field."""


def some_text(limit: int, *, lines: bool = False) -> Callable[[str], str]:
    """A check for pydantic: text in clean Unicode, not empty, of at most `limit` characters."""

    def clean(text: str) -> str:
        cleaned = vietnamese.clean_text(text).strip() if lines else vietnamese.clean_line(text)
        if not cleaned:
            raise Unsound(gettext("Some text is needed here."))
        if len(cleaned) > limit:
            raise Unsound(gettext("At most %(limit)d characters fit here.") % {"limit": limit})
        return cleaned

    return clean


Line = Annotated[str, AfterValidator(some_text(2000))]
Lines = Annotated[str, AfterValidator(some_text(20_000, lines=True))]
# A text that may be empty.
Remark = Annotated[str, AfterValidator(vietnamese.clean_text)]


class Part(BaseModel):
    """Anything that a body is made of: fixed once read, and nothing unknown in it.

    `added` names fields that came later than questions were first stored: at their default they are not written, so
    that an older body is written as it always was.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    added: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_unused(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        fields = type(self).model_fields
        for name in self.added:
            if getattr(self, name) == fields[name].default:
                written.pop(name, None)
        return written


def _is_a_hash(text: str) -> str:
    if not SHA256.fullmatch(text):
        raise Unsound(gettext("A picture or sound is named by the 64 letters and digits of its SHA-256."))
    return text


class Media(Part):
    """A picture or a sound: `file` is the SHA-256 (hex) of its bytes, `alt` says the same in words, sizes are in pixels."""

    file: Annotated[str, AfterValidator(_is_a_hash)]
    type: Literal[
        "image/png", "image/jpeg", "image/webp", "image/gif", "audio/mpeg", "audio/ogg", "audio/mp4"
    ]
    alt: Line
    width: Annotated[int, Field(gt=0)] | None = None
    height: Annotated[int, Field(gt=0)] | None = None

    @property
    def is_sound(self) -> bool:
        return self.type in SOUNDS


class Body(Part):
    """What the author of a question wrote, apart from what all questions have (points, level, explanation).

    `media` belongs to the stem. `hints` are given one after the other to whoever may try several times.
    """

    added = frozenset({"media", "hints"})

    stem: Lines
    media: tuple[Media, ...] = ()
    hints: tuple[Lines, ...] = ()


def shown_media(media: Media) -> dict[str, Any]:
    """A picture or sound as templates draw it."""
    return {
        "url": f"{FILES_AT}{media.file}/",
        "type": media.type,
        "is_sound": media.is_sound,
        "alt": media.alt,
        "width": media.width,
        "height": media.height,
    }


def media_in(part: Any) -> Iterator[Media]:
    """Every picture and sound in a body or a part of one, in the order of the body."""
    if isinstance(part, Media):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from media_in(getattr(part, name))
    elif isinstance(part, list | tuple):
        for each in part:
            yield from media_in(each)


def files_named(body: Any) -> set[str]:
    """The SHA-256 of every picture and sound that a stored body (JSON) names."""
    if isinstance(body, Mapping):
        own = {body["file"]} if isinstance(body.get("file"), str) and "alt" in body else set()
        return own.union(*(files_named(each) for each in body.values()))
    if isinstance(body, list | tuple):
        return set().union(*(files_named(each) for each in body))
    return set()
