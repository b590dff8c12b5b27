"""Whatever letters a file was typed in: it becomes Unicode, and what was converted is marked and told with its line."""

from __future__ import annotations

import unicodedata

import pytest

from quizzes.bank.interchange import CannotRead, ReadFile, Weight
from quizzes.bank.interchange.gift import Gift
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.opening import open_text
from quizzes.bank.interchange.plain_text import PlainText
from vietnamese.encodings import TCVN3_LETTERS, VISCII_BYTES

TEXT = "Nhân dân là chủ thể của phong trào bảo vệ an ninh Tổ quốc.{T}"
TCVN3 = {letter: shown for shown, letter in TCVN3_LETTERS.items()}
VISCII = {letter: byte for byte, letter in VISCII_BYTES.items()}
# "Nhân dân là chủ thể của phong trào" in a VNI font, seen as Western letters.
IN_VNI = "Nhaân daân laø chuû theå cuûa phong traøo.{T}"


def sure(found: ReadFile) -> list[int]:
    return [each.line for each in found.remarks if each.weight is Weight.DOUBT]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_all_its_ways_without_a_word(codec: str) -> None:
    found = Gift().read(TEXT.encode(codec))
    [question] = found.questions
    assert question.body["stem"] == TEXT.partition("{")[0]
    assert (question.converted, found.remarks) == ("", [])


def test_a_text_in_tcvn3_is_converted_marked_and_told() -> None:
    old = "".join(TCVN3.get(each, each) for each in TEXT)
    found = Gift().read(f"Câu một{{T}}\n\n{old}".encode())
    first, second = found.questions
    assert (first.converted, second.converted) == ("", "TCVN3 (ABC)")
    assert second.body["stem"] == TEXT.partition("{")[0]
    assert sure(found) == [3]


def test_a_file_saved_in_tcvn3_letters_is_read_too() -> None:
    old = "".join(TCVN3.get(each, each) for each in TEXT)
    [question] = Gift().read(old.encode("cp1252")).questions
    assert question.body["stem"] == TEXT.partition("{")[0]
    assert question.converted == "TCVN3 (ABC)"


def test_squares_fractions_and_products_are_no_old_letters() -> None:
    """Each line of a text is looked at by itself, and an option is often nothing but a measure."""
    options = ["100 m²", "½ kg", "a × b", "10 µg"]
    lines = [f"{letter}. {text}" for letter, text in zip("ABCD", options, strict=True)]
    found = PlainText().read("\n".join(["Câu 1. Bao nhiêu?", *lines, "Đáp án: A"]).encode())
    [question] = found.questions
    assert [each["text"] for each in question.body["options"]] == options
    assert (question.converted, list(found.remarks)) == ("", [])


def test_a_text_in_vni_is_converted_marked_and_told() -> None:
    found = Gift().read(IN_VNI.encode())
    [question] = found.questions
    assert question.body["stem"] == "Nhân dân là chủ thể của phong trào."
    assert question.converted == "VNI Windows"
    assert sure(found) == [1]


def test_a_file_in_viscii_is_converted_marked_and_told() -> None:
    old = bytes(VISCII.get(each, ord(each) if ord(each) < 256 else 63) for each in TEXT)
    [question] = Gift().read(old).questions
    assert question.body["stem"] == TEXT.partition("{")[0]
    assert question.converted == "VISCII"


def test_a_file_of_vietnamese_windows_is_converted_and_told() -> None:
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    apart = "".join(
        unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", each) if c not in marks))
        + "".join(c for c in unicodedata.normalize("NFD", each) if c in marks)
        for each in TEXT
    )
    found = Gift().read(apart.encode("cp1258"))
    [question] = found.questions
    assert question.body["stem"] == TEXT.partition("{")[0]
    assert sure(found) == [1]


def test_decomposed_letters_are_put_together_and_noted_once() -> None:
    apart = unicodedata.normalize("NFD", f"{TEXT}\n\n{TEXT}")
    found = Gift().read(apart.encode())
    assert {each.body["stem"] for each in found.questions} == {TEXT.partition("{")[0]}
    assert [each.weight for each in found.remarks] == [Weight.NOTE]
    assert all(each.converted for each in found.questions)


def test_letters_that_only_look_vietnamese_are_mended_and_told() -> None:
    found = Gift().read("Nhà nƣớc và nhân dân.{T}".encode())
    [question] = found.questions
    assert question.body["stem"] == "Nhà nước và nhân dân."
    assert question.converted
    assert sure(found) == [1]


def test_old_letters_inside_moodle_xml_are_converted_marked_and_told() -> None:
    data = (
        '<quiz>\n<question type="truefalse"><name><text>a</text></name><questiontext format="html"><text>'
        "&lt;p&gt;Nhaân daân laø chuû theå cuûa &lt;b&gt;phong&lt;/b&gt; traøo.&lt;/p&gt;</text></questiontext>"
        '<answer fraction="100"><text>true</text></answer></question></quiz>'
    )
    found = MoodleXml().read(data.encode())
    [question] = found.questions
    assert question.body["stem"] == "Nhân dân là chủ thể của phong trào."
    assert question.converted == "VNI Windows"
    assert sure(found) == [2]


def test_a_damaged_file_in_utf_8_is_refused_at_its_line() -> None:
    data = f"{TEXT}\n{TEXT}\n".encode() + b"\xff\xfe\xfd" + TEXT.encode()
    with pytest.raises(CannotRead) as refusal:
        open_text(data)
    assert "3" in str(refusal.value)
