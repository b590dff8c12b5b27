"""What a register file (`legal-register.csv`) says, row by row. Reads text only, never the database.

Columns: ref, kind, number, title_vi, issued, effective, status_at_YYYY_MM_DD, amended_or_replaced_by, evidence_level,
evidence, publish_rule. A file with a fault is refused whole; every fault names its row as spreadsheets count them.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from law import numbers
from law.documents import PublishRule, Status
from law.evidence import EVIDENCE_WORDS
from sheets import api as sheets
from vietnamese import api as vietnamese

COLUMNS = [
    "ref", "kind", "number", "title_vi", "issued", "effective", "amended_or_replaced_by",
    "evidence_level", "evidence", "publish_rule",
]  # fmt: skip
STATUS_COLUMN = re.compile(r"status_at_(\d{4})_(\d{2})_(\d{2})")
REF = re.compile(r"[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?")
PLAIN_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
REPLACED_FROM = re.compile(r"REPLACED from (\d{2}/\d{2}/\d{4})")
NO_NUMBER = "(unknown)"

# The source's words -> code, tried in this order.
STATUSES: list[tuple[re.Pattern[str], Status]] = [
    (re.compile(r"not confirmed|outcome unknown|follows the law above|not found outside", re.I), Status.NOT_CONFIRMED),
    (re.compile(r"no successor found", re.I), Status.NOT_CONFIRMED),
    (re.compile(r"not checked", re.I), Status.NOT_CHECKED),
    (re.compile(r"replaced\b(?! \d)", re.I), Status.REPLACED),
    (re.compile(r"^(?:in force, )?amended$", re.I), Status.IN_FORCE_AMENDED),
    (re.compile(r"believed in force|cited as in use|named as current|no replacement found|in force \(secondary\)", re.I), Status.BELIEVED_IN_FORCE),
    (re.compile(r"in force(?:;|$)", re.I), Status.IN_FORCE),
]  # fmt: skip
PUBLISH_RULES: list[tuple[str, PublishRule]] = [
    ("may publish", PublishRule.AFTER_RECHECK),
    ("publish only after a legal editor", PublishRule.AFTER_EDITOR),
    ("historical only", PublishRule.HISTORICAL),
    ("cite only as the seed", PublishRule.AS_SEED),
    ("banner", PublishRule.BANNER),
    ("hold", PublishRule.HOLD),
    ("do not publish", PublishRule.HOLD),
]
# Words in a day's cell -> the evidence mark that they amount to.
DAY_MARKS: list[tuple[str, str]] = [("memory", "M"), ("secondary", "B")]
NO_EVIDENCE = ("not read", "not found", "not checked", "unknown", "planned")


@dataclass(frozen=True)
class Day:
    """A day with its evidence mark, or no day and the source's words for it."""

    day: date | None
    note: str
    evidence: str


@dataclass(frozen=True)
class Change:
    """A document that amends or replaces the one of the row. `number` is whole, or short ("21/2023")."""

    number: str
    note: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """One row, read. `place` is its number in the file, the heading being row 1."""

    place: int
    ref: str
    kind: str
    number: str
    title: str
    issued: Day
    effective: Day
    effective_to: date | None
    status: str
    status_note: str
    status_as_of: date | None
    amended_note: str
    changes: tuple[Change, ...]
    evidence: str
    evidence_note: str
    sources: str
    publish_rule: str
    publish_note: str


@dataclass(frozen=True)
class RegisterFile:
    """The rows of a sound file, and what a person should look at."""

    rows: list[RegisterRow]
    warnings: list[str] = field(default_factory=list)


