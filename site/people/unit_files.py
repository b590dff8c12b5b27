"""Units from a file: read whole, every fault found with its row, then stored at once or not at all.

Columns: `uid,code,type,name,name_variant,parent_uid,valid_from,valid_to,basis,successors`. Days are ISO days,
`valid_to` is the first day on which the unit no longer exists; `successors` is `uid:whole|part`, separated by `;`. A
uid that begins with `demo-` marks a unit of the demo.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.units import Unit, UnitSuccession, UnitType
from sheets import api as sheets
from vietnamese import api as vietnamese

COLUMNS = (
    "uid",
    "code",
    "type",
    "name",
    "name_variant",
    "parent_uid",
    "valid_from",
    "valid_to",
    "basis",
    "successors",
)
LONGEST = {"uid": 60, "name": 120, "name_variant": 120, "basis": 200}
LONGEST_PATH = 400
UID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"\d{1,12}", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DEMO = "demo-"


class UnitsRefused(ValueError):
    """The file cannot be stored; nothing was. `faults` holds one sentence for each fault, with its row."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Loaded:
    """How many units were added, corrected, or were there already just so."""

    added: int
    changed: int
    unchanged: int


@dataclass
class UnitRow:
    """One line of the file. `line` counts as a spreadsheet does: the heading is line 1."""

    line: int
    uid: str
    code: str
    type: str
    name: str
    name_variant: str
    parent_uid: str
    basis: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: dict[str, str] = field(default_factory=dict)


def load_units(content: bytes) -> Loaded:
    """Store the units of a CSV file. Raises UnitsRefused with every fault; a second run changes nothing."""
    rows, faults = read_units(content)
    with transaction.atomic():
        known = {unit.uid: unit for unit in Unit.objects.select_related("parent")}
        faults += list(faults_among(rows, known))
        if faults:
            raise UnitsRefused(faults)
        return _store(rows, known)


