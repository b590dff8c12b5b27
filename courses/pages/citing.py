"""Which documents a lesson cites."""

from collections.abc import Iterable, Iterator
from typing import Any

from law import api as law


def cited_documents(body: Any) -> Iterator[law.LegalDocument]:
    """Every register row that the body of a lesson cites, in order, as often as it is cited."""
    for block in body:
        for citation in _citations(block.block_type, block.value):
            if citation.get("document") is not None:
                yield citation["document"]


def _citations(block_type: str, value: Any) -> Iterator[Any]:
    if block_type == "passage":
        yield value["citation"]
        yield from value["see_also"]
    elif block_type == "law_quotation":
        yield value["citation"]


def unverified_numbers(documents: Iterable[law.LegalDocument | None]) -> list[str]:
    """The numbers of those documents that nobody has verified, each once."""
    found = (document for document in documents if document is not None and not document.is_verified)
    return list(dict.fromkeys(document.number or document.ref for document in found))
