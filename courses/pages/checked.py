"""A page of a course goes live only when nothing stands against it, by whatever way it is published."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.pages.refusals import NotPublished
from jobs import api as jobs

# What Wagtail's `publish_scheduled` calls its acts in the log.
SCHEDULED = "wagtail.publish.scheduled"


class CheckedBeforePublishing:
    """Mixin of a page: the editor, a workflow, many pages at once, a date in the future, a command: all come by here.

    Wagtail's editor publishes by an action of its own; its way is closed by the hook `before_publish_page`.
    """

    def why_not_published(self, *, unreviewed: bool = False) -> str:
        """The sentence that says why these words may not go live; "" when they may."""
        raise NotImplementedError

    def publish(self, revision: Any, *args: Any, unreviewed: bool = False, **kwargs: Any) -> Any:
        """Publish a revision. `unreviewed`: somebody said that a review is outstanding and that it is published so.

        Refuses with NotPublished. A date that was set earlier is given up then, and the audit log says why.
        """
        reason = revision.as_object().why_not_published(unreviewed=unreviewed)
        if not reason:
            return super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        if kwargs.get("log_action") != SCHEDULED:
            raise NotPublished(reason, page=self.pk)  # type: ignore[attr-defined]
        # Nobody is there to be told, and what else is due must not wait for this page.
        self.revisions.update(approved_go_live_at=None)  # type: ignore[attr-defined]
        details = {"page": str(self), "reason": reason}
        return jobs.record("publication.refused", by=None, at=timezone.now(), details=details)


def unverified_words(numbers: list[str]) -> str:
    """The sentence about cited documents that nobody has verified; "" when there are none."""
    if not numbers:
        return ""
    words = _("Not published: these documents are cited and nobody has verified them: %(numbers)s.")
    return words % {"numbers": ", ".join(numbers)}


def gate_words(open_matters: int) -> str:
    """The sentence about matters of the release gate that are still open; "" when there are none."""
    if not open_matters:
        return ""
    return _(
        "Not published: %(count)d matters of the release gate are open. Settle them, or publish the course "
        "unreviewed on the page “Publish the course”."
    ) % {"count": open_matters}
