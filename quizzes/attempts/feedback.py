"""What a question that was checked shows while the attempt runs: only what its behaviour and the quiz both allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from law import api as law
from quizzes import grading
from quizzes.attempts.marks import share_of
from quizzes.attempts.paper import Slot
from quizzes.attempts.rules import Rules
from quizzes.bank.questions import QuestionVersion
from quizzes.blueprint.quizzes import Shown
from quizzes.kinds.base import Kind
from vietnamese import api as vietnamese


@dataclass(frozen=True)
class Feedback:
    """What is shown below a question that was checked. Empty: this is not shown. `explanation` and what follows: the reason."""

    verdict: str = ""
    tone: str = ""
    marks: str = ""
    tries: str = ""
    specific: list[str] = field(default_factory=list)
    right: str = ""
    explanation: str = ""
    place: str = ""
    citations: list[dict[str, Any]] = field(default_factory=list)
    documents: Mapping[str, law.LegalDocument] = field(default_factory=dict)
    needs_legal_review: bool = False


def feedback_on(slots: Iterable[Slot], rules: Rules) -> dict[int, Feedback]:
    """The feedback on the questions of a page, by position. No query while nothing was checked, two at most after."""
    allowed = {slot.position: (slot, _shown(slot, rules)) for slot in slots if slot.tries}
    told = {position: (slot, shown) for position, (slot, shown) in allowed.items() if shown}
    reasons = _reasons([slot for slot, shown in told.values() if Shown.GENERAL in shown])
    return {
        position: _feedback(slot, shown, rules, reasons.get(slot.pk, {}))
        for position, (slot, shown) in told.items()
    }


def hints_for(slot: Slot, rules: Rules) -> list[str]:
    """The hints that are shown now."""
    return list(slot.body.hints[: rules.behaviour.hints_shown(slot.standing)])


def verdict_in_words(share: Decimal | None) -> str:
    """How right an answer was (0–1), in words."""
    if share is None:
        return gettext("Waiting to be marked")
    if share == 1:
        return gettext("Right")
    return gettext("Partly right") if share > 0 else gettext("Not right yet")


def right_in_words(kind: Kind[Any], body: Any) -> str:
    """The right answer in words; empty where there is none to give."""
    right = kind.right_response(body)
    return "" if right is None else kind.tell(body, right)


def points_in_words(earned: Decimal | None, points: Decimal) -> str:
    """The points of one question: "0,66 of 1 points"; what lies beyond two places is cut, of points that were lost too."""
    if earned is None:
        return ""
    # A share is kept in seven places: a third of three points is one.
    got = (earned * points).quantize(Decimal("0.0001")).quantize(Decimal("0.01"), ROUND_DOWN)
    return gettext("%(got)s of %(of)s points") % {
        "got": vietnamese.show_decimal(got.normalize() + 0),
        "of": vietnamese.show_decimal(points),
    }


def _shown(slot: Slot, rules: Rules) -> frozenset[str]:
    return rules.behaviour.shown_now(slot.standing, rules.during)


def _feedback(slot: Slot, shown: frozenset[str], rules: Rules, reason: Mapping[str, Any]) -> Feedback:
    last = slot.tries[-1].share
    told = Shown.CORRECTNESS in shown
    # A remark belongs to the answer that was checked: on one that was only saved since it would tell the key for nothing.
    as_checked = Shown.SPECIFIC in shown and slot.tries[-1].sequence == slot.sequence
    return Feedback(
        verdict=verdict_in_words(last) if told else gettext("The answer was checked."),
        tone="good" if told and last == 1 else "",
        marks=points_in_words(share_of(slot, rules), slot.points) if Shown.MARKS in shown else "",
        tries=_tries_left(slot, rules),
        specific=slot.kind.specific_feedback(slot.body, slot.data) if as_checked else [],
        right=right_in_words(slot.kind, slot.body) if Shown.RIGHT in shown and last != 1 else "",
        explanation=reason.get("explanation", ""),
        place=reason.get("place", ""),
        citations=reason.get("citations", []),
        documents=reason.get("documents", {}),
        needs_legal_review=slot.needs_legal_review,
    )


def _tries_left(slot: Slot, rules: Rules) -> str:
    allowed = rules.behaviour.tries_allowed(slot.standing)
    if allowed is None or rules.behaviour.is_locked(slot.standing):
        return ""
    left = allowed - len(slot.tries)
    words = ngettext("It can be tried %(count)d more time.", "It can be tried %(count)d more times.", left)
    said = words % {"count": left}
    cost = rules.penalty
    if rules.behaviour.has_penalty and cost:
        percent = vietnamese.show_decimal((100 * grading.to_share(cost)).quantize(Decimal("1")))
        said += " " + gettext("Each wrong try costs %(percent)s %% of the points.") % {"percent": percent}
    return said


def _reasons(slots: list[Slot]) -> dict[int, dict[str, Any]]:
    """Explanations and citations of these questions, by the key of the question as dealt."""
    if not slots:
        return {}
    rows = QuestionVersion.objects.filter(dealt__in=[slot.pk for slot in slots]).values_list(
        "dealt", "explanation", "place", "citations"
    )
    found = {
        key: {"explanation": explanation, "place": place, "citations": citations}
        for key, explanation, place, citations in rows
    }
    refs = {
        entry["document"] for each in found.values() for entry in each["citations"] if entry.get("document")
    }
    documents = law.documents_by_ref(refs) if refs else {}
    return {key: {**each, "documents": documents} for key, each in found.items()}
