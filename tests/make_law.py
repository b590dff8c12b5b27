"""Makers of the legal register: the one that ships, and single rows."""

from itertools import count
from pathlib import Path

from make import NOON

from law import api as law
from law.loading import LawReport, load_register
from law.plans import PLAN_FILE, shipped_errata
from law.register_file import read_register

REGISTER = Path(law.PLAN_FILE).parent / "legal-register.csv"
_numbers = count(101)


def the_register() -> LawReport:
    """The register that ships, loaded."""
    return load_register(read_register(REGISTER.read_bytes()), at=NOON)


def the_plan() -> law.LegalDocument:
    """The plan with its sections, in the register that ships."""
    the_register()
    law.load_plan(PLAN_FILE.read_text(encoding="utf-8"), shipped_errata())
    return law.LegalDocument.objects.get(ref=law.PLAN_REF)


def a_document(ref: str = "", **fields: object) -> law.LegalDocument:
    """One row of the register, unverified."""
    number = next(_numbers)
    values = {
        "ref": ref or f"L-{number}",
        "kind": "luật",
        "number": f"{number}/2023/QH15",
        "title": f"Luật thử {number}",
    }
    document = law.LegalDocument(**{**values, **fields})
    document.tidy()
    document.save()
    return document
