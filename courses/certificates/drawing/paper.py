"""What stands on one certificate: plain words, no markup and no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# Plain has no header of State or Party and is the default; no template ever carries both headers.
TEMPLATES = ("plain", "state", "party")


@dataclass(frozen=True)
class CertificatePaper:
    """Everything that one certificate says.

    All texts are data, never markup. `signer_title` may have two lines ("TM. BAN THƯỜNG VỤ\\nPHÓ BÍ THƯ"). Texts
    that may be empty: `issuer_parent`, `signer_title`, `signer_name` (room for a signature stays), `legal_basis`
    (only law that a person has verified belongs there).
    """

    template: str
    issuer_name: str
    place: str
    course_title: str
    full_name: str
    minutes: int
    result_words: str
    issued_on: dt.date
    number_words: str
    code: str
    verify_url: str
    issuer_parent: str = ""
    signer_title: str = ""
    signer_name: str = ""
    legal_basis: str = ""

    @property
    def address_to_check(self) -> str:
        """The address printed beside the code: `verify_url` without the code at its end."""
        return self.verify_url.removesuffix("/").removesuffix(self.code)
