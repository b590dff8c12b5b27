"""What an old question, quiz or answer is in our words. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.django_quiz.dump import OldOption, OldQuestion, OldQuiz, OldSitting
from quizzes.kinds import UnsoundBody, kind_named
from vietnamese import api as vietnamese

TAG = re.compile(r"<[^<>]{0,500}>")
LINE_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
# What stands for a picture until somebody gives it a text alternative.
PICTURE = "figure"


@dataclass(frozen=True)
class Mapped:
    """An old question in our shape. `options`: the old options' keys by our ids. `usable`: sound enough to be asked again."""

    kind: str
    body: dict[str, Any]
    explanation: str
    usable: bool
    options: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def mapped_question(old: OldQuestion) -> Mapped:
    """One question. What could not be asked again is kept as a text with its options, so that results stay readable."""
    remarks: list[str] = []
    stem = plain(old.content) or gettext("Question %(key)s (without words)") % {"key": old.key}
    if not plain(old.content):
        remarks.append(gettext("It has no words."))
    kind, body = _body(old, stem, remarks)
    usable = True
    try:
        body = kind_named(kind).write(kind_named(kind).read(body))
    except UnsoundBody as unsound:
        remarks += [fault.sentence for fault in unsound.faults]
        told = "\n".join(
            f"{'[x]' if option.right else '[ ]'} {plain(option.text) or '…'}" for option in old.options
        )
        kind, usable = "essay", False
        body = kind_named(kind).write(kind_named(kind).read({"stem": f"{stem}\n\n{told}".strip()}))
    if old.figure:
        remarks.append(
            gettext("Its picture “%(file)s” is to be added by hand, with a text alternative.")
            % {"file": old.figure}
        )
    ids = {option.key: _id(option) for option in old.options} if usable else {}
    return Mapped(kind, body, plain(old.explanation), usable, ids, tuple(remarks))


def _body(old: OldQuestion, stem: str, remarks: list[str]) -> tuple[str, dict[str, Any]]:
    if old.kind == "true_false":
        return "true_false", {"stem": stem, "correct": "true" if old.answer else "false"}
    if old.kind == "essay":
        return "essay", {"stem": stem}
    options = list(old.options)
    if old.order == "content":
        options.sort(key=lambda option: vietnamese.sort_key(plain(option.text)))
    right = [_id(option) for option in options if option.right]
    body: dict[str, Any] = {
        "stem": stem,
        "options": [{"id": _id(option), "text": plain(option.text)} for option in options],
        "shuffle_options": old.order == "random",
    }
    if len(right) == 1:
        return "single_choice", {**body, "correct": right[0]}
    if len(right) > 1:
        remarks.append(
            gettext(
                "It has %(count)d right options, of which one was enough; here all of them are to be ticked. Please look at it."
            )
            % {"count": len(right)}
        )
    return "multiple_choice", {**body, "correct": right, "scoring": "shares"}


def mapped_answer(mapped: Mapped, stored: str) -> dict[str, Any] | None:
    """A stored answer as a response to the mapped question; None where nothing is left of it (an option that is gone)."""
    if mapped.kind == "essay":
        text = vietnamese.clean_text(stored).strip()
        return {"text": text} if text else None
    if mapped.kind == "true_false":
        choice = {"True": "true", "False": "false"}.get(stored)
        return {"choice": choice} if choice else None
    chosen = mapped.options.get(stored)
    if chosen is None:
        return None
    return {"choices": [chosen]} if mapped.kind == "multiple_choice" else {"choice": chosen}


def bands_of(old: OldQuiz) -> list[dict[str, Any]]:
    """The words for who passed and who did not, as bands of the result."""
    bands = []
    if old.success_text:
        bands.append({"from": old.pass_mark, "text": plain(old.success_text)})
    if old.fail_text and old.pass_mark > 0:
        bands.append({"from": 0, "text": plain(old.fail_text)})
    return bands


def asked_in_order(old: OldQuiz, questions: list[OldQuestion]) -> list[OldQuestion]:
    """The questions of a quiz that does not draw: the first `max_questions` of them, as it always asked."""
    return questions[: old.max_questions] if old.max_questions else questions


def is_drawn(old: OldQuiz, count: int) -> bool:
    """Whether each attempt draws some of the quiz's questions."""
    return bool(old.random_order and old.max_questions and old.max_questions < count)


def percent_of(sitting: OldSitting) -> Decimal:
    """The percent as the old site told it: right ones of all, rounded to a whole number; never above 100."""
    count = len(sitting.order)
    if not count:
        return Decimal(0)
    return Decimal(min(100, max(0, int(round(sitting.score / count * 100)))))


def plain(text: str) -> str:
    """Text without markup: the old site printed explanations as HTML."""
    if "<" not in text and "&" not in text:
        return text.strip()
    broken = LINE_BREAK.sub("\n", text)
    bare = html.unescape(TAG.sub("", broken))
    return vietnamese.clean_text("\n".join(line.strip() for line in bare.splitlines())).strip()


def _id(option: OldOption) -> str:
    return "o" + re.sub(r"[^A-Za-z0-9_-]", "-", option.key)[:38]
