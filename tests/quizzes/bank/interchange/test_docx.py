"""Word files as trainers write them: looks, automatic numbers, tables, pictures, old fonts; and what is refused."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from lxml import etree

from quizzes.bank.interchange.base import CannotRead, ReadFile, Weight
from quizzes.bank.interchange.docx import Docx
from tests.quizzes.bank.interchange.form_drafts import (
    draft,
    in_english,
    media,
    of_every_kind,
    picture,
    same,
    sentences,
)

__all__ = ["in_english"]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Any) -> ReadFile:
    return Docx().read(saved(document))


def paragraphs(*texts: str) -> Any:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def _bold(run: Any) -> None:
    run.bold = True


def _underline(run: Any) -> None:
    run.underline = True


def _colour(run: Any) -> None:
    run.font.color.rgb = RGBColor(0xFF, 0, 0)


def _highlight(run: Any) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


LOOKS = [_bold, _underline, _colour, _highlight]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("whole", [True, False])
def test_the_right_option_is_known_by_its_looks(look: Callable[[Any], None], whole: bool) -> None:
    document = paragraphs("Câu 1. Ai bầu trưởng thôn?", "A. Chủ tịch xã")
    right = document.add_paragraph()
    look(right.add_run("B"))
    second = right.add_run(". Nhân dân")
    if whole:
        look(second)
    document.add_paragraph("C. Bí thư")
    found = read(document)
    assert found.questions[0].body["correct"] == "b"
    assert any("by their looks" in sentence for _line, sentence in sentences(found, Weight.NOTE))


def test_several_options_in_one_paragraph_have_looks_of_their_own() -> None:
    document = paragraphs("Câu 1. Mấy?")
    line = document.add_paragraph("A. Một\t")
    line.add_run("B. Hai").underline = True
    line.add_run("\tC. Ba")
    assert read(document).questions[0].body["correct"] == "b"


def test_letters_that_are_all_bold_say_nothing() -> None:
    document = paragraphs("Câu 1. Mấy?")
    for letter, text in (("A.", " Một"), ("B.", " Hai")):
        line = document.add_paragraph()
        line.add_run(letter).bold = True
        line.add_run(text)
    document.add_paragraph("Đáp án: B")
    found = read(document)
    assert found.questions[0].body["correct"] == "b"
    assert sentences(found, Weight.DOUBT) == []


def test_one_bold_word_in_an_option_says_nothing() -> None:
    document = paragraphs("Câu 1. Mấy?", "A. Một")
    line = document.add_paragraph("B. Điều này ")
    line.add_run("không").bold = True
    line.add_run(" phải là hai")
    found = read(document)
    assert [line for line, _sentence in sentences(found, Weight.ERROR)] == [1]


def test_two_looks_that_disagree_are_an_error() -> None:
    document = paragraphs("Câu 1. Mấy?")
    document.add_paragraph().add_run("A. Một").bold = True
    document.add_paragraph().add_run("B. Hai").underline = True
    document.add_paragraph("C. Ba")
    ((line, sentence),) = sentences(read(document), Weight.ERROR)
    assert line == 1
    assert "which one is right" in sentence


def test_the_looks_of_styles_count_too() -> None:
    document = paragraphs("Câu 1. Mấy?", "A. Một", "B. Hai")
    style = document.styles.add_style("Right", 1)
    style.font.bold = True
    document.paragraphs[2].style = style
    assert read(document).questions[0].body["correct"] == "b"


def _numbered(document: Any, levels: list[tuple[str, str]]) -> str:
    """A list of the document: for each level its way of counting and its pattern. Gives the id of the list."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (way, pattern) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", way), ("w:lvlText", pattern)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = numbering.add_num(77)
    return str(number.numId)


