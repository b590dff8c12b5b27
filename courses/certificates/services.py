"""Issuing, replacing and revoking certificates. A number is taken only together with the row that bears it."""

import logging
from dataclasses import asdict
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from courses.certificates.codes import grouped, new_code
from courses.certificates.drawing import CannotBeDrawn, CertificatePaper, preflight
from courses.certificates.models import Certificate, IssuingBody, RegisterBook, Revocation
from courses.certificates.patience import waiting_at_most
from courses.certificates.store import draw_after_commit
from courses.completions.models import Completion
from jobs import api as jobs
from vietnamese import api as vietnamese

log = logging.getLogger(__name__)

LONGEST_REASON = 300
LONGEST_NOTE = 500
# How long a page waits for others who write, in milliseconds.
PATIENCE = 1000


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
    with as_recorded():
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
    earlier = locked_paper(certificate)
    if hasattr(earlier, "revocation") or hasattr(earlier, "replaced_by"):
        raise NotIssued(_("This certificate has been revoked or replaced already. Open the newest one."))
    reason = _checked(reason, or_else=_("Say why the certificate is issued again."))
    name = vietnamese.clean_line(full_name)
    new = _issue(
        earlier.completion,
        earlier.book.issuer,
        full_name=name,
        at=at,
        replaces=earlier,
        by=by,
        reason=reason,
    )
    details = {"certificate": earlier.number_words, "new": new.number_words, "reason": reason}
    jobs.record("certificate.reissued", by=by, at=at, about=earlier.completion.person, details=details)
    return new


@transaction.atomic
def revoke(certificate: Certificate, *, by: Any, reason: str, at: datetime) -> Revocation:
    """Take a certificate back. A second time returns the first revocation.

    Raises NotIssued when it was replaced: the paper that counts is the newer one.
    """
    locked = locked_paper(certificate)
    found = Revocation.objects.filter(certificate=locked).first()
    if found:
        return found
    if hasattr(locked, "replaced_by"):
        raise NotIssued(_("This certificate has been revoked or replaced already. Open the newest one."))
    reason = _checked(reason, or_else=_("Say why the certificate is revoked."))
    revocation = Revocation.objects.create(certificate=locked, by=by, reason=reason, at=at)
    details = {"certificate": locked.number_words, "reason": reason}
    jobs.record("certificate.revoked", by=by, at=at, about=locked.completion.person, details=details)
    return revocation


def locked_paper(certificate: Certificate) -> Certificate:
    """The row of a paper as it is now, locked until the transaction ends: it is replaced or revoked, never both."""
    papers = Certificate.objects.select_for_update(of=("self",)).select_related("completion", "book__issuer")
    return papers.get(pk=certificate.pk)


def _checked(reason: str, *, or_else: str) -> str:
    """The reason as it is stored; raises NotIssued (`or_else`) for an empty one, and for one that is too long."""
    cleaned = vietnamese.clean_line(reason)
    if not cleaned:
        raise NotIssued(or_else)
    if len(cleaned) > LONGEST_REASON:
        raise NotIssued(_("At most %(limit)d characters fit here.") % {"limit": LONGEST_REASON})
    return cleaned


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


def as_recorded() -> translation.override:
    """A reason that is kept stays as it was written, whatever language its reader chose: it is written in Vietnamese."""
    return translation.override(settings.LANGUAGE_CODE)


def note_reason(completion: Completion, reason: str) -> None:
    """Keep in words why there is no certificate; empty where there is one."""
    if completion.certificate_note != reason[:LONGEST_NOTE]:
        completion.certificate_note = reason[:LONGEST_NOTE]
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
    _see_that_it_can_be_drawn(paper)
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


def _see_that_it_can_be_drawn(paper: CertificatePaper) -> None:
    try:
        preflight(paper)
    except CannotBeDrawn as fault:
        raise NotIssued(str(fault)) from fault


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


def issue_missing(*, at: datetime, person: Any = None, patience: int | None = None) -> int:
    """Try again for completions without a certificate: after a name was corrected or a course was reviewed.

    The paper bears the name of today. With `person` only that person's completions are looked at. Each completion has a
    transaction of its own, and there is none where nothing can be issued. `patience`: for how many milliseconds others who
    write are waited for; then OperationalError. Returns how many were issued.
    """
    waiting = Completion.objects.filter(certificates__isnull=True).select_related(
        "course__issuing_body", "course__main_document", "person"
    )
    if person is not None:
        waiting = waiting.filter(person=person)
    with as_recorded():
        return sum(_issued_now(each, at=at, patience=patience) for each in list(waiting.order_by("at", "pk")))


def issue_what_waits(person: Any, *, at: datetime) -> None:
    """For a page of the person: what may be issued by now is issued, unless somebody else keeps the database busy.

    Then the page shows itself as things are, and the next request issues.
    """
    try:
        issue_missing(at=at, person=person, patience=PATIENCE)
    except OperationalError:
        log.warning("The database was busy: certificates of a page are issued by the next request.")


def _issued_now(completion: Completion, *, at: datetime, patience: int | None) -> bool:
    """Whether a certificate was issued; else the reason is noted on the completion where it is a new one."""
    reason, issued = _why_not(completion, at=at), False
    if reason and reason[:LONGEST_NOTE] == completion.certificate_note:
        return False
    with transaction.atomic() if patience is None else waiting_at_most(patience):
        if not reason:
            try:
                _issue(completion, issuer_of(completion), full_name=completion.person.full_name, at=at)
            except NotIssued as refusal:
                reason = _told(refusal)
            else:
                issued = True
        note_reason(completion, reason)
    return issued


def _why_not(completion: Completion, *, at: datetime) -> str:
    """Why no certificate can be issued, found without a lock and without taking a number; "" when nothing is known."""
    try:
        issuer = issuer_of(completion)
        day = vietnamese.local_day(at)
        paper = paper_of(
            completion,
            issuer,
            template=completion.course.certificate_template,
            full_name=completion.person.full_name,
            number_words=issuer.number_words(1, day.year),
            code=new_code(),
            day=day,
        )
        _see_that_it_can_be_drawn(paper)
    except NotIssued as refusal:
        return _told(refusal)
    return ""
