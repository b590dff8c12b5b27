"""Single choice: one right option of several."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from quizzes.kinds.one_choice import OneChoice, OneChoiceBody


class SingleChoiceBody(OneChoiceBody):
    """`options`, `correct` (an id), `shuffle_options`."""


class SingleChoice(OneChoice[SingleChoiceBody]):
    name = "single_choice"
    label = pgettext_lazy("kind of question", "Single choice")
    Body = SingleChoiceBody
