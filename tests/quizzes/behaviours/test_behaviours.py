"""What each behaviour decides: when a question is locked, what is shown, what it earns."""

from decimal import Decimal

import pytest

from quizzes import grading
from quizzes.behaviours import BEHAVIOURS, Standing, Tried, UnknownBehaviour, behaviour_named
from quizzes.behaviours.base import EVERYTHING, OVERALL
from quizzes.blueprint.quizzes import Quiz, Shown

NONE, HALF, ALL = Decimal(0), Decimal("0.5"), Decimal(1)
THIRD = Decimal("0.3333")


def stood(*shares: Decimal, answered: bool = True, **fields: object) -> Standing:
    """A question whose tries earned these shares, with nothing new after the last of them."""
    tries = tuple(Tried(number, share) for number, share in enumerate(shares, start=1))
    return Standing(sequence=len(tries) or int(answered), answered=answered, tries=tries, **fields)  # type: ignore[arg-type]


def earned(
    name: str, standing: Standing, mark: Decimal | None, *, penalty: Decimal = THIRD
) -> Decimal | None:
    return behaviour_named(name).share(standing, mark, penalty=penalty)


def test_names_are_unique_and_fit_the_column() -> None:
    names = [each.name for each in BEHAVIOURS]
    assert len(set(names)) == len(names)
    assert all(len(name) <= Quiz._meta.get_field("behaviour").max_length for name in names)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownBehaviour):
        behaviour_named("adaptive")


def test_the_things_that_are_shown_have_the_names_that_a_quiz_stores() -> None:
    assert set(Shown.values) == EVERYTHING


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_nothing_is_shown_and_nothing_locked_before_anything_was_checked(behaviour) -> None:
    for standing in (Standing(), stood(hints=3), stood(hints=3, by_person=True)):
        assert behaviour.shown_now(standing, EVERYTHING) == frozenset()
        assert behaviour.hints_shown(standing) == 0
        assert not behaviour.is_locked(standing)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_what_a_person_marks_cannot_be_checked(behaviour) -> None:
    assert not behaviour.may_check(stood(by_person=True))
    assert behaviour.share(stood(by_person=True), None, penalty=THIRD) is None


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
@pytest.mark.parametrize("certainty", [None, 1, 2, 3])
@pytest.mark.parametrize("mark", [NONE, HALF, ALL])
def test_every_share_can_be_graded(behaviour, certainty, mark) -> None:
    for standing in (
        stood(certainty=certainty),
        stood(mark, certainty=certainty),
        stood(NONE, mark, hints=1),
    ):
        share = behaviour.share(standing, mark, penalty=THIRD)
        assert 0 <= grading.grade([Decimal(1)], [share], least=behaviour.least_share).percent <= 100


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_no_answer_earns_nothing_and_costs_nothing(behaviour) -> None:
    assert behaviour.share(Standing(certainty=3), NONE, penalty=THIRD) == 0


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_the_right_answer_is_never_shown_while_the_question_can_still_be_answered(behaviour) -> None:
    for shares in [(), (NONE,), (HALF,), (NONE, NONE), (NONE, ALL), (ALL,)]:
        standing = stood(*shares, hints=3)
        shown = behaviour.shown_now(standing, EVERYTHING)
        if not behaviour.is_locked(standing):
            assert not shown & {"right", "general", "marks"}
        assert OVERALL not in shown


def test_immediate_locks_after_one_check_and_shows_what_the_quiz_allows() -> None:
    behaviour = behaviour_named("immediate")
    assert behaviour.may_check(stood())
    assert behaviour.is_locked(stood(NONE))
    assert behaviour.shown_now(stood(NONE), {"correctness"}) == {"correctness"}
    assert behaviour.shown_now(stood(NONE), ()) == frozenset()


def test_immediate_marks_at_the_end_what_was_never_checked() -> None:
    assert earned("immediate", stood(), ALL) == 1