def _in_list(document: Any, text: str, name: str, level: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_ilvl().val = level
    numbered.get_or_add_numId().val = int(name)


def test_automatic_numbers_and_letters_are_read_as_word_shows_them() -> None:
    document = Document()
    name = _numbered(document, [("decimal", "Câu %1."), ("upperLetter", "%2.")])
    for stem in ("Ai bầu trưởng thôn?", "Nhiệm kỳ mấy năm?"):
        _in_list(document, stem, name, 0)
        for option in ("Một", "Hai", "Ba"):
            _in_list(document, option, name, 1)
    document.add_paragraph("1-C 2-A")
    found = read(document)
    assert [each.body["stem"] for each in found.questions] == ["Ai bầu trưởng thôn?", "Nhiệm kỳ mấy năm?"]
    assert [each.body["correct"] for each in found.questions] == ["c", "a"]


def test_a_table_beside_the_questions_is_read_as_a_key() -> None:
    document = paragraphs("Câu 1. Mấy?", "A. Một", "B. Hai", "Câu 2. Mấy?", "A. Một", "B. Hai", "ĐÁP ÁN")
    table = document.add_table(rows=2, cols=3)
    for row, texts in enumerate((("Câu", "1", "2"), ("Đáp án", "B", "A"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    assert [each.body["correct"] for each in read(document).questions] == ["b", "a"]


def test_a_key_with_a_row_for_each_question_is_read() -> None:
    document = paragraphs("Câu 1. Mấy?", "A. Một", "B. Hai", "Câu 2. Mấy?", "A. Một", "B. Hai")
    table = document.add_table(rows=3, cols=2)
    for row, texts in enumerate((("Câu", "Đáp án"), ("1", "B"), ("2", "A"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    assert [each.body["correct"] for each in read(document).questions] == ["b", "a"]


def test_two_columns_hold_lines_to_match() -> None:
    document = paragraphs("Câu 1. Ghép cột A với cột B.")
    table = document.add_table(rows=3, cols=2)
    rows = (("Cột A", "Cột B"), ("1. Công an xã", "a. Giám sát"), ("2. Mặt trận", "b. Gần dân"))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("Đáp án: 1-b, 2-a")
    (question,) = read(document).questions
    assert question.kind == "matching"
    assert [each["text"] for each in question.body["left"]] == ["Công an xã", "Mặt trận"]
    assert question.body["correct"] == {"L1": "R2", "L2": "R1"}


def test_two_columns_hold_the_number_and_the_question() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for row in range(2):
        table.cell(row, 0).text = f"Câu {row + 1}"
        table.cell(row, 1).text = "Mấy?\nA. Một\nB. Hai\nĐáp án: B"
    assert [each.body["stem"] for each in read(document).questions] == ["Mấy?", "Mấy?"]


def test_pictures_are_kept_and_their_words_asked_for() -> None:
    document = paragraphs("Câu 1. Biển nào?")
    document.paragraphs[0].add_run().add_picture(io.BytesIO(picture("red")))
    described = document.add_paragraph("A. Một ").add_run().add_picture(io.BytesIO(picture("blue")))
    described._inline.docPr.set("descr", "Biển cấm")
    document.add_paragraph("B. ").add_run().add_picture(io.BytesIO(picture("green")))
    document.add_paragraph("Đáp án: A")
    found = read(document)
    (question,) = found.questions
    assert question.body["media"][0]["width"] == 6
    assert question.body["options"][0]["media"]["alt"] == "Biển cấm"
    assert question.body["options"][1]["text"] == "Hình B"
    assert sorted(question.files.values()) == sorted(picture(each) for each in ("red", "blue", "green"))
    asked = [line for line, sentence in sentences(found, Weight.DOUBT) if "text alternative" in sentence]
    assert asked == [1, 3]


@pytest.mark.parametrize(
    ("font", "texts", "name"),
    [
        (".VnTime", ["C©u 1. Ai bÇu?", "A. Chñ tÞch", "B. D©n", "§¸p ¸n: B"], "TCVN3 (ABC)"),
        ("VNI-Times", ["Caâu 1. Ai baàu?", "A. Chuû tòch", "B. Daân", "Ñaùp aùn: B"], "VNI Windows"),
    ],
)
def test_old_fonts_are_known_by_their_names(font: str, texts: list[str], name: str) -> None:
    document = Document()
    for text in texts:
        document.add_paragraph().add_run(text).font.name = font
    found = read(document)
    (question,) = found.questions
    assert question.body["stem"] == "Ai bầu?"
    assert [each["text"] for each in question.body["options"]] == ["Chủ tịch", "Dân"]
    assert question.body["correct"] == "b"
    assert question.converted == name
    assert any(name in sentence for _line, sentence in sentences(found, Weight.DOUBT))


def test_a_run_in_an_old_font_stands_among_others_in_unicode() -> None:
    document = Document()
    line = document.add_paragraph("Câu 1. Thôn do ")
    line.add_run("nh©n d©n").font.name = ".VnTime"
    line.add_run(" bầu?")
    for text in ("A. Đúng", "B. Sai", "Đáp án: A"):
        document.add_paragraph(text)
    (question,) = read(document).questions
    assert question.body["stem"] == "Thôn do nhân dân bầu?"


def test_old_letters_are_known_without_their_font_too() -> None:
    found = read(paragraphs("C©u 1. Ai bÇu tr­ëng th«n?", "A. Chñ tÞch x·", "B. Nh©n d©n", "§¸p ¸n: B"))
    assert found.questions[0].body["stem"] == "Ai bầu trưởng thôn?"
    assert found.questions[0].converted == "TCVN3 (ABC)"


def test_an_equation_is_kept_as_text_and_told() -> None:
    document = paragraphs("Câu 1. Diện tích là ", "A. Đúng", "B. Sai", "Đáp án: A")
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    equation = etree.SubElement(document.paragraphs[0]._p, f"{{{space}}}oMath")
    for text in ("a", "×b"):
        etree.SubElement(etree.SubElement(equation, f"{{{space}}}r"), f"{{{space}}}t").text = text
    found = read(document)
    assert found.questions[0].body["stem"] == "Diện tích là a×b"
    assert [line for line, sentence in sentences(found, Weight.DOUBT) if "Formulas" in sentence] == [1]


def test_every_kind_comes_back_as_it_left() -> None:
    questions = of_every_kind()
    written = Docx().write(questions)
    again = Docx().read(written.data)
    assert written.losses == []
    assert [(one.kind, same(one, other)) for one, other in zip(questions, again.questions, strict=True)] == [
        (one.kind, True) for one in questions
    ]
    assert sentences(again, Weight.DOUBT) == sentences(again, Weight.ERROR) == []


def test_pictures_come_back_as_they_left() -> None:
    red, blue = picture("red"), picture("blue")
    body = draft("single_choice").body
    options = [
        {**each, "media": media(blue, "Biển")} if at == 1 else each for at, each in enumerate(body["options"])
    ]
    question = draft(
        "single_choice",
        {**body, "media": [media(red)], "options": options},
        files={media(red)["file"]: red, media(blue)["file"]: blue},
    )
    written = Docx().write([question])
    (again,) = Docx().read(written.data).questions
    assert written.losses == []
    assert same(question, again)


def test_a_right_option_stands_out_in_what_is_written() -> None:
    document = Document(io.BytesIO(Docx().write([draft("single_choice")]).data))
    bold = [
        each.text
        for each in document.paragraphs
        if each.runs and all(run.bold for run in each.runs if run.text.strip())
    ]
    assert bold == ["B. Có uy tín"]


def test_what_is_lost_is_told() -> None:
    question = draft("single_choice", advice_sources=("a",))
    (loss,) = Docx().write([question]).losses
    assert "sources of advice" in loss.sentence
    (again,) = Docx().read(Docx().write([question]).data).questions
    assert same(dataclasses.replace(question, advice_sources=()), again)


def _archive(*entries: tuple[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def _with_body(body: bytes) -> bytes:
    data = saved(paragraphs("Câu 1. Mấy?"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(each, archive.read(each)) for each in archive.namelist() if each != "word/document.xml"]
    return _archive(*entries, ("word/document.xml", body))


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("made", "part"),
    [
        (lambda: b"", "not a file of this kind"),
        (lambda: b"PK", "its end is missing"),
        (lambda: b"Cau 1. Khong phai Word", "not a file of this kind"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file"),
        (lambda: _archive(("a.txt", b"x")), "no Word file"),
        (lambda: _with_body(b"\0" * 61_000_000), "far larger"),
        (lambda: _with_body(b" " * 50_000_000), "far larger"),
        (lambda: _with_body(BOMB), "declares things of its own"),
        (lambda: _with_body(BOMB.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")), "declares"),
        (lambda: _with_body(b"<w:document"), "damaged"),
        (lambda: _with_body(b"<nothing/>"), ""),
        (lambda: _archive(*((f"word/{number}.xml", b"") for number in range(6_000))), "parts"),
        (lambda: _archive(("word/document.xml", b"x"), ("../../etc/passwd", b"x")), "outside of itself"),
        (lambda: _archive(("word/document.xml", b"x"), ("/etc/passwd", b"x")), "outside of itself"),
        (lambda: saved(paragraphs("Không có câu nào")), "No question was found"),
        (lambda: saved(paragraphs("Câu 1. " + "x" * 200_000)), "longer than"),
    ],
)  # fmt: skip
def test_what_is_no_word_file_or_hostile_is_refused(made: Callable[[], bytes], part: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        Docx().read(made())
    assert part in str(refusal.value)
