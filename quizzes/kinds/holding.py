"""What the kinds that hold other questions have in common: gaps of a text, parts of a situation.

A response is `{field: {id: response of that part}}`; parts without an answer are left out. What is dealt has the same shape.
"""

from __future__ import annotations

import random
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeVar

from django.utils.translation import gettext
from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_serializer,
    field_validator,
)

from quizzes import grading
from quizzes.kinds.base import Dealt, FormData, Kind, Response, not_answered, repeated
from quizzes.kinds.body import Body, Part, Unsound

MOST_PARTS = 20
# No hyphen: it parts the names of nested form fields.
PART_ID = re.compile(r"[A-Za-z0-9]{1,20}")


def _sound_part_id(text: str) -> str:
    if not PART_ID.fullmatch(text):
        raise Unsound(gettext("The id of a part holds only the letters a to z and digits."))
    return text


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


PartPoints = Annotated[
    Decimal,
    Field(gt=0, max_digits=6, decimal_places=2),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]


class Held(Part):
    """A question inside another one: its kind, its weight among its neighbours, its body."""

    kinds: ClassVar[Mapping[str, Kind[Any]]]

    id: Annotated[str, AfterValidator(_sound_part_id)]
    kind: str
    points: PartPoints = Decimal(1)
    body: Any

    @field_validator("kind")
    @classmethod
    def _may_be_held(cls, kind: str) -> str:
        if kind not in cls.kinds:
            raise Unsound(gettext("Allowed here: %(expected)s.") % {"expected": ", ".join(cls.kinds)})
        return kind

    @field_validator("body")
    @classmethod
    def _is_sound(cls, body: Any, info: ValidationInfo) -> Any:
        kind = cls.kinds.get(info.data.get("kind", ""))
        if kind is None:
            return body
        if not isinstance(body, Mapping):
            raise Unsound(gettext("Fields with names are expected here."))
        return cls.read_body(kind, body)

    @field_serializer("body")
    def _written(self, body: Any) -> Any:
        return self.write_body(self.asked, body)

    @classmethod
    def read_body(cls, kind: Kind[Any], body: Mapping[str, Any]) -> Any:
        """The body of this part. Refuses unsound ones with `UnsoundBody`, whose faults come to stand in the whole."""
        return kind.read(body)

    @classmethod
    def write_body(cls, kind: Kind[Any], body: Any) -> dict[str, Any]:
        """The JSON from which `read_body` makes an equal body."""
        return kind.write(body)

    @property
    def asked(self) -> Kind[Any]:
        """The kind as an object."""
        return self.kinds[self.kind]


