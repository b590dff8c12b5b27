"""The audit log in words: what an action and its details are called on the screen."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vietnamese import api as vietnamese

ACTIONS = {
    "attempt.reopened": _("opened an attempt again"),
    "attempt.restored": _("let an attempt count again"),
    "attempt.voided": _("set an attempt aside"),
    "banner.cleared": _("cleared the banner of a course"),
    "certificate.reissued": _("issued a certificate again"),
    "certificate.revoked": _("revoked a certificate"),
    "course.loaded": _("loaded a course from a file"),
    "course.published": _("published a course"),
    "cohort.added": _("added a class"),
    "cohort.changed": _("changed a class"),
    "cohort.member_left": _("took somebody out of a cohort"),
    "cohort.members_added": _("put people into a cohort"),
    "enrolment.given": _("enrolled people in a course"),
    "extra_time.ended": _("ended extra time"),
    "extra_time.given": _("gave extra time"),
    "attempts.regraded": _("regraded attempts"),
    "mark.asked_again": _("asked for another look at a mark"),
    "mark.given": _("gave a mark"),
    "mark.taken_back": _("took a mark back"),
    "outage.given": _("gave back the time of an outage"),
    "override.ended": _("ended other conditions"),
    "override.given": _("gave other conditions"),
    "questions.brought": _("brought questions and results over from another system"),
    "file.exported": _("exported a file"),
    "file.imported": _("imported a file"),
    "grant.ended": _("ended a role"),
    "grant.end_refused": _("was refused when ending a role"),
    "grant.given": _("gave a role"),
    "grant.refused": _("was refused when giving a role"),
    "job.begun_again": _("began work in the background again"),
    "job.cancelled": _("cancelled work in the background"),
    "law.loaded": _("loaded the legal register from a file"),
    "law.unverified": _("withdrew the verification of a document"),
    "law.verified": _("verified a document"),
    "person.added": _("added a person"),
    "person.closed": _("closed an account"),
    "person.edited": _("changed the details of a person"),
    "person.moved": _("moved a person to another unit"),
    "person.password_reset": _("issued a new slip"),
    "person.refused": _("was refused at a person outside the own units"),
    "person.reopened": _("opened an account again"),
    "publication.refused": _("a publication set for this day was refused"),
    "question.retired": _("took a question out of use"),
    "question.used_again": _("took a question into use again"),
    "questions.imported": _("brought in questions from a file"),
    "questions.moved": _("moved questions"),
    "questions.tagged": _("tagged questions"),
    "records.exported": _("exported completion records"),
    "release_gate.reopened": _("opened a matter of the release gate again"),
    "release_gate.settled": _("settled a matter of the release gate"),
}

DETAILS = {
    "added": _("rows added"),
    "certificate": _("certificate number"),
    "changed": _("rows changed"),
    "attempts_allowed": _("attempts allowed"),
    "began": _("outage from"),
    "closes_at": _("closes"),
    "code": _("course code"),
    "cohort": _("key of the class"),
    "count": _("how many"),
    "criterion": _("criterion"),
    "course": _("course code"),
    "ended": _("outage until"),
    "extra_minutes": _("extra time (minutes)"),
    "extra_percent": _("extra time (%)"),
    "fields": _("fields"),
    "format": _("format"),
    "from": _("from unit"),
    "from_day": _("from day"),
    "hash": _("mark of the file"),
    "item": _("matter"),
    "job": _("key of the work"),
    "kind": _("kind"),
    "lessons": _("lessons"),
    "new": _("new certificate number"),
    "open_matters": _("open matters of the release gate"),
    "opens_at": _("opens"),
    "page": _("page"),
    "percent": _("per cent more time"),
    "questions": _("questions"),
    "number": _("number"),
    "quiz": _("test"),
    "read_on": _("read on"),
    "reason": _("reason"),
    "ref": pgettext_lazy("audit", "document"),
    "revision": _("revision"),
    "role": _("role"),
    "rows": _("rows"),
    "since": _("from day"),
    "source": _("source"),
    "stubs": _("known by number only"),
    "tags": _("tags"),
    "task": _("work"),
    "title": _("name of the class"),
    "to": _("to unit"),
    "to_day": _("until day"),
    "uid": pgettext_lazy("audit", "key"),
    "unit": _("unit"),
    "until": _("until day"),
    "url": _("address"),
    "was": _("source before"),
    "what": _("kind of rows"),
}

# Codes that stand in details, as they are called elsewhere on the screen.
CODES = {
    "commune-administrator": _("commune administrator"),
    "provincial-administrator": _("provincial administrator"),
    "trainer": _("trainer"),
    "marker": _("marker"),
    "email": _("e-mail"),
    "full_name": _("full name"),
    "phone": _("phone"),
    "username": _("login name"),
    "register file": _("file of the register"),
}
# A hash is told by its beginning: enough to compare by eye.
HASH_LENGTH = 12
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def action_in_words(action: str) -> str:
    """The name of an action; a code that nobody named yet stays as it is."""
    return str(ACTIONS.get(action, action))


def details_in_words(details: dict[str, Any]) -> str:
    """Details of one entry as "name: value; …"; what is empty is left out."""
    told = []
    for key, value in details.items():
        if value in ("", None, []):
            continue
        words = ", ".join(_one(each) for each in (value if isinstance(value, list) else [value]))
        told.append(f"{DETAILS.get(key, key)}: {words[:HASH_LENGTH] if key == 'hash' else words}")
    return "; ".join(told)


def _one(value: Any) -> str:
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return vietnamese.show_day(date.fromisoformat(value))
    return str(CODES.get(value, value))
