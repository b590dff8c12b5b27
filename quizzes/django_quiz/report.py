"""What a dump became: counts, what was there already, what was left out, and remarks to read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


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
        told = [f"made: {_told(self.made)}"]
        if self.kinds:
            told.append(f"questions by kind: {_told(self.kinds)}")
        if self.there:
            told.append(f"there already: {_told(self.there)}")
        if self.left_out:
            told.append(f"left out: {_told(self.left_out)}")
        if self.unknown_users:
            told.append(
                f"attempts under placeholders: {self.unknown_users.total()} of {len(self.unknown_users)} old users"
            )
        told.append(f"scores that differ from the answers: {self.mismatches}")
        told.append(f"progress rows: {self.progress['equal']} of {self.progress['checked']} equal")
        return told


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
