"""Bringing a register file into the register: new rows, changed rows, rows that people have worked on."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext

from jobs import api as jobs
from law import numbers
from law.documents import Amendment, LegalDocument, PublishRule, Status, register_changed
from law.register_file import Change, RegisterFile, RegisterRefused, RegisterRow, at_row
from vietnamese import api as vietnamese

# What a register file says of a document. Anything else (official address, next review) belongs to people here.
LOADED_FIELDS = [
    "kind", "number", "title", "issued", "issued_note", "issued_evidence", "effective_from", "effective_note",
    "effective_evidence", "effective_to", "status", "status_note", "status_as_of", "amended_note", "evidence",
    "evidence_note", "sources", "publish_rule", "publish_note",
]  # fmt: skip


@dataclass
class LawReport:
    """What a load did. `kept` are rows that people have worked on, each with the fields in which the file differs."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)
    kept: list[tuple[str, str, list[str]]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.stubs)


@transaction.atomic
def load_register(file: RegisterFile, *, at: datetime, replace: bool = False) -> LawReport:
    """Bring the rows of a file into the register, each unverified.

    A row that is as the file says is not touched. A row that somebody verified, or changed by hand, is kept and told
    of, unless `replace`; then its verification ends, with an audit entry. Refuses the whole file with RegisterRefused.
    """
    report = LawReport(warnings=list(file.warnings))
    documents: list[tuple[RegisterRow, LegalDocument]] = []
    for row in file.rows:
        document = _find(row)
        if _store(document, row, report, at=at, replace=replace):
            documents.append((row, document))
    known = _known_numbers(file)
    for row, document in documents:
        _name_changes(document, row.changes, known, report)
    if report.anything:
        counts = {"added": len(report.added), "changed": len(report.changed), "stubs": len(report.stubs)}
        jobs.record("law.loaded", by=None, at=at, details=counts)
        register_changed()
    return report


def content_hash(document: LegalDocument) -> str:
    """SHA-256 of what a register file says of a document; another one after any change of it by hand."""
    values = {name: str(getattr(document, name) or "") for name in LOADED_FIELDS}
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _find(row: RegisterRow) -> LegalDocument:
    """The document of a row; a stub of the same number becomes it."""
    found = LegalDocument.objects.filter(ref=row.ref).first()
    if found is None and row.number:
        found = LegalDocument.objects.filter(number=row.number, status=Status.STUB).first()
    return found or LegalDocument()


def _store(
    document: LegalDocument, row: RegisterRow, report: LawReport, *, at: datetime, replace: bool
) -> bool:
    """Bring one row in; whether the document now is as the file says because of this load."""
    is_new = document.pk is None
    was_stub = document.status == Status.STUB
    before = {name: getattr(document, name) for name in LOADED_FIELDS}
    hash_before = "" if is_new else content_hash(document)
    _fill(document, row)
    wanted = content_hash(document)
    if not is_new and wanted == document.loaded_hash and hash_before == wanted:
        report.unchanged.append(row.ref)
        return False
    if not is_new and not was_stub:
        by_hand = hash_before != document.loaded_hash
        differing = [name for name in LOADED_FIELDS if before[name] != getattr(document, name)]
        if wanted == document.loaded_hash and by_hand and not replace:
            # The file says nothing new; somebody has improved the row here.
            report.unchanged.append(row.ref)
            return False
        if (document.is_verified or by_hand) and not replace:
            reason = gettext("verified") if document.is_verified else gettext("changed by hand")
            report.kept.append((row.ref, reason, differing))
            return False
        if document.is_verified:
            jobs.record("law.unverified", by=None, at=at, details={"ref": row.ref, "reason": "register file"})
            document.verified_at = document.verified_by = document.verified_read_on = None
            document.verified_source = ""
    document.ref = row.ref
    document.loaded_hash = wanted
    _check(document, row)
    document.save()
    document.save_revision(clean=False)
    (report.added if is_new else report.changed).append(row.ref)
    return True


