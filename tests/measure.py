"""Which tests cost too much for `make quick`, measured in seconds of the processor, and the list of them.

A plugin for pytest (`-p tests.measure`): runs each test alone in this process and writes `tests/not_quick.txt`.
"""

import resource
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from tests.quick import LIST, file_of, function_of

# Seconds of the processor that all tests of `make quick` together may cost: time on the clock would tell how busy the
# machine was. Measured on a machine that nobody else uses; where many share it, each second of the processor does less.
BUDGET = 20.0
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


def too_dear(costs: dict[str, float], budget: float = BUDGET) -> list[str]:
    """The functions that the budget has no room for, sorted.

    Of each file the cheapest one is always tried. What is left of the budget is dealt out in rounds, a further function of
    each file at a time, so that no file is tried whole while another one is hardly tried at all.
    """
    by_file: dict[str, list[str]] = {}
    for name in sorted(costs, key=lambda name: (costs[name], name)):
        by_file.setdefault(file_of(name), []).append(name)
    rounds = zip_longest(*(by_file[file] for file in sorted(by_file)))
    left, dear = budget, []
    for number, names in enumerate(rounds):
        for name in filter(None, names):
            if number and costs[name] > left:
                dear.append(name)
            else:
                left -= costs[name]
    return sorted(dear)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    dear = too_dear(spent)
    LIST.write_text(HEAD + "".join(f"{name}\n" for name in dear), encoding="utf-8")
    kept = sum(cost for name, cost in spent.items() if name not in set(dear))
    terminalreporter.write_line(
        f"{len(spent)} tests, {sum(spent.values()):.0f} s; {len(dear)} of them are left out of `make quick`, "
        f"the rest costs {kept:.0f} s of the processor."
    )
