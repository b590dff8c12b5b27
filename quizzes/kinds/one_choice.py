"""What the kinds with exactly one right option have in common. A response is `{"choice": id}`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext
from pydantic import ValidationInfo, field_validator

from quizzes import grading
from quizzes.kinds.base import FormData, Response, no_such_choice, single_value
from quizzes.kinds.body import Unsound
from quizzes.kinds.choices import ChoiceBody, ChoiceKind


class OneChoiceBody(ChoiceBody):
    """A stem, options, and the id of the right one."""

    correct: str

    @field_validator("correct")
    @classmethod
    def _is_an_option(cls, correct: str, info: ValidationInfo) -> str:
        options = info.data.get("options")
        if options is not None and correct not in {option.id for option in options}:
            raise Unsound(gettext("The right answer “%(id)s” is none of the options.") % {"id": correct})
        return correct


AnyOneChoiceBody = TypeVar("AnyOneChoiceBody", bound=OneChoiceBody)


class OneChoice(ChoiceKind[AnyOneChoiceBody]):
    """One option of several."""

    input_type = "radio"

    def hint(self, body: AnyOneChoiceBody) -> str:
        return gettext("Choose one answer.")

    def clean(self, body: AnyOneChoiceBody, data: FormData, name: str) -> Response | None:
        choice = single_value(data, name)
        if not choice:
            return None
        if choice not in {option.id for option in body.options}:
            raise no_such_choice()
        return {"choice": choice}

    def mark(self, body: AnyOneChoiceBody, response: Response | None) -> Decimal:
        return grading.share_of(int(list(self.chosen_ids(response)) == [body.correct]), 1)

    def right_response(self, body: AnyOneChoiceBody) -> Response:
        return {"choice": body.correct}

    def random_guess_share(self, body: AnyOneChoiceBody) -> Decimal:
        """One of n options, each as likely: 1/n."""
        return grading.share_of(1, len(body.options))

    def chosen_ids(self, response: Response | None) -> Sequence[str]:
        return [response["choice"]] if response else []

    def right_ids(self, body: AnyOneChoiceBody) -> Sequence[str]:
        return [body.correct]
