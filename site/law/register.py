"""The register as people read it: found by words, told in plain words, the plan section by section."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from law.documents import LegalDocument, Provision, PublishRule
from law.evidence import evidence_words
from law.places import anchor
from law.source_words import note_for_learners, sources_for_learners
from vietnamese import api as vietnamese

PLAN_BANNER = "Hiệu lực của Kế hoạch %(number)s sau hợp nhất tỉnh: chờ xác nhận."


@dataclass(frozen=True)
class Fact:
    """One line about a document: what, the value, and how sure it is. `awaits` marks what nobody has verified."""

    label: str
    value: str
    note: str = ""
    evidence: str = ""
    awaits: bool = False


@dataclass
class Section:
    """One section on the page, with those under it. `parts` are the paragraphs of its text."""

    ref: str
    level: int
    heading: str
    text: str
    children: list["Section"] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return anchor(self.ref)

    @property
    def parts(self) -> list[str]:
        return [part for part in self.text.split("\n\n") if part]

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line]

    @property
    def is_heading(self) -> bool:
        return self.ref.endswith(".h")


def search_register(words: str) -> QuerySet[LegalDocument]:
    """Rows that hold every word, with or without marks, in the row or in a section; all rows for no words."""
    found = LegalDocument.objects.all()
    for word in vietnamese.fold(vietnamese.clean_line(words)).split():
        section = Provision.objects.filter(document=OuterRef("pk"), search_folded__contains=word)
        found = found.filter(Q(search_folded__contains=word) | Exists(section))
    return found


def plan_banner(document: LegalDocument) -> str:
    """The sentence that stands on everything about a document whose force is to be confirmed; empty for others."""
    if document.publish_rule != PublishRule.BANNER:
        return ""
    return PLAN_BANNER % {"number": document.number}


def facts(document: LegalDocument) -> Iterator[Fact]:
    """What the register knows of a document, for its page."""
    awaits = not document.is_verified
    yield Fact(
        gettext("Number of the document"),
        document.number or gettext("not known, so it cannot be cited"),
        awaits=awaits,
    )
    yield Fact(gettext("Kind"), document.kind)
    if document.issuer:
        yield Fact(gettext("Issuer"), document.issuer)
    yield _day(
        gettext("Day of issue"),
        document.issued,
        document.issued_note,
        document.issued_evidence,
        awaits=awaits,
    )
    yield _day(
        gettext("In force from"),
        document.effective_from,
        document.effective_note,
        document.effective_evidence,
        awaits=awaits,
    )
    if document.effective_to:
        yield Fact(gettext("In force until"), vietnamese.show_day(document.effective_to), awaits=awaits)
    as_of = ""
    if document.status_as_of:
        as_of = gettext("as of %(day)s") % {"day": vietnamese.show_day(document.status_as_of)}
    yield Fact(gettext("Status"), document.get_status_display(), note=as_of, awaits=awaits)
    if document.evidence:
        yield Fact(gettext("Evidence"), evidence_words(document.evidence))
    if sources := sources_for_learners(document.sources):
        yield Fact(gettext("Sources read"), sources)
    yield Fact(gettext("Publication"), document.get_publish_rule_display())
    if document.is_verified and document.verified_read_on:
        yield Fact(
            gettext("Checked against the official text"),
            vietnamese.show_day(document.verified_read_on),
            note=document.verified_source,
        )


def _day(label: str, day: date | None, note: str, mark: str, *, awaits: bool) -> Fact:
    value = vietnamese.show_day(day) if day else gettext("no confirmed day")
    return Fact(label, value, note=note_for_learners(note), evidence=evidence_words(mark), awaits=awaits)


def outline(provisions: Iterable[Provision]) -> list[Section]:
    """The sections of a document as a tree, in the order of the text."""
    by_ref: dict[str, Section] = {}
    tops: list[Section] = []
    for provision in provisions:
        section = Section(provision.ref, provision.level, provision.heading, provision.text)
        by_ref[provision.ref] = section
        parent = by_ref.get(provision.parent_ref)
        (parent.children if parent else tops).append(section)
    return tops
