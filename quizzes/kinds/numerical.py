"""Numerical: a number, right within a tolerance. A response is `{"text": "12,5", "number": "12.5"}`.

`text` is the number as Vietnamese writes it, `number` the same with a point. What cannot be read as a number is kept as it
was typed, with `number` None, for the learner may still be writing; it is said so beside the field and earns nothing.
"""

from __future__ import annotations

import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from django.utils.translation import gettext, pgettext_lazy
from pydantic import AfterValidator, BeforeValidator, field_validator

from quizzes import grading
from quizzes.kinds.base import Dealt, FormData, Kind, Response, not_answered, written_text
from quizzes.kinds.body import Body, Part, Remark, Unsound
from vietnamese import api as vietnamese

MOST_CHARACTERS = 60
PLAIN = re.compile(r"-?\d{1,20}(?:\.\d{1,10})?")


def plain_number(number: Decimal) -> str:
    """A number with a decimal point, without needless zeros: Decimal("12.50") -> "12.5"."""
    return vietnamese.decimal_comma(number).replace(",", ".")


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _sound_number(text: str) -> str:
    line = text.strip()
    if not PLAIN.fullmatch(line):
        raise Unsound(
            gettext("“%(text)s” is not a number with at most 20 digits and 10 decimal places.")
            % {"text": line}
        )
    return plain_number(Decimal(line))


def _not_below_zero(text: str) -> str:
    if Decimal(text) < 0:
        raise Unsound(gettext("A tolerance is 0 or more."))
    return text


def _is_a_share(text: str) -> str:
    if not 0 <= Decimal(text) <= 1:
        raise Unsound(gettext("A share lies between 0 and 1."))
    return text


Number = Annotated[str, BeforeValidator(_as_text), AfterValidator(_sound_number)]
Tolerance = Annotated[Number, AfterValidator(_not_below_zero)]
Share = Annotated[Number, AfterValidator(_is_a_share)]


class AcceptedNumber(Part):
    """A number, how far an answer may lie from it on either side, the share that it earns, and what is said to it."""

    value: Number
    tolerance: Tolerance = "0"
    share: Share = "1"
    feedback: Remark = ""

    def holds(self, number: Decimal) -> bool:
        return abs(Fraction(number) - Fraction(self.value)) <= Fraction(self.tolerance)


class NumericalBody(Body):
    """`accepted`: of all that hold the answer the one with the greatest share counts, the first of several; one earns 1.

    `unit` stands after the field ("kg", "%", "ngày"); it may be typed with the number.
    """

    accepted: tuple[AcceptedNumber, ...]
    unit: Annotated[str, AfterValidator(vietnamese.clean_line)] = ""

    @field_validator("accepted")
    @classmethod
    def _one_is_right(cls, accepted: tuple[AcceptedNumber, ...]) -> tuple[AcceptedNumber, ...]:
        if not any(each.share == "1" for each in accepted):
            raise Unsound(gettext("At least one number must earn the full share."))
        return accepted

    @field_validator("unit")
    @classmethod
    def _is_short(cls, unit: str) -> str:
        if len(unit) > 30 or any(char.isdigit() for char in unit):
            raise Unsound(gettext("A unit has at most 30 characters and no digits."))
        return unit


class Numerical(Kind[NumericalBody]):
    name = "numerical"
    label = pgettext_lazy("kind of question", "Number")
    Body = NumericalBody

    def deal(self, body: NumericalBody, rng: random.Random) -> Dealt:
        return {}

    def clean(self, body: NumericalBody, data: FormData, name: str) -> Response | None:
        text = written_text(data, name, limit=MOST_CHARACTERS, lines=False)
        if not text:
            return None
        number = read_number(text, unit=body.unit)
        if number is None:
            return {"text": text, "number": None}
        return {"text": vietnamese.decimal_comma(number), "number": plain_number(number)}

    def mark(self, body: NumericalBody, response: Response | None) -> Decimal:
        found = _found(body, response)
        return grading.to_share(Decimal(found.share)) if found else Decimal(0)

    def is_complete(self, body: NumericalBody, response: Response | None) -> bool:
        return _number(response) is not None

    def right_response(self, body: NumericalBody) -> Response:
        right = next(each for each in body.accepted if each.share == "1")
        return {"text": right.value.replace(".", ","), "number": right.value}

    def tell(self, body: NumericalBody, response: Response | None) -> str:
        if response is None:
            return not_answered()
        if _number(response) is None or not body.unit:
            return str(response["text"])
        return f"{response['text']} {body.unit}"

    def choices_of(self, body: NumericalBody, response: Response | None) -> list[tuple[str, str]]:
        if response is None:
            return []
        return [(response["number"] or response["text"], self.tell(body, response))]

    def specific_feedback(self, body: NumericalBody, response: Response | None) -> list[str]:
        found = _found(body, response)
        return [found.feedback] if found and found.feedback else []

    def _present(self, body: NumericalBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        text = "" if response is None else response["text"]
        unread = gettext("“%(text)s” cannot be read as a number.") % {"text": text}
        return {
            "label": gettext("Answer (a number)"),
            "hint": gettext("Write digits, for instance 12,5 or 1.250."),
            "unit": body.unit,
            "text": text,
            "limit": MOST_CHARACTERS,
            "unread": unread if response is not None and _number(response) is None else "",
        }

    def _review(self, body: NumericalBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        right = next(each for each in body.accepted if each.share == "1")
        tolerance = right.tolerance.replace(".", ",")
        within = gettext("up to %(tolerance)s more or less") % {"tolerance": tolerance}
        return {"within": "" if right.tolerance == "0" else within}


def read_number(text: str, *, unit: str = "") -> Decimal | None:
    """The number that a person typed, with or without its unit; None where there is none.

    "12,5", "12.5", "1.250", "1 250" (1250), "-3", "+3", "12,5 kg", "50%".
    """
    line = vietnamese.clean_line(text)
    if unit and line.casefold().endswith(unit.casefold()):
        line = line[: -len(unit)].strip()
    try:
        return vietnamese.parse_decimal(line.removeprefix("+"))
    except vietnamese.NotANumber:
        return None


def _number(response: Response | None) -> Decimal | None:
    number = response["number"] if response else None
    return None if number is None else Decimal(number)


def _found(body: NumericalBody, response: Response | None) -> AcceptedNumber | None:
    number = _number(response)
    if number is None:
        return None
    holding = [each for each in body.accepted if each.holds(number)]
    return max(holding, key=lambda each: Decimal(each.share), default=None)
