"""Which questions one attempt gets: counts and mix hold in every paper, and all such papers are equally likely."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.blueprint.drawing import (
    Alike,
    Candidate,
    CannotBeMet,
    Drawing,
    LevelBound,
    feasible,
    parse_bound,
)
from quizzes.blueprint.shelves import Place, Places, Shelf

LEVELS = ("recall", "understand", "apply")
# The questions of the plan's six lessons by level, without essays, and how many of each lesson are drawn.
PLAN = {"B1": (4, 2, 3), "B2": (3, 3, 2), "B3": (4, 1, 4), "B4": (4, 3, 2), "B5": (3, 4, 2), "B6": (4, 3, 2)}
COUNTS = {"B1": 3, "B2": 3, "B3": 4, "B4": 4, "B5": 4, "B6": 2}
MIX = [parse_bound("≤40%", "recall"), parse_bound("≥30%", "understand"), parse_bound("≥30%", "apply")]

Pools = dict[str, list[Candidate]]


def plan_pools(seen: frozenset[str] = frozenset()) -> Pools:
    return {
        lesson: [
            Candidate(id, level, id in seen)
            for level, number in zip(LEVELS, numbers, strict=True)
            for id in (f"{lesson}-{level}-{n}" for n in range(number))
        ]
        for lesson, numbers in PLAN.items()
    }


def pool(prefix: str, *, seen: Sequence[int] = (), **levels: int) -> list[Candidate]:
    """`pool("a", recall=2, apply=1)`: a0 and a1 of recall, a2 of apply."""
    named = [level for level, number in levels.items() for _ in range(number)]
    return [Candidate(f"{prefix}{n}", level, n in seen) for n, level in enumerate(named)]


def all_papers(
    pools: Mapping[str, Sequence[Candidate]], counts: Mapping[str, int], bounds: Sequence[LevelBound]
) -> Iterator[frozenset[tuple[str, str]]]:
    """Every paper that keeps counts and bounds with the fewest seen questions, found by trying everything."""
    total = sum(counts.values())
    legal = []
    for choice in product(*(combinations(pools[section], count) for section, count in counts.items())):
        rows = [row for rows in choice for row in rows]
        if len({row.id for row in rows}) < total:
            continue
        levels = Counter(row.level for row in rows)
        if all(
            100 * levels[bound.level] <= bound.percent * total
            if bound.op == "≤"
            else 100 * levels[bound.level] >= bound.percent * total
            for bound in bounds
        ):
            seen = sum(row.seen for row in rows)
            paper = frozenset(
                (section, row.id) for section, rows in zip(counts, choice, strict=True) for row in rows
            )
            legal.append((seen, paper))
    fewest = min((seen for seen, _ in legal), default=0)
    yield from (paper for seen, paper in legal if seen == fewest)


def chi_square(times: Mapping[Any, int], cells: int) -> float:
    expected = sum(times.values()) / cells
    return sum((number - expected) ** 2 for number in times.values()) / expected + expected * (
        cells - len(times)
    )


def assert_fair(
    pools: Pools, counts: dict[str, int], bounds: Sequence[LevelBound], draws: int = 20_000
) -> None:
    papers = set(all_papers(pools, counts, bounds))
    drawing = Drawing.prepare(pools, counts, bounds)
    assert drawing.paper_count == len(papers)
    rng = random.Random(20261124)
    times = Counter(frozenset(drawing.picks(rng)) for _ in range(draws))
    assert set(times) <= papers
    # Mean n - 1, deviation √(2(n - 1)): four deviations above are passed by chance once in ten thousand seeds.
    degrees = len(papers) - 1
    assert chi_square(times, len(papers)) < degrees + 4 * (2 * degrees) ** 0.5


def counted(pools: Pools, kinds: int = 2) -> tuple[list[Alike], dict[Place, str]]:
    """The same questions on shelves, so that only their numbers are known; and who stands at which place."""
    where: dict[str, list[str]] = {}
    rows: dict[str, Candidate] = {}
    for section, candidates in pools.items():
        for row in candidates:
            where.setdefault(str(row.id), []).append(section)
            rows[str(row.id)] = row
    shelves: dict[tuple[tuple[str, ...], str, bool, str], list[str]] = {}
    for number, (id, sections) in enumerate(where.items()):
        key = (tuple(sections), rows[id].level, rows[id].seen, f"kind {number % kinds}")
        shelves.setdefault(key, []).append(id)
    alike, standing = [], {}
    for number, ((sections, level, seen, kind), ids) in enumerate(shelves.items()):
        shelf = Shelf(number, level, kind)
        alike.append(Alike(sections, level, seen, Places(shelf, len(ids))))
        standing |= {Place(shelf, place): id for place, id in enumerate(ids)}
    return alike, standing


def test_of_counted_questions_each_paper_is_equally_likely_too() -> None:
    shared = pool("s", recall=2, apply=2, seen=[1])
    pools: Pools = {
        "wide": [*shared, *pool("w", recall=2, apply=1, seen=[0])],
        "narrow": shared,
        "else": pool("e", recall=1, apply=1, seen=[0]),
    }
    counts = {"wide": 2, "narrow": 2, "else": 1}
    bounds = [parse_bound("≤60%", "recall"), parse_bound("≥40%", "apply")]
    papers = set(all_papers(pools, counts, bounds))
    alike, standing = counted(pools)
    drawing = Drawing.among(alike, counts, bounds)
    assert (drawing.paper_count, drawing.seen_count) == (
        len(papers),
        Drawing.prepare(pools, counts, bounds).seen_count,
    )
    rng = random.Random(20261130)
    times = Counter(
        frozenset((pick.section, standing[pick.id]) for pick in drawing.picks(rng)) for _ in range(20_000)
    )
    assert set(times) <= papers
    degrees = len(papers) - 1
    assert chi_square(times, len(papers)) < degrees + 4 * (2 * degrees) ** 0.5


def test_counts_and_mix_hold_in_every_one_of_ten_thousand_papers_of_counted_questions() -> None:
    alike, standing = counted(plan_pools(), kinds=3)
    drawing = Drawing.among(alike, COUNTS, MIX)
    assert drawing.paper_count == Drawing.prepare(plan_pools(), COUNTS, MIX).paper_count
    rng = random.Random(157)
    for _ in range(10_000):
        paper = [standing[id] for id in drawing.draw(rng)]
        assert len(set(paper)) == 20
        assert Counter(id.split("-")[0] for id in paper) == COUNTS
        levels = Counter(id.split("-")[1] for id in paper)
        assert levels["recall"] <= 8
        assert levels["understand"] >= 6
        assert levels["apply"] >= 6


def test_a_bank_without_end_is_drawn_from_at_once() -> None:
    shelves = [Shelf(1, level, "single_choice") for level in LEVELS]
    alike = [Alike(["a", "b"], shelf.level, False, Places(shelf, 10**12)) for shelf in shelves]
    paper = Drawing.among(alike, {"a": 15, "b": 5}, MIX).picks(random.Random(8))
    assert len({pick.id for pick in paper}) == 20
    assert Counter(pick.section for pick in paper) == {"a": 15, "b": 5}
    assert max(pick.id.number for pick in paper) > 10**11


def test_counted_questions_refuse_with_the_same_reasons() -> None:
    pools = {"a": pool("a", recall=5, apply=2), "b": pool("b", recall=5)}
    bounds = [parse_bound("≥30%", "apply")]
    with pytest.raises(CannotBeMet) as refusal:
        Drawing.among(counted(pools)[0], {"a": 4, "b": 4}, bounds)
    assert refusal.value.reason == feasible(pools, {"a": 4, "b": 4}, bounds)
    with pytest.raises(CannotBeMet) as refusal:
        Drawing.among([], {"a": 1})
    assert refusal.value.reason == feasible({"a": []}, {"a": 1})


def test_counts_and_mix_hold_in_every_one_of_ten_thousand_papers_of_the_plan() -> None:
    drawing = Drawing.prepare(plan_pools(), COUNTS, MIX)
    rng = random.Random(157)
    papers = set()
    for _ in range(10_000):
        paper = drawing.draw(rng)
        assert len(set(paper)) == 20
        assert Counter(str(id).split("-")[0] for id in paper) == COUNTS
        levels = Counter(str(id).split("-")[1] for id in paper)
        assert levels["recall"] <= 8
        assert levels["understand"] >= 6
        assert levels["apply"] >= 6
        papers.add(tuple(sorted(map(str, paper))))
    assert len(papers) > 9_990


def test_the_papers_of_the_plan_are_counted_exactly() -> None:
    free = Drawing.prepare(plan_pools(), COUNTS)
    assert free.paper_count == comb(9, 3) * comb(8, 3) * comb(9, 4) ** 3 * comb(9, 2)
    mixed = Drawing.prepare(plan_pools(), COUNTS, MIX)
    assert 0.25 < mixed.paper_count / free.paper_count < 0.31  # a plain draw meets the mix 28 times in 100


def test_each_paper_that_keeps_the_mix_is_equally_likely() -> None:
    pools = {"a": pool("a", recall=3, apply=2), "b": pool("b", recall=2, understand=1, apply=1)}
    assert_fair(pools, {"a": 2, "b": 2}, [parse_bound("≤50%", "recall"), parse_bound("≥50%", "apply")])


def test_without_bounds_each_paper_is_equally_likely() -> None:
    pools = {"a": pool("a", recall=3, apply=2), "b": pool("b", recall=4)}
    assert_fair(pools, {"a": 2, "b": 3}, [])


def test_unseen_questions_come_first_and_the_papers_with_the_fewest_seen_are_equally_likely() -> None:
    pools = {
        "a": pool("a", recall=3, apply=2, seen=[0, 3, 4]),
        "b": pool("b", recall=2, understand=2, apply=1, seen=[0, 2]),
    }
    counts = {"a": 3, "b": 2}
    assert Drawing.prepare(pools, counts).seen_count == 1
    assert_fair(pools, counts, [])
    bounds = [parse_bound("≥40%", "apply"), parse_bound("≥20%", "understand")]
    assert Drawing.prepare(pools, counts, bounds).seen_count == 1
    assert_fair(pools, counts, bounds)


def test_sections_that_share_some_questions_draw_none_twice_and_stay_fair() -> None:
    shared = pool("s", recall=2, apply=2)
    pools = {"wide": [*shared, *pool("w", recall=1, apply=1)], "narrow": shared, "else": pool("e", recall=2)}
    counts = {"wide": 2, "narrow": 2, "else": 1}
    assert_fair(pools, counts, [])
    assert_fair(pools, counts, [parse_bound("≤60%", "recall"), parse_bound("≥40%", "apply")])


def test_sections_with_the_same_questions_share_them_out_fairly() -> None:
    same = pool("s", recall=3, apply=2, seen=[1])
    assert_fair({"one": same, "two": same}, {"one": 1, "two": 2}, [parse_bound("≥30%", "apply")])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_paper_is_found_exactly_when_there_is_one(data: st.DataObject) -> None:
    ids = [f"q{n}" for n in range(7)]
    rows = {id: Candidate(id, data.draw(st.sampled_from(LEVELS)), data.draw(st.booleans())) for id in ids}
    pools: Pools = {
        section: [rows[id] for id in data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=6))]
        for section in "xyz"
    }
    counts = {section: data.draw(st.integers(0, 2)) for section in "xyz"}
    bounds = [
        LevelBound(level, data.draw(st.sampled_from("≤≥")), Decimal(data.draw(st.integers(0, 100))))
        for level in data.draw(st.lists(st.sampled_from(LEVELS), max_size=2))
    ]
    papers = set(all_papers(pools, counts, bounds))
    reason = feasible(pools, counts, bounds)
    assert (reason is None) == bool(papers)
    if papers:
        drawing = Drawing.prepare(pools, counts, bounds)
        assert drawing.paper_count == len(papers)
        for seed in range(5):
            assert frozenset(drawing.picks(random.Random(seed))) in papers
    else:
        assert reason


def test_the_last_unseen_questions_are_all_dealt() -> None:
    everything = [row.id for rows in plan_pools().values() for row in rows]
    left = {"B1-recall-0", "B3-apply-1", "B6-understand-2"}
    drawing = Drawing.prepare(plan_pools(frozenset(map(str, everything)) - left), COUNTS, MIX)
    assert drawing.seen_count == 17
    for seed in range(50):
        assert left <= set(drawing.draw(random.Random(seed)))


def test_a_forced_paper_is_drawn() -> None:
    pools = {"a": pool("a", recall=1, apply=3), "b": pool("b", understand=2)}
    counts = {"a": 1, "b": 2}
    bounds = [parse_bound("≥30%", "recall")]
    drawing = Drawing.prepare(pools, counts, bounds)
    assert drawing.paper_count == 1
    assert sorted(map(str, drawing.draw(random.Random(1)))) == ["a0", "b0", "b1"]


def test_questions_without_a_level_may_be_drawn() -> None:
    pools = {"a": pool("a", recall=2) + [Candidate("plain")]}
    drawing = Drawing.prepare(pools, {"a": 2}, [parse_bound("≤50%", "recall")])
    assert {frozenset(drawing.draw(random.Random(n))) for n in range(30)} == {
        frozenset({"plain", "a0"}),
        frozenset({"plain", "a1"}),
    }


def test_the_same_seed_draws_the_same_paper() -> None:
    drawing = Drawing.prepare(plan_pools(), COUNTS, MIX)
    again = Drawing.prepare(plan_pools(), COUNTS, MIX)
    assert drawing.draw(random.Random("seed")) == again.draw(random.Random("seed"))
    assert drawing.draw(random.Random("seed")) != drawing.draw(random.Random("other"))


def test_a_paper_is_shuffled_as_a_whole_or_stays_in_the_order_of_sections_and_pools() -> None:
    pools = plan_pools()
    drawing = Drawing.prepare(pools, COUNTS, MIX)
    order = [row.id for rows in pools.values() for row in rows]
    tidy = drawing.draw(random.Random(3), shuffle=False)
    assert tidy == sorted(tidy, key=order.index)
    firsts = Counter(drawing.picks(random.Random(n))[0].section for n in range(600))
    assert set(firsts) == set(COUNTS)
    assert firsts["B3"] > firsts["B6"]


def test_a_large_bank_is_drawn_from_evenly() -> None:
    pools = {"a": pool("a", recall=50_000, apply=50_000)}
    drawing = Drawing.prepare(pools, {"a": 20}, [parse_bound("≥30%", "apply")])
    rng = random.Random(8)
    high = sum(int(str(id)[1:]) % 50_000 >= 25_000 for _ in range(200) for id in drawing.draw(rng))
    assert 1_850 < high < 2_150


def test_a_section_without_questions_to_draw_takes_no_part() -> None:
    assert Drawing.prepare({"a": pool("a", recall=2)}, {"a": 2, "b": 0}).paper_count == 1


def test_a_section_that_is_short_is_named_with_its_numbers() -> None:
    reason = feasible(
        {"a": pool("a", recall=2), "b": []}, {"a": 3, "b": 1}, names={"a": "Bài 1", "b": "Bài 2"}
    )
    assert reason == (
        "Phần “Bài 1” cần 3 câu, nhưng chỉ có 2 câu rút được. Phần “Bài 2” cần 1 câu, nhưng chỉ có 0 câu rút được."
    )


def test_sections_that_are_short_together_are_named() -> None:
    same = pool("s", recall=3)
    reason = feasible({"a": same, "b": same, "c": pool("c", recall=9)}, {"a": 2, "b": 2, "c": 1})
    assert reason is not None
    assert "“a”, “b”" in reason
    assert "4 câu khác nhau" in reason
    assert "chỉ có 3 câu" in reason


def test_a_bound_that_the_sections_cannot_bring_is_told_with_what_they_can() -> None:
    pools = {"a": pool("a", recall=5, apply=2), "b": pool("b", recall=5)}
    names = {"apply": "vận dụng", "recall": "nhận biết"}
    reason = feasible(pools, {"a": 4, "b": 4}, [parse_bound("≥30%", "apply")], names)
    assert (
        reason
        == "Ít nhất 3 trong 8 câu phải ở mức “vận dụng”, nhưng các phần chỉ có thể góp nhiều nhất 2 câu."
    )
    reason = feasible(pools, {"a": 4, "b": 4}, [parse_bound("≤50%", "recall")], names)
    assert reason == "Nhiều nhất 4 trong 8 câu được ở mức “nhận biết”, nhưng các phần góp ít nhất 6 câu."


def test_bounds_that_clash_are_named_and_only_those() -> None:
    bounds = [parse_bound("≥50%", "recall"), parse_bound("≥60%", "apply"), parse_bound("≤90%", "understand")]
    reason = feasible({"a": pool("a", recall=9, apply=9, understand=9)}, {"a": 10}, bounds)
    assert reason is not None
    assert "recall" in reason
    assert "apply" in reason
    assert "understand" not in reason


def test_a_paper_that_cannot_be_is_refused_with_the_reason() -> None:
    with pytest.raises(CannotBeMet) as refusal:
        Drawing.prepare({"a": []}, {"a": 1})
    assert refusal.value.reason == str(refusal.value) == feasible({"a": []}, {"a": 1})


@pytest.mark.parametrize(
    ("text", "total", "questions"),
    [
        ("≤40%", 20, 8),
        ("≤40%", 15, 6),
        ("≤40%", 19, 7),
        ("≥30%", 20, 6),
        ("≥30%", 15, 5),
        ("≥25%", 15, 4),
        (">= 30 %", 11, 4),
        ("<=33.3%", 10, 3),
        ("≥12,5%", 8, 1),
        ("≤0%", 20, 0),
        ("≥100%", 20, 20),
    ],
)
def test_at_most_rounds_down_and_at_least_rounds_up(text: str, total: int, questions: int) -> None:
    assert parse_bound(text, "recall").questions(total) == questions


@pytest.mark.parametrize("text", ["40%", "≤", "≤40", "=40%", "≤140%", "≤-4%", "about 40%", "", "≤40%%"])
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không phải là mức"):
        parse_bound(text)


def test_a_bound_beyond_its_range_is_refused() -> None:
    for op, percent in (("=", 40), ("≤", 101), ("≥", -1)):
        with pytest.raises(ValueError, match="no bound"):
            LevelBound("recall", op, Decimal(percent))
