"""What no column takes is refused with its place before the database is asked."""

import json
from typing import Any

import pytest
from make_loading import LEGAL, PLAN, spoil

from courses import api as courses
from courses.loading.file_reading import read_course_file


@pytest.mark.parametrize(
    ("file", "path", "value", "told"),
    [
        (PLAN, "lessons.0.id", "KH157-" + "x" * 60, "$.lessons[0].id"),
        (PLAN, "lessons.0.questions.0.id", "x" * 80, "$.lessons[0].questions[0].id"),
        (PLAN, "lessons.0.questions.0.points", 1e30, "$.lessons[0].questions[0].points"),
        (PLAN, "lessons.0.questions.0.points", 1.005, "$.lessons[0].questions[0].points"),
        (PLAN, "lessons.0.questions.0.points", float("nan"), "$.lessons[0].questions[0].points"),
        (PLAN, "course.estimated_minutes", 10**12, "$.course.estimated_minutes"),
        (PLAN, "course.final_test.minutes", 10**9, "$.course.final_test.minutes"),
        (PLAN, "glossary.0.term", "x" * 201, "$.glossary[0].term"),
        (PLAN, "lessons.0.questions.0.more", {"x": "\ud800"}, "$.lessons[0].questions[0].more.x"),
        (PLAN, "lessons.0.questions.0.options.0.text", "a\0b", "$.lessons[0].questions[0].options[0].text"),
        (
            LEGAL,
            "lessons.0.questions.0.citations.0.article",
            "1" * 60,
            "$.lessons[0].questions[0].citations[0].article",
        ),
        (LEGAL, "lessons.0.body.0.citation.source", "x" * 401, "$.lessons[0].body[0].citation.source"),
        (LEGAL, "sources.0.role", "x" * 301, "$.sources[0].role"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_path(file: Any, path: str, value: Any, told: str) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    spoil(path, value)(content)
    with pytest.raises(courses.CourseFileRefused) as refused:
        read_course_file(json.dumps(content).encode())
    assert told in str(refused.value)
