"""What a dump became: counts, what was there already, what was left out, and remarks to read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.kinds import kind_named

# What is counted, as a person calls it.
COUNTED = {
    "placeholders": gettext_lazy("placeholder people"),
    "topics": gettext_lazy("topics"),
    "questions": gettext_lazy("questions"),
    "quizzes": gettext_lazy("quizzes"),
    "attempts": gettext_lazy("attempts"),
    "unfinished attempts": gettext_lazy("unfinished attempts"),
    "essays marked right": gettext_lazy("essays marked right"),
    "essays not marked right": gettext_lazy("essays not marked right"),
    "sittings": gettext_lazy("attempts of the old site"),
    "answers": pgettext_lazy("counted", "answers"),
}


@dataclass
class Report:
    """Counts by what they count. `unknown_users`: old key -> attempts kept under a placeholder."""

    made: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    progress: Counter[str] = field(default_factory=Counter)
    unknown_users: Counter[str] = field(default_factory=Counter)
    mismatches: int = 0
    remarks: list[str] = field(default_factory=list)

    def say(self, remark: str) -> None:
        self.remarks.append(remark)

    def as_json(self) -> dict[str, Any]:
        """The report for a machine."""
        return {
            "made": dict(self.made),
            "there_already": dict(self.there),
            "left_out": dict(self.left_out),
            "kinds": dict(self.kinds),
            "progress": dict(self.progress),
            "unknown_users": dict(self.unknown_users),
            "scores_that_differ": self.mismatches,
            "remarks": self.remarks,
        }

    def lines(self) -> list[str]:
        """The report for a person."""
        told = [_("Made: %(counts)s") % {"counts": _told(self.made)}]
        if self.kinds:
            kinds = Counter({str(kind_named(kind).label): count for kind, count in self.kinds.items()})
            told.append(_("Questions by kind: %(counts)s") % {"counts": _told(kinds)})
        if self.there:
            told.append(_("There already: %(counts)s") % {"counts": _told(self.there)})
        if self.left_out:
            told.append(_("Left out: %(counts)s") % {"counts": _told(self.left_out)})
        if self.unknown_users:
            counts = {"count": self.unknown_users.total(), "people": len(self.unknown_users)}
            told.append(_("Attempts under placeholders: %(count)d, of old users: %(people)d") % counts)
        told.append(_("Scores that differ from the answers: %(count)d") % {"count": self.mismatches})
        rows = {"equal": self.progress["equal"], "checked": self.progress["checked"]}
        told.append(_("Rows of progress that are equal: %(equal)d of %(checked)d") % rows)
        return told


def _told(counts: Counter[str]) -> str:
    named = (f"{COUNTED.get(name, name)}: {count}" for name, count in counts.items() if count)
    return ", ".join(named) or _("nothing")
