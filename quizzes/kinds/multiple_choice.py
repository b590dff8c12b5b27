"""Multiple choice: every right option is to be ticked. A response is `{"choices": [ids in the author's order]}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from math import comb
from typing import Literal

from django.utils.translation import gettext, pgettext_lazy
from pydantic import ValidationInfo, field_validator

from quizzes import grading
from quizzes.kinds.base import FormData, Response, no_such_choice, repeated
from quizzes.kinds.body import Unsound
from quizzes.kinds.choices import ChoiceBody, ChoiceKind
from vietnamese import api as vietnamese

# "(Chọn tất cả phương án đúng.)", "Chọn đúng bốn hình thức …": the stem itself says that several are to be ticked.
SAYS_HOW_MANY = re.compile(r"\bchon (?:tat ca|nhung|cac|moi|du|dung|\d+|hai|ba|bon|nam)\b")


# Asked at every showing of a question; folding a stem costs more than the rest of showing it.
@lru_cache(maxsize=4096)
def _says_how_many(stem: str) -> bool:
    return SAYS_HOW_MANY.search(vietnamese.fold(stem)) is not None


class MultipleChoiceBody(ChoiceBody):
    """`options`, `correct` (ids), `scoring`, `shuffle_options`.

    `all_or_nothing`: 1 for exactly the right options. `shares`: each right option earns an equal share and each wrong
    one takes as much away, never below 0, so that ticking everything earns nothing by itself.
    """

    correct: tuple[str, ...]
    scoring: Literal["all_or_nothing", "shares"] = "all_or_nothing"

    @field_validator("correct")
    @classmethod
    def _are_options(cls, correct: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not correct:
            raise Unsound(gettext("At least one option must be right."))
        for twice in repeated(correct):
            raise Unsound(gettext("The id “%(id)s” is used twice.") % {"id": twice})
        options = info.data.get("options")
        known = {option.id for option in options} if options is not None else set(correct)
        for each in correct:
            if each not in known:
                raise Unsound(gettext("The right answer “%(id)s” is none of the options.") % {"id": each})
        return correct


class MultipleChoice(ChoiceKind[MultipleChoiceBody]):
    name = "multiple_choice"
    label = pgettext_lazy("kind of question", "Multiple choice")
    Body = MultipleChoiceBody
    input_type = "checkbox"

    def hint(self, body: MultipleChoiceBody) -> str:
        if _says_how_many(body.stem):
            return ""
        return gettext("Choose all right answers.")

    def clean(self, body: MultipleChoiceBody, data: FormData, name: str) -> Response | None:
        sent = {value.strip() for value in data.getlist(name)} - {""}
        if not sent:
            return None
        choices = [option.id for option in body.options if option.id in sent]
        if len(choices) != len(sent):
            raise no_such_choice()
        return {"choices": choices}

    def mark(self, body: MultipleChoiceBody, response: Response | None) -> Decimal:
        chosen, right = set(self.chosen_ids(response)), set(body.correct)
        if body.scoring == "all_or_nothing":
            return grading.share_of(int(chosen == right), 1)
        return grading.share_of(len(chosen & right) - len(chosen - right), len(right))

    def right_response(self, body: MultipleChoiceBody) -> Response:
        return {"choices": list(self.right_ids(body))}

    def random_guess_share(self, body: MultipleChoiceBody) -> Decimal:
        """Any of the 2^n - 1 ways to tick at least one of n options, each as likely.

        All or nothing: 1 / (2^n - 1). In shares, with R right ones: the mean of max(0, r - w) / R over those ways, where
        r right and w wrong options are ticked in C(R, r) * C(n - R, w) of them.
        """
        count, right = len(body.options), len(body.correct)
        ways = 2**count - 1
        if body.scoring == "all_or_nothing":
            return grading.share_of(1, ways)
        earned = sum(
            comb(right, ticked) * comb(count - right, wrong) * max(0, ticked - wrong)
            for ticked in range(right + 1)
            for wrong in range(count - right + 1)
        )
        return grading.share_of(earned, ways * right)

    def chosen_ids(self, response: Response | None) -> Sequence[str]:
        return response["choices"] if response else []

    def right_ids(self, body: MultipleChoiceBody) -> Sequence[str]:
        return [option.id for option in body.options if option.id in body.correct]
