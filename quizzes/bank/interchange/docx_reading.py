"""How a Word file becomes the lines of the usual Vietnamese form: text, automatic numbers, looks, tables, pictures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from docx.document import Document

from quizzes.bank.interchange.base import CannotRead
from quizzes.bank.interchange.docx_fonts import Looks, qn
from quizzes.bank.interchange.docx_numbering import Numbering
from quizzes.bank.interchange.findings import Findings
from quizzes.bank.interchange.opening import MOST_LINES, Mending, mending_for
from quizzes.bank.interchange.pictures import Found, found_in
from quizzes.bank.interchange.plain_text import tidy
from quizzes.bank.interchange.plain_text_lines import PICTURE, Line, Mark, head_of_question
from vietnamese import api as vietnamese

MOST_IN_PARAGRAPH = 100_000
# Word parts a paragraph wherever its letters look different; a drawing with words in it lies deepest.
MOST_RUNS, MOST_BETWEEN = 20_000, 40
SHORT_CELL = 14
MOST_NESTED_TABLES = 5
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULA = f"{_MATH}oMath"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@dataclass
class _Piece:
    """Letters of a paragraph that look alike: the marks they have, the encoding that their font tells."""

    text: str
    how: frozenset[str]
    encoding: vietnamese.Encoding | None


class DocumentLines:
    """Reads a document once, from its beginning to its end. Paragraphs are numbered from 1, those in tables too."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._looks = Looks(document)
        self._numbering = Numbering(document)
        self._number = 0
        self._pictures: dict[str, Found | None] = {}

    def lines(self) -> list[Line]:
        """All lines of the body, tables row by row."""
        return list(self._blocks(self._document.element.body, depth=0))

    def _blocks(self, parent: Any, *, depth: int) -> Iterator[Line]:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl") and depth < MOST_NESTED_TABLES:
                yield from self._table(child, depth=depth + 1)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                if content is not None and depth < MOST_NESTED_TABLES:
                    yield from self._blocks(content, depth=depth + 1)

    def _table(self, table: Any, *, depth: int) -> Iterator[Line]:
        for row in table.iterchildren(qn("w:tr")):
            cells = [list(self._blocks(cell, depth=depth)) for cell in row.iterchildren(qn("w:tc"))]
            yield from _row(cells)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        self._number += 1
        if self._number > MOST_LINES:
            raise CannotRead(
                gettext("The file has more than %(limit)d lines. Split it into several files.")
                % {"limit": MOST_LINES}
            )
        label = self._numbering.label(paragraph)
        pieces, pictures = self._pieces(paragraph)
        whole = _line(self._number, pieces, pictures)
        starts = 0
        for text in whole.text.split("\n"):
            line = whole.part(starts, starts + len(text))
            starts += len(text) + 1
            yield _labelled(line, label) if label and (text.strip() or line.pictures) else line
            label = "" if text.strip() else label

    def _pieces(self, paragraph: Any) -> tuple[list[_Piece], list[Found]]:
        """The letters of a paragraph by their looks, and its pictures in order."""
        pieces: list[_Piece] = []
        pictures: list[Found] = []
        letters = 0
        for number, run in enumerate(paragraph.iter(qn("w:r"), _FORMULA), start=1):
            if number > MOST_RUNS or letters > MOST_IN_PARAGRAPH:
                raise self._too_long()
            if run.tag == _FORMULA:
                text = self._formula(run)
                letters += len(text)
                pieces.append(_Piece(text, frozenset(), None))
                continue
            above = self._above(run, paragraph)
            if run.getparent().tag == qn("w:del") or f"{_COMPATIBLE}Fallback" in above:
                continue
            text = "".join(self._texts(run, pictures))
            if not text:
                continue
            letters += len(text)
            how = self._looks.marks_of(run)
            encoding = self._looks.encoding_of(run)
            if pieces and (pieces[-1].how, pieces[-1].encoding) == (how, encoding):
                pieces[-1].text += text
            else:
                pieces.append(_Piece(text, how, encoding))
        if letters > MOST_IN_PARAGRAPH:
            raise self._too_long()
        return pieces, pictures

    def _above(self, run: Any, paragraph: Any) -> list[str]:
        """The names of the elements between a run and its paragraph. A Fallback among them says once more what is read already."""
        names: list[str] = []
        parent = run.getparent()
        while parent is not None and parent is not paragraph:
            names.append(parent.tag)
            parent = parent.getparent()
            if len(names) > MOST_BETWEEN:
                raise CannotRead(
                    gettext("The parts of this file lie too deep in each other. It is not opened.")
                )
        return names

    def _too_long(self) -> CannotRead:
        return CannotRead(
            gettext("Line %(line)d is longer than %(limit)d letters. This is no file of questions.")
            % {"line": self._number, "limit": MOST_IN_PARAGRAPH}
        )

    def _formula(self, element: Any) -> str:
        """The letters of an equation in a row, with a doubt: fractions and roots do not show in plain text."""
        told = gettext("Formulas are kept as plain text. Look whether they still read right.")
        self._findings.doubt(self._number, told)
        return "".join(each.text or "" for each in element.iter(f"{_MATH}t"))

    def _texts(self, run: Any, pictures: list[Found]) -> Iterator[str]:
        for child in run.iterchildren():
            if child.tag == qn("w:t"):
                yield (child.text or "").replace(PICTURE, " ")
            elif child.tag == qn("w:tab"):
                yield "\t"
            elif child.tag in {qn("w:br"), qn("w:cr")}:
                yield "\n"
            elif child.tag == qn("w:noBreakHyphen"):
                yield "-"
            elif child.tag in {qn("w:drawing"), qn("w:pict"), qn("w:object")}:
                for found in self._drawn(child):
                    pictures.append(found)
                    yield PICTURE
            elif child.tag == f"{_COMPATIBLE}AlternateContent":
                for choice in child.iterchildren(f"{_COMPATIBLE}Choice"):
                    for drawing in choice.iter(qn("w:drawing")):
                        for found in self._drawn(drawing):
                            pictures.append(found)
                            yield PICTURE

    def _drawn(self, element: Any) -> Iterator[Found]:
        words = ""
        for described in element.iter(qn("wp:docPr")):
            words = described.get("descr") or ""
        for named in element.iter(qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"):
            key = named.get(qn("r:embed")) or named.get(qn("r:id")) or ""
            if key not in self._pictures:
                self._pictures[key] = self._picture(key)
            found = self._pictures[key]
            if found is None:
                told = gettext(
                    "A picture here cannot be shown on phones (EMF, WMF, TIFF …) or is too large; it is left out."
                    " Save it as PNG or JPEG."
                )
                self._findings.doubt(self._number, told)
            else:
                yield Found(found.data, found.type, vietnamese.clean_line(words), found.width, found.height)

    def _picture(self, key: str) -> Found | None:
        """The picture of a relation; None where it stands outside of the file or is of no use to browsers."""
        relation = self._document.part.rels.get(key)
        if relation is None or relation.is_external:
            return None
        return found_in(relation.target_part.blob)


def _line(number: int, pieces: list[_Piece], pictures: list[Found]) -> Line:
    """One paragraph in sound Unicode. Pieces in old fonts are mended by them, others by what their letters look like."""
    whole = "".join(each.text for each in pieces)
    by_letters = Mending() if whole.isascii() else mending_for(whole)
    text, marks, used = "", [], by_letters
    for each in pieces:
        if each.encoding and not each.text.isascii():
            mended = vietnamese.to_unicode(each.text, each.encoding)
            used = Mending(each.encoding, used.lookalikes)
        elif by_letters.encoding and not any(other.encoding for other in pieces):
            mended = by_letters(each.text)
        else:
            mended = vietnamese.repair_lookalikes(each.text) if by_letters.lookalikes else each.text
        mended = "\n".join(_kept_spaces(part) for part in mended.split("\n"))
        marks += [Mark(len(text), len(text) + len(mended), how) for how in sorted(each.how)]
        text += mended
    if not any(each.encoding for each in pieces) and by_letters.encoding:
        used = by_letters
    return Line(number, text, tuple(marks), tuple(pictures), used if text.strip() else Mending())


def _kept_spaces(text: str) -> str:
    """A piece of a line without invisible characters; the spaces at its ends and between options stay."""
    bare = text.strip()
    if not bare:
        return text
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :]
    return f"{start}{PICTURE.join(tidy(part) if part.strip() else part for part in _around(bare))}{end}"


