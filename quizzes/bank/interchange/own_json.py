"""Our own files of questions, `core-forces-questions/1.0`: JSON that loses nothing, pictures and sounds included. Pure.

{"schema": "core-forces-questions/1.0",
 "files": {"<SHA-256, hex>": "<base64>", …},
 "questions": [{"kind", "body", "uid", "topic": [titles], "level", "points": "1", "explanation", "place", "tags": [],
                "citations": [{"document", "article", …}], "practice_only", "needs_legal_review", "review_reasons",
                "advice_sources"}, …]}

Fields other than `kind` and `body` are left out where they say nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import (
    MOST_BYTES,
    CannotRead,
    Cited,
    Drafted,
    Format,
    ReadFile,
    Written,
)
from quizzes.bank.interchange.findings import Findings, key_of_file
from quizzes.bank.interchange.opening import head_of
from quizzes.bank.interchange.packages import refuse_endless_text
from quizzes.bank.interchange.pictures import MOST_AS_TEXT, WEIGHT_OF_ONE

SCHEMA = "core-forces-questions/1.0"
SPACE = re.compile(r"[ \t\r\n]*+")
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
FILE_KEY = re.compile(rb'"[0-9a-f]{64}"\s*+:')
NO_BRACKETS = bytes(each for each in range(256) if each not in b"[]{}")
# Bodies lie ten deep. A question has some hundred signs.
MOST_DEPTH, MOST_QUOTES, MOST_SIGNS = 40, 6_000_000, 3_000_000
TEXTS = ("uid", "level", "explanation", "place")
FLAGS = ("practice_only", "needs_legal_review")
LISTS = ("topic", "tags", "review_reasons", "advice_sources")
KNOWN = {"kind", "body", "points", "citations", *TEXTS, *FLAGS, *LISTS}
CITED = {each.name for each in fields(Cited)}


class OwnJson(Format):
    name = "json"
    label = _("Our own format (JSON, keeps everything)")
    extension = "json"
    content_type = "application/json"

    def likeness(self, data: bytes, name: str) -> int:
        if SCHEMA.partition("/")[0] in head_of(data):
            return 2
        return super().likeness(data, name)

    def glance(self, data: bytes) -> int:
        _refuse_harm(data)
        return len(data) + len(FILE_KEY.findall(data)) * WEIGHT_OF_ONE

    def read(self, data: bytes) -> ReadFile:
        _refuse_harm(data)
        findings = Findings()
        kept: dict[str, bytes] = {}
        read = _FileInParts(_text(data))
        waiting: list[tuple[int, Any]] = []
        for line, key, value in read.parts():
            if key == "schema" and value != SCHEMA:
                raise CannotRead(
                    gettext("The file says that it is “%(schema)s”; “%(known)s” can be read here.")
                    % {"schema": value, "known": SCHEMA}
                )
            if key == "files":
                kept = _files(line, value, findings)
            elif key == "questions":
                waiting.append((line, value))
                findings.check_number(len(waiting))
            elif key not in {"schema", "files"}:
                findings.note_once(
                    line, gettext("“%(name)s” is not known here and not kept.") % {"name": key}
                )
        if "schema" not in read.keys:
            raise CannotRead(
                gettext("This is no file of ours: “schema” with “%(known)s” is missing.") % {"known": SCHEMA}
            )
        for line, value in waiting:
            if findings.enough:
                break
            _take(line, value, kept, findings)
        return findings.read_file()

    def write(self, questions: Sequence[Drafted]) -> Written:
        files = {key: data for each in questions for key, data in each.files.items()}
        told = {
            "schema": SCHEMA,
            "files": {key: base64.b64encode(data).decode("ascii") for key, data in sorted(files.items())},
            "questions": [told_question(each) for each in questions],
        }
        return Written(json.dumps(told, ensure_ascii=False, indent=1).encode())


def told_question(question: Drafted) -> dict[str, Any]:
    """One question as JSON, without the bytes of its files."""
    told: dict[str, Any] = {"kind": question.kind, "body": question.body, "points": str(question.points)}
    for name in (*TEXTS, *FLAGS):
        if value := getattr(question, name):
            told[name] = value
    for name in LISTS:
        if value := getattr(question, name):
            told[name] = list(value)
    if question.citations:
        told["citations"] = [
            {key: value for key, value in asdict(each).items() if value} for each in question.citations
        ]
    return told


def fields_told(line: int, told: Mapping[str, Any], findings: Findings) -> dict[str, Any] | None:
    """The fields of a `Drafted` beside kind and body, out of JSON; None, with an error, where one has a wrong shape."""
    wrong = [
        *(name for name in TEXTS if not isinstance(told.get(name, ""), str)),
        *(name for name in FLAGS if not isinstance(told.get(name, False), bool)),
        *(name for name in LISTS if not isinstance(told.get(name, []), list)),
        *(name for name in ("topic", "tags") if not all(isinstance(each, str) for each in _list(told, name))),
        *(name for name in ("points",) if not isinstance(told.get(name, "1"), str | int)),
        *(name for name in ("citations",) if not _are_citations(told.get(name, []))),
        *(name for name in ("review_reasons", "advice_sources") if not _can_be_stored(told.get(name))),
    ]
    if wrong:
        sentence = gettext("“%(name)s” does not have the shape that is expected here.")
        findings.error(line, sentence % {"name": wrong[0]})
        return None
    return {
        **{name: told[name] for name in (*TEXTS, *FLAGS) if name in told},
        **{name: tuple(told[name]) for name in LISTS if name in told},
        "points": told.get("points", "1"),
        "citations": tuple(Cited(**each) for each in told.get("citations", [])),
    }


def _take(line: int, told: Any, kept: Mapping[str, bytes], findings: Findings) -> None:
    if not isinstance(told, dict) or not isinstance(told.get("kind"), str):
        findings.error(line, gettext("A question with “kind” and “body” is expected here."))
        return
    if not isinstance(told.get("body"), dict):
        findings.error(line, gettext("A question with “kind” and “body” is expected here."))
        return
    for name in told.keys() - KNOWN:
        findings.doubt(line, gettext("“%(name)s” is not known here and not kept.") % {"name": name})
    given = fields_told(line, told, findings)
    if given is not None:
        findings.take(told["kind"], told["body"], line=line, files=kept, **given)


def _files(line: int, told: Any, findings: Findings) -> dict[str, bytes]:
    kept = {}
    if not isinstance(told, dict):
        findings.error(
            line, gettext("“%(name)s” does not have the shape that is expected here.") % {"name": "files"}
        )
        return {}
    for key, text in told.items():
        try:
            data = base64.b64decode(text, validate=True)
        except (TypeError, ValueError, binascii.Error):
            data = b""
        if key_of_file(data) == key:
            kept[key] = data
        else:
            findings.error(
                line, gettext("The picture or sound “%(name)s” is damaged in this file.") % {"name": key[:12]}
            )
    return kept


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name, [])
    return value if isinstance(value, list) else []


def _are_citations(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("document"), str)
        and each.keys() <= CITED
        and all(isinstance(text, str) for text in each.values())
        for each in value
    )


def _can_be_stored(value: Any) -> bool:
    """Whether a value holds none of what no database keeps: NUL and halves of characters."""
    try:
        return "\\u0000" not in json.dumps(value) and bool(json.dumps(value, ensure_ascii=False).encode())
    except (UnicodeEncodeError, RecursionError):
        return False


def _refuse_harm(data: bytes) -> None:
    """Refuse with `CannotRead` what is far too large or lies too deep in itself, by its signs alone: nothing is taken apart."""
    if len(data) > MOST_BYTES:
        raise CannotRead(
            gettext("The file is larger than %(limit)d megabytes. Split it into several files.")
            % {"limit": MOST_BYTES // 1_000_000}
        )
    too_much = gettext("A part of this file has far more in it than questions need. It is not opened.")
    refuse_endless_text(data, most=MOST_AS_TEXT, sign=b'"')
    if data.count(b'"') > MOST_QUOTES:
        raise CannotRead(too_much)
    outside = STRING.sub(b"", data)
    brackets = outside.translate(None, NO_BRACKETS)
    if len(brackets) + outside.count(b",") > MOST_SIGNS:
        raise CannotRead(too_much)
    for _level in range(MOST_DEPTH):
        # What holds nothing any more is taken away, level by level.
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if brackets.count(b"[") + brackets.count(b"{") > MOST_DEPTH:
        raise CannotRead(gettext("The parts of this file lie too deep in each other. It is not opened."))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead(gettext("This is not a JSON file in UTF-8.")) from error


class _FileInParts:
    """The object of a file, its questions one by one with their lines, which a whole JSON would not tell."""

    def __init__(self, text: str) -> None:
        self.keys: set[str] = set()
        self._text = text
        self._at = 0
        self._line, self._line_at = 1, 0
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)

    def parts(self) -> Iterator[tuple[int, str, Any]]:
        """(line, key, value); a value of the key `questions` is one question."""
        self._expect("{")
        while not self._skip("}"):
            line, key = self._value()
            if not isinstance(key, str):
                raise self._refusal(line)
            self.keys.add(key)
            self._expect(":")
            if key == "questions":
                yield from self._each(key)
            else:
                yield (*self._with_key(key),)
            if not self._skip(","):
                self._expect("}")
                break
        self._over()
        if self._at < len(self._text):
            raise self._refusal(self._line_now())

    def _each(self, key: str) -> Iterator[tuple[int, str, Any]]:
        self._expect("[")
        while not self._skip("]"):
            yield (*self._with_key(key),)
            if not self._skip(","):
                self._expect("]")
                break

    def _with_key(self, key: str) -> tuple[int, str, Any]:
        line, value = self._value()
        return line, key, value

    def _value(self) -> tuple[int, Any]:
        self._over()
        line = self._line_now()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise self._refusal(error.lineno) from error
        except RecursionError as error:
            raise CannotRead(
                gettext("Line %(line)d: the parts of this file lie too deep in each other.") % {"line": line}
            ) from error
        except ValueError as error:
            raise self._refusal(line) from error
        return line, value

    def _over(self) -> None:
        found = SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _skip(self, sign: str) -> bool:
        self._over()
        found = self._text.startswith(sign, self._at)
        self._at += int(found)
        return found

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise self._refusal(self._line_now())

    def _line_now(self) -> int:
        self._line += self._text.count("\n", self._line_at, self._at)
        self._line_at = self._at
        return self._line

    def _refusal(self, line: int) -> CannotRead:
        return CannotRead(gettext("Line %(line)d is not as JSON is written.") % {"line": line})


def _no_constant(name: str) -> Any:
    raise ValueError(name)
