"""What Moodle XML has no words for, in an element of our own inside the question: `<coreforces of="…"><data>…</data>`.

`data` is the whole question in our own JSON; `of` is a fingerprint of what the elements of Moodle say. While both agree,
the question is read from `data`. Once somebody has changed the elements, they win, and that is told.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.findings import key_of_file, media_in
from quizzes.bank.interchange.moodle_xml.texts import EXTENSION, FILE
from quizzes.bank.interchange.moodle_xml.tree import Node
from quizzes.bank.interchange.own_json import told_question

DATA, OF, SITUATION, PART = "data", "of", "situation", "part"
# What of a question stays true though its wording was changed elsewhere.
BESIDE_WORDING = (
    "level", "place", "citations", "practice_only", "needs_legal_review", "review_reasons", "advice_sources",
)  # fmt: skip


@dataclass(frozen=True)
class Extension:
    """Our own element: the question in our JSON, the fingerprint of Moodle's elements, pictures that they do not hold."""

    of: str
    told: Mapping[str, Any]
    files: Mapping[str, bytes]


def fingerprint(question: Drafted | None) -> str:
    """What two questions have in common that say the same, in whatever topic; empty for none."""
    if question is None:
        return ""
    # A question that is moved to another category in Moodle says what it said before.
    told = json.dumps(
        told_question(replace(question, topic=())), ensure_ascii=False, sort_keys=True, default=str
    )
    return hashlib.sha256(told.encode()).hexdigest()


def extension_of(node: Node) -> Extension | None:
    """The element in a question; None where there is none, or it cannot be read."""
    element = node.child(EXTENSION)
    data = element.text_of(DATA) if element else ""
    if element is None or not data:
        return None
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if (
        not isinstance(told, dict)
        or not isinstance(told.get("body"), dict)
        or not isinstance(told.get("kind"), str)
    ):
        return None
    return Extension(element.attributes.get(OF, ""), told, _files(element))


def group_of(node: Node) -> str:
    """Which situation a node belongs to; empty for none."""
    element = node.child(EXTENSION)
    return element.attributes.get(SITUATION, "") if element else ""


def part_of(node: Node) -> str:
    """Which part of its situation a node is; empty for the story itself."""
    element = node.child(EXTENSION)
    return element.attributes.get(PART, "") if element else ""


def mark_part(node: Node, situation: str, part: str = "") -> None:
    """Say of a node that it belongs to a situation."""
    element = node.child(EXTENSION) or node.add(EXTENSION)
    element.attributes[SITUATION] = situation
    if part:
        element.attributes[PART] = part


def add_extension(node: Node, question: Drafted, plain: Drafted | None) -> None:
    """Add to a question's node whatever its elements alone (`plain`) would not give back."""
    if plain and fingerprint(plain) == fingerprint(question) and plain.topic == question.topic:
        return
    element = node.child(EXTENSION) or node.add(EXTENSION)
    element.attributes[OF] = fingerprint(plain)
    element.add(DATA, json.dumps(told_question(question), ensure_ascii=False))
    shown = set(plain.files) if plain else set()
    for key in dict.fromkeys(each["file"] for each in media_in(question.body)):
        if key not in shown and key in question.files:
            element.add(
                FILE, base64.b64encode(question.files[key]).decode("ascii"), name=key, encoding="base64"
            )


def _files(element: Node) -> dict[str, bytes]:
    files = {}
    for each in element.all(FILE):
        try:
            data = base64.b64decode("".join(each.text.split()), validate=True)
        except (ValueError, binascii.Error):
            continue
        files[key_of_file(data)] = data
    return files
