"""Every leaf of the five courses that ship is found again in what is stored."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from make import NOON
from make_law import the_register

from courses import api as courses
from courses.loading.as_file import differences
from courses.loading.file_reading import read_course_file

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FILES = sorted((settings.ROOT / "courses" / "data").glob("*.json"), key=lambda file: file.name)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, (*path, at))
    else:
        yield path, value


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_leaf_of_a_file_is_found_again(file: Path) -> None:
    the_register()
    courses.load_course(file.read_bytes(), at=NOON)
    course = courses.CoursePage.objects.get()
    told = courses.as_file(course)
    lost = []
    for path, value in leaves(json.loads(file.read_text(encoding="utf-8"))):
        try:
            if at(told, path) != value:
                lost.append((path, value, at(told, path)))
        except (KeyError, IndexError, TypeError):
            lost.append((path, value, None))
    assert lost == []
    assert list(differences(told, read_course_file(file.read_bytes()).canonical())) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_publishing_loses_no_leaf_either(file: Path) -> None:
    the_register()
    courses.load_course(file.read_bytes(), at=NOON, publish=True, unreviewed=True)
    course = courses.CoursePage.objects.get()
    assert course.live
    assert list(differences(courses.as_file(course), read_course_file(file.read_bytes()).canonical())) == []
