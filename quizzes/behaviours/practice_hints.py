"""Practice: hints when asked for, as many tries as wanted, and nothing that counts."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from quizzes.behaviours.base import EVERYTHING, MARKS, OVERALL, WITHOUT_KEY, Behaviour, Standing


class PracticeHints(Behaviour):
    """A question is right when its last checked answer was; the right answer is told once it was found."""

    name = "practice_hints"
    label = _("practice with hints")
    about = _("For practising: hints on request, as many tries as wanted. The result counts for nothing.")
    checks = True
    gives_hints = True
    counts = False
    usual_during = EVERYTHING - {OVERALL, MARKS}

    def tries_allowed(self, standing: Standing) -> int | None:
        return 0 if standing.by_person else None

    def is_locked(self, standing: Standing) -> bool:
        return standing.right_at_last

    def may_ask_hint(self, standing: Standing) -> bool:
        return not self.is_locked(standing) and standing.hints_asked < standing.hints

    def hints_shown(self, standing: Standing) -> int:
        return min(standing.hints_asked, standing.hints)

    def shown_now(self, standing: Standing, during: Collection[str]) -> frozenset[str]:
        if not standing.tries:
            return frozenset()
        allowed = frozenset(during) - {OVERALL, MARKS}
        return allowed if standing.right_at_last else allowed & WITHOUT_KEY

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        return Decimal(1) if standing.right_at_last else mark
