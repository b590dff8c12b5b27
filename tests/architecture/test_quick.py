"""`make quick` tries a part of the tests that is always the same, and says how many it leaves out."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import measure, quick

ROOT = Path(__file__).resolve().parents[2]
ALL = [
    "tests/law/test_a.py::test_one[x]",
    "tests/law/test_a.py::test_one[y]",
    "tests/law/test_a.py::test_dear[x]",
    "tests/people/test_b.py::TestIt::test_one",
    "tests/people/test_b.py::test_one[[]",
    "tests/people/test_b.py::test_one[x::y]",
]


def names(**options: list[str]) -> list[str]:
    return [ALL[number] for number in quick.chosen(ALL, **options)]


def test_each_function_is_tried_with_its_first_parameters() -> None:
    assert names() == [ALL[0], ALL[2], ALL[3], ALL[4]]


def test_what_is_dear_is_left_out_unless_its_own_file_is_being_worked_on() -> None:
    dear = ["tests/law/test_a.py::test_dear"]
    assert ALL[2] not in names(dear=dear)
    assert ALL[2] not in names(dear=dear, places=["tests/law"])
    assert ALL[2] in names(dear=dear, places=["tests/law/test_a.py"])


def test_what_is_being_worked_on_comes_first_and_the_order_stays_otherwise() -> None:
    assert names(places=["tests/people"]) == [ALL[3], ALL[4], ALL[0], ALL[2]]
    assert names(places=["tests/peop"]) == names()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("quizzes/bank/admin/rows.py", "tests/quizzes/bank"),
        ("quizzes/grading.py", "tests/quizzes"),
        ("site/law/pages.py", "tests/law"),
        ("tests/law/conftest.py", "tests/law"),
        ("tests/law/test_new.py", "tests/law/test_new.py"),
        ("tests/make.py", None),
        ("pyproject.toml", None),
        ("docs/glossary.md", None),
    ],
)
def test_a_changed_file_stands_for_the_tests_that_mirror_it(path: str, place: str | None) -> None:
    assert quick.places_for([path]) == ([place] if place else [])


def test_the_list_is_sorted_and_says_where_it_comes_from() -> None:
    first, *names = quick.LIST.read_text(encoding="utf-8").splitlines()
    assert first + "\n" == measure.HEAD
    assert names == sorted(set(names))
    assert quick.dear_functions(quick.LIST.read_text(encoding="utf-8")) == set(names)


COSTS = {"a::one": 0.1, "a::two": 0.5, "b::one": 3.0, "b::two": 2.0, "b::three": 2.5}


def test_something_of_every_file_is_tried_whatever_it_costs() -> None:
    assert measure.too_dear(COSTS, budget=0) == ["a::two", "b::one", "b::three"]


def test_the_rest_of_the_budget_goes_to_the_next_cheapest_of_each_file() -> None:
    assert measure.too_dear(COSTS, budget=2.1 + 0.5) == ["b::one", "b::three"]
    assert measure.too_dear(COSTS, budget=2.1 + 3.0) == ["b::one"]
    assert measure.too_dear(COSTS, budget=100) == []


@pytest.mark.slow
def test_the_count_of_what_was_left_out_comes_back_from_the_workers(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('n', range(5))\ndef test_n(n): assert n == 0\n"
        "@pytest.mark.slow\ndef test_slow(): assert False\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:django", "-p", "tests.quick"]
    done = subprocess.run(
        [*command, "-m", "not slow", "-c", str(tmp_path / "pytest.ini"), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "Left out: 5 " in done.stdout
