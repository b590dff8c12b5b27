"""From the bytes of a course file to its content, or to every fault in it."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from pydantic import ValidationError

from courses.loading.file_faults import CourseFileRefused, Fault, Path, fault_of
from courses.loading.file_schema import LEGAL_SCHEMA, PLAN_SCHEMA, LegalCourseFile, PlanCourseFile
from quizzes import api as quizzes

SCHEMAS: dict[str, type[PlanCourseFile] | type[LegalCourseFile]] = {
    PLAN_SCHEMA: PlanCourseFile,
    LEGAL_SCHEMA: LegalCourseFile,
}

# The schemas need seven.
DEEPEST = 40
# NUL, and halves of characters without their other half.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read_course_file(data: bytes) -> PlanCourseFile | LegalCourseFile:
    """A course file, sound in itself. Refuses the whole file with CourseFileRefused, every fault with its JSON path."""
    return file_from(_json(data))


def file_from(content: dict[str, Any]) -> PlanCourseFile | LegalCourseFile:
    """A course file from its JSON, as `read_course_file`."""
    schema = content.get("schema")
    if not isinstance(schema, str) or schema not in SCHEMAS:
        known = ", ".join(SCHEMAS)
        raise CourseFileRefused(
            [Fault(("schema",), gettext("Allowed here: %(expected)s.") % {"expected": known})]
        )
    try:
        file = SCHEMAS[schema].model_validate(content)
    except ValidationError as error:
        raise CourseFileRefused([fault_of(each) for each in error.errors()]) from error
    faults = list(_faults_of_bodies(file))
    if faults:
        raise CourseFileRefused(faults)
    return file


def _json(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError as error:
        raise CourseFileRefused([Fault((), gettext("The file is not in UTF-8."))]) from error
    except json.JSONDecodeError as error:
        words = gettext("This is not JSON: line %(line)s, column %(column)s.")
        raise CourseFileRefused([Fault((), words % {"line": error.lineno, "column": error.colno})]) from error
    except _KeyTwice as error:
        words = gettext("The key “%(key)s” stands twice in one object.")
        raise CourseFileRefused([Fault((), words % {"key": error.args[0]})]) from error
    except ValueError as error:  # a number of thousands of digits
        raise CourseFileRefused(
            [Fault((), gettext("A number in the file is too long to be read."))]
        ) from error
    except RecursionError as error:
        raise CourseFileRefused([Fault((), gettext("This is nested too deeply."))]) from error
    faults = list(_unstorable(content))
    if faults:
        raise CourseFileRefused(faults)
    if not isinstance(content, dict):
        raise CourseFileRefused([Fault((), gettext("Fields with names are expected here."))])
    return content


def _unstorable(content: Any) -> Iterable[Fault]:
    """What no field of a course could hold, wherever it stands. Goes through the content without calling itself."""
    waiting: list[tuple[Path, Any]] = [((), content)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict | list) and len(path) >= DEEPEST:
            yield Fault(path, gettext("This is nested too deeply."))
        elif isinstance(value, dict):
            waiting += [((*path, key), each) for key, each in value.items()]
            if UNSTORABLE.search("".join(value)):
                yield Fault(path, gettext("A name here has characters that cannot be stored."))
        elif isinstance(value, list):
            waiting += [((*path, at), each) for at, each in enumerate(value)]
        elif isinstance(value, str) and UNSTORABLE.search(value):
            yield Fault(path, gettext("This text has characters that cannot be stored."))
        elif isinstance(value, float) and not math.isfinite(value):
            yield Fault(path, gettext("A number is expected here."))


class _KeyTwice(ValueError):
    """A key that a JSON object holds twice: one of the values would be lost."""


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _KeyTwice(key)
        found[key] = value
    return found


def _faults_of_bodies(file: PlanCourseFile | LegalCourseFile) -> Iterable[Fault]:
    for at, lesson in enumerate(file.lessons):
        for place, question in enumerate(lesson.questions):
            try:
                quizzes.body_from_course(question.item())
            except quizzes.UnsoundBody as error:
                for each in error.faults:
                    yield Fault(("lessons", at, "questions", place, *each.path), each.sentence)
