"""A citation as it is shown: words, quotation, day, mark and link, from whatever shape it is kept in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from law.citations import Citation, as_day
from law.documents import LegalDocument
from law.evidence import evidence_words
from law.places import anchor, article_words, section_words
from law.plan_text import ReadingError, corrected

# What makes two citations the same: where they point.
PLACE = ("document", "number", "provision", "article", "clause", "point")
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class ShownCitation:
    """All that the component `law/components/citation.html` draws.

    `unverified` is True as long as nobody has verified the register row. `verbatim` says that the quotation is the
    document's own words (of a section that the register holds), else it may be a paraphrase.
    """

    document: LegalDocument | None
    name: str
    place: str
    quotation: str
    verbatim: bool
    read_on: date | None
    evidence: str
    source: str
    unverified: bool
    href: str

    @property
    def words(self) -> str:
        """The citation in a line: "mục II.5", or "Khoản 2 Điều 2, Luật số 30/2023/QH15"."""
        if self.verbatim:
            return self.place
        return f"{self.place}, {self.name}" if self.place else self.name

    @property
    def quotations(self) -> list[str]:
        """The quotation in paragraphs."""
        return [part for part in self.quotation.split(PARAGRAPH) if part.strip()]


def once(citations: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries of QuestionVersion.citations with each place once; different quotations of one place stand in one entry."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for citation in citations:
        place = tuple(str(citation.get(name) or "") for name in PLACE)
        kept = found.setdefault(place, {**citation, "paraphrase": ""})
        words = citation.get("paraphrase") or ""
        if words and words not in kept["paraphrase"]:
            kept["paraphrase"] = f"{kept['paraphrase']}{PARAGRAPH if kept['paraphrase'] else ''}{words}"
    return list(found.values())


def documents_by_ref(refs: Iterable[str]) -> dict[str, LegalDocument]:
    """The documents with these keys, with their errata: two queries, however many there are."""
    found = LegalDocument.objects.filter(ref__in=set(refs)).prefetch_related("errata")
    return {document.ref: document for document in found}


def document_path(ref: str, section: str = "") -> str:
    """The address of a document's page, or of a section on it."""
    path = reverse("law:document", args=[ref.lower()])
    return f"{path}#{anchor(section)}" if section else path


def shown(citation: Any, documents: Mapping[str, LegalDocument] | None = None) -> ShownCitation:
    """A citation of any shape, made ready to draw.

    Takes a law.Citation row, a block value of a lesson (document, article, clause, point, as_of, evidence,
    quote_or_paraphrase, source), or an entry of QuestionVersion.citations (document = key of the row, provision = key
    of the section). `documents` are those of `documents_by_ref`; without it each entry asks the database.
    """
    if isinstance(citation, Citation):
        fields = {
            "document": citation.document,
            "provision": citation.provision.ref if citation.provision_id and citation.provision else "",
            "article": citation.article,
            "clause": citation.clause,
            "point": citation.point,
            "read_on": citation.read_on,
            "evidence": citation.evidence,
            "quotation": citation.paraphrase,
            "source": citation.source,
        }
    else:
        fields = {
            "document": citation.get("document") or citation.get("ref"),
            "provision": citation.get("provision") or "",
            "article": citation.get("article"),
            "clause": citation.get("clause"),
            "point": citation.get("point"),
            "read_on": citation.get("read_on") or citation.get("as_of"),
            "evidence": citation.get("evidence") or "",
            "quotation": citation.get("paraphrase") or citation.get("quote_or_paraphrase") or "",
            "source": citation.get("source") or "",
            "number": citation.get("number") or "",
        }
    return _shown(fields, _document(fields["document"], documents))


def _document(given: Any, documents: Mapping[str, LegalDocument] | None) -> LegalDocument | None:
    if given is None or isinstance(given, LegalDocument):
        return given if given is None or documents is None else documents.get(given.ref, given)
    if documents is not None:
        return documents.get(given)
    return documents_by_ref([given]).get(given)


def _shown(fields: Mapping[str, Any], document: LegalDocument | None) -> ShownCitation:
    section = fields["provision"]
    quotation = fields["quotation"]
    if section and document is not None:
        errata = [
            ReadingError(each.section, each.seed, each.reading, each.basis) for each in document.errata.all()
        ]
        quotation = corrected(quotation, section, errata)
    read_on = fields["read_on"]
    return ShownCitation(
        document=document,
        name=document.name if document else str(fields.get("number") or fields["document"] or ""),
        place=section_words(section)
        if section
        else article_words(fields["article"], fields["clause"], fields["point"]),
        quotation=quotation,
        verbatim=bool(section),
        read_on=as_day(read_on) if isinstance(read_on, str) else read_on,
        evidence=evidence_words(fields["evidence"]),
        source=fields["source"],
        unverified=document is None or not document.is_verified,
        href=document_path(document.ref, section) if document else "",
    )