def _check(document: LegalDocument, row: RegisterRow) -> None:
    """Refuse the whole file over a row that cannot be stored."""
    other = LegalDocument.objects.filter(number=row.number).exclude(pk=document.pk).first()
    if row.number and other is not None:
        words = gettext(
            "The number %(number)s belongs to “%(ref)s” in the register. Correct the key there or here, then load again."
        )
        raise RegisterRefused([at_row(row.place, words % {"number": row.number, "ref": other.ref})])
    try:
        document.full_clean(exclude=["verified_by"])
    except ValidationError as error:
        told = []
        for name, sentences in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else f"{label_for_field(name, LegalDocument)}: "
            told += [f"{capfirst(label)}{sentence}" for sentence in sentences]
        raise RegisterRefused([at_row(row.place, each) for each in told]) from error


def _fill(document: LegalDocument, row: RegisterRow) -> None:
    for name in (
        "kind",
        "number",
        "title",
        "effective_to",
        "status",
        "status_note",
        "status_as_of",
        "amended_note",
    ):
        setattr(document, name, getattr(row, name))
    for name in ("evidence", "evidence_note", "sources", "publish_rule", "publish_note"):
        setattr(document, name, getattr(row, name))
    document.issued, document.issued_note, document.issued_evidence = (
        row.issued.day,
        row.issued.note,
        row.issued.evidence,
    )
    document.effective_from, document.effective_note, document.effective_evidence = (
        row.effective.day,
        row.effective.note,
        row.effective.evidence,
    )
    if document.pk is None or document.status == Status.STUB or not document.ref:
        document.ref = row.ref
    document.tidy()


def _known_numbers(file: RegisterFile) -> set[str]:
    """Every whole number that the register or the file names."""
    stored = set(LegalDocument.objects.exclude(number="").values_list("number", flat=True))
    return stored | {
        change.number for row in file.rows for change in row.changes if numbers.is_number(change.number)
    }


def _whole(change: Change, of: LegalDocument, known: set[str]) -> Change | None:
    """A change with its whole number. A short number counts only if one known number of the same issuer begins so."""
    if numbers.is_number(change.number):
        return change
    issuer = of.number.rpartition("/")[2][:2]
    fitting = [each for each in known if each.startswith(f"{change.number}/{issuer}") and issuer]
    if len(fitting) != 1:
        return None
    return Change(fitting[0], gettext("the source writes %(number)s") % {"number": change.number})


def _name_changes(
    document: LegalDocument, changes: tuple[Change, ...], known: set[str], report: LawReport
) -> None:
    """Make the rows "changed by"; documents that are only named become stubs."""
    wanted: dict[str, str] = {}
    for change in changes:
        whole = _whole(change, document, known)
        if whole and whole.number != document.number:
            wanted[whole.number] = whole.note
    rows = {row.by.number: row for row in document.changed_by.select_related("by")}
    for number in rows.keys() - wanted.keys():
        rows[number].delete()
    for number, note in wanted.items():
        if number in rows:
            if rows[number].note != note:
                rows[number].note = note
                rows[number].save(update_fields=["note"])
            continue
        by = LegalDocument.objects.filter(number=number).first() or _stub(number, report)
        Amendment.objects.create(document=document, by=by, note=note)


def _stub(number: str, report: LawReport) -> LegalDocument:
    """A document of which only the number is known."""
    ascii_number = vietnamese.fold(number).upper().replace("/", "-")
    stub = LegalDocument(
        ref=f"STUB-{ascii_number}",
        kind=numbers.kind_by_number(number),
        number=number,
        status=Status.STUB,
        publish_rule=PublishRule.AFTER_EDITOR,
    )
    stub.tidy()
    stub.loaded_hash = content_hash(stub)
    stub.save()
    report.stubs.append(stub.ref)
    return stub
