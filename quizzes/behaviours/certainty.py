"""The learner says with each answer how sure it is; being sure and wrong costs more than not knowing.

The scale is that of certainty-based marking as Moodle's question engine uses it (`question/behaviour/deferredcbm`): for
certainty 1, 2, 3 a right answer earns 1, 2, 3 and a wrong one 0, -2, -6; an answer without a certainty counts as 1; no
answer earns 0. Here a third of that is a share, so that a paper answered rightly and surely is worth 100 percent.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from quizzes import grading
from quizzes.behaviours.base import Behaviour, Standing
from quizzes.behaviours.immediate import Immediate

CERTAINTIES = (1, 2, 3)
USUAL = 1
RIGHT = {1: 1, 2: 2, 3: 3}
WRONG = {1: 0, 2: -2, 3: -6}


def weighed(mark: Decimal | None, certainty: int | None) -> Decimal | None:
    """The share of an answer (0–1) as it counts with this certainty: from -2 to 1."""
    if mark is None:
        return None
    sure = certainty or USUAL
    earned = grading.exact_share(mark) * RIGHT[sure] if mark > 0 else Fraction(WRONG[sure])
    return grading.to_share(earned / 3, least=grading.LEAST_SHARE)


def unweighed(share: Decimal | None, certainty: int | None) -> Decimal | None:
    """How right an answer was (0–1) that earned this share with this certainty."""
    if share is None or share <= 0:
        return None if share is None else Decimal(0)
    return grading.to_share(grading.exact_share(share) * 3 / RIGHT[certainty or USUAL])


class Certainty(Behaviour):
    name = "certainty"
    label = _("with certainty, at the end")
    about = _(
        "Learners say how sure they are of each answer. Sure and right earns most; sure and wrong costs points. "
        "The result comes at the end."
    )
    asks_certainty = True
    least_share = grading.LEAST_SHARE

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        if mark is None or not standing.answered or standing.by_person:
            return mark
        return weighed(mark, standing.certainty)

    def correctness(self, standing: Standing, share: Decimal | None) -> Decimal | None:
        return share if standing.by_person else unweighed(share, standing.certainty)


class ImmediateCertainty(Immediate):
    name = "immediate_certainty"
    label = _("with certainty, question by question")
    about = _(
        "Learners say how sure they are, then have the question checked once. Sure and wrong costs points. "
        "Right or wrong is told at once."
    )
    asks_certainty = True
    least_share = grading.LEAST_SHARE

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        earned = super().share(standing, mark, penalty=penalty)
        if earned is None or not standing.answered or standing.by_person:
            return earned
        return weighed(earned, standing.certainty)

    def correctness(self, standing: Standing, share: Decimal | None) -> Decimal | None:
        return share if standing.by_person else unweighed(share, standing.certainty)
