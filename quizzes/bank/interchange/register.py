"""Citations of a file as rows of the legal register: found by the number of the document; what is not found stays words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from law import api as law
from quizzes.bank.interchange.base import Cited, Drafted
from quizzes.bank.interchange.citing import cited_in_words
from quizzes.bank.questions import QuestionCitation
from vietnamese import api as vietnamese

TEXTS = ("article", "clause", "point", "evidence", "paraphrase", "source")


@dataclass(frozen=True)
class Register:
    """The documents that questions of a file cite, by number and by key, and their sections by key."""

    documents: dict[str, law.LegalDocument]
    provisions: dict[tuple[int, str], law.Provision]

    @classmethod
    def of(cls, questions: Iterable[Drafted]) -> Register:
        """Whatever of the register these questions cite. Two queries."""
        cited = [each for question in questions for each in question.citations]
        names = {vietnamese.clean_line(each.document) for each in cited}
        found = law.LegalDocument.objects.filter(Q(number__in=names) | Q(ref__in=names)).exclude(number="")
        documents = {name: document for document in found for name in (document.ref, document.number)}
        sections = law.Provision.objects.filter(
            document__in=set(documents.values()), ref__in={each.provision for each in cited if each.provision}
        )
        return cls(documents, {(each.document_id, each.ref): each for each in sections})

    def row(self, cited: Cited) -> QuestionCitation | None:
        """The citation as the bank keeps it, without its question; None when the register does not have it."""
        document = self.documents.get(vietnamese.clean_line(cited.document))
        if document is None:
            return None
        provision = self.provisions.get((document.pk, cited.provision)) if cited.provision else None
        day = _day(cited.read_on)
        if (cited.provision and provision is None) or (cited.read_on and day is None):
            return None
        fields: dict[str, Any] = {name: vietnamese.clean_text(getattr(cited, name)) for name in TEXTS}
        if any(len(fields[name]) > _longest(name) for name in TEXTS):
            return None
        return QuestionCitation(document=document, provision=provision, read_on=day, **fields)


def unresolved(question: Drafted, register: Register) -> list[Cited]:
    """The citations of a question that the register does not have."""
    return [each for each in question.citations if register.row(each) is None]


def unresolved_in_words(question: Drafted, register: Register) -> Sequence[str]:
    """The same in words, as they stand in the place of the source from now on."""
    return [cited_in_words(each) for each in unresolved(question, register)]


def _longest(name: str) -> int:
    return getattr(QuestionCitation._meta.get_field(name), "max_length", None) or 1_000_000


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
