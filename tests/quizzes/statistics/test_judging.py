"""What is said of a question, and that nothing is said of too few answers."""

import pytest

from quizzes.statistics.answers import Choice
from quizzes.statistics.figures import Item
from quizzes.statistics.judging import Finding, on_the_test, remarks_on


def item(attempts: int = 60, facility: float = 0.6, discrimination: float | None = 0.4) -> Item:
    return Item(attempts=attempts, facility=facility, discrimination=discrimination)


def choice(words: str, low: int, middle: int, high: int, *, right: bool = False) -> Choice:
    return Choice(words, right, (low, middle, high))


def found(*args: object, **kwargs: object) -> list[Finding]:
    return [each.finding for each in remarks_on(*args, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figures", "findings"),
    [
        (item(), [Finding.GOOD]),
        (item(attempts=19, discrimination=-0.9), [Finding.TOO_FEW]),
        (item(discrimination=-0.3), [Finding.AGAINST]),
        (item(attempts=400, discrimination=0.05), [Finding.ALIKE]),
        (item(attempts=30, discrimination=0.05), [Finding.PERHAPS_ALIKE]),
        (item(attempts=30, discrimination=-0.05), [Finding.PERHAPS_ALIKE]),
        (item(facility=0.97, discrimination=0.1), [Finding.EASY]),
        # One person of thirty was right: a correlation says nothing.
        (item(attempts=30, facility=0.03, discrimination=-0.4), [Finding.HARD]),
        (item(facility=0.1), [Finding.HARD]),
        (item(facility=1.0, discrimination=None), [Finding.EASY]),
        (item(facility=0.0, discrimination=None), [Finding.HARD]),
    ],
)
def test_each_figure_has_its_sentence(figures: Item, findings: list[Finding]) -> None:
    assert found(figures) == findings


def test_no_better_than_guessing_is_said_of_a_question_that_can_be_guessed() -> None:
    assert found(item(facility=0.3), guess=1 / 3) == [Finding.NO_BETTER_THAN_GUESSED]
    assert found(item(facility=0.4), guess=1 / 3) == [Finding.GOOD]


def test_an_option_that_nobody_chose_is_named() -> None:
    choices = [choice("đúng", 5, 8, 18, right=True), choice("sai", 15, 12, 2), choice("lạ", 0, 0, 0)]
    (remark,) = remarks_on(item(), choices=choices)
    assert remark.finding is Finding.UNCHOSEN
    assert "“lạ”" in remark.sentence
    assert "“sai”" not in remark.sentence


def test_a_key_is_doubted_when_the_best_third_chose_something_else() -> None:
    choices = [choice("đáp án", 10, 8, 4, right=True), choice("phương án kia", 10, 12, 16)]
    assert found(item(discrimination=-0.3), choices=choices) == [Finding.AGAINST, Finding.KEY_DOUBTED]


def test_a_question_with_several_right_options_is_not_doubted_for_one_of_them() -> None:
    choices = [choice("một", 9, 9, 9, right=True), choice("hai", 3, 5, 2, right=True), choice("ba", 5, 5, 6)]
    assert found(item(), choices=choices) == [Finding.GOOD]


def test_the_most_urgent_stands_first() -> None:
    findings = found(item(facility=0.1, discrimination=-0.3), guess=0.25)
    assert findings == [Finding.AGAINST, Finding.NO_BETTER_THAN_GUESSED]


def test_the_scores_of_a_test_are_trusted_by_its_consistency() -> None:
    said = {on_the_test(60, each) for each in (0.8, 0.6, 0.2)}
    assert len(said) == 3
    assert on_the_test(19, 0.8) == on_the_test(60, None)