class RegisterRefused(Exception):
    """The file cannot be loaded. `faults` holds a sentence for each reason, with its row."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_register(data: bytes) -> RegisterFile:
    """The rows of a CSV file in UTF-8, with or without BOM. Refuses the whole file with RegisterRefused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterRefused(
            [gettext("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.")]
        ) from error
    lines = _lines(text)
    heading = next(lines, [])
    as_of = _as_of(heading)
    rows: list[RegisterRow] = []
    faults: list[str] = []
    warnings: list[str] = []
    for place, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) != len(heading):
            faults.append(at_row(place, gettext("This row does not have as many cells as the heading.")))
            continue
        row, wrong = _row(place, dict(zip(heading, cells, strict=True)), as_of)
        faults += [at_row(place, sentence) for sentence in wrong]
        rows.append(row)
        warnings += [at_row(place, sentence) for sentence in _doubts(row)]
    faults += _twice(rows)
    if not rows and not faults:
        faults.append(gettext("The file has no rows."))
    if faults:
        raise RegisterRefused(faults)
    return RegisterFile(rows=rows, warnings=warnings)


def _lines(text: str) -> Iterator[list[str]]:
    """The rows of a CSV file, empty ones too, so that they are counted as spreadsheets count them."""
    place = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=sheets.separator_of(text)):
            place += 1
            yield [vietnamese.clean_line(cell) for cell in cells]
    except csv.Error as error:
        words = gettext("The row cannot be read: %(reason)s") % {"reason": error}
        raise RegisterRefused([at_row(place + 1, words)]) from error


def read_day(cell: str, mark: str) -> Day:
    """A cell of a day: only a plain dd/mm/yyyy is a day. Anything else stays in the source's words.

    Refuses a day that the calendar does not have with vietnamese.NotADay.
    """
    if not cell:
        return Day(None, "", "")
    if PLAIN_DAY.fullmatch(cell):
        return Day(vietnamese.parse_day(cell), "", mark)
    for word, meaning in DAY_MARKS:
        if word in cell:
            return Day(None, cell, meaning)
    return Day(None, cell, "X" if any(word in cell for word in NO_EVIDENCE) else mark)


def read_changes(cell: str) -> list[Change]:
    """The documents named in a cell: "51/2024/QH15; 118/2025/QH15 (Điều 6, from 01/07/2026)". Words are left alone."""
    changes = []
    for part in _parts(cell):
        number = numbers.number_at_start(part)
        short = numbers.SHORT.fullmatch(part)
        if number:
            changes.append(Change(number, _note(part[len(number) :])))
        elif short:
            changes.append(Change(part))
    return changes


def _note(rest: str) -> str:
    """What follows a number; brackets around all of it are left out."""
    rest = rest.strip()
    return rest[1:-1].strip() if re.fullmatch(r"\([^()]*\)", rest) else rest


def _parts(cell: str) -> list[str]:
    """Parts between semicolons; those inside brackets do not count."""
    return [part.strip() for part in re.split(r";\s*(?![^()]*\))", cell) if part.strip()]


def _as_of(headings: list[str]) -> tuple[str, date]:
    missing = [name for name in COLUMNS if name not in headings]
    dated = [(name, found) for name in headings if (found := STATUS_COLUMN.fullmatch(name))]
    if len(dated) != 1:
        missing.append("status_at_YYYY_MM_DD")
    if missing:
        raise RegisterRefused(
            [gettext("The file lacks the column “%(name)s”.") % {"name": name} for name in missing]
        )
    extra = [name for name in headings if name not in COLUMNS and name != dated[0][0]]
    if extra:
        raise RegisterRefused(
            [
                gettext("The file has a column “%(name)s” that is not known here.") % {"name": name}
                for name in extra
            ]
        )
    name, found = dated[0]
    try:
        return name, date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise RegisterRefused(
            [gettext("The column “%(name)s” does not name a day.") % {"name": name}]
        ) from error


