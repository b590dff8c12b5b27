"""Word files in the usual Vietnamese form, in and out. Pure.

The right answer is said, or known by its looks (bold, underlined, coloured, highlighted, a star). What we write reads back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from quizzes.bank.interchange.base import CannotRead, Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.docx_reading import DocumentLines
from quizzes.bank.interchange.findings import Findings
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.packages import look_through, open_package
from quizzes.bank.interchange.pictures import WEIGHT_OF_ONE, Found
from quizzes.bank.interchange.plain_text import tidy
from quizzes.bank.interchange.plain_text_lines import PICTURE, Line
from quizzes.bank.interchange.plain_text_reading import read_lines
from quizzes.bank.interchange.plain_text_writing import Said, said

BODY = "word/document.xml"
# A hundred pages are one megabyte of this.
MOST_IN_BODY = 40_000_000
# Signs "<" in it: some thirty for each line of questions.
MOST_SIGNS = 3_500_000
# So many bytes of it say what one of plain text says.
WORDINESS = 4
# Bytes of styles and themes that some programs put into every file.
FURNITURE = 900_000
# Pictures that Word files of ours may hold; WebP is not among them.
_WORD_SHOWS = {"image/png", "image/jpeg", "image/gif"}
WIDEST_CM = 12
OLD_WORD = b"\xd0\xcf\x11\xe0"


class Docx(Format):
    name = "docx"
    label = _("Word (Câu 1, A, B, C, Đáp án)")
    extension = "docx"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def likeness(self, data: bytes, name: str) -> int:
        if not data.startswith(b"PK"):
            return 0
        return 2 if BODY.encode() in data else super().likeness(data, name)

    def place(self, line: int, read: ReadFile) -> str:
        """Word shows no numbers of paragraphs, but everybody finds "Câu 12"."""
        told = {"paragraph": line, "number": read.number_at(line)}
        if told["number"]:
            return gettext("Question %(number)d (paragraph %(paragraph)d)") % told
        return gettext("paragraph %(paragraph)d") % told if line else ""

    def glance(self, data: bytes) -> int:
        return _judged(data)

    def read(self, data: bytes) -> ReadFile:
        document = _opened(data)
        findings = Findings()
        try:
            lines = DocumentLines(document, findings).lines()
        except CannotRead:
            raise
        except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
            # Parts that lack what Word always writes: no lines can be made of them, whichever it was.
            raise CannotRead(_damaged()) from error
        return read_lines(lines, findings)

    def write(self, questions: Sequence[Drafted]) -> Written:
        document = _new_document()
        blocks = list(said(questions))
        end = document.element.body.sectPr
        for question, block in zip(questions, blocks, strict=True):
            for each in block:
                _add(document, end, each, question.files)
        out = io.BytesIO()
        document.save(out)
        return Written(out.getvalue(), _losses(questions, blocks))


def _judged(data: bytes) -> int:
    """How much the file has to read, in bytes of plain text about. Every part is unpacked and looked through before another library does the same."""
    if data.startswith(OLD_WORD):
        raise CannotRead(
            gettext(
                "This is an old Word file (.doc). Open it in Word and save it as .docx, then read that file."
            )
        )
    package = open_package(data)
    if BODY not in package or "[Content_Types].xml" not in package:
        raise CannotRead(gettext("This is no Word file (.docx)."))
    weight = pictures = 0
    for name in package.names:
        part = package.read(name)
        # Whatever a file calls its parts, the library reads those that are XML.
        if b"<" in part[:200]:
            weight += len(part)
            look_through(part, most_signs=MOST_SIGNS)
            if len(part) > MOST_IN_BODY:
                raise CannotRead(
                    gettext(
                        "Unpacked, the file would be far larger than any file of questions. It is not opened."
                    )
                )
        else:
            pictures += 1
    return max(weight - FURNITURE, 0) // WORDINESS + pictures * WEIGHT_OF_ONE


def _opened(data: bytes) -> Any:
    _judged(data)
    try:
        return Document(io.BytesIO(data))
    except (
        PackageNotFoundError, BadZipFile, LxmlError, KeyError, ValueError, AttributeError, TypeError, OSError, IndexError,
        RecursionError,
    ) as error:  # fmt: skip
        raise CannotRead(_damaged()) from error


def _damaged() -> str:
    return gettext("This Word file is damaged. Open it in Word and save it anew.")


def _new_document() -> Any:
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(13)
    style.paragraph_format.space_after = Pt(2)
    # Word takes the fonts of East Asia for some Vietnamese letters unless told otherwise.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Times New Roman")
    return document


def _add(document: Any, end: Any, each: Said, files: Mapping[str, bytes]) -> None:
    """A line as a paragraph; further lines of a field as paragraphs below it."""
    first, *rest = each.text.split("\n")
    paragraph = _new_paragraph(document, end)
    if each.label.startswith("Câu ") or each.label == "Chủ đề:":
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.keep_with_next = True
    if each.label:
        paragraph.add_run(_fit(each.label)).bold = not _is_letter(each.label) or each.right
        paragraph.add_run(" ")
    paragraph.add_run(_fit(first)).bold = True if each.right else None
    for text in rest:
        paragraph = _new_paragraph(document, end)
        paragraph.add_run(_fit(text))
    for media in each.media:
        data = files.get(media["file"])
        if data is not None and media["type"] in _WORD_SHOWS:
            _add_picture(paragraph, data, media)


def _new_paragraph(document: Any, end: Any) -> Paragraph:
    """A paragraph before the end of the body. The library's own way looks through the whole document each time."""
    element = OxmlElement("w:p")
    end.addprevious(element)
    return Paragraph(element, document._body)


def _add_picture(paragraph: Any, data: bytes, media: Mapping[str, Any]) -> None:
    run = paragraph.add_run()
    width = min(Cm(WIDEST_CM), Pt(0.75 * (media.get("width") or 480)))
    shape = run.add_picture(io.BytesIO(data), width=width)
    shape._inline.docPr.set("descr", _fit(media["alt"]))


def _fit(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or char >= " " and char not in "\ufffe\uffff")


def _is_letter(label: str) -> bool:
    return len(label) == 2 and label[0].isalpha()


def _losses(questions: Sequence[Drafted], blocks: Sequence[Sequence[Said]]) -> list[Remark]:
    """What the form does not say, found by reading each question's lines again, pictures included."""
    losses = []
    topic: tuple[str, ...] = ()
    for number, (question, block) in enumerate(zip(questions, blocks, strict=True), start=1):
        try:
            found = read_lines(list(_lines(block, question.files)), Findings())
            again = found.questions[0] if len(found.questions) == 1 else None
        except CannotRead:
            again = None
        topic = again.topic if again and block[0].label == "Chủ đề:" else topic
        if again:
            again = Drafted(**{**vars(again), "topic": topic})
        losses += losses_of(number, question, again)
    return losses


def _lines(block: Sequence[Said], files: Mapping[str, bytes]) -> list[Line]:
    lines: list[Line] = []
    for each in block:
        texts = each.line.split("\n")
        for at, text in enumerate(texts, start=1):
            shown = [
                media
                for media in (each.media if at == len(texts) else ())
                if media["type"] in _WORD_SHOWS and media["file"] in files
            ]
            found = tuple(
                Found(files[one["file"]], one["type"], one["alt"], one.get("width"), one.get("height"))
                for one in shown
            )
            lines.append(Line(len(lines) + 1, tidy(text) + PICTURE * len(found), pictures=found))
    return lines
