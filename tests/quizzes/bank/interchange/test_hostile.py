"""Files made to do harm are refused with a plain reason, before they cost anything."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from quizzes.bank.interchange import CannotRead, Format
from quizzes.bank.interchange.aiken import Aiken
from quizzes.bank.interchange.gift import Gift
from quizzes.bank.interchange.html_text import TooLong, plain_text
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.own_json import OwnJson

MEGABYTE = 1_000_000
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>"""


REFUSED: dict[str, tuple[Format, Callable[[], bytes]]] = {
    "an entity bomb": (MoodleXml(), lambda: BOMB),
    "a file of this machine": (MoodleXml(), lambda: OUTSIDE),
    "elements deep in each other": (MoodleXml(), lambda: b"<quiz>" + b"<question>" * 500_000),
    "a question of too many elements": (
        MoodleXml(),
        lambda: b"<quiz><question>" + b"<a/>" * 500_000 + b"</question></quiz>",
    ),
    "another root": (MoodleXml(), lambda: b"<html>" + b"<p/>" * 500_000 + b"</html>"),
    "other things in the root": (MoodleXml(), lambda: b"<quiz>" + b"<p/>" * 500_000 + b"</quiz>"),
    "a tag that never ends": (MoodleXml(), lambda: b"<quiz " + b"a" * (20 * MEGABYTE)),
    "questions without end": (MoodleXml(), lambda: b"<quiz>" + b"<question/>" * 500_000 + b"</quiz>"),
    "JSON of questions without end": (
        OwnJson(),
        lambda: b'{"schema": "core-forces-questions/1.0", "questions": [' + b"1," * 500_000 + b"1]}",
    ),
    "an attribute that never ends": (MoodleXml(), lambda: b"<quiz a='" + b"a" * (40 * MEGABYTE)),
    "XML that is broken": (MoodleXml(), lambda: b"<quiz><question></quiz>"),
    "XML of no root": (MoodleXml(), lambda: b""),
    "XML that is far too large": (MoodleXml(), lambda: b"<quiz>" + b" " * (51 * MEGABYTE)),
    "GIFT on one endless line": (Gift(), lambda: b"a{=" * (6 * MEGABYTE)),
    "GIFT that is far too large": (Gift(), lambda: b"x" * (100 * MEGABYTE)),
    "GIFT of nothing but lines": (Gift(), lambda: b"\n" * (20 * MEGABYTE)),
    "Aiken on one endless line": (Aiken(), lambda: b"A. " * (6 * MEGABYTE)),
    "a program": (Aiken(), lambda: b"\x7fELF\x00\x00" + bytes(range(256)) * 100),
    "JSON deep in itself": (OwnJson(), lambda: b'{"schema": ' + b"[" * MEGABYTE),
    "JSON deep in a question": (
        OwnJson(),
        lambda: b'{"schema": "core-forces-questions/1.0", "questions": [' + b'{"a":' * MEGABYTE,
    ),
    "JSON that is none": (OwnJson(), lambda: b'{"schema" "core-forces-questions/1.0"}'),
    "JSON of another kind": (OwnJson(), lambda: b'{"schema": "other/2.0", "questions": []}'),
    "JSON without a schema": (OwnJson(), lambda: b'{"questions": []}'),
    "JSON with an endless number": (OwnJson(), lambda: b'{"schema": ' + b"9" * MEGABYTE + b"}"),
    "JSON with more behind it": (OwnJson(), lambda: b'{"schema": "core-forces-questions/1.0"} x'),
    "JSON in Western letters": (OwnJson(), lambda: '{"schema": "é"}'.encode("latin-1")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_as_a_whole(what: str) -> None:
    form, make = REFUSED[what]
    with pytest.raises(CannotRead) as refusal:
        form.read(make())
    assert str(refusal.value)


@pytest.mark.parametrize("form", [Gift(), Aiken()], ids=lambda form: form.name)
def test_more_mistakes_than_anybody_reads_end_the_reading(form: Format) -> None:
    text = "Câu {=a\n\nANSWER: Z\n\n" * 5_000
    found = form.read(text.encode())
    assert 0 < len(found.errors) <= 210


def test_more_questions_than_a_file_may_have_are_refused() -> None:
    with pytest.raises(CannotRead):
        Gift().read(b"x{=a}\n\n" * 20_001)


@pytest.mark.parametrize("text", ["<" * 100_000, "&" * 100_000, "<p>" * 60_000, "x" * (11 * MEGABYTE)])
def test_a_text_of_too_many_marks_is_no_question(text: str) -> None:
    with pytest.raises(TooLong):
        plain_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "<a" * 20_000,
        "<a '" * 20_000,
        "<!--" * 20_000,
        "<p " * 40_000 + ">",
        "<sup>" * 40_000,
        "{1:SA:" * 100_000,
    ],
)
def test_marks_that_never_close_are_read_in_one_go(text: str) -> None:
    plain_text(text)