def read_units(content: bytes) -> tuple[list[UnitRow], list[str]]:
    """The rows of the file and the faults that each row shows by itself."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [_("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again.")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sheets.separator_of(text))
    rows: list[UnitRow] = []
    faults: list[str] = []
    place = 0
    try:
        heading = [vietnamese.clean_line(cell) for cell in next(reader, [])]
        if faults := _faults_of_heading(heading):
            return [], faults
        place = 1
        for place, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                _read_row(place, heading, cells, rows, faults)
    except csv.Error as error:
        faults.append(_at(place + 1, _("The row cannot be read: %(reason)s") % {"reason": error}))
    if not rows and not faults:
        faults.append(_("The file has no rows."))
    return rows, faults


def _at(line: int, sentence: str) -> str:
    return _("Row %(row)d: %(fault)s") % {"row": line, "fault": sentence}


def _faults_of_heading(heading: list[str]) -> list[str]:
    missing = [name for name in COLUMNS if name not in heading]
    strange = [name for name in heading if name not in COLUMNS]
    faults = []
    if missing:
        faults.append(_("Columns are missing: %(names)s") % {"names": ", ".join(missing)})
    if strange:
        faults.append(_("Columns are not known: %(names)s") % {"names": ", ".join(strange)})
    if not faults and len(heading) != len(COLUMNS):
        faults.append(_("A column stands there twice."))
    return faults


def _read_row(
    line: int, heading: list[str], cells: list[str], rows: list[UnitRow], faults: list[str]
) -> None:
    if len(cells) != len(heading):
        faults.append(
            _at(
                line,
                _("%(count)d cells instead of %(wanted)d") % {"count": len(cells), "wanted": len(heading)},
            )
        )
        return
    cell = dict(zip(heading, (vietnamese.clean_line(each) for each in cells), strict=True))
    found = list(_faults_of_cells(cell))
    days: dict[str, Any] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = _day(cell[name])
        except ValueError:
            found.append(_("“%(text)s” is not a day. Write it like 2025-07-01.") % {"text": cell[name]})
    successors = _successors(cell["successors"], found)
    faults += [_at(line, fault) for fault in found]
    texts: dict[str, Any] = {
        name: cell[name] for name in ("uid", "code", "type", "name", "name_variant", "parent_uid", "basis")
    }
    rows.append(UnitRow(line, **texts, **days, successors=successors))


def _faults_of_cells(cell: dict[str, str]) -> Iterator[str]:
    if not UID.fullmatch(cell["uid"]):
        yield _("The key “%(text)s” needs small letters, digits and dashes only.") % {"text": cell["uid"]}
    if cell["code"] and not CODE.fullmatch(cell["code"]):
        yield _("The code “%(text)s” is not a number.") % {"text": cell["code"]}
    if cell["type"] not in UnitType.values:
        yield _("The type “%(text)s” is not one of: %(types)s") % {
            "text": cell["type"],
            "types": ", ".join(UnitType.values),
        }
    if not cell["name"]:
        yield _("The name is missing.")
    for name, most in LONGEST.items():
        if len(cell[name]) > most:
            yield _("The column %(name)s holds more than %(most)d characters.") % {"name": name, "most": most}


def _day(text: str) -> date | None:
    if not text:
        return None
    if not ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _successors(text: str, faults: list[str]) -> dict[str, str]:
    successors: dict[str, str] = {}
    for step in filter(None, (part.strip() for part in text.split(";"))):
        uid, _colon, share = step.partition(":")
        if share not in UnitSuccession.Share.values:
            faults.append(
                _("The successor “%(text)s” is not written as key:whole or key:part.") % {"text": step}
            )
        elif uid in successors:
            faults.append(_("The successor %(uid)s stands there twice.") % {"uid": uid})
        else:
            successors[uid] = share
    if len(successors) > 1 and UnitSuccession.Share.WHOLE in successors.values():
        faults.append(_("A unit that went whole to one successor cannot have another."))
    return successors


def faults_among(rows: list[UnitRow], known: dict[str, Unit]) -> Iterator[str]:
    """Faults that show only when rows are seen together and beside the units that are stored."""
    first: dict[str, UnitRow] = {}
    for row in rows:
        if row.uid in first:
            other = first[row.uid].line
            yield _at(
                row.line, _("The key %(uid)s stands in row %(other)d too.") % {"uid": row.uid, "other": other}
            )
        else:
            first[row.uid] = row
    for row in rows:
        faults = [
            *_faults_of_validity(row),
            *_faults_of_parent(row, first, known),
            *_faults_of_successors(row, first, known),
            *_faults_of_change(row, known),
        ]
        yield from (_at(row.line, fault) for fault in faults)
    yield from _faults_of_codes(rows, known)


def _faults_of_validity(row: UnitRow) -> Iterator[str]:
    if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
        yield _("The unit would end before it begins.")


def _faults_of_parent(row: UnitRow, first: dict[str, UnitRow], known: dict[str, Unit]) -> Iterator[str]:
    if not row.parent_uid:
        if row.type != UnitType.PROVINCE:
            yield _("Only a province belongs to no other unit; parent_uid is missing.")
        return
    if row.parent_uid not in first and row.parent_uid not in known:
        yield _("The unit above, %(uid)s, is neither in the file nor stored.") % {"uid": row.parent_uid}
        return
    seen = {row.uid}
    above = row.parent_uid
    while above in first:
        if above in seen:
            yield _("The unit would belong to itself by way of %(uid)s.") % {"uid": row.parent_uid}
            return
        seen.add(above)
        above = first[above].parent_uid
        if sum(map(len, seen)) > LONGEST_PATH:
            break
    if len("/".join(["", *seen, ""])) + len(known[above].tree_path if above in known else "") > LONGEST_PATH:
        yield _("The unit would lie too deep: too many units stand above it.")


def _faults_of_successors(row: UnitRow, first: dict[str, UnitRow], known: dict[str, Unit]) -> Iterator[str]:
    if row.successors and row.valid_to is None:
        yield _("A unit with successors needs the day on which it ended (valid_to).")
        return
    for uid in row.successors:
        later: UnitRow | Unit | None = first.get(uid) or known.get(uid)
        if later is None:
            yield _("The successor %(uid)s is neither in the file nor stored.") % {"uid": uid}
        elif uid == row.uid:
            yield _("A unit cannot be its own successor.")
        elif row.valid_to and not _exists_on(later, row.valid_to):
            yield _("The successor %(uid)s does not exist on %(day)s.") % {"uid": uid, "day": row.valid_to}


def _exists_on(unit: UnitRow | Unit, day: date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or unit.valid_to > day
    )


def _faults_of_change(row: UnitRow, known: dict[str, Unit]) -> Iterator[str]:
    """What a stored unit is may be corrected, never turned into another unit: that is an end and a successor."""
    unit = known.get(row.uid)
    if unit is None:
        return
    parent_uid = unit.parent.uid if unit.parent else ""
    same = vietnamese.fold(unit.name) == vietnamese.fold(row.name)
    if not same or unit.type != row.type or parent_uid != row.parent_uid:
        yield _(
            "%(uid)s is stored as “%(name)s” (%(type)s, above: %(parent)s). A renamed or moved unit needs a key of its own."
        ) % {"uid": row.uid, "name": unit.name, "type": unit.type, "parent": parent_uid or "–"}


def _faults_of_codes(rows: list[UnitRow], known: dict[str, Unit]) -> Iterator[str]:
    """A code names one unit at a time."""
    in_file = {row.uid for row in rows}
    by_code: dict[str, list[UnitRow | Unit]] = {}
    for unit in known.values():
        if unit.code and unit.uid not in in_file:
            by_code.setdefault(unit.code, []).append(unit)
    for row in rows:
        if not row.code:
            continue
        for other in by_code.setdefault(row.code, []):
            if other.uid != row.uid and _overlap(row, other):
                yield _at(
                    row.line,
                    _("At the same time %(uid)s has the code %(code)s too.")
                    % {"uid": other.uid, "code": row.code},
                )
        by_code[row.code].append(row)


def _overlap(one: UnitRow | Unit, other: UnitRow | Unit) -> bool:
    return (one.valid_to is None or other.valid_from is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from is None or one.valid_from < other.valid_to
    )


def _store(rows: list[UnitRow], known: dict[str, Unit]) -> Loaded:
    added = changed = 0
    for row in _parents_first(rows):
        unit = known.get(row.uid) or Unit(uid=row.uid)
        before = _stored_form(unit) if unit.pk else None
        unit.code, unit.type, unit.name, unit.name_variant = row.code, row.type, row.name, row.name_variant
        unit.valid_from, unit.valid_to, unit.basis = row.valid_from, row.valid_to, row.basis
        unit.parent = known[row.parent_uid] if row.parent_uid else None
        unit.is_demo = row.uid.startswith(DEMO)
        unit.tidy()
        known[row.uid] = unit
        if before is None:
            unit.save(force_insert=True)
            added += 1
        elif before != _stored_form(unit):
            unit.save()
            changed += 1
    corrected = _store_successions(rows, known)
    changed += len(corrected)
    return Loaded(added=added, changed=changed, unchanged=len(rows) - added - changed)


def _stored_form(unit: Unit) -> tuple[object, ...]:
    return tuple(getattr(unit, field.attname) for field in Unit._meta.concrete_fields)


def _parents_first(rows: list[UnitRow]) -> Iterable[UnitRow]:
    by_uid = {row.uid: row for row in rows}

    def depth(row: UnitRow) -> int:
        above = 0
        while row.parent_uid in by_uid:
            above, row = above + 1, by_uid[row.parent_uid]
        return above

    return sorted(rows, key=depth)


def _store_successions(rows: list[UnitRow], known: dict[str, Unit]) -> set[str]:
    """Make the stored successions of these units those of the file; the keys of units stored before that changed by it."""
    stored: dict[str, dict[str, UnitSuccession]] = {}
    for step in UnitSuccession.objects.select_related("former", "successor"):
        stored.setdefault(step.former.uid, {})[step.successor.uid] = step
    new: list[UnitSuccession] = []
    corrected: set[str] = set()
    for row in rows:
        present = stored.get(row.uid, {})
        for uid in present.keys() - row.successors.keys():
            present[uid].delete()
            corrected.add(row.uid)
        for uid, share in row.successors.items():
            found = present.get(uid)
            if found is None:
                new.append(
                    UnitSuccession(former=known[row.uid], successor=known[uid], share=share, basis=row.basis)
                )
                if present:
                    corrected.add(row.uid)
            elif (found.share, found.basis) != (share, row.basis):
                found.share, found.basis = share, row.basis
                found.save(update_fields=["share", "basis"])
                corrected.add(row.uid)
    UnitSuccession.objects.bulk_create(new)
    return corrected
