"""Drafted questions of every kind for round trips, and small pictures made on the spot."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from quizzes.bank.interchange.base import Cited, Drafted, ReadFile, Weight
from quizzes.bank.interchange.findings import key_of_file
from quizzes.bank.interchange.losses import with_plain_ids
from quizzes.kinds import kind_named
from tests.quizzes.kinds.examples import EXAMPLES

CITED = Cited(
    "30/2023/QH15", article="13", clause="2", point="a", read_on="2026-11-23", paraphrase="một; hai"
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences as they stand in the code; modules that import this read remarks by their words."""
    with translation.override("en"):
        yield


def picture(colour: str = "red", *, size: tuple[int, int] = (6, 4)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def media(data: bytes, alt: str = "Bản đồ thôn") -> dict[str, Any]:
    return {"file": key_of_file(data), "type": "image/png", "alt": alt, "width": 6, "height": 4}


def draft(kind: str, body: dict[str, Any] | None = None, **fields: Any) -> Drafted:
    """A sound question; without a body, that of the kind's example, pictures apart."""
    given = EXAMPLES[kind].body if body is None else body
    if body is None and kind == "situation":
        given = {**given, "parts": [{**each, "body": without_media(each["body"])} for each in given["parts"]]}
    asked = kind_named(kind)
    return Drafted(kind, asked.write(asked.read(given)), **fields)


def without_media(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "media"}


def of_every_kind() -> list[Drafted]:
    """One question of each kind, with all that stands beside a question."""
    return [
        draft(
            kind,
            uid=f"KH/{number}",
            topic=("Pháp luật", "Hòa giải") if number % 3 else (),
            level=("recall", "understand", "apply")[number % 3],
            points=Decimal("1.5") if number % 2 else Decimal(1),
            explanation="Theo mục II.\nCâu 2. này là lời giải thích.\nĐáp án: không phải.",
            place="mục II.5",
            tags=("bầu cử", "thôn; tổ"),
            citations=(CITED,),
            practice_only=number % 2 == 0,
        )
        for number, kind in enumerate(name for name in EXAMPLES if "/" not in name)
    ]


def same(one: Drafted, other: Drafted) -> bool:
    """Whether two questions say the same; ids of options, lines and conversions do not count."""
    fields = [name for name in vars(one) if name not in {"line", "body", "converted"}]
    return with_plain_ids(one.body) == with_plain_ids(other.body) and all(
        getattr(one, name) == getattr(other, name) for name in fields
    )


def sentences(read: ReadFile, weight: Weight) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in read.remarks if each.weight is weight]
