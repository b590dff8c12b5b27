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
    elif kind in {"decimal_max_digits", "decimal_max_places", "decimal_whole_digits"}:
        sentence = gettext("A number up to 9999.99 is expected here, with two decimals at most.")
    elif kind == "less_than_equal":
        sentence = gettext("At most %(limit)s is allowed here.") % {"limit": error["ctx"]["le"]}
    elif kind in {"greater_than_equal", "greater_than"}:
        limit = error["ctx"].get("ge", error["ctx"].get("gt"))
        words = {
            "greater_than_equal": gettext("At least %(limit)s is expected here."),
            "greater_than": gettext("More than %(limit)s is expected here."),
        }
        sentence = words[kind] % {"limit": limit}
    else:
        sentence = re.sub(r"^Value error, ", "", error["msg"])
    return Fault(tuple(error["loc"]), sentence)
