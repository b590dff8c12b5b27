"""The plan's own text in the register: its sections as provisions, its errata beside them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from law.documents import Erratum, LegalDocument, Provision, register_changed
from law.plan_text import PlanSection, ReadingError, read_plan
from vietnamese import api as vietnamese

PLAN_REF = "KH-157-TU"
PLAN_ISSUER = "Ban Thường vụ Tỉnh ủy Hưng Yên"
DATA = Path(__file__).resolve().parent / "data"
PLAN_FILE = DATA / "plan-157-KH-TU.md"
ERRATA_FILE = DATA / "plan-157-KH-TU.errata.json"


class RegisterNotLoaded(Exception):
    """The document is not in the register yet: `load_law` comes first."""


@dataclass(frozen=True)
class PlanReport:
    """How many sections the plan has, and whether anything in the register changed."""

    sections: int
    changed: bool


def shipped_errata() -> list[ReadingError]:
    """The reading errors of the copy that ships."""
    return [ReadingError(**each) for each in json.loads(ERRATA_FILE.read_text(encoding="utf-8"))]


@transaction.atomic
def load_plan(
    markdown: str, errata: Sequence[ReadingError], *, ref: str = PLAN_REF, issuer: str = PLAN_ISSUER
) -> PlanReport:
    """Store the sections of the plan and its errata. The same text again changes nothing; citations keep their rows.

    Refuses with RegisterNotLoaded when the register lacks the plan, with law.plan_text.PlanRefused when the text does
    not have the plan's sections, and with ProtectedError when a section that is cited would go.
    """
    document = LegalDocument.objects.select_for_update().filter(ref=ref).first()
    if document is None:
        raise RegisterNotLoaded(ref)
    sections = read_plan(markdown, errata)
    changed = _store_sections(document, sections)
    changed |= _store_errata(document, errata)
    if document.issuer != issuer:
        document.issuer = issuer
        document.tidy()
        document.save(update_fields=["issuer", "search_folded", "updated_at"])
        document.save_revision(clean=False)
        changed = True
    if changed:
        register_changed()
    return PlanReport(sections=len(sections), changed=changed)


def _store_sections(document: LegalDocument, sections: Sequence[PlanSection]) -> bool:
    stored = {provision.ref: provision for provision in document.provisions.all()}
    changed = False
    for order, section in enumerate(sections, start=1):
        values = {
            "parent_ref": section.parent,
            "order": order,
            "level": section.level,
            "heading": section.heading,
            "text_source": section.text_source,
            "text": section.text,
            "search_folded": vietnamese.fold(f"{section.heading} {section.text}"),
        }
        provision = stored.pop(section.ref, None) or Provision(document=document, ref=section.ref)
        if provision.pk is None or any(getattr(provision, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(provision, name, value)
            provision.save()
            changed = True
    for provision in stored.values():
        provision.delete()
        changed = True
    return changed


def _store_errata(document: LegalDocument, errata: Sequence[ReadingError]) -> bool:
    fields = ("section", "seed", "reading", "basis")
    stored = [tuple(getattr(row, name) for name in fields) for row in document.errata.all()]
    wanted = [tuple(getattr(error, name) for name in fields) for error in errata]
    if stored == wanted:
        return False
    document.errata.all().delete()
    Erratum.objects.bulk_create(
        Erratum(document=document, order=order, **dict(zip(fields, values, strict=True)))
        for order, values in enumerate(wanted)
    )
    return True
