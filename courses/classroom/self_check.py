"""The self-check in a lesson: up to three questions, explained at once, neither stored nor counted."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from quizzes import api as quizzes


def self_check_forms(
    questions: Sequence[quizzes.Question], *, answered: str = "", data: QueryDict | None = None
) -> list[dict[str, Any]]:
    """What the template needs to ask each question; the one with the key `answered` comes back checked against `data`.

    Questions that were never published, and those taken back since, are left out.
    """
    asked = [
        question for question in questions if question.current_version_id and question.retired_at is None
    ]
    return [
        quizzes.check_practice(question, data)
        if question.uid == answered and data is not None
        else quizzes.practice_view(question)
        for question in asked
    ]


def self_check_keys(questions: Sequence[quizzes.Question]) -> list[dict[str, Any]]:
    """The answers in words, in the order of the questions that are asked, for the sheet of the person who leads a class."""
    return [
        quizzes.practice_key(question)
        for question in questions
        if question.current_version_id and question.retired_at is None
    ]
