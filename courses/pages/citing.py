"""Which documents a lesson cites."""

from collections.abc import Iterator
from typing import Any

from courses.pages.models import LessonPage
from law import api as law


def cited_documents(lesson: LessonPage) -> Iterator[law.LegalDocument]:
    """Every register row that the body of a lesson cites, in order, as often as it is cited."""
    for block in lesson.body:
        for citation in _citations(block.block_type, block.value):
            if citation.get("document") is not None:
                yield citation["document"]


def _citations(block_type: str, value: Any) -> Iterator[Any]:
    if block_type == "passage":
        yield value["citation"]
        yield from value["see_also"]
    elif block_type == "law_quotation":
        yield value["citation"]


def unverified_numbers(*lessons: LessonPage) -> list[str]:
    """The numbers of cited documents that nobody has verified, each once."""
    found = (
        document for lesson in lessons for document in cited_documents(lesson) if not document.is_verified
    )
    return list(dict.fromkeys(document.number or document.ref for document in found))
