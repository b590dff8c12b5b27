"""What people do to the register: verify a row, withdraw that, change it by hand."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from jobs import api as jobs
from law.documents import LegalDocument, register_changed
from law.loading import LOADED_FIELDS
from vietnamese import api as vietnamese


class CannotVerify(Exception):
    """The row cannot be marked as verified; `message` says why, to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def verify(
    document: LegalDocument, *, by: Any, at: datetime, source: str, read_on: date, official_url: str = ""
) -> LegalDocument:
    """A person has opened the official text on a day and found the row right. Adds an audit entry.

    Refuses with CannotVerify: a row without a number, no source, a day that is still to come.
    """
    document = LegalDocument.objects.select_for_update().get(pk=document.pk)
    source = vietnamese.clean_line(source)
    if not document.can_be_cited:
        raise CannotVerify(gettext("Nobody knows the number of this document, so it cannot be verified."))
    if not source:
        raise CannotVerify(gettext("Write where the official text was opened."))
    if read_on > vietnamese.local_day(at):
        raise CannotVerify(gettext("The day on which the text was opened lies in the future."))
    document.verified_at, document.verified_by = at, by
    document.verified_source, document.verified_read_on = source, read_on
    if official_url:
        document.official_url = official_url
    document.full_clean(exclude=["verified_by"])
    document.save()
    jobs.record(
        "law.verified",
        by=by,
        at=at,
        details={
            "ref": document.ref,
            "source": source,
            "read_on": read_on.isoformat(),
            "url": document.official_url,
        },
    )
    register_changed()
    return document


@transaction.atomic
def withdraw_verification(document: LegalDocument, *, by: Any, at: datetime, reason: str) -> LegalDocument:
    """The row is unverified again, for a reason that goes into the audit log. An unverified row stays as it is."""
    document = LegalDocument.objects.select_for_update().get(pk=document.pk)
    if not document.is_verified:
        return document
    reason = vietnamese.clean_line(reason)
    if not reason:
        raise CannotVerify(gettext("Write why the verification ends."))
    document.verified_at = document.verified_by = document.verified_read_on = None
    document.verified_source = ""
    document.save()
    jobs.record("law.unverified", by=by, at=at, details={"ref": document.ref, "reason": reason})
    register_changed()
    return document


@transaction.atomic
def changed_by_hand(document: LegalDocument, fields: list[str], *, by: Any, at: datetime) -> LegalDocument:
    """Call after the fields of a row were changed in the admin. What was verified was the row before: that ends."""
    facts = sorted(set(fields) & set(LOADED_FIELDS))
    if facts and document.is_verified:
        reason = gettext("The row was changed: %(fields)s") % {"fields": ", ".join(facts)}
        document = withdraw_verification(document, by=by, at=at, reason=reason)
    register_changed()
    return document
