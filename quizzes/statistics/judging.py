"""What a trainer should think of a question: one plain sentence for each thing that the figures say.

The limits follow those that Moodle publishes for its report ("Quiz statistics report", docs.moodle.org: facility of 95 %
and more is extremely easy, up to 20 % difficult; discrimination of 30 % and more is adequate, below 20 % weak, below 0 %
probably invalid). A question is only called bad when the whole interval of its discrimination says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext

from quizzes.statistics import intervals
from quizzes.statistics.answers import Choice
from quizzes.statistics.figures import Item

ADEQUATE = 0.3
WEAK = 0.2
EASY = 0.95
HARD = 0.2
FEWEST_OTHERWISE = 5


class Finding(IntEnum):
    """What was found, the most urgent first."""

    AGAINST = 1
    KEY_DOUBTED = 2
    ALIKE = 3
    NO_BETTER_THAN_GUESSED = 4
    HARD = 5
    PERHAPS_ALIKE = 6
    UNCHOSEN = 7
    EASY = 8
    GOOD = 9
    TOO_FEW = 10

    @property
    def is_urgent(self) -> bool:
        return self <= Finding.HARD


@dataclass(frozen=True)
class Remark:
    """One thing found, and the sentence for the trainer."""

    finding: Finding
    sentence: str


def remarks_on(item: Item, *, guess: float | None = None, choices: Sequence[Choice] = ()) -> list[Remark]:
    """What there is to say, the most urgent first; never empty. `choices` are those of the newest version alone."""
    if intervals.too_few(item.attempts):
        return [Remark(Finding.TOO_FEW, _too_few(item.attempts))]
    found = [*_on_discrimination(item), *_on_facility(item, guess), *_on_choices(item, choices)]
    if not found:
        found = [Remark(Finding.GOOD, gettext("This question works well."))]
    return sorted(found, key=lambda each: each.finding)


def _too_few(attempts: int) -> str:
    return gettext("Only %(count)d answers so far, too few to judge (%(enough)d are needed).") % {
        "count": attempts,
        "enough": intervals.ENOUGH,
    }


def _on_discrimination(item: Item) -> list[Remark]:
    interval = intervals.of_discrimination(item.discrimination, item.attempts)
    if item.discrimination is None or interval is None or _one_sided(item):
        return []
    if item.discrimination < 0 and interval.high < WEAK:
        return [
            Remark(
                Finding.AGAINST,
                gettext(
                    "Those who do well get this question wrong more often than the others: the key may be wrong. Check it first."
                ),
            )
        ]
    if item.discrimination < WEAK and interval.high < ADEQUATE:
        return [
            Remark(
                Finding.ALIKE,
                gettext(
                    "Those who do well and those who do badly answer this question alike: it should be looked at again."
                ),
            )
        ]
    if item.discrimination < WEAK and HARD < (item.facility or 0) < EASY:
        return [
            Remark(
                Finding.PERHAPS_ALIKE,
                gettext(
                    "It seems that those who do well and those who do badly answer this question alike. More answers will make it clear."
                ),
            )
        ]
    return []


def _one_sided(item: Item) -> bool:
    """Whether nearly all are right, or wrong, so that a correlation hangs on a few people (fewer than five are otherwise,
    the usual rule for counts); that is said of it instead."""
    facility = item.facility or 0
    return item.attempts * min(facility, 1 - facility) < FEWEST_OTHERWISE


def _on_facility(item: Item, guess: float | None) -> list[Remark]:
    if item.facility is None:
        return []
    if guess is not None and item.facility <= guess:
        return [
            Remark(
                Finding.NO_BETTER_THAN_GUESSED,
                gettext(
                    "The answers are no better than guessing: the question is unclear, its key is wrong, or the lesson does not teach it."
                ),
            )
        ]
    if item.facility <= HARD:
        return [
            Remark(
                Finding.HARD,
                gettext(
                    "Nearly everybody gets this question wrong: too hard, unclear, or the lesson does not teach it."
                ),
            )
        ]
    if item.facility >= EASY:
        return [
            Remark(
                Finding.EASY,
                gettext(
                    "Nearly everybody gets this question right. Keep it if everybody must know it; otherwise ask a harder one."
                ),
            )
        ]
    return []


def _on_choices(item: Item, choices: Sequence[Choice]) -> list[Remark]:
    found = []
    right = [each.bands[2] for each in choices if each.right]
    wrong = [each for each in choices if not each.right]
    best_third = sum(each.bands[2] for each in choices)
    # One right option against each wrong one; where several are right, they are ticked together.
    if len(right) == 1 and wrong and best_third >= intervals.ENOUGH // 3:
        first = max(wrong, key=lambda each: each.bands[2])
        if first.bands[2] > right[0] and 2 * first.bands[2] >= best_third:
            found.append(
                Remark(
                    Finding.KEY_DOUBTED,
                    gettext(
                        "The best third chose “%(option)s” more often than the right answer: the key may be wrong."
                    )
                    % {"option": first.words},
                )
            )
    # Where nearly all are right, options stand unchosen because it is easy, which is said already.
    is_easy = item.facility is not None and item.facility >= EASY
    if sum(each.times for each in choices) >= intervals.ENOUGH and len(choices) > 2 and not is_easy:
        unchosen = [each.words for each in wrong if not each.times]
        if unchosen:
            found.append(
                Remark(
                    Finding.UNCHOSEN,
                    gettext(
                        "Nobody chose: %(options)s. Such an option tests nothing; write a more likely one."
                    )
                    % {"options": "; ".join(f"“{words}”" for words in unchosen)},
                )
            )
    return found


def on_the_test(attempts: int, consistency: float | None) -> str:
    """What the consistency of a whole test says: from 0.7 its scores can be trusted, below 0.5 they are mostly chance.

    Source of the limits: J. C. Nunnally, "Psychometric Theory" (1978), and Moodle's "Quiz statistics report".
    """
    if intervals.too_few(attempts) or consistency is None:
        return gettext("Too few attempts to say how far the scores can be trusted.")
    if consistency >= 0.7:
        return gettext("The questions measure the same thing: the scores can be trusted.")
    if consistency >= 0.5:
        return gettext(
            "The scores are usable, but chance has a part in them. More questions, or better ones, would help."
        )
    return gettext(
        "Chance has a large part in these scores: look at the questions at the top of the table first."
    )
