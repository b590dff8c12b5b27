"""A question in plain words, line by line: for comparing revisions and for lists."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.kinds import UnknownKind, kind_named

STEPS = {
    "NFC": _("one spelling in Unicode (always)"),
    "tone_placement": _("“hoà” and “hòa” are the same"),
    "casefold": _("capital and small letters are the same"),
    "collapse_spaces": _("several spaces are one"),
    "strip_punctuation": _("punctuation at the ends of words does not matter"),
    "marks": _("with or without accents, both count"),
}


def kind_label(name: str) -> str:
    """What a kind is called on screen; the stored name where it is none of ours."""
    try:
        return str(kind_named(name).label)
    except UnknownKind:
        return name


def body_in_words(kind: str, body: Mapping[str, Any]) -> str:
    """The stem and all that belongs to the answers, one a line; what is right carries a tick."""
    lines = [str(body.get("stem", "")), *_choices(kind, body), *_pairs(body), *_steps(body)]
    lines += [f"✓ {_accepted(each)}" for each in body.get("accepted") or []]
    if body.get("model_answer"):
        lines.append(gettext("Model answer: %(text)s") % {"text": body["model_answer"]})
    lines += [f"{each['criterion']} ({_number(each['points'])})" for each in body.get("rubric") or []]
    lines += _settings(body)
    for held in body.get("gaps") or []:
        inner = body_in_words(held["kind"], held["body"]).strip()
        lines.append(
            f"[[{held['id']}]] ({kind_label(held['kind'])}, {_number(held.get('points', 1))}) {inner}"
        )
    for number, held in enumerate(body.get("parts") or [], start=1):
        lines.append(f"{number}. ({kind_label(held['kind'])}, {_number(held.get('points', 1))})")
        lines.append(body_in_words(held["kind"], held["body"]))
    return "\n".join(lines)


def _number(points: Any) -> str:
    return str(points).replace(".", ",")


def _accepted(accepted: Any) -> str:
    """An accepted text, or a number with its tolerance and share."""
    if not isinstance(accepted, Mapping):
        return str(accepted)
    words = accepted["value"].replace(".", ",")
    if accepted.get("tolerance", "0") != "0":
        words += f" ± {accepted['tolerance'].replace('.', ',')}"
    if accepted.get("share", "1") != "1":
        words += f" ({accepted['share'].replace('.', ',')})"
    return words + (f" — {accepted['feedback']}" if accepted.get("feedback") else "")


def _choices(kind: str, body: Mapping[str, Any]) -> list[str]:
    options, correct = body.get("options") or [], body.get("correct")
    return [
        f"{'✓' if _is_right(each['id'], correct) else '–'} {each['text']}{' ↓' if each.get('pinned') else ''}{_beside(each)}"
        for each in options
    ]


def _is_right(option_id: str, correct: Any) -> bool:
    return option_id in correct if isinstance(correct, list) else option_id == correct


def _beside(option: Mapping[str, Any]) -> str:
    """The picture or sound of an option in words, and what is said to whoever chose it."""
    media, feedback = option.get("media"), option.get("feedback")
    return (f" [{media['alt']}]" if media else "") + (f" — {feedback}" if feedback else "")


def _pairs(body: Mapping[str, Any]) -> list[str]:
    if not body.get("left"):
        return []
    right = {each["id"]: f"{each['text']}{_beside(each)}" for each in body.get("right") or []}
    pairs = body.get("correct") or {}
    lines = [
        f"{each['text']}{_beside(each)} → {right.get(pairs.get(each['id'], ''), '')}" for each in body["left"]
    ]
    return lines + [f"→ {text}" for key, text in right.items() if key not in set(pairs.values())]


def _steps(body: Mapping[str, Any]) -> list[str]:
    items = {each["id"]: f"{each['text']}{_beside(each)}" for each in body.get("items") or []}
    return (
        [
            f"{number}. {items.get(each, each)}"
            for number, each in enumerate(body.get("correct") or [], start=1)
        ]
        if items
        else []
    )


def _settings(body: Mapping[str, Any]) -> list[str]:
    lines = []
    if body.get("scoring"):
        lines.append(
            gettext("marked all or nothing")
            if body["scoring"] == "all_or_nothing"
            else gettext("marked in shares")
        )
    if body.get("options"):
        lines.append(
            gettext("options shuffled")
            if body.get("shuffle_options", True)
            else gettext("options in this order")
        )
    lines += [
        gettext("Picture or sound: %(words)s") % {"words": each["alt"]} for each in body.get("media") or []
    ]
    lines += [gettext("Hint: %(words)s") % {"words": each} for each in body.get("hints") or []]
    lines += [f"“{each['text']}” — {each['feedback']}" for each in body.get("feedback") or []]
    if body.get("wildcards"):
        lines.append(gettext("a star stands for any letters"))
    if body.get("unit"):
        lines.append(gettext("Unit: %(unit)s") % {"unit": body["unit"]})
    if body.get("label"):
        lines.append(gettext("Name of the field: %(name)s") % {"name": body["label"]})
    if body.get("least_words") or body.get("most_words"):
        limits = {"least": body.get("least_words") or "…", "most": body.get("most_words") or "…"}
        lines.append(gettext("Words: %(least)s to %(most)s") % limits)
    if body.get("normalise"):
        steps = ", ".join(str(STEPS.get(step, step)) for step in body["normalise"])
        lines.append(gettext("Does not matter: %(steps)s") % {"steps": steps})
    return lines