def sound_parts(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parts, when there is at least one and no two share an id."""
    if not parts:
        raise Unsound(gettext("At least one part is needed."))
    if len(parts) > MOST_PARTS:
        raise Unsound(
            gettext("At most %(most)d entries are possible, there are %(count)d.")
            % {"most": MOST_PARTS, "count": len(parts)}
        )
    for twice in repeated([part.id for part in parts]):
        raise Unsound(gettext("The id “%(id)s” is used twice.") % {"id": twice})
    return parts


AnyHoldingBody = TypeVar("AnyHoldingBody", bound=Body)


@dataclass(frozen=True)
class PartShare:
    """What one part weighs and earned; `share` None waits for a person."""

    id: str
    label: str
    points: Decimal
    share: Decimal | None


class HoldingKind(Kind[AnyHoldingBody]):
    """A kind whose answer is several answers. The share is the mean of the parts' shares, weighted by their points."""

    field: ClassVar[str]

    @abstractmethod
    def parts(self, body: AnyHoldingBody) -> tuple[Any, ...]:
        """The parts in the order in which a reader meets them."""

    @abstractmethod
    def label_of(self, number: int) -> str:
        """What the part at this place (from 1) is called."""

    def deal(self, body: AnyHoldingBody, rng: random.Random) -> Dealt:
        return {self.field: {part.id: part.asked.deal(part.body, rng) for part in self.parts(body)}}

    def clean(self, body: AnyHoldingBody, data: FormData, name: str) -> Response | None:
        given = {}
        for part in self.parts(body):
            answer = part.asked.clean(part.body, data, self.field_name(name, part.id))
            if answer is not None:
                given[part.id] = answer
        return {self.field: given} if given else None

    def mark(self, body: AnyHoldingBody, response: Response | None) -> Decimal | None:
        return self.share_with(body, response, {})

    def share_with(
        self, body: AnyHoldingBody, response: Response | None, by_person: Mapping[str, Decimal]
    ) -> Decimal | None:
        """The share once a person has given those parts that need one theirs (0 to 1, by id); None while one is missing."""
        earned, weight = Fraction(0), Fraction(0)
        for part in self.shares(body, response):
            share = by_person.get(part.id) if part.share is None else part.share
            if share is None:
                return None
            earned += Fraction(part.points) * grading.exact_share(share)
            weight += Fraction(part.points)
        return grading.to_share(earned / weight)

    def shares(self, body: AnyHoldingBody, response: Response | None) -> list[PartShare]:
        """What each part weighs and earned by itself."""
        return [
            PartShare(part.id, label, part.points, part.asked.mark(part.body, answer))
            for label, part, answer in self._with_answers(body, response)
        ]

    def upload_fields(self, body: AnyHoldingBody, name: str) -> dict[str, int]:
        fields: dict[str, int] = {}
        for part in self.parts(body):
            fields |= part.asked.upload_fields(part.body, self.field_name(name, part.id))
        return fields

    def files_in(self, body: AnyHoldingBody, response: Response | None) -> list[str]:
        return [
            code
            for _label, part, answer in self._with_answers(body, response)
            for code in part.asked.files_in(part.body, answer)
        ]

    def needs_person(self, body: AnyHoldingBody) -> bool:
        return any(part.asked.needs_person(part.body) for part in self.parts(body))

    def is_complete(self, body: AnyHoldingBody, response: Response | None) -> bool:
        return all(
            part.asked.is_complete(part.body, answer)
            for _label, part, answer in self._with_answers(body, response)
        )

    def right_response(self, body: AnyHoldingBody) -> Response | None:
        right = self._right_parts(body)
        return None if None in right.values() else {self.field: right}

    def tell(self, body: AnyHoldingBody, response: Response | None) -> str:
        told = [
            f"{label}: {part.asked.tell(part.body, answer)}"
            for label, part, answer in self._with_answers(body, response)
            if answer is not None
        ]
        return "; ".join(told) if told else not_answered()

    def choices_of(self, body: AnyHoldingBody, response: Response | None) -> list[tuple[str, str]]:
        return [
            (f"{part.id}:{key}", f"{label}: {words}")
            for label, part, answer in self._with_answers(body, response)
            for key, words in part.asked.choices_of(part.body, answer)
        ]

    def specific_feedback(self, body: AnyHoldingBody, response: Response | None) -> list[str]:
        return [
            f"{label}: {sentence}"
            for label, part, answer in self._with_answers(body, response)
            for sentence in part.asked.specific_feedback(part.body, answer)
        ]

    def random_guess_share(self, body: AnyHoldingBody) -> Decimal | None:
        """The mean of the parts' blind shares, weighted by points; texts count 0. None where nothing can be guessed."""
        parts = self.parts(body)
        blind = [part.asked.random_guess_share(part.body) for part in parts]
        if all(share is None for share in blind):
            return None
        earned = sum(
            (
                Fraction(part.points) * grading.exact_share(share or Decimal(0))
                for part, share in zip(parts, blind, strict=True)
            ),
            Fraction(0),
        )
        return grading.to_share(earned / sum((Fraction(part.points) for part in parts), Fraction(0)))

    def field_name(self, name: str, part_id: str) -> str:
        """The name of the form fields of one part."""
        return f"{name}-{part_id}"

    def _right_parts(self, body: AnyHoldingBody) -> dict[str, Response | None]:
        return {part.id: part.asked.right_response(part.body) for part in self.parts(body)}

    def _with_answers(
        self, body: AnyHoldingBody, response: Response | None
    ) -> Iterator[tuple[str, Any, Response | None]]:
        given = response[self.field] if response else {}
        for number, part in enumerate(self.parts(body), start=1):
            yield self.label_of(number), part, given.get(part.id)
