"""What loading a course did, for the person who ran it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass
class LoadReport:
    """What a load did. Names are keys: course code, lesson uid, question uid."""

    code: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    open_gate: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Sentences, the main one first."""
        if not (self.added or self.changed or self.dropped):
            told = [_("nothing has changed.")]
        else:
            told = [
                _("added: %(added)d, changed: %(changed)d, dropped: %(dropped)d.")
                % {"added": len(self.added), "changed": len(self.changed), "dropped": len(self.dropped)}
            ]
        if self.published:
            told.append(_("published: %(count)d.") % {"count": len(self.published)})
        told += [
            _("an editor's draft is not published by this: %(key)s") % {"key": uid} for uid in self.held_back
        ]
        return [f"{self.code}: {each}" for each in told]


class CourseEdited(Exception):
    """Somebody has worked on the course since it was loaded.

    `edits` says what was worked on (key: fields), `differences` the JSON paths in which the course as it now is and the
    file differ.
    """

    def __init__(self, code: str, edits: list[str], differences: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.edits = edits
        self.differences = differences


class ReviewOutstanding(Exception):
    """The course may not be published without saying that it is unreviewed; `items` are the open matters."""

    def __init__(self, code: str, items: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.items = items


class UnverifiedCitations(Exception):
    """The course refuses citations of rows that nobody has verified; `refs` are their keys."""

    def __init__(self, code: str, refs: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.refs = refs


class LoadRefused(Exception):
    """Something that must come first is missing; the sentence says what."""
