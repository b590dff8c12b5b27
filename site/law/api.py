"""The door of law."""

from law.citations import Citation, as_day, citation_path
from law.documents import (
    Amendment,
    Erratum,
    LegalDocument,
    Provision,
    PublishRule,
    RegisterState,
    Status,
    register_changed,
)
from law.evidence import evidence_words
from law.places import anchor, article_words, section_words
from law.plan_text import PlanRefused, ReadingError, same_words
from law.plans import PLAN_FILE, PLAN_REF, RegisterNotLoaded, load_plan
from law.register import plan_banner, search_register
from law.services import CannotVerify, verify, withdraw_verification
from law.showing import ShownCitation, document_path, documents_by_ref, shown

__all__ = [
    "PLAN_FILE",
    "PLAN_REF",
    "Amendment",
    "CannotVerify",
    "Citation",
    "Erratum",
    "LegalDocument",
    "PlanRefused",
    "Provision",
    "PublishRule",
    "ReadingError",
    "RegisterNotLoaded",
    "RegisterState",
    "ShownCitation",
    "Status",
    "anchor",
    "article_words",
    "as_day",
    "citation_path",
    "document_path",
    "documents_by_ref",
    "evidence_words",
    "load_plan",
    "plan_banner",
    "register_changed",
    "same_words",
    "search_register",
    "section_words",
    "shown",
    "verify",
    "withdraw_verification",
]
