"""Issuing, replacing and revoking certificates. A number is taken only together with the row that bears it."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courses.certificates.codes import grouped, new_code
from courses.certificates.drawing import CannotBeDrawn, CertificatePaper, preflight
from courses.certificates.models import Certificate, IssuingBody, RegisterBook, Revocation
from courses.certificates.store import draw_after_commit
from courses.completions.models import Completion
from jobs import api as jobs
from vietnamese import api as vietnamese


class NotIssued(ValueError):
    """No certificate can be issued; the words say why and what to correct."""


@transaction.atomic
def issue_for(completion: Completion, *, at: datetime) -> Certificate | None:
    """The certificate of a completion: the one that exists, or a new one.

    Returns None where none can be issued; the reason then stands on the completion (`certificate_note`), and no number was
    taken. Call it inside the transaction of the grade; the PDF is drawn after commit.
    """
    existing = Certificate.objects.filter(completion=completion, replaces__isnull=True).first()
    if existing:
        return existing
    try:
        certificate = _issue(completion, issuer_of(completion), full_name=completion.full_name, at=at)
    except NotIssued as refusal:
        note_reason(completion, _told(refusal))
        return None
    note_reason(completion, "")
    return certificate


@transaction.atomic
def reissue(certificate: Certificate, *, full_name: str, by: Any, reason: str, at: datetime) -> Certificate:
    """A new paper with a new number in place of an earlier one, for instance after a name was corrected.

    The earlier one says from now on by which it is replaced. Raises NotIssued when it was revoked or replaced already, or
    when the new paper cannot be drawn; then nothing has changed.
    """
    earlier = (
        Certificate.objects.select_for_update()
        .select_related("completion", "book__issuer")
        .get(pk=certificate.pk)
    )
    if hasattr(earlier, "revocation") or hasattr(earlier, "replaced_by"):
        raise NotIssued(_("This certificate has been revoked or replaced already. Open the newest one."))
    if not reason.strip():
        raise NotIssued(_("Say why the certificate is issued again."))
    name = vietnamese.clean_line(full_name)
    new = _issue(
        earlier.completion,
        earlier.book.issuer,
        full_name=name,
        at=at,
        replaces=earlier,
        by=by,
        reason=reason.strip(),
    )
    details = {"certificate": earlier.number_words, "new": new.number_words, "reason": reason.strip()}
    jobs.record("certificate.reissued", by=by, at=at, about=earlier.completion.person, details=details)
    return new


@transaction.atomic
def revoke(certificate: Certificate, *, by: Any, reason: str, at: datetime) -> Revocation:
    """Take a certificate back. A second time returns the first revocation."""
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    found = Revocation.objects.filter(certificate=locked).first()
    if found:
        return found
    if not reason.strip():
        raise NotIssued(_("Say why the certificate is revoked."))
    revocation = Revocation.objects.create(certificate=locked, by=by, reason=reason.strip(), at=at)
    details = {"certificate": locked.number_words, "reason": reason.strip()}
    jobs.record("certificate.revoked", by=by, at=at, about=locked.completion.person, details=details)
    return revocation


def issuer_of(completion: Completion) -> IssuingBody:
    """Who issues for this completion; raises NotIssued in words for the learner.

    What was completed under the notice waits until a named person has settled every matter of the release gate.
    """
    if completion.under_notice and completion.course.is_under_notice:
        raise NotIssued(
            _(
                "The course has not been reviewed by a legal editor yet, so it gives no certificate. The completion is recorded."
            )
        )
    issuer = completion.course.issuing_body
    if issuer is None:
        raise NotIssued(
            _("The course has no issuing body yet. The completion is recorded; the certificate follows.")
        )
    return issuer


def _told(refusal: NotIssued) -> str:
    """Why there is no certificate, for the learner too: what is to be corrected is not theirs to correct."""
    if isinstance(refusal.__cause__, CannotBeDrawn):
        return _(
            "The completion is recorded. The certificate follows when the people in charge have corrected this: %(fault)s"
        ) % {"fault": refusal}
    return str(refusal)


def note_reason(completion: Completion, reason: str) -> None:
    """Keep in words why there is no certificate; empty where there is one."""
    if completion.certificate_note != reason[:500]:
        completion.certificate_note = reason[:500]
        completion.save(update_fields=["certificate_note"])


def _issue(
    completion: Completion,
    issuer: IssuingBody,
    *,
    full_name: str,
    at: datetime,
    replaces: Certificate | None = None,
    by: Any = None,
    reason: str = "",
) -> Certificate:
    """Lock the book, see that the paper can be drawn, take the number, add the row. Raises NotIssued before taking it."""
    day = vietnamese.local_day(at)
    book = locked_book(issuer, day.year)
    if replaces is None:
        # Whoever waited for the lock may find that the other has issued meanwhile.
        issued = Certificate.objects.filter(completion=completion, replaces__isnull=True).first()
        if issued is not None:
            return issued
    number = book.last_number + 1
    code = new_code()
    number_words = issuer.number_words(number, day.year)
    template = completion.course.certificate_template
    paper = paper_of(
        completion,
        issuer,
        template=template,
        full_name=full_name,
        number_words=number_words,
        code=code,
        day=day,
    )
    try:
        preflight(paper)
    except CannotBeDrawn as fault:
        raise NotIssued(str(fault)) from fault
    book.last_number = number
    book.save(update_fields=["last_number"])
    certificate = Certificate.objects.create(
        code=code,
        completion=completion,
        book=book,
        number=number,
        number_words=number_words,
        paper=asdict(paper) | {"issued_on": paper.issued_on.isoformat()},
        issued_on=day,
        replaces=replaces,
        reason=reason,
        by=by,
        at=at,
    )
    draw_after_commit(certificate.pk)
    return certificate


def locked_book(issuer: IssuingBody, year: int) -> RegisterBook:
    """The register of that year, its row locked until the transaction ends: whoever comes second waits for the number."""
    RegisterBook.objects.get_or_create(issuer=issuer, year=year)
    return RegisterBook.objects.select_for_update().get(issuer=issuer, year=year)


def paper_of(
    completion: Completion,
    issuer: IssuingBody,
    *,
    template: str,
    full_name: str,
    number_words: str,
    code: str,
    day: date,
) -> CertificatePaper:
    """What is printed. A legal basis stands on it only when somebody has verified that document."""
    document = completion.course.main_document
    basis = str(document) if document is not None and document.is_verified else ""
    shown = grouped(code)
    return CertificatePaper(
        template=template,
        issuer_name=issuer.name,
        issuer_parent=issuer.parent_name,
        place=issuer.place,
        course_title=completion.course_title,
        full_name=full_name,
        minutes=completion.minutes,
        result_words=result_words(completion),
        issued_on=day,
        number_words=number_words,
        code=shown,
        verify_url=f"{settings.PUBLIC_URL.rstrip('/')}/xac-minh/{shown}/",
        signer_title=issuer.signer_title,
        signer_name=issuer.signer_name,
        legal_basis=basis,
    )


def result_words(completion: Completion) -> str:
    """ "Đạt 18,5/24 điểm (77 %)"; the percentage is never rounded up."""
    if completion.earned is None or completion.out_of is None or completion.percent is None:
        return "Đạt"
    earned = vietnamese.decimal_comma(completion.earned.quantize(Decimal("0.01"), ROUND_DOWN))
    out_of = vietnamese.decimal_comma(completion.out_of.quantize(Decimal("0.01"), ROUND_DOWN))
    percent = completion.percent.quantize(Decimal(1), ROUND_DOWN)
    return f"Đạt {earned}/{out_of} điểm ({percent} %)"


def paper_from(certificate: Certificate) -> CertificatePaper:
    """The paper as it was stored when the number was taken."""
    stored = dict(certificate.paper)
    stored["issued_on"] = date.fromisoformat(stored["issued_on"])
    return CertificatePaper(**stored)


@transaction.atomic
def issue_missing(*, at: datetime, person: Any = None) -> int:
    """Try again for completions without a certificate: after a name was corrected or a course was reviewed.

    The name of today is taken where the name of the completion could not be printed. With `person` only that person's
    completions are looked at: the page of results does so, and nobody waits for a scheduler. Returns how many were issued.
    """
    issued = 0
    waiting = Completion.objects.filter(certificates__isnull=True).select_related(
        "course__issuing_body", "person"
    )
    if person is not None:
        waiting = waiting.filter(person=person)
    for completion in waiting.order_by("at", "pk"):
        try:
            _issue(completion, issuer_of(completion), full_name=completion.person.full_name, at=at)
        except NotIssued as refusal:
            note_reason(completion, _told(refusal))
            continue
        note_reason(completion, "")
        issued += 1
    return issued
