"""True or false: a statement to judge."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from pydantic import field_validator

from quizzes.kinds.body import Unsound
from quizzes.kinds.one_choice import OneChoice, OneChoiceBody
from quizzes.kinds.options import Option

# Part of what authors write, like every option, so in the language of the courses.
TRUE_AND_FALSE = (Option(id="true", text="Đúng"), Option(id="false", text="Sai"))


class TrueFalseBody(OneChoiceBody):
    """`options` with the ids `true` and `false` (Đúng, Sai unless written otherwise), `correct` (one of them)."""

    options: tuple[Option, ...] = TRUE_AND_FALSE
    shuffle_options: bool = False

    @field_validator("options")
    @classmethod
    def _are_the_two(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        if {option.id for option in options} != {"true", "false"} or len(options) != 2:
            raise Unsound(gettext("A true or false question has the two options “true” and “false”."))
        return options


class TrueFalse(OneChoice[TrueFalseBody]):
    name = "true_false"
    label = pgettext_lazy("kind of question", "True or false")
    Body = TrueFalseBody
