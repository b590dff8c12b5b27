"""A lesson's body between the file and its StreamField: one passage a block of the file, and back. No leaf is lost."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from courses.loading.file_schema import Block, Citation, LegalBlock
from law import api as law

# Block ids are derived, so that the same file gives the same body.
NAMESPACE = uuid.UUID("6f0c2f7e-6b1b-5d55-9a3a-0f6a5c157157")


def body_of_lesson(
    uid: str, blocks: Sequence[Block], documents: Mapping[str, law.LegalDocument], self_check: Sequence[int]
) -> list[dict[str, Any]]:
    """The raw body of a lesson: its passages, then its self-check (keys of questions) if it has one."""
    body = [
        {"type": "passage", "id": _id(uid, at), "value": _passage(block, documents, f"{uid}/{at}")}
        for at, block in enumerate(blocks)
    ]
    if self_check:
        value = {"questions": _items(self_check, f"{uid}/self-check")}
        body.append({"type": "self_check", "id": _id(uid, "self-check"), "value": value})
    return body


def blocks_of_body(body: Any, *, is_plan: bool, place_key: str) -> list[dict[str, Any]]:
    """The blocks of the file that a body came from; what an editor added besides passages is not part of a file."""
    return [
        _block(block.value, is_plan=is_plan, place_key=place_key)
        for block in body
        if block.block_type == "passage"
    ]


def citation_in_file(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """A citation as a file writes it; None for an empty one."""
    document = value["document"]
    if document is None:
        return None
    as_of = value["as_of"]
    return {
        "ref": document.ref,
        "article": value["article"] or None,
        "clause": value["clause"] or None,
        "point": value["point"] or None,
        "as_of": as_of.isoformat() if isinstance(as_of, date) else as_of,
        "evidence": value["evidence"],
        "quote_or_paraphrase": value["quote_or_paraphrase"],
        "source": value["source"],
    }


def _passage(block: Block, documents: Mapping[str, law.LegalDocument], seed: str) -> dict[str, Any]:
    legal = block if isinstance(block, LegalBlock) else None
    return {
        "kind": block.kind,
        "text": block.text,
        "place": (legal and legal.provision) or block.seed_section or "",
        "citation": _citation(legal.citation if legal else None, documents),
        "see_also": _items(
            [_citation(each, documents) for each in legal.see_also] if legal else [], f"{seed}/see"
        ),
        "advice_sources": _items(
            [each.model_dump() for each in legal.advice_sources] if legal else [], f"{seed}/advice"
        ),
        "outside_source": block.outside_seed,
        "assessable": block.assessable,
        "needs_confirmation": block.needs_confirmation,
        "needs_legal_review": block.needs_legal_review,
        "review_reasons": _items(legal.review_reason if legal else [], f"{seed}/review"),
        "sources": _items(block.sources, f"{seed}/sources"),
        "evidence": block.evidence or "",
        "role": block.role or "",
    }


def _citation(citation: Citation | None, documents: Mapping[str, law.LegalDocument]) -> dict[str, Any]:
    if citation is None:
        empty = dict.fromkeys(("article", "clause", "point", "evidence", "quote_or_paraphrase", "source"), "")
        return {"document": None, "as_of": None, **empty}
    return {
        "document": documents[citation.ref].pk,
        "article": citation.article or "",
        "clause": citation.clause or "",
        "point": citation.point or "",
        "as_of": citation.as_of,
        "evidence": citation.evidence,
        "quote_or_paraphrase": citation.quote_or_paraphrase,
        "source": citation.source,
    }


def _items(values: Sequence[Any], seed: str) -> list[dict[str, Any]]:
    return [{"type": "item", "id": _id(seed, at), "value": value} for at, value in enumerate(values)]


def _id(seed: str, at: int | str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{seed}#{at}"))


def _block(value: Mapping[str, Any], *, is_plan: bool, place_key: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": value["kind"],
        "text": value["text"],
        place_key: value["place"] or None,
        "outside_seed": value["outside_source"],
        "assessable": value["assessable"],
        "needs_confirmation": value["needs_confirmation"],
        "needs_legal_review": value["needs_legal_review"],
        "sources": list(value["sources"]),
        "evidence": value["evidence"] or None,
        "role": value["role"] or None,
    }
    if not is_plan:
        told["citation"] = citation_in_file(value["citation"])
        told["see_also"] = [citation_in_file(each) for each in value["see_also"]]
        told["advice_sources"] = [dict(each) for each in value["advice_sources"]]
        told["review_reason"] = list(value["review_reasons"])
    return told
