"""What must be settled before a course may certify anything, and the banner: both end by a named person with a source."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.pages.models import CoursePage
from courses.pages.settled import BannerClearance, ReleaseGateItem
from jobs import api as jobs
from people import api as people
from vietnamese import api as vietnamese

LONGEST_SOURCE = 300


@transaction.atomic
def settle(item: ReleaseGateItem, *, by: people.User, at: datetime, source: str) -> ReleaseGateItem:
    """A person has settled one matter, at that moment, by that source. A second time changes nothing.

    Refuses with ValidationError an empty or too long source, and a moment that is still to come. Adds an audit entry.
    """
    source = _checked(source)
    locked = ReleaseGateItem.objects.select_for_update().get(pk=item.pk)
    if locked.ticked_at is not None:
        return locked
    locked.ticked_at, locked.ticked_by, locked.ticked_source = at, by, source
    locked.save(update_fields=["ticked_at", "ticked_by", "ticked_source"])
    details = {"course": locked.course.code, "item": str(locked), "source": source}
    jobs.record("release_gate.settled", by=by, at=at, details=details)
    return locked


@transaction.atomic
def reopen(item: ReleaseGateItem, *, by: people.User, at: datetime, reason: str) -> ReleaseGateItem:
    """A matter turned out to be open after all; the notice comes back. What was settled stays in the audit log."""
    reason = _checked(reason)
    locked = ReleaseGateItem.objects.select_for_update().get(pk=item.pk)
    if locked.ticked_at is None:
        return locked
    details = {
        "course": locked.course.code,
        "item": str(locked),
        "was": locked.ticked_source,
        "reason": reason,
    }
    locked.ticked_at, locked.ticked_by, locked.ticked_source = None, None, ""
    locked.save(update_fields=["ticked_at", "ticked_by", "ticked_source"])
    jobs.record("release_gate.reopened", by=by, at=at, details=details)
    return locked


@transaction.atomic
def clear_banner(course: CoursePage, *, by: people.User, at: datetime, source: str) -> BannerClearance | None:
    """The banner of the course, in its very words of now, is cleared. None when none stands. Adds an audit entry.

    Refuses with ValidationError an empty or too long source.
    """
    source = _checked(source)
    locked = CoursePage.objects.select_for_update().get(pk=course.pk)
    banner = locked.standing_banner
    if not banner:
        return None
    clearance = BannerClearance.objects.create(course=locked, banner=banner, by=by, at=at, source=source)
    jobs.record("banner.cleared", by=by, at=at, details={"course": locked.code, "source": source})
    return clearance


def _checked(source: str) -> str:
    cleaned = vietnamese.clean_line(source)
    if not cleaned:
        raise ValidationError(_("Name the source: which document, of which day, by whom."))
    if len(cleaned) > LONGEST_SOURCE:
        raise ValidationError(_("At most %(limit)d characters fit here.") % {"limit": LONGEST_SOURCE})
    return cleaned