def _row(place: int, cells: dict[str, str], as_of: tuple[str, date]) -> tuple[RegisterRow, list[str]]:
    faults: list[str] = []
    status_column, status_day = as_of
    evidence, day_mark = _evidence(cells["evidence_level"])
    number = "" if cells["number"] == NO_NUMBER else cells["number"]
    status_words = cells[status_column]
    status = next((code for pattern, code in STATUSES if pattern.search(status_words)), None)
    rule_words = cells["publish_rule"]
    rule = next((code for words, code in PUBLISH_RULES if rule_words.lower().startswith(words)), None)
    replaced = REPLACED_FROM.search(status_words)
    if not REF.fullmatch(cells["ref"]):
        faults.append(
            gettext("“%(text)s” is no key: capital letters A to Z, digits and hyphens.")
            % {"text": cells["ref"]}
        )
    if not cells["kind"]:
        faults.append(gettext("The kind of document is missing."))
    if not cells["title_vi"]:
        faults.append(gettext("The title is missing."))
    if number and not numbers.is_number(number):
        faults.append(gettext("“%(text)s” is no number of a document.") % {"text": number})
    if not cells["number"]:
        faults.append(gettext("The number is missing. Write (unknown) if it is not known."))
    if status is None:
        faults.append(gettext("The status “%(text)s” is not understood.") % {"text": status_words})
    if rule is None:
        faults.append(gettext("The publish rule “%(text)s” is not understood.") % {"text": rule_words})
    if not evidence:
        faults.append(gettext("The evidence mark is missing."))
    elif evidence not in EVIDENCE_WORDS:
        faults.append(gettext("The evidence mark “%(text)s” is not known.") % {"text": evidence})
    days = {}
    for name in ("issued", "effective"):
        try:
            days[name] = read_day(cells[name], day_mark)
        except vietnamese.NotADay as error:
            faults.append(f"{name}: {error.message}")
            days[name] = Day(None, cells[name], "")
    row = RegisterRow(
        place=place,
        ref=cells["ref"],
        kind=cells["kind"],
        number=number,
        title=cells["title_vi"],
        issued=days["issued"],
        effective=days["effective"],
        effective_to=vietnamese.parse_day(replaced[1]) if replaced else None,
        status=status or Status.NOT_CHECKED,
        status_note=status_words,
        status_as_of=status_day,
        amended_note=cells["amended_or_replaced_by"],
        changes=tuple(read_changes(cells["amended_or_replaced_by"])),
        evidence=evidence,
        evidence_note=cells["evidence_level"] if cells["evidence_level"] != evidence else "",
        sources=cells["evidence"],
        publish_rule=rule or PublishRule.HOLD,
        publish_note=rule_words,
    )
    return row, faults


def _evidence(words: str) -> tuple[str, str]:
    """The mark of a row and the mark of its days: "A number; B dates" -> ("A", "B")."""
    parts = [(part.split()[0].rstrip(";,"), part) for part in _parts(words) if part.split()]
    if not parts:
        return "", ""
    row = parts[0][0]
    return row, next((mark for mark, part in parts if part.endswith(" dates")), row)


def _doubts(row: RegisterRow) -> list[str]:
    year = numbers.year_in(row.number)
    written = PLAIN_DAY.search(row.issued.note)
    issued = row.issued.day.year if row.issued.day else int(written.group()[-4:]) if written else None
    if year and issued and year != issued:
        words = gettext("The number %(number)s names the year %(year)s, but the document is of %(issued)s.")
        return [words % {"number": row.number, "year": year, "issued": issued}]
    return []


def _twice(rows: list[RegisterRow]) -> list[str]:
    faults = []
    for name in ("ref", "number"):
        first: dict[str, int] = {}
        for row in rows:
            value = getattr(row, name)
            if value and value in first:
                words = gettext("“%(text)s” stands in row %(row)s already.") % {
                    "text": value,
                    "row": first[value],
                }
                faults.append(at_row(row.place, words))
            first.setdefault(value, row.place)
    return faults


def at_row(place: int, sentence: str) -> str:
    return gettext("Row %(row)s: %(sentence)s") % {"row": place, "sentence": sentence}
