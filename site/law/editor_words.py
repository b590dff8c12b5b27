"""What the register's source says of status, amendments, evidence and publication, in words for those who edit it.

The source is in English. Its own words stay in the fields, where an editor replaces them; beside them stands what they
mean, part by part. A part that no table tells is left out, unless it is Vietnamese or only numbers.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from law.documents import LegalDocument
from law.phrases import is_vietnamese, part_by_part
from law.source_words import note_for_learners, sources_for_learners

# Said in these very words, in one row or in many.
WHOLE = {
    # status
    gettext_noop("in force"),
    gettext_noop("in force, amended"),
    gettext_noop("in force (secondary)"),
    gettext_noop("believed in force"),
    gettext_noop("amended"),
    gettext_noop("not checked"),
    gettext_noop("cited as in use"),
    gettext_noop("follows the law above"),
    gettext_noop("no successor found"),
    gettext_noop("no replacement found"),
    gettext_noop("no replacement found (still named as current in repositories of autumn 2026)"),
    gettext_noop("2026 status not confirmed"),
    gettext_noop("2026 status not confirmed (ministry merged in 2025)"),
    gettext_noop("listed as in force on an undated page"),
    gettext_noop(
        "NOT CONFIRMED: an amended law was scheduled for the first session of the 16th National Assembly (April 2026)"
    ),
    gettext_noop("NOT CONFIRMED that it was issued"),
    gettext_noop("outcome unknown"),
    gettext_noop("applies to công chức only"),
    gettext_noop("will be amended"),
    gettext_noop("named as current"),
    gettext_noop("not found outside the seed"),
    gettext_noop("revision in preparation in 2026 (6 policy groups, January 2026)"),
    gettext_noop("status after the 2025 province merge not confirmed"),
    # amendments
    gettext_noop("memory"),
    gettext_noop("continuation"),
    gettext_noop("adds Điều 3a on online reception"),
    gettext_noop("a 2026 law may have replaced it"),
    gettext_noop("none found"),
    gettext_noop("unknown"),
    # publication
    gettext_noop("may publish number, title and dates"),
    gettext_noop("re-check before each release"),
    gettext_noop("confirm no 2026 replacement"),
    gettext_noop("status to be confirmed by the Party body"),
    gettext_noop("HOLD the religion course until a legal editor confirms the law in force"),
    gettext_noop("HOLD with the law"),
    gettext_noop("historical only"),
    gettext_noop("cite only as the seed cites it"),
    gettext_noop("banner until confirmed"),
    gettext_noop("do not publish until verified"),
    gettext_noop("matters for deadlines"),
}

NUMBER = r"\d+[/-][\w/Đ-]+"
DAY = r"\d\d/\d\d/\d{4}"
MARK = r"(?P<mark>[ABCX])"
# With something of the row's own in them. Two of the same name: of what follows them, in the same order.
WITH_PLACES: list[tuple[str, Any]] = [
    (rf"REPLACED from (?P<one>{DAY})", _("REPLACED from %(one)s on")),
    (rf"replaced (?P<one>{NUMBER})", _("replaced %(one)s")),
    (rf"replaced (?P<one>{NUMBER}) and (?P<two>{NUMBER})", _("replaced %(one)s and %(two)s")),
    (rf"takes the place of (?P<one>{NUMBER})", _("takes the place of %(one)s")),
    (rf"takes the place of (?P<one>{NUMBER}) in practice, transition to (?P<two>{DAY}) and (?P<three>{DAY})",
     _("takes the place of %(one)s in practice, transition to %(two)s and %(three)s")),
    (r"prohibited acts are (?P<one>Điều \d+)", _("prohibited acts are %(one)s")),
    (rf"(?P<one>{NUMBER}) named as no longer the basis", _("%(one)s named as no longer the basis")),
    (rf"older rule is (?P<one>Thông tư {NUMBER}) as amended by (?P<two>{NUMBER}) and (?P<three>{NUMBER})",
     _("older rule is %(one)s as amended by %(two)s and %(three)s")),
    (rf"(?P<one>{NUMBER}) \((?P<inner>[^()]+)\)", "%(one)s (%(inner)s)"),
    (rf"(?P<one>{NUMBER}) (?P<inner>repealed .+)", "%(one)s %(inner)s"),
    (rf"from (?P<one>{DAY})", _("from %(one)s on")),
    (rf"(?P<one>Điều \d+|{DAY}), from (?P<two>{DAY})", _("%(one)s, from %(two)s on")),
    (r"repealed (?P<one>Điều \d+) \(law number inferred\)", _("repealed %(one)s (law number inferred)")),
    (r"also in (?P<one>Luật .+)", _("also in %(one)s")),
    (rf"unknown after (?P<one>{NUMBER})", _("unknown after %(one)s")),
    (rf"the source writes (?P<one>{NUMBER})", _("the source writes %(one)s")),
    (rf"article wording must be the version after (?P<one>{NUMBER})",
     _("article wording must be the version after %(one)s")),
    (r"(?P<one>Điều [\d, ]+) read in the unamended text", _("%(one)s read in the unamended text")),
    (rf"deadlines must be re-read after (?P<one>{NUMBER})", _("deadlines must be re-read after %(one)s")),
    (rf"one site wrongly says (?P<one>{NUMBER})", _("one site wrongly says %(one)s")),
    (rf"(?P<one>[\w.]+) wrongly numbers the (?P<two>\d{{4}}) amendment (?P<three>{NUMBER})",
     _("%(one)s wrongly numbers the amendment of %(two)s as %(three)s")),
    (r"publish only after a legal editor opens the official text \((?P<one>[^()]+)\)",
     _("publish only after a legal editor opens the official text (%(one)s)")),
    (rf"{MARK} for (?P<one>{NUMBER})", _("%(mark)s for %(one)s")),
    (rf"{MARK} for the (?P<one>\d{{4}}) law", _("%(mark)s for the law of %(one)s")),
    (rf"{MARK} (?:for )?status", _("%(mark)s for the status")),
    (rf"{MARK} for the amendment", _("%(mark)s for the amendment")),
    (rf"{MARK} name/effective", _("%(mark)s for the name and the day of effect")),
    (rf"{MARK} number", _("%(mark)s for the number")),
    (rf"{MARK} dates", _("%(mark)s for the days")),
    (rf"{MARK} text", _("%(mark)s for the text")),
    (rf"{MARK} text \(seed\)", _("%(mark)s for the text (that of the plan)")),
    (rf"{MARK} \(date via (?P<one>{NUMBER}) preamble\)", _("%(mark)s (day by the preamble of %(one)s)")),
]  # fmt: skip

ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")


def for_editors(words: str) -> str:
    """A remark of the source in the reader's language, its parts parted by semicolons as they were."""
    return part_by_part(words, _told)


def _told(part: str) -> str:
    if part in WHOLE:
        return gettext(part)
    for pattern, sentence in WITH_PLACES:
        if found := re.fullmatch(pattern, part):
            values = found.groupdict()
            if "inner" in values:
                values["inner"] = _told(values["inner"])
                if not values["inner"]:
                    continue
            return str(sentence) % values
    return "" if ENGLISH_WORD.search(part) and not is_vietnamese(part) else part


def remarks(document: LegalDocument) -> Iterator[tuple[str, str]]:
    """(Name of the field, what its English words mean) for each field of a row that is not in the reader's language."""
    readers = {
        "issued_note": note_for_learners,
        "effective_note": note_for_learners,
        "status_note": for_editors,
        "amended_note": for_editors,
        "evidence_note": for_editors,
        "sources": sources_for_learners,
        "publish_note": for_editors,
    }
    for name, reader in readers.items():
        words = getattr(document, name)
        told = reader(words) if words else ""
        if told and told != words:
            yield str(LegalDocument._meta.get_field(name).verbose_name), told  # type: ignore[union-attr]