def _around(text: str) -> list[str]:
    return text.split(PICTURE)


def _labelled(line: Line, label: str) -> Line:
    """The line with its automatic number or letter before it, as a reader of the document sees it."""
    moved = tuple(Mark(each.start + len(label), each.end + len(label), each.how) for each in line.marks)
    return Line(line.number, label + line.text, moved, line.pictures, line.mending)


def _row(cells: list[list[Line]]) -> Iterator[Line]:
    """A row of a table: short cells in one line (a key), "Câu 1" beside its text as one, others one after the other."""
    filled = [[line for line in cell if line.text.strip() or line.pictures] for cell in cells]
    if len(filled) > 1 and all(len(cell) <= 1 for cell in filled):
        texts = [cell[0].words if cell else "" for cell in filled]
        has_pictures = any(line.pictures for cell in filled for line in cell)
        if not has_pictures and all(len(text) <= SHORT_CELL for text in texts) and _is_key_row(texts):
            number = next((cell[0].number for cell in filled if cell), 0)
            yield Line(number, "\t".join(text for text in texts if text))
            return
    if len(filled) > 1 and len(filled[0]) == 1 and filled[1]:
        head = head_of_question(filled[0][0].text)
        if head and head.starts >= len(filled[0][0].text.rstrip()):
            first, *rest = filled[1]
            yield _labelled(first, f"{filled[0][0].text.strip(' .:')}. ")
            yield from rest
            filled = filled[2:]
    for cell in filled:
        yield from cell


def _is_key_row(texts: list[str]) -> bool:
    """Whether a row holds numbers of questions, letters of answers, or both."""
    return all(
        re.fullmatch(
            r"|(?:câu|stt|đáp án|đ\.?a\.?|trả lời|\d{1,4}|(?:câu\s*)?\d{1,4}\s*[-.:)]?\s*[A-Ha-h]?|[A-H](?:[,;/ ]*[A-H])*|đúng|sai|[đs])\.?",
            text,
            re.IGNORECASE,
        )
        for text in texts
    ) and any(char.isalnum() for text in texts for char in text)
