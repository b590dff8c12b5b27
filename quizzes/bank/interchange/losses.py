"""What a file cannot say of a question: found by reading it again and comparing. Pure.

The ids of options and lines are not compared where a format gives its own: they say nothing to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.base import Drafted, Remark, Weight
from quizzes.bank.interchange.findings import start_of

THINGS = {
    "stem": _("the text of the question"),
    "media": _("pictures and sounds"),
    "hints": _("hints"),
    "options": _("options"),
    "left": _("lines on the left"),
    "right": _("lines on the right"),
    "items": _("steps"),
    "text": _("the text of an option"),
    "pinned": _("that an option stays last"),
    "feedback": _("feedback on single answers"),
    "correct": _("the right answer"),
    "shuffle_options": _("whether options are shuffled"),
    "scoring": _("how shares are marked"),
    "normalise": _("what does not matter when answers are compared"),
    "wildcards": _("that a star stands for any letters"),
    "accepted": _("accepted answers"),
    "label": _("the name of the field"),
    "tolerance": _("the tolerance of a number"),
    "share": _("the share that a number earns"),
    "unit": _("the unit of a number"),
    "gaps": _("gaps"),
    "parts": _("parts of the situation"),
    "model_answer": _("the model answer"),
    "rubric": _("what a good answer holds"),
    "least_words": _("limits of the length"),
    "most_words": _("limits of the length"),
    "uploads": _("how many files may be handed in"),
    "uid": _("the key of the question"),
    "topic": _("the topic"),
    "level": _("the level"),
    "points": _("points"),
    "explanation": _("the explanation"),
    "place": _("the place in the source"),
    "tags": _("tags"),
    "citations": _("what the question rests on"),
    "practice_only": _("that it is for self-check only"),
    "needs_legal_review": _("that it awaits legal review"),
    "review_reasons": _("why it awaits legal review"),
    "advice_sources": _("sources of advice"),
}
BESIDE_BODY = (
    "uid", "topic", "level", "points", "explanation", "place", "tags", "citations", "practice_only",
    "needs_legal_review", "review_reasons", "advice_sources",
)  # fmt: skip


def losses_of(number: int, before: Drafted, after: Drafted | None) -> list[Remark]:
    """What the file does not say of a question, in one sentence; nothing when reading it again gave an equal one.

    `number`: which question of the file, from 1. `after`: None where reading again gave no question at all.
    """
    start = start_of(str(before.body.get("stem", "")))
    if after is None or after.kind != before.kind:
        told = gettext("“%(start)s” cannot be said in this format: read again, it would be another question.")
        return [Remark(number, told % {"start": start}, Weight.DOUBT)]
    things = list(dict.fromkeys(str(THINGS.get(each, each)) for each in _differences(before, after)))
    if not things:
        return []
    told = gettext("“%(start)s”: this format does not keep %(things)s.")
    return [Remark(number, told % {"start": start, "things": ", ".join(things)}, Weight.DOUBT)]


def _differences(before: Drafted, after: Drafted) -> Iterator[str]:
    for name in BESIDE_BODY:
        if getattr(before, name) != getattr(after, name):
            yield name
    yield from _in_values("", with_plain_ids(before.body), with_plain_ids(after.body))


def _in_values(name: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(each for each in after if each not in before)]:
            yield from _in_values(str(key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from _in_values(name, one, other)
    elif before != after:
        yield name


def with_plain_ids(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the ids of options, lines and steps counted through: two that differ in ids alone become equal."""
    plain = dict(body)
    for holder in ("gaps", "parts"):
        if holder in plain:
            plain[holder] = [{**each, "body": with_plain_ids(each["body"])} for each in plain[holder]]
    ids: dict[str, str] = {}
    for name in ("options", "left", "right", "items"):
        if name not in plain:
            continue
        if {each["id"] for each in plain[name]} == {"true", "false"}:
            continue
        ids |= {each["id"]: f"{name}{at}" for at, each in enumerate(plain[name])}
        plain[name] = [{**each, "id": ids[each["id"]]} for each in plain[name]]
    if ids and "correct" in plain:
        plain["correct"] = _renamed(plain["correct"], ids, sort="options" in plain)
    return plain


def _renamed(correct: Any, ids: Mapping[str, str], *, sort: bool) -> Any:
    if isinstance(correct, str):
        return ids.get(correct, correct)
    if isinstance(correct, Mapping):
        return {ids.get(one, one): ids.get(other, other) for one, other in correct.items()}
    renamed = [ids.get(each, each) for each in correct]
    return sorted(renamed) if sort else renamed
