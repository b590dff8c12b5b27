"""What can be wrong in a course file: the place, as a JSON path, and a sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where, and a sentence."""

    path: Path
    sentence: str

    def __str__(self) -> str:
        return f"{json_path(self.path)}: {self.sentence}"


class CourseFileRefused(Exception):
    """The file cannot be loaded. `faults` holds every reason with its JSON path."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


def json_path(path: Iterable[str | int]) -> str:
    """("lessons", 0, "title") -> "$.lessons[0].title"."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def fault_of(error: Any) -> Fault:
    """The fault that one error of pydantic tells of."""
    cause = error.get("ctx", {}).get("error")
    kind = error["type"]
    if cause is not None:
        sentence = str(cause)
    elif kind == "literal_error":
        sentence = gettext("Allowed here: %(expected)s.") % {"expected": error["ctx"]["expected"]}
    elif kind == "missing":
        sentence = gettext("This is missing.")
    elif kind == "extra_forbidden":
        sentence = gettext("This is not known here.")
    elif kind in {"string_type"}:
        sentence = gettext("A text is expected here.")
    elif kind in {"bool_type"}:
        sentence = gettext("Yes or no is expected here.")
    elif kind in {"list_type"}:
        sentence = gettext("A list is expected here.")
    elif kind in {"model_type", "dict_type", "model_attributes_type"}:
        sentence = gettext("Fields with names are expected here.")
    elif kind in {"int_type", "decimal_type", "is_instance_of"}:
        sentence = gettext("A number is expected here.")
    else:
        sentence = re.sub(r"^Value error, ", "", error["msg"])
    return Fault(tuple(error["loc"]), sentence)
