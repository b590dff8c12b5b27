"""What the reading of a file finds: questions that their kinds find sound, and remarks with their lines. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import (
    MOST_QUESTIONS,
    CannotRead,
    Drafted,
    ReadFile,
    Remark,
    Weight,
)
from quizzes.bank.interchange.html_text import Lost, PlainText, TooLong, plain_text
from quizzes.bank.interchange.opening import Mending
from quizzes.kinds import UnknownKind, UnsoundBody, kind_named
from quizzes.kinds.base import Path
from vietnamese import api as vietnamese

LEVELS = ("recall", "understand", "apply")
MOST_POINTS = Decimal("9999.99")
MOST_IN_UID, MOST_IN_TAG, MOST_IN_PLACE, MOST_IN_TOPIC = 80, 100, 400, 255
# No text of a question comes near it.
MOST_IN_TEXT = 200_000
# A file with more mistakes than that is better mended before it is read on.
ENOUGH_ERRORS = 200
# Of a file with so much to say nobody reads all: it is another format, or hostile.
MOST_REMARKS = 3 * MOST_QUESTIONS


class Findings:
    """Gathers what a format finds. Formats leave off when `enough` mistakes were found."""

    def __init__(self, remarks: Sequence[Remark] = ()) -> None:
        self.questions: list[Drafted] = []
        self.remarks: list[Remark] = list(remarks)
        self.left_out: list[int] = []
        self._said: set[str] = set()
        self._errors = 0

    @property
    def enough(self) -> bool:
        return self._errors >= ENOUGH_ERRORS or len(self.remarks) >= MOST_REMARKS

    def error(self, line: int, sentence: str) -> None:
        """A mistake: the file is not taken over before it is mended."""
        self._errors += 1
        self.remarks.append(Remark(line, sentence, Weight.ERROR))

    def doubt(self, line: int, sentence: str) -> None:
        """Something that a person should look at; the rest may be taken over all the same."""
        self.remarks.append(Remark(line, sentence, Weight.DOUBT))

    def leave_out(self, line: int, sentence: str) -> None:
        """Something that begins at this line and becomes no question; said as a doubt."""
        self.left_out.append(line)
        self.doubt(line, sentence)

    def note_once(self, line: int, sentence: str) -> None:
        """Something that is so for the whole file: told at its first place only."""
        if sentence not in self._said:
            self._said.add(sentence)
            self.remarks.append(Remark(line, sentence, Weight.NOTE))

    def merge(self, other: Findings) -> None:
        """Add what was found apart; a note that was told already is not told again."""
        self.questions += other.questions
        self.left_out += other.left_out
        for each in other.remarks:
            if each.weight is Weight.NOTE:
                self.note_once(each.line, each.sentence)
            else:
                self._errors += each.weight is Weight.ERROR
                self.remarks.append(each)

    def take(
        self, kind: str, body: Mapping[str, Any], *, line: int, mending: Mending | None = None, **fields: Any
    ) -> Drafted | None:
        """Add a question when its kind finds it sound; else one error for each thing that is wrong. The question added."""
        self.check_number(len(self.questions) + 1)
        if _has_endless_text(body, fields):
            self.error(line, gettext("This text is far too long for a question."))
            return None
        try:
            sound = kind_named(kind).write(kind_named(kind).read(body))
        except UnknownKind:
            self.error(line, gettext("No kind of question is called “%(name)s”.") % {"name": kind})
            return None
        except UnsoundBody as error:
            for fault in error.faults:
                self.error(line, _fault_in_words(body, fault.path, fault.sentence))
            return None
        files = fields.pop("files", {})
        missing = [each["alt"] or each["file"] for each in media_in(sound) if each["file"] not in files]
        if missing:
            told = gettext("The picture or sound “%(name)s” is not in the file.")
            self.error(line, f"{told % {'name': missing[0]}}")
            return None
        question = Drafted(
            kind,
            sound,
            line=line,
            files={each["file"]: files[each["file"]] for each in media_in(sound)},
            converted=mending.name if mending else "",
            **self._tidied(line, fields),
        )
        self.questions.append(question)
        if mending and mending.name:
            self._tell_mending(line, mending)
        return question

    def check_number(self, count: int) -> None:
        """Refuse with `CannotRead` a file of more questions than one file may have."""
        if count > MOST_QUESTIONS:
            raise CannotRead(
                gettext("The file holds more than %(limit)d questions. Split it into several files.")
                % {"limit": MOST_QUESTIONS}
            )

    def plain(self, line: int, source: str) -> PlainText:
        """A text with HTML marks as plain text; what plain text cannot show is told. Of one far too long nothing is left."""
        try:
            plain = plain_text(source)
        except TooLong:
            self.error(line, gettext("This text is far too long for a question."))
            return PlainText("")
        if Lost.MARKS in plain.lost:
            told = gettext("Bold, italic and the like are not kept; the words are.")
            self.note_once(line, told)
        if Lost.TABLE in plain.lost:
            self.doubt(line, gettext("A table became lines of text. See whether they can be understood."))
        if Lost.SHIFTED in plain.lost:
            self.doubt(
                line,
                gettext(
                    "Raised or lowered letters now stand on the line. See whether they can be understood."
                ),
            )
        if Lost.EMBEDDED in plain.lost:
            self.doubt(line, gettext("A film or another page inside the text is not kept."))
        return plain

    def read_file(self) -> ReadFile:
        """All that was found; remarks in the order of their lines. Refuses with `CannotRead` where that is nothing at all."""
        if not self.questions and all(each.weight is Weight.NOTE for each in self.remarks):
            raise CannotRead(gettext("There is no question in this file."))
        if self.enough:
            told = gettext("Reading was left off here: mend these mistakes first, then read the file again.")
            self.remarks.append(
                Remark(max(each.line for each in self.remarks), told, Weight.ERROR),
            )
        remarks = sorted(self.remarks, key=lambda each: each.line)
        return ReadFile(self.questions, remarks, left_out=self.left_out)

    def _tell_mending(self, line: int, mending: Mending) -> None:
        if mending.encoding is vietnamese.Encoding.NFD and not mending.lookalikes:
            self.note_once(
                line, gettext("Letters and their marks stood apart (Unicode NFD); they were put together.")
            )
            return
        told = gettext(
            "The text stood in %(encoding)s and was turned into Unicode. Compare it with the file."
        )
        sentence = told % {"encoding": mending.name}
        # Each question carries it as well; said of all of them it would bury the other doubts.
        if sentence not in self._said:
            self._said.add(sentence)
            self.doubt(line, sentence)

    def _tidied(self, line: int, fields: dict[str, Any]) -> dict[str, Any]:
        tidied = dict(fields)
        for name in ("explanation",):
            tidied[name] = vietnamese.clean_text(fields.get(name, "")).strip()
        tidied["place"] = self._short(line, fields.get("place", ""), MOST_IN_PLACE)
        tidied["tags"] = tuple(
            dict.fromkeys(
                tag for each in fields.get("tags", ()) if (tag := self._short(line, each, MOST_IN_TAG))
            )
        )
        tidied["topic"] = tuple(
            title for each in fields.get("topic", ()) if (title := self._short(line, each, MOST_IN_TOPIC))
        )
        tidied["points"] = self._points(line, fields.get("points", Decimal(1)))
        tidied["level"] = self._level(line, fields.get("level", ""))
        tidied["uid"] = vietnamese.clean_line(fields.get("uid", ""))
        if len(tidied["uid"]) > MOST_IN_UID:
            told = gettext("The key “%(uid)s” is too long and is not kept; the question gets another one.")
            self.doubt(line, told % {"uid": tidied["uid"]})
            tidied["uid"] = ""
        return tidied

    def _short(self, line: int, text: str, limit: int) -> str:
        text = vietnamese.clean_line(text)
        if len(text) > limit:
            told = gettext("“%(text)s…” is longer than %(limit)d letters; the rest is not kept.")
            self.doubt(line, told % {"text": text[:40], "limit": limit})
        return text[:limit].strip()

    def _level(self, line: int, level: str) -> str:
        if level and level not in LEVELS:
            told = gettext("The level “%(level)s” is not known here; the question has none for now.")
            self.doubt(line, told % {"level": level})
            return ""
        return level

    def _points(self, line: int, points: Any) -> Decimal:
        try:
            given = Decimal(points)
            kept = given.quantize(Decimal("0.01"))
            if not Decimal(0) < kept <= MOST_POINTS:
                raise InvalidOperation
        except (InvalidOperation, TypeError, ValueError):
            told = gettext("“%(points)s” points cannot be given; the question has 1 point for now.")
            self.doubt(line, told % {"points": points})
            return Decimal(1)
        if kept != given:
            told = gettext("%(points)s points were rounded to %(kept)s.")
            self.doubt(line, told % {"points": given, "kept": kept})
        return kept.normalize() if kept != kept.to_integral() else kept.quantize(Decimal(1))


def _has_endless_text(body: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Whether a text is so long that its kind need not look at it: cleaning it would take seconds."""
    waiting: list[Any] = [body, *(value for name, value in fields.items() if name != "files")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if len(value) > MOST_IN_TEXT:
                return True
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return False


def media_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every picture and sound that a body speaks of, in whatever part of it."""
    if isinstance(value, Mapping):
        if isinstance(value.get("file"), str) and "type" in value and "alt" in value:
            yield value
        else:
            for each in value.values():
                yield from media_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from media_in(each)


def key_of_file(data: bytes) -> str:
    """The SHA-256 (hex) under which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


def start_of(text: str, *, most: int = 60) -> str:
    """The beginning of a text, by which a person knows it again."""
    line = vietnamese.clean_line(text[: 20 * most])
    return line if len(line) <= most else line[:most].rstrip() + "…"


def _fault_in_words(body: Mapping[str, Any], path: Path, sentence: str) -> str:
    place = _place_in_words(path)
    start = start_of(str(body.get("stem", "")))
    if start and place:
        return f"“{start}” ({place}): {sentence}"
    return f"“{start}”: {sentence}" if start else sentence


def _place_in_words(path: Path) -> str:
    for name, index in zip(path, path[1:], strict=False):
        if isinstance(index, int):
            words = {
                "options": gettext("option %(number)d"),
                "left": gettext("line %(number)d on the left"),
                "right": gettext("line %(number)d on the right"),
                "items": gettext("step %(number)d"),
                "accepted": gettext("accepted answer %(number)d"),
                "gaps": gettext("gap %(number)d"),
                "parts": gettext("part %(number)d"),
            }.get(str(name))
            if words:
                return words % {"number": index + 1}
    return ""
