"""Loading course files as the command does, and finding again what they made."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from courses import api as courses
from quizzes import api as quizzes

DATA = settings.ROOT / "courses" / "data"
PLAN = DATA / "plan157-course.json"
LEGAL = DATA / "course-c2.json"

# Writes a file with something in it changed: the file, and what to do to its JSON.
Changed = Callable[[Path, Callable[[dict[str, Any]], None]], Path]


def load(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_course", str(file), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(file: Path, *options: str) -> str:
    """What the command says when it refuses the file; nothing has changed then."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        load(file, *options)
    assert before == everything()
    return str(refusal.value)


def get(code: str) -> courses.CoursePage:
    return courses.CoursePage.objects.get(code=code)


def lesson(uid: str) -> courses.LessonPage:
    return courses.LessonPage.objects.get(uid=uid)


def question(uid: str) -> quizzes.Question:
    return quizzes.Question.objects.get(uid=uid)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but not the log of sessions and searches."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("courses_", "quizzes_", "law_", "wagtailcore_", "jobs_")):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                found[table] = cursor.fetchall()
    return found


def a_small_change(content: dict[str, Any]) -> None:
    content["lessons"][0]["body"][0]["text"] += " Thêm một câu."
    content["lessons"][0]["questions"][0]["explanation"] += " Thêm một ý."
    content["course"]["final_test"]["minutes"] = 45


def spoil(path: str, value: Any = ...) -> Callable[[dict[str, Any]], None]:
    """Writes a value at a path of the JSON ("lessons.0.title"), or takes it out."""

    def do(content: dict[str, Any]) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        inner: Any = content
        for step in steps:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value

    return do
