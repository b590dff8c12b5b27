"""A question in plain words, line by line: for comparing revisions and for lists."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from quizzes.kinds import UnknownKind, kind_named


def kind_label(name: str) -> str:
    """What a kind is called on screen; the stored name where it is none of ours."""
    try:
        return str(kind_named(name).label)
    except UnknownKind:
        return name


def body_in_words(kind: str, body: Mapping[str, Any]) -> str:
    """The stem and all that belongs to the answers, one a line; what is right carries a tick."""
    lines = [str(body.get("stem", "")), *_choices(kind, body), *_pairs(body), *_steps(body)]
    lines += [f"✓ {text}" for text in body.get("accepted") or []]
    if body.get("model_answer"):
        lines.append(gettext("Model answer: %(text)s") % {"text": body["model_answer"]})
    lines += [f"{each['criterion']} ({each['points']})" for each in body.get("rubric") or []]
    settings = {
        key: body[key]
        for key in ("scoring", "shuffle_options", "label", "least_words", "most_words")
        if body.get(key)
    }
    lines += [f"{key}: {value}" for key, value in settings.items()]
    if body.get("normalise"):
        lines.append("normalise: " + ", ".join(body["normalise"]))
    return "\n".join(lines)


def _choices(kind: str, body: Mapping[str, Any]) -> list[str]:
    correct = body.get("correct")
    right = set(correct) if isinstance(correct, list) else {correct}
    return [
        f"{'✓' if each['id'] in right else '–'} {each['text']}{' ↓' if each.get('pinned') else ''}"
        for each in body.get("options") or []
    ]


def _pairs(body: Mapping[str, Any]) -> list[str]:
    if not body.get("left"):
        return []
    right = {each["id"]: each["text"] for each in body.get("right") or []}
    pairs = body.get("correct") or {}
    lines = [f"{each['text']} → {right.get(pairs.get(each['id'], ''), '')}" for each in body["left"]]
    return lines + [f"→ {text}" for key, text in right.items() if key not in set(pairs.values())]


def _steps(body: Mapping[str, Any]) -> list[str]:
    items = {each["id"]: each["text"] for each in body.get("items") or []}
    return (
        [
            f"{number}. {items.get(each, each)}"
            for number, each in enumerate(body.get("correct") or [], start=1)
        ]
        if items
        else []
    )
