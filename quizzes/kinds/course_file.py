"""How the questions of a course file (`plan157-course/1.0`, `legal-course/1.0`) become bodies.

An item holds what every kind shares (`options`, `correct`, `scoring`, `normalise`, `shuffle_options`); each kind names
its own part of that. Whatever a body has beside them (pictures, hints, gaps, parts …) stands in the item under `more`, by
the names of the body. The caller keeps the rest: ids, level, points, explanation, citations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from quizzes.kinds import Fault, UnsoundBody, kind_named
from quizzes.kinds.base import Path

Place = tuple[str, ...]

# For each kind: field of the body <- place in the item. A field whose place is absent takes the body's own default.
CHOICE_FIELDS: Mapping[str, Place] = {
    "stem": ("stem",),
    "options": ("options",),
    "correct": ("correct",),
    "shuffle_options": ("shuffle_options",),
}
FIELDS: Mapping[str, Mapping[str, Place]] = {
    "single_choice": CHOICE_FIELDS,
    "multiple_choice": {**CHOICE_FIELDS, "scoring": ("scoring",)},
    "true_false": CHOICE_FIELDS,
    "matching": {
        "stem": ("stem",),
        "left": ("options", "left"),
        "right": ("options", "right"),
        "correct": ("correct",),
        "scoring": ("scoring",),
    },
    "ordering": {
        "stem": ("stem",),
        "items": ("options",),
        "correct": ("correct",),
        "scoring": ("scoring",),
    },
    "short_answer": {
        "stem": ("stem",),
        "normalise": ("normalise",),
        "accepted": ("correct",),
        "label": ("label",),
    },
    "essay": {
        "stem": ("stem",),
        "model_answer": ("correct", "model_answer"),
        "rubric": ("correct", "rubric"),
    },
    # These came after the schemas of course files: all of them stands under `more`.
    "numerical": {"stem": ("stem",)},
    "cloze": {"stem": ("stem",)},
    "situation": {"stem": ("stem",)},
}
MORE = "more"

# Keys that belong to a body. One of them that its kind does not use is a mistake of the file, not a thing to drop.
BODY_KEYS = frozenset({"options", "correct", "scoring", "normalise", "shuffle_options", "label"})


def body_from_course(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind and the sound body (JSON) of one question item.

    Refuses with `UnsoundBody`; each fault has the path within the item, e.g. ("options", "left", 0, "text").
    """
    name = item.get("type")
    if not isinstance(name, str) or name not in FIELDS:
        raise UnsoundBody(
            [Fault(("type",), gettext("No kind of question is called “%(name)s”.") % {"name": name})]
        )
    kind = kind_named(name)
    fields = FIELDS[name]
    faults = _misplaced(item, fields, marked_by_person=kind.marked_by_person)
    more = item.get(MORE) or {}
    data = {field: _at(item, place) for field, place in fields.items() if _has(item, place)}
    if isinstance(more, Mapping):
        data |= {field: value for field, value in more.items() if field not in fields}
    correct = data.get("correct")
    if name == "single_choice" and isinstance(correct, list):
        if len(correct) == 1:
            data["correct"] = correct[0]
        else:
            faults.append(Fault(("correct",), gettext("Exactly one option must be right.")))
    if name == "true_false" and isinstance(correct, bool):
        data["correct"] = "true" if correct else "false"
    try:
        body = kind.write(kind.read(data))
    except UnsoundBody as error:
        for fault in error.faults:
            place = _place_in_item(fields, fault.path, more=more)
            if place not in {known.path for known in faults}:
                faults.append(Fault(place, fault.sentence))
    if faults:
        raise UnsoundBody(faults)
    return name, body


def item_from_body(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a course file's item that a body came from, with every default written out."""
    kind = kind_named(name)
    item: dict[str, Any] = {"type": name, "grading": "manual" if kind.marked_by_person else "auto"}
    for field, place in FIELDS[name].items():
        if field not in body:
            continue
        inner = item
        for key in place[:-1]:
            inner = inner.setdefault(key, {})
        inner[place[-1]] = body[field]
    if name == "single_choice":
        item["correct"] = [item["correct"]]
    more = {field: value for field, value in body.items() if field not in FIELDS[name]}
    return {**item, MORE: more} if more else item


def _misplaced(
    item: Mapping[str, Any], fields: Mapping[str, Place], *, marked_by_person: bool
) -> list[Fault]:
    used = {place[0] for place in fields.values()}
    faults = [
        Fault((key,), gettext("This kind of question has no “%(key)s”.") % {"key": key})
        for key in sorted(BODY_KEYS - used)
        if item.get(key)
    ]
    for key in {place[0] for place in fields.values() if len(place) > 1}:
        known = {place[1] for place in fields.values() if place[0] == key}
        inner = item.get(key)
        if key in item and not isinstance(inner, Mapping):
            faults.append(Fault((key,), gettext("Fields with names are expected here.")))
        elif isinstance(inner, Mapping):
            faults += [
                Fault((key, each), gettext("This is not known here.")) for each in inner if each not in known
            ]
    more = item.get(MORE)
    if more is not None and not isinstance(more, Mapping):
        faults.append(Fault((MORE,), gettext("Fields with names are expected here.")))
    elif more:
        faults += [
            Fault((MORE, each), gettext("This is not known here."))
            for each in more
            if each in fields or each in BODY_KEYS
        ]
    if "correct" not in item and "correct" in used:
        faults.append(Fault(("correct",), gettext("This is missing.")))
    grading = item.get("grading")
    if grading is not None and grading != ("manual" if marked_by_person else "auto"):
        sentence = gettext("This kind of question cannot be marked in the way “%(way)s”.") % {"way": grading}
        faults.append(Fault(("grading",), sentence))
    return faults


def _has(item: Mapping[str, Any], place: Place) -> bool:
    inner: Any = item
    for key in place:
        if not isinstance(inner, Mapping) or key not in inner:
            return False
        inner = inner[key]
    return True


def _at(item: Mapping[str, Any], place: Place) -> Any:
    inner: Any = item
    for key in place:
        inner = inner[key]
    return inner


def _place_in_item(fields: Mapping[str, Place], path: Path, *, more: Any) -> Path:
    """("left", 0, "text") of a body is ("options", "left", 0, "text") of the item, ("hints", 0) is ("more", "hints", 0)."""
    if not path:
        return path
    if path[0] not in fields and isinstance(more, Mapping) and path[0] in more:
        return (MORE, *path)
    return (*fields.get(str(path[0]), (path[0],)), *path[1:])
