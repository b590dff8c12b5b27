"""Which tests cost too much for `make quick`, measured in seconds of the processor, and the list of them.

A plugin for pytest (`-p tests.measure`): runs each test alone in this process and writes `tests/not_quick.txt`.
"""

import resource
from collections.abc import Iterator

import pytest

from tests.quick import LIST, file_of, function_of

# Seconds of the processor: time on the clock would tell how busy the machine was. On a machine that nobody else uses;
# where many share it, each second of the processor does less.
LIMIT = 0.09
HEAD = (
    "# Tests that `make quick` leaves out: each costs too much of the processor. Written by `make measure`.\n"
)

spent: dict[str, float] = {}
aside = 0.0
depth = 0


def seconds() -> float:
    """Of the processor: this process and those that it waited for."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """What all tests share is laid to nobody's charge."""
    global aside, depth
    began, shared = seconds(), fixturedef.scope == "session"
    depth += shared
    try:
        return (yield)  # type: ignore[return-value]
    finally:
        depth -= shared
        if shared and not depth:
            aside += seconds() - began


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    began, aside_before = seconds(), aside
    try:
        return (yield)  # type: ignore[return-value]
    finally:
        spent[function_of(item.nodeid)] = seconds() - began - (aside - aside_before)


def too_dear(costs: dict[str, float], limit: float = LIMIT) -> list[str]:
    """The functions above the limit, sorted; but of each file the cheapest one is always tried."""
    cheapest: dict[str, str] = {}
    for name, cost in costs.items():
        best = cheapest.setdefault(file_of(name), name)
        if cost < costs[best]:
            cheapest[file_of(name)] = name
    return sorted(name for name, cost in costs.items() if cost > limit and name not in cheapest.values())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    dear = too_dear(spent)
    LIST.write_text(HEAD + "".join(f"{name}\n" for name in dear), encoding="utf-8")
    kept = sum(cost for name, cost in spent.items() if name not in set(dear))
    terminalreporter.write_line(
        f"{len(spent)} tests, {sum(spent.values()):.0f} s; {len(dear)} of them are left out of `make quick`, "
        f"the rest costs {kept:.0f} s of the processor."
    )