def test_a_text_of_gaps_without_end_is_left_out() -> None:
    gaps = b"{1:SA:=a}" * 200_000
    data = (
        b"<quiz><question type='cloze'><questiontext><text>"
        + gaps
        + b"</text></questiontext></question></quiz>"
    )
    found = MoodleXml().read(data)
    assert found.questions == []
    assert len(found.remarks) == 1


def test_a_book_that_is_taken_for_gift_is_not_told_line_by_line_for_ever() -> None:
    found = Gift().read(b"abc\n\n" * 100_000)
    assert found.errors
    assert len(found.remarks) < 70_000


def test_comments_that_never_close_a_bracket_are_read_in_one_go() -> None:
    data = (b"// " + b"[id:" * 40_000 + b"\n") * 10 + b"x{=a}"
    assert len(Gift().read(data).questions) == 1


def test_a_picture_that_is_none_is_told_and_left_out() -> None:
    data = (
        b'<quiz><question type="essay"><name><text>a</text></name><questiontext format="html"><text>'
        b"&lt;img src='@@PLUGINFILE@@/a.svg' alt='x'&gt;?</text>"
        b'<file name="a.svg" encoding="base64">PHN2Zz48c2NyaXB0Lz48L3N2Zz4=</file></questiontext></question></quiz>'
    )
    found = MoodleXml().read(data)
    [question] = found.questions
    assert question.files == {}
    assert any("a.svg" in each.sentence for each in found.remarks)


@pytest.mark.parametrize(
    "question",
    [
        1,
        {"kind": "essay"},
        {"kind": "essay", "body": []},
        {"kind": "no_such", "body": {"stem": "a"}},
        {"kind": "essay", "body": {"stem": "a"}, "uid": 5},
        {"kind": "essay", "body": {"stem": "a"}, "tags": "a"},
        {"kind": "essay", "body": {"stem": "a"}, "citations": [{"document": 5}]},
        {"kind": "essay", "body": {"stem": "a"}, "citations": [{"document": "a", "more": "b"}]},
        {"kind": "essay", "body": {"stem": "a"}, "review_reasons": ["\u0000"]},
        {"kind": "essay", "body": {"stem": "a"}, "advice_sources": ["\ud800"]},
        {"kind": "essay", "body": {"stem": "a", "more": 1}},
        {
            "kind": "essay",
            "body": {"stem": "a", "media": [{"file": "0" * 64, "type": "image/png", "alt": "x"}]},
        },
    ],
)
def test_json_of_a_wrong_shape_is_an_error_at_its_line(question: object) -> None:
    told = json.dumps(question)
    data = f'{{"schema": "core-forces-questions/1.0",\n"questions": [\n{told}\n]}}'
    [error] = OwnJson().read(data.encode()).errors
    assert error.line == 3


def test_a_file_inside_json_that_was_changed_is_an_error() -> None:
    data = f'{{"schema": "core-forces-questions/1.0", "files": {{"{"0" * 64}": "AAAA"}}, "questions": []}}'
    [error] = OwnJson().read(data.encode()).errors
    assert error.line == 1
