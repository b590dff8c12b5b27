"""A wrong answer brings a hint and may be tried again; each wrong try costs a share of the points."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from quizzes import grading
from quizzes.behaviours.base import EVERYTHING, OVERALL, WITHOUT_KEY, Behaviour, Standing

LEAST_TRIES = 2


class SeveralTries(Behaviour):
    """As many tries as there are hints and one more, and never fewer than two.

    The question earns the best of its tries, each less the penalty for the wrong ones before it, and never below 0: nobody
    loses by trying again. An answer that was saved and never checked counts as one more try.
    """

    name = "several_tries"
    label = _("several tries")
    about = _(
        "A wrong answer may be tried again, with a hint where there is one. Each wrong try costs a part of the points."
    )
    checks = True
    gives_hints = True
    has_penalty = True
    usual_during = EVERYTHING - {OVERALL}

    def tries_allowed(self, standing: Standing) -> int | None:
        return 0 if standing.by_person else max(LEAST_TRIES, standing.hints + 1)

    def is_locked(self, standing: Standing) -> bool:
        allowed = self.tries_allowed(standing)
        return standing.right_at_last or (bool(allowed) and len(standing.tries) >= (allowed or 0))

    def hints_shown(self, standing: Standing) -> int:
        if self.is_locked(standing):
            return 0
        return min(len(standing.tries), standing.hints)

    def shown_now(self, standing: Standing, during: Collection[str]) -> frozenset[str]:
        if not standing.tries:
            return frozenset()
        allowed = frozenset(during) - {OVERALL}
        return allowed if self.is_locked(standing) else allowed & WITHOUT_KEY

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        if mark is None:
            return None
        earned = [each.share for each in standing.tries]
        if standing.is_new and not self.is_locked(standing):
            earned.append(mark)
        if not earned:
            return mark
        cost = grading.exact_share(penalty)
        best = max(grading.exact_share(each) - place * cost for place, each in enumerate(earned))
        return grading.to_share(max(best, Fraction(0)))

    def correctness(self, standing: Standing, share: Decimal | None) -> Decimal | None:
        """Right is what was right in the end, however many tries it took."""
        if share is None or not standing.tries:
            return share
        return max([share, *(each.share for each in standing.tries)])
