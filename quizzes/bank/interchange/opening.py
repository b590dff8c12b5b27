"""How the bytes of a text file become lines in Unicode, whatever letters they were typed in. Pure.

Nothing is converted silently: what was not Unicode is told, so that somebody compares it with the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from quizzes.bank.interchange.base import CannotRead, Remark, Weight
from vietnamese import api as vietnamese

# Texts have no pictures in them: 20,000 questions of a thousand letters.
MOST_TEXT_BYTES = 20_000_000
MOST_LINES = 500_000
MOST_IN_LINE = 200_000
# A letter has at most so many bytes, in whatever Unicode.
MOST_IN_LETTER = 4

LINE_BREAK = re.compile(r"\r\n|\r|\n")
WORD = re.compile(r"[^\W\d_]+")
# Not characters at all; formats use them to keep their own signs apart.
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Enough words to know the letters of a whole file by.
SAMPLE = 20_000


@dataclass(frozen=True)
class Opened:
    """The lines of a text file in Unicode, and what is to be said about its letters."""

    lines: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Mending:
    """What turns one question's texts into sound Unicode; `name` is empty when they are so already."""

    encoding: vietnamese.Encoding | None = None
    lookalikes: bool = False

    @property
    def name(self) -> str:
        """The old letters as people call them."""
        if self.encoding:
            return vietnamese.ENCODING_NAMES[self.encoding]
        return gettext("look-alike letters") if self.lookalikes else ""

    def __call__(self, text: str) -> str:
        if self.encoding:
            text = vietnamese.to_unicode(text, self.encoding)
        return vietnamese.repair_lookalikes(text) if self.lookalikes else text


def mending_for(text: str) -> Mending:
    """How to mend a text in an old encoding, in decomposed Unicode or with letters that only look Vietnamese."""
    if text.isascii():
        return Mending()
    encoding = vietnamese.recognise(text)
    mended = vietnamese.to_unicode(text, encoding) if encoding else text
    return Mending(encoding, vietnamese.has_lookalikes(mended))


def glance_at_text(data: bytes) -> int:
    """How many bytes a text file has. Refuses with `CannotRead` what its size or its lines give away, without decoding it."""
    if len(data) > MOST_TEXT_BYTES:
        raise CannotRead(
            gettext("The file is larger than %(limit)d megabytes. Split it into several files.")
            % {"limit": MOST_TEXT_BYTES // 1_000_000}
        )
    if data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") > MOST_LINES:
        raise CannotRead(
            gettext("The file has more than %(limit)d lines. Split it into several files.")
            % {"limit": MOST_LINES}
        )
    limit = MOST_IN_LINE * MOST_IN_LETTER
    at = 0
    while len(data) - at > limit:
        end = max(data.rfind(b"\n", at, at + limit), data.rfind(b"\r", at, at + limit))
        if end < 0:
            raise _endless_line(data.count(b"\n", 0, at) + 1)
        at = end + 1
    return len(data)


def open_text(data: bytes) -> Opened:
    """The lines of a text file. Refuses with `CannotRead` what is far too large, no text, or broken."""
    glance_at_text(data)
    text, remarks = _decoded(data)
    if "\0" in text:
        raise CannotRead(gettext("This is not a text file."))
    lines = LINE_BREAK.split(NONCHARACTERS.sub("", text))
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_IN_LINE:
            raise _endless_line(number)
    return Opened(tuple(lines), tuple(remarks))


def _endless_line(number: int) -> CannotRead:
    return CannotRead(
        gettext("Line %(line)d is longer than %(limit)d letters. This is no file of questions.")
        % {"line": number, "limit": MOST_IN_LINE}
    )


def head_of(data: bytes) -> str:
    """The beginning of a file as text, to guess its format by; empty when it is no text. Never fails."""
    head = data[:SAMPLE]
    for mark, codec in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head.decode(codec, errors="ignore")
    if b"\0" in head:
        try:
            return head.decode(_wide_codec(head[:2000]), errors="ignore")
        except CannotRead:
            return ""
    return head.decode("utf-8", errors="replace")


def _decoded(data: bytes) -> tuple[str, list[Remark]]:
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _exactly(data, codec), []
    start = data[:2000]
    if b"\0" in start:
        return _exactly(data, _wide_codec(start)), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return _eight_bit(data, error.start)


def _exactly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(codec, errors="ignore").count("\n") + 1
        raise CannotRead(_broken(line)) from error


def _wide_codec(start: bytes) -> str:
    """UTF-16 without its mark: in Latin letters every other byte is 0."""
    low, high = start[0::2].count(0), start[1::2].count(0)
    if max(low, high) * 3 < len(start) // 2 or min(low, high) * 4 > max(low, high):
        raise CannotRead(gettext("This is not a text file."))
    return "utf-16-le" if high > low else "utf-16-be"


def _eight_bit(data: bytes, first_bad: int) -> tuple[str, list[Remark]]:
    """Text of one byte a letter: Vietnamese Windows, or one of the old fonts seen as Western letters."""
    line = data.count(b"\n", 0, first_bad) + 1
    replaced = data.decode("utf-8", errors="replace")
    bad = replaced.count("\ufffd")
    good = len(replaced) - len(replaced.encode("ascii", errors="ignore")) - bad
    if good > bad:
        raise CannotRead(_broken(line))
    sample = data[max(first_bad - SAMPLE // 2, 0) : first_bad + SAMPLE]
    windows = vietnamese.nfc(sample.decode("cp1258", errors="replace"))
    words = [word for word in WORD.findall(windows) if not word.isascii()]
    if words and sum(map(vietnamese.is_syllable, words)) >= 0.8 * len(words):
        told = gettext("The file was saved in the letters of Vietnamese Windows and was turned into Unicode.")
        return vietnamese.nfc(data.decode("cp1258", errors="replace")), [Remark(line, told, Weight.DOUBT)]
    told = gettext("The file is not in Unicode. Compare what is read here with what the file shows.")
    return data.decode("latin-1").translate(WESTERN), [Remark(line, told, Weight.DOUBT)]


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)


WESTERN = {byte: ord(_western(byte)) for byte in range(256)}


def _broken(line: int) -> str:
    return gettext(
        "Line %(line)d holds bytes that are no letters: the file is damaged. Save it anew as text in UTF-8."
    ) % {"line": line}
