"""What anyone may learn of a certificate: whether it is valid, for what, and whether a typed name is the one on it."""

import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from io import BytesIO

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from courses.certificates.codes import LENGTH, LETTERS, as_code
from courses.certificates.drawing import document_hash
from courses.certificates.models import Certificate, NameCheck
from vietnamese import api as vietnamese

TRIES_PER_HOUR = 10
# Brackets and the like in a name are no words of it.
NO_LETTER = re.compile(r"[\W\d_]+")
CODE_IN_TEXT = re.compile(rf"(?:[{LETTERS}]{{4}}-){{6}}[{LETTERS}]{{2}}")


class State(Enum):
    """In which state a certificate is; the value stands in templates."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Finding:
    """What the public page shows. Initials only; the number of the paper that replaces it, if one does."""

    state: State
    code: str
    course_title: str
    initials: str
    issued_on: date
    number_words: str
    issuer: str
    is_demo: bool
    since: datetime | None = None
    replaced_by_number: str = ""
    replaced_by_code: str = ""

    @property
    def is_valid(self) -> bool:
        return self.state is State.VALID

    @property
    def state_words(self) -> str:
        """The state in a word, on the page and in the command."""
        words = {State.VALID: _("Valid"), State.REPLACED: _("Replaced"), State.REVOKED: _("Revoked")}
        return words[self.state]

    @property
    def sentence(self) -> str:
        """What the state means, with its day."""
        if self.since is None:
            return _("This certificate was issued by this system and has not been revoked.")
        day = {"day": vietnamese.show_day(vietnamese.local_day(self.since))}
        if self.state is State.REVOKED:
            return _("This certificate was revoked on %(day)s.") % day
        words = _("This paper was replaced on %(day)s by number %(number)s.")
        return words % {**day, "number": self.replaced_by_number}


def find(code: str) -> Finding | None:
    """What is known of a code, however it is typed. None: no certificate has it."""
    certificate = (
        Certificate.objects.filter(code=as_code(code))
        .select_related("completion", "book__issuer", "revocation", "replaced_by")
        .first()
    )
    return finding_of(certificate) if certificate else None


def finding_of(certificate: Certificate) -> Finding:
    paper = certificate.paper
    revocation = getattr(certificate, "revocation", None)
    newer = getattr(certificate, "replaced_by", None)
    state = State.REVOKED if revocation else State.REPLACED if newer else State.VALID
    return Finding(
        state=state,
        code=certificate.code,
        course_title=paper["course_title"],
        initials=vietnamese.initials(NO_LETTER.sub(" ", paper["full_name"])),
        issued_on=certificate.issued_on,
        number_words=certificate.number_words,
        issuer=paper["issuer_name"],
        is_demo=certificate.book.issuer.is_demo,
        since=revocation.at if revocation else newer.at if newer else None,
        replaced_by_number=newer.number_words if newer else "",
        replaced_by_code=newer.code if newer else "",
    )


class NameAnswer(Enum):
    SAME = "same"
    OTHER = "other"
    TOO_MANY = "too many"


def check_name(code: str, typed: str, *, at: datetime) -> NameAnswer:
    """Is this the full name on the paper? At most 10 tries a code and hour; right and wrong take the same path.

    Names are compared after Unicode form, case, spaces and tone placement ("Hoà" = "Hòa").
    """
    known = as_code(code)
    if count_try(known, at=at) > TRIES_PER_HOUR:
        return NameAnswer.TOO_MANY
    certificate = Certificate.objects.filter(code=known).first()
    printed = certificate.paper["full_name"] if certificate else ""
    left = vietnamese.same_name_key(printed).encode()
    right = vietnamese.same_name_key(vietnamese.clean_line(typed)[:200]).encode()
    same = hmac.compare_digest(left, right) and bool(printed)
    return NameAnswer.SAME if same else NameAnswer.OTHER


def printed_name(code: str) -> str:
    """The full name on the paper with this code, as it is printed. Only for whoever typed it rightly."""
    return str(Certificate.objects.get(code=as_code(code)).paper["full_name"])


def count_try(code: str, *, at: datetime) -> int:
    """Count one more try of this code in this hour; returns how many there are now. Codes nobody has are not kept."""
    if not Certificate.objects.filter(code=code).exists():
        return 1
    hour = at.replace(minute=0, second=0, microsecond=0)
    row = NameCheck.objects.filter(code=code, hour=hour)
    with transaction.atomic():
        if not row.update(tries=F("tries") + 1):
            try:
                with transaction.atomic():
                    NameCheck.objects.create(code=code, hour=hour, tries=1)
            except IntegrityError:
                row.update(tries=F("tries") + 1)
        return row.values_list("tries", flat=True).get()


def find_by_file(content: bytes) -> tuple[Certificate | None, bool]:
    """The certificate that a PDF shows, and whether the file is, byte for byte, the one that was issued."""
    exact = Certificate.objects.filter(sha256=document_hash(content)).first()
    if exact:
        return exact, True
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages[:3])
    except (PyPdfError, ValueError, KeyError, RecursionError, OSError):
        return None, False
    for match in CODE_IN_TEXT.finditer(text.upper().replace("\n", "")):
        shown = Certificate.objects.filter(code=as_code(match.group())[:LENGTH]).first()
        if shown:
            return shown, False
    return None, False
