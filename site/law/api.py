"""The door of law."""

from law.citations import Citation, as_day, citation_path, citation_words
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

__all__ = [
    "Amendment",
    "Citation",
    "Erratum",
    "LegalDocument",
    "Provision",
    "PublishRule",
    "RegisterState",
    "Status",
    "as_day",
    "citation_path",
    "citation_words",
    "register_changed",
]
