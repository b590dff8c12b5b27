"""The table of faults in `docs/reliability.md` names tests that are there, and a control for every race."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs" / "reliability.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
FAULTS = (
    [f"B0{number}" for number in range(1, 10)]
    + [f"C0{number}" for number in range(1, 9)]
    + [f"D0{number}" for number in range(1, 6)]
    + [f"I0{number}" for number in range(1, 7)]
)


class Row(NamedTuple):
    fault: str
    words: str
    holds: str
    proofs: list[tuple[str, str]]
    control: str


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"[A-Z]\d\d", cells[0]):
            fault, words, holds, proved, control = cells
            found.append(Row(fault, words, holds, NAMED.findall(proved), control))
    return found


@cache
def named_in(path: str) -> dict[str, str]:
    """The tests of a file by their names, those of classes as `Class::test`, with their source."""
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    classes = [("", tree.body)] + [
        (f"{each.name}::", each.body) for each in tree.body if isinstance(each, ast.ClassDef)
    ]
    return {
        f"{prefix}{each.name}": ast.get_source_segment(source, each) or ""
        for prefix, body in classes
        for each in body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


def is_race(path: str) -> bool:
    """Whether the whole file needs PostgreSQL, because its tests are of several at once."""
    return "\npytestmark = [\n    pytest.mark.postgres," in (ROOT / path).read_text(encoding="utf-8")


def test_the_table_names_every_fault() -> None:
    assert {row.fault for row in rows()} == set(FAULTS)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.fault}: {row.words}"[:60])
def test_the_tests_of_a_row_are_there_and_a_race_has_its_control(row: Row) -> None:
    assert row.words
    assert row.holds
    assert row.proofs, "nothing proves it"
    missing = [
        f"{path}::{name}"
        for path, name in [*row.proofs, *NAMED.findall(row.control)]
        if not (ROOT / path).is_file() or name not in named_in(path)
    ]
    assert missing == []
    if any(is_race(path) for path, _name in row.proofs):
        assert NAMED.search(row.control) or row.control.startswith("as B"), "a race without its control"


def test_every_control_of_the_engines_races_stands_in_the_table() -> None:
    """A control that nobody names is of a fault that nobody wrote down."""
    told = {name for row in rows() for _path, name in NAMED.findall(row.control)}
    files = [*(ROOT / "tests" / "quizzes").rglob("test_*races.py")]
    assert files
    engine = [path for path in files if "interchange" not in path.parts]
    there = {
        name
        for path in engine
        for name in named_in(str(path.relative_to(ROOT)))
        if name.startswith("test_control")
    }
    assert there - told == set()
