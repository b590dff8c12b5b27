"""What the register's sources say in English, in words for learners; what nobody has put into words stays with editors."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from law.phrases import is_vietnamese, part_by_part
from vietnamese import api as vietnamese

DAY = r"(?P<day>\d\d/\d\d/\d{4})"
SITE = r"(?P<site>[\w-]+(?:\.[\w-]+)+(?:/[\w.-]+)*(?: \+ [\w.-]+)*)"
COUNTS = {"one": "1", "two": "2", "three": "3", "four": "4"}

# Whole notes on a day. The groups stand in the sentence.
NOTES: list[tuple[str, Any]] = [
    (rf"{DAY} \((?:effective date from )?memory\)|from memory (?P<day2>\d\d/\d\d/\d{{4}})", _("%(day)s, from memory only")),
    (rf"{DAY} \(secondary\)", _("%(day)s, by a secondary source")),
    (r"(?P<year>\d{4})", _("the year %(year)s")),
    (r"(?P<year>\d{4}), day not found", _("the year %(year)s; the day was not found")),
    (r"planned for Q(?P<quarter>[1-4]) (?P<year>\d{4})", _("planned for quarter %(quarter)s of %(year)s")),
    (r"not checked", _("not checked yet")),
    (r"not found", _("looked for and not found")),
    (r"not read", _("not read yet")),
    (r"unknown", _("not known")),
]  # fmt: skip

# One source each; a source that is told by none of these is left to editors.
SOURCES: list[tuple[str, Any]] = [
    (SITE, "%(site)s"),
    (rf"{SITE} (?P<when>\d{{4}}-\d\d(?:-\d\d)?)", _("%(site)s of %(when)s")),
    (rf"{SITE} \((?P<place>Điều [\d-]+|\d+/\d+)\)", "%(site)s (%(place)s)"),
    (rf"{SITE} \(text\)", _("%(site)s (full text)")),
    (rf"{SITE} \(two pages\)", _("%(site)s (two pages)")),
    (rf"{SITE} \(contents, (?P<place>Điều [\d-]+)\)", _("%(site)s (contents, %(place)s)")),
    (rf"{SITE} \(chapters (?P<place>[IVX, ]+)\)", _("%(site)s (chapters %(place)s)")),
    (rf"{SITE} \((?P<place>\d+/\d+) preamble\)", _("%(site)s (preamble of %(place)s)")),
    (r"(?P<site>[\w.-]+) \((?P<place>Bộ [^()]+) outline\)", _("%(site)s (outline by %(place)s)")),
    (r"(?P<site>\d+/[\w-]+) preamble", _("preamble of %(site)s")),
    (r"(?P<site>\d+/[\w-]+) and (?P<place>\d+/[\w-]+) preambles", _("preambles of %(site)s and %(place)s")),
    (r"(?P<site>vi\.wikisource) (?P<place>Công báo \S+)", "%(site)s (%(place)s)"),
    (r"(?P<site>QĐ \S+) (?P<when>\d\d/\d\d/\d{4})", _("%(site)s of %(when)s")),
    (r"scribd copy of (?P<place>.+)", _("a copy of %(place)s on Scribd")),
    (r"(?:(?P<count>one|two|three|four) )?code repositor(?:y|ies)", _("%(count)s public code repositories")),
    (
        r"(?:(?P<count>one|two|three|four) )?code repositor(?:y|ies) citing (?P<site>\S+)",
        _("%(count)s public code repositories citing %(site)s"),
    ),
    (r"(?P<count>one) code repository listing the chain", _("a public code repository that lists the changes")),
    (r"GitHub legal register of (?P<when>\d{4}-\d\d-\d\d)", _("a legal register on GitHub of %(when)s")),
    (
        r"GitHub legal register of (?P<when>\d{4}-\d\d-\d\d) citing (?P<site>\S+)(?: docid=\d+)?",
        _("a legal register on GitHub of %(when)s citing %(site)s"),
    ),
    (r"seed file|seed only", _("the text of the plan itself")),
    (
        r"a page titled [\"“](?P<place>[^\"”]+)[\"”] \((?P<site>\S+)\) whose text could not be read",
        _("the page “%(place)s” (%(site)s), whose text could not be read"),
    ),
]  # fmt: skip


def note_for_learners(note: str) -> str:
    """A note on a day in the reader's language; one that is told by no table comes back in quotes when it is Vietnamese,
    and empty otherwise."""
    told = _told(note, NOTES)
    if told or not note:
        return told
    return gettext("in the source: “%(words)s”") % {"words": note} if is_vietnamese(note) else ""


def sources_for_learners(sources: str) -> str:
    """The sources, parted by semicolons, in the reader's language; those that nobody has put into words are left out."""
    return part_by_part(sources, lambda part: _told(part, SOURCES) or (part if is_vietnamese(part) else ""))


def _told(words: str, table: Iterable[tuple[str, Any]]) -> str:
    for pattern, sentence in table:
        found = re.fullmatch(pattern, words)
        if found:
            values = {name: value or "" for name, value in found.groupdict().items()}
            values["day"] = values.get("day") or values.get("day2", "")
            values["count"] = COUNTS.get(values.get("count", ""), "1")
            values["when"] = _when(values.get("when", ""))
            return str(sentence) % values
    return ""


def _when(words: str) -> str:
    """2026-10-05 -> 05/10/2026; 2026-02 -> 02/2026."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return vietnamese.show_day(date.fromisoformat(words))
    return "/".join(reversed(words.split("-")))
