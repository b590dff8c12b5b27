"""What `make quick` tries: of each test its first parameters, none that is slow, what is being worked on first.

A plugin for pytest (`-p tests.quick`), so that the whole suite never meets it. Two runs on the same files choose the same.
"""

import subprocess
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("not_quick.txt")
MARKS = "not browser and not slow and not migrations and not postgres"
left_out_key = pytest.StashKey[int]()


def function_of(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def dear_functions(text: str) -> set[str]:
    """What `make measure` found to cost too much."""
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def changed_paths() -> list[str]:
    """What differs from the last commit, new files too; empty where there is no repository."""
    told = subprocess.run(
        ["git", "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return [line[3:] for line in told.stdout.split("\0") if line] if told.returncode == 0 else []


def places_for(paths: Iterable[str], root: Path = ROOT) -> list[str]:
    """The test files and folders that stand for these files, sorted."""
    return sorted({place for path in paths if (place := _place(Path(path), root))})


def _place(path: Path, root: Path) -> str | None:
    if path.parts[0] == "tests":
        return path.as_posix() if path.name.startswith("test_") else _folder(path.parent, root)
    return _folder(Path("tests", *path.parts[path.parts[0] == "site" :]), root)


def _folder(path: Path, root: Path) -> str | None:
    """The nearest folder of tests: of `tests/quizzes/bank/admin/rows.py` it is `tests/quizzes/bank`."""
    for each in (path, *path.parents):
        if len(each.parts) > 1 and (root / each).is_dir():
            return each.as_posix()
    return None


def chosen(nodeids: Sequence[str], *, dear: Collection[str] = (), places: Collection[str] = ()) -> list[int]:
    """Which of these tests are tried, as their places in the list, in the order in which they are.

    Left out are further parameters, and functions that are dear unless their own file is being worked on. What lies in one
    of the places comes first; beyond that the order stays.
    """
    met: set[str] = set()
    kept = []
    for number, nodeid in enumerate(nodeids):
        function = function_of(nodeid)
        if function not in met and (function not in dear or file_of(nodeid) in places):
            kept.append(number)
        met.add(function)
    return sorted(kept, key=lambda number: not _is_in(nodeids[number], places))


def _is_in(nodeid: str, places: Collection[str]) -> bool:
    file = file_of(nodeid)
    return any(file == place or file.startswith(place + "/") for place in places)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--places", default="", help="test files and folders to try first, by commas")
    parser.addoption("--dear-too", action="store_true", help="try what is listed as too dear as well")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """After the marks have left out theirs."""
    dear = set() if config.getoption("--dear-too") else dear_functions(LIST.read_text(encoding="utf-8"))
    places = [place for place in config.getoption("--places").split(",") if place]
    kept = chosen([item.nodeid for item in items], dear=dear, places=places)
    left = [item for number, item in enumerate(items) if number not in set(kept)]
    items[:] = [items[number] for number in kept]
    if left:
        config.hook.pytest_deselected(items=left)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    if items:
        stash = items[0].config.stash
        stash[left_out_key] = stash.get(left_out_key, 0) + len(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells its count; each collects everything, so they agree."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left_out"] = session.config.stash.get(left_out_key, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    config, told = node.config, getattr(node, "workeroutput", {})  # type: ignore[attr-defined]
    config.stash[left_out_key] = told.get("left_out", config.stash.get(left_out_key, 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.stash.get(left_out_key, 0)
    terminalreporter.write_line(
        f"Left out: {count} (further parameters, slow tests, browser). `make test` tries everything."
    )
