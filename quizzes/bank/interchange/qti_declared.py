"""What a QTI item declares of its answers: how many values, of what type, which are right, what each earns. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from quizzes.bank.interchange.qti_tree import all_named, first_named, value_of

RESPONSE = "RESPONSE"


class CannotTake(ValueError):
    """An item that cannot become a question. Says why in one sentence."""


@dataclass
class Declared:
    """What an item declares of one response: how many values, of what type, the right ones, what each earns."""

    cardinality: str = "single"
    type: str = ""
    correct: list[str] = field(default_factory=list)
    mapped: dict[str, Decimal] = field(default_factory=dict)
    exact_case: bool = False


def declared_in(element: ET.Element) -> Declared:
    """What a response declaration says."""
    correct = first_named(element, "correct-response")
    entries = list(all_named(element, "map-entry"))
    mapped: dict[str, Decimal] = {}
    for each in entries:
        mapped[value_of(each, "map-key")] = decimal_from(value_of(each, "mapped-value")) or Decimal(0)
    return Declared(
        value_of(element, "cardinality", "single"),
        value_of(element, "base-type"),
        [(each.text or "").strip() for each in all_named(correct, "value")] if correct is not None else [],
        mapped,
        bool(entries) and all(value_of(each, "case-sensitive", "true") == "true" for each in entries),
    )


def decimal_from(text: str) -> Decimal | None:
    """The number that a text writes with a decimal point; None for anything else, or a senseless size."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**9 else None
