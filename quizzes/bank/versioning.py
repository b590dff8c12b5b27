"""From a question as its authors left it to the version that people are dealt. Versions are only added."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from quizzes.bank.questions import Question, QuestionVersion

SCHEMA_VERSION = 1


def version_content(question: Question) -> dict[str, Any]:
    """All that a version keeps of a question: body, explanation, place, points, citations, what awaits review."""
    return {
        "kind": question.kind,
        "level": question.level,
        "body": {**question.body, "stem": question.stem},
        "explanation": question.explanation,
        "place": question.place,
        "points": question.points,
        "citations": [_citation(each) for each in question.citations.all()],
        "needs_legal_review": question.needs_legal_review,
        "review_reasons": question.review_reasons,
        "advice_sources": question.advice_sources,
    }


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content of a version; 1 and 1.00 points are the same."""
    plain = {**content, "points": f"{content['points']:.2f}"}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def keep_version(question: Question, *, at: datetime) -> QuestionVersion:
    """The version of a stored question as it now is: the latest one if nothing changed, else a new one.

    Becomes `current_version`; versions that people were dealt stay as they are.
    """
    content = version_content(question)
    wanted = content_hash(content)
    latest = question.versions.order_by("-number").first()
    if latest is None or latest.content_hash != wanted:
        number = latest.number + 1 if latest else 1
        latest = question.versions.create(
            number=number, schema_version=SCHEMA_VERSION, content_hash=wanted, recorded_at=at, **content
        )
    if question.current_version_id != latest.pk:
        question.current_version = latest
        type(question).objects.filter(pk=question.pk).update(current_version=latest)
    return latest


def _citation(citation: Any) -> dict[str, Any]:
    return {
        "document": citation.document.ref,
        "number": citation.document.number,
        "provision": citation.provision.ref if citation.provision else "",
        "article": citation.article,
        "clause": citation.clause,
        "point": citation.point,
        "read_on": citation.read_on.isoformat() if citation.read_on else None,
        "evidence": citation.evidence,
        "paraphrase": citation.paraphrase,
        "source": citation.source,
    }
