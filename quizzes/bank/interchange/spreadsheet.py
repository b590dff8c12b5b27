"""Our spreadsheet of questions, made for trainers: Excel workbook and CSV, in and out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import CannotRead, Drafted, Format, ReadFile, Remark, Written
from quizzes.bank.interchange.findings import Findings
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.opening import head_of, mending_for
from quizzes.bank.interchange.plain_text_right import Unclear
from quizzes.bank.interchange.spreadsheet_columns import LETTERS, MOST_LETTERS, Column, columns, named
from quizzes.bank.interchange.spreadsheet_opening import (
    HEADINGS_WITHIN,
    SheetRow,
    cells_of,
    glance_at_table,
    glance_at_workbook,
    rows_of_text,
    rows_of_workbook,
)
from quizzes.bank.interchange.spreadsheet_rows import asked_in, fields_of, row_of
from quizzes.bank.interchange.spreadsheet_template import EXAMPLES, workbook
from quizzes.bank.interchange.wording import letter
from sheets import api as sheets


class Xlsx(Format):
    name = "xlsx"
    label = _("Excel workbook, our template")
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def likeness(self, data: bytes, name: str) -> int:
        if not data.startswith(b"PK"):
            return 0
        return 2 if b"xl/workbook.xml" in data else super().likeness(data, name)

    def glance(self, data: bytes) -> int:
        return glance_at_workbook(data)

    def read(self, data: bytes) -> ReadFile:
        findings = Findings()
        return _read(rows_of_workbook(data, findings), findings)

    def write(self, questions: Sequence[Drafted]) -> Written:
        rows = [row_of(each) for each in questions]
        return Written(workbook(_columns_for(rows), rows), _losses(questions, rows))

    def template(self) -> bytes:
        """The empty template: headings with their lists, a sheet of examples, a sheet that explains."""
        return workbook(columns(), [])


class Csv(Format):
    name = "csv"
    label = _("Table in text (CSV), our template")
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def likeness(self, data: bytes, name: str) -> int:
        if data.startswith((b"PK", b"%PDF")):
            return 0
        for line in head_of(data).splitlines()[:HEADINGS_WITHIN]:
            for sign in ",;\t":
                found = named(cells_of(line, sign)).values()
                if "stem" in found and len(found) > 2:
                    return 2
        return super().likeness(data, name)

    def glance(self, data: bytes) -> int:
        return glance_at_table(data)

    def read(self, data: bytes) -> ReadFile:
        findings = Findings()
        return _read(rows_of_text(data, findings), findings)

    def write(self, questions: Sequence[Drafted]) -> Written:
        rows = [row_of(each) for each in questions]
        return Written(_as_text(rows), _losses(questions, rows))

    def template(self) -> bytes:
        """The headings with one example of each kind, to be written over."""
        return _as_text(EXAMPLES)


def _as_text(rows: Sequence[dict[str, str]]) -> bytes:
    every = _columns_for(rows)
    cells = ([row.get(column.name, "") for column in every] for row in rows)
    return sheets.CSV().write([column.heading for column in every], cells)


def _columns_for(rows: Sequence[dict[str, str]]) -> Sequence[Column]:
    """All columns, with as many letters as the rows need."""
    used = [at + 1 for at in range(MOST_LETTERS) if any(row.get(letter(at)) for row in rows)]
    return columns(max([LETTERS, *used]))


def _read(rows: Iterator[SheetRow], findings: Findings) -> ReadFile:
    heads = _headings(rows, findings)
    found_any = False
    for row in rows:
        if findings.enough:
            break
        cells = {heads[at]: text for at, text in enumerate(row.cells) if at in heads}
        if not any(text.strip() for text in cells.values()):
            continue
        found_any = True
        _take(row.number, cells, findings)
    if not found_any:
        raise CannotRead(gettext("The table has headings, but no row below them is filled in."))
    return findings.read_file()


def _headings(rows: Iterator[SheetRow], findings: Findings) -> dict[int, str]:
    """Which columns of ours stand where; rows above the headings are skipped."""
    for seen, row in enumerate(rows):
        texts = [mending_for(each)(each) for each in row.cells]
        heads = named(texts)
        if "stem" in heads.values():
            _tell_headings(row.number, texts, heads, findings)
            return heads
        if seen >= HEADINGS_WITHIN:
            break
    raise CannotRead(
        gettext("No row of headings with “Câu hỏi” was found. Take our template and fill it in.")
    )


def _tell_headings(number: int, texts: Sequence[str], heads: dict[int, str], findings: Findings) -> None:
    seen: set[str] = set()
    for at, text in enumerate(texts):
        if at in heads and heads[at] in seen:
            findings.error(number, gettext("The heading “%(name)s” stands twice.") % {"name": text.strip()})
        elif at not in heads and text.strip() and text.strip().upper() not in {"STT", "TT", "#"}:
            told = gettext("The column “%(name)s” is not known here and is not read.")
            findings.doubt(number, told % {"name": text.strip()[:60]})
        seen.add(heads.get(at, ""))


def _take(number: int, cells: dict[str, str], findings: Findings) -> None:
    mending = mending_for("\n".join(cells.values()))
    mended = {name: mending(text) for name, text in cells.items()}
    if not mended.get("stem", "").strip():
        findings.error(number, gettext("“Câu hỏi” is empty in this row."))
        return
    try:
        kind, body, doubts = asked_in(mended, number)
    except Unclear as unclear:
        findings.error(number, unclear.sentence)
        return
    fields = fields_of(mended, doubts)
    if findings.take(kind, body, line=number, mending=mending, **fields):
        for each in doubts:
            findings.doubt(number, each)


def _losses(questions: Sequence[Drafted], rows: Sequence[dict[str, str]]) -> list[Remark]:
    losses = []
    for number, (question, row) in enumerate(zip(questions, rows, strict=True), start=1):
        findings = Findings()
        _take(number, dict(row), findings)
        losses += losses_of(number, question, findings.questions[0] if findings.questions else None)
    return losses
