"""Each question is checked once, at the learner's word; what was wrong is told at once, and then it stands."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from quizzes.behaviours.base import EVERYTHING, OVERALL, Behaviour, Standing


class Immediate(Behaviour):
    """What was saved and never checked is marked at the end like any answer."""

    name = "immediate"
    label = _("at once, question by question")
    about = _(
        "Each question can be checked once. Right or wrong is told at once, and then the answer stands."
    )
    checks = True
    usual_during = EVERYTHING - {OVERALL}

    def tries_allowed(self, standing: Standing) -> int | None:
        return 0 if standing.by_person else 1

    def is_locked(self, standing: Standing) -> bool:
        return bool(standing.tries)

    def shown_now(self, standing: Standing, during: Collection[str]) -> frozenset[str]:
        return frozenset(during) - {OVERALL} if standing.tries else frozenset()

    def share(self, standing: Standing, mark: Decimal | None, *, penalty: Decimal) -> Decimal | None:
        return standing.tries[-1].share if standing.tries else mark