@pytest.mark.parametrize(
    ("hints", "tries", "locked"), [(0, 1, False), (0, 2, True), (1, 2, True), (2, 2, False), (2, 3, True)]
)
def test_there_are_as_many_tries_as_hints_and_one_more_at_least_two(hints, tries, locked) -> None:
    standing = stood(*[NONE] * tries, hints=hints)
    assert behaviour_named("several_tries").is_locked(standing) is locked


@pytest.mark.parametrize(
    ("shares", "share"),
    [
        ([ALL], "1"),
        ([NONE, ALL], "0.6667"),
        ([NONE, NONE, ALL], "0.3334"),
        ([HALF, NONE], "0.5"),
        ([HALF, ALL], "0.6667"),
        ([NONE, NONE, NONE], "0"),
        ([NONE, NONE, NONE, NONE, ALL], "0"),
    ],
)
def test_each_wrong_try_costs_and_nobody_loses_by_trying_again(shares, share) -> None:
    assert earned("several_tries", stood(*shares, hints=4), shares[-1]) == Decimal(share)


def test_a_third_is_a_third_three_wrong_tries_cost_all() -> None:
    assert (
        earned("several_tries", stood(NONE, NONE, NONE, ALL, hints=4), ALL, penalty=Decimal("0.3333333")) == 0
    )
    assert earned("several_tries", stood(NONE, ALL), ALL, penalty=Decimal("0.3333333")) == Decimal(
        "0.6666667"
    )


def test_an_answer_that_was_saved_but_not_checked_counts_as_one_more_try() -> None:
    standing = Standing(sequence=2, answered=True, tries=(Tried(1, NONE),))
    assert earned("several_tries", standing, ALL) == Decimal("0.6667")


def test_a_hint_comes_after_each_wrong_try_and_goes_when_the_question_is_over() -> None:
    behaviour = behaviour_named("several_tries")
    assert [behaviour.hints_shown(stood(*[NONE] * count, hints=2)) for count in range(4)] == [0, 1, 2, 0]


def test_practice_gives_hints_when_asked_and_never_ends_before_it_is_right() -> None:
    behaviour = behaviour_named("practice_hints")
    assert not behaviour.counts
    assert behaviour.tries_allowed(stood(*[NONE] * 50)) is None
    assert behaviour.may_ask_hint(stood(hints=2, hints_asked=1))
    assert not behaviour.may_ask_hint(stood(hints=2, hints_asked=2))
    assert not behaviour.may_ask_hint(stood(hints=0))
    assert behaviour.is_locked(stood(NONE, ALL, hints=1))


@pytest.mark.parametrize("name", ["certainty", "immediate_certainty"])
@pytest.mark.parametrize(
    ("certainty", "mark", "share"),
    [
        (1, ALL, "0.3333333"),
        (2, ALL, "0.6666667"),
        (3, ALL, "1"),
        (1, NONE, "0"),
        (2, NONE, "-0.6666667"),
        (3, NONE, "-2"),
        (None, ALL, "0.3333333"),
        (None, NONE, "0"),
        (3, HALF, "0.5"),
        (2, HALF, "0.3333333"),
    ],
)
def test_certainty_is_weighed_as_in_the_table(name, certainty, mark, share) -> None:
    standing = stood(certainty=certainty)
    assert earned(name, standing, mark) == Decimal(share)
    assert behaviour_named(name).correctness(standing, Decimal(share)) == mark


def test_a_paper_answered_wrongly_and_surely_scores_nothing_rather_than_less() -> None:
    score = grading.grade(
        [Decimal(1)] * 3, [Decimal(-2), Decimal(1), Decimal("-0.6666667")], least=grading.LEAST_SHARE
    )
    assert (score.earned, score.percent) == (0, 0)
    score = grading.grade(
        [Decimal(1)] * 4, [Decimal("-0.6666667"), *[Decimal(1)] * 3], least=grading.LEAST_SHARE
    )
    assert (score.earned, score.percent) == (Decimal("2.3333"), Decimal("58.3333"))
