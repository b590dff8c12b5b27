"""Where the drawn papers lie: drawn once after commit, written whole or not at all, told by their hash."""

import logging
import os
import secrets
from datetime import date
from pathlib import Path

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from courses.certificates.drawing import (
    CannotBeDrawn,
    CertificatePaper,
    RenderFailed,
    document_hash,
    render,
)
from courses.certificates.models import Certificate

log = logging.getLogger(__name__)

# Why one paper cannot be drawn or stored; the others are drawn all the same.
FAULTS = (CannotBeDrawn, RenderFailed, OSError)


class PaperLost(RuntimeError):
    """The stored file is missing or not the one that was drawn."""


def draw_after_commit(pk: int) -> None:
    """Draw once the certificate is really there. A failure loses nothing: the next request or command draws it."""
    transaction.on_commit(lambda: _draw_quietly(pk), robust=True)


def _draw_quietly(pk: int) -> None:
    draw(Certificate.objects.get(pk=pk))


def draw(certificate: Certificate) -> Certificate:
    """The certificate with its PDF. Drawn outside the lock; whoever stores first wins, the other's copy is dropped."""
    if certificate.drawn_at is not None:
        return certificate
    pdf = render(_paper(certificate))
    digest = document_hash(pdf)
    name = f"certificates/{certificate.issued_on.year}/{certificate.code}-{digest[:12]}.pdf"
    with transaction.atomic():
        locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if locked.drawn_at is None:
            write_whole(name, pdf)
            locked.file, locked.sha256, locked.drawn_at = name, digest, timezone.now()
            locked.save(update_fields=["file", "sha256", "drawn_at"])
    return locked


def _paper(certificate: Certificate) -> CertificatePaper:
    stored = dict(certificate.paper)
    return CertificatePaper(**{**stored, "issued_on": date.fromisoformat(stored["issued_on"])})


def write_whole(name: str, content: bytes) -> None:
    """Write beside, flush to the disk, rename: a reader sees the old state or the whole file."""
    target = Path(storages["private"].path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF as it was drawn (it is drawn now where that is still to do).

    Raises PaperLost when it cannot be drawn, the file is missing or its hash is not the stored one: nothing else is ever
    handed out.
    """
    try:
        drawn = draw(certificate)
    except FAULTS as fault:
        log.exception("Certificate %s cannot be drawn.", certificate.number_words)
        raise PaperLost(certificate.number_words) from fault
    try:
        content = Path(storages["private"].path(drawn.file)).read_bytes()
    except OSError as fault:
        log.error("The file of certificate %s is missing.", drawn.number_words)
        raise PaperLost(drawn.number_words) from fault
    if document_hash(content) != drawn.sha256:
        log.error("The file of certificate %s is not the one that was drawn.", drawn.number_words)
        raise PaperLost(drawn.number_words)
    return content


def draw_missing() -> tuple[int, list[str]]:
    """Draw what a dead process left undrawn. Returns how many, and a line for each that could not be drawn."""
    drawn, faults = 0, []
    for certificate in list(Certificate.objects.filter(drawn_at__isnull=True).order_by("pk")):
        try:
            draw(certificate)
        except FAULTS as fault:
            log.exception("Certificate %s cannot be drawn.", certificate.number_words)
            faults.append(f"{certificate.number_words}: {fault}")
        else:
            drawn += 1
    return drawn, faults
