"""The access code of a quiz: compared in constant time, and not guessed by trying."""

from __future__ import annotations

from django.core.cache import caches
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from people import api as people
from quizzes.attempts.refusals import AttemptRefused
from quizzes.blueprint.quizzes import Quiz
from vietnamese import api as vietnamese

MOST_TRIES = 5
WITHIN_SECONDS = 15 * 60


def check_code(person: people.User, quiz: Quiz, given: str) -> None:
    """Refuse a code that is not the quiz's with `AttemptRefused`, and every code after five tries within 15 minutes.

    A try is taken before anything is compared, so that many at once are no more than five. The counters are shared by all
    processes.
    """
    if not _take_a_try(person, quiz):
        raise AttemptRefused(
            gettext("The code was wrong several times. Wait 15 minutes, or ask the person in charge for it.")
        )
    if not constant_time_compare(_bare(given), _bare(quiz.access_code)):
        raise AttemptRefused(
            gettext("This is not the access code. Please look at it again and type it once more.")
        )


def _bare(code: str) -> str:
    """Capitals and spaces at the ends do not matter: phones write capitals unasked."""
    return vietnamese.clean_line(code).casefold()


def _take_a_try(person: people.User, quiz: Quiz) -> bool:
    counters = caches["shared"]
    return any(
        counters.add(f"access-code:{quiz.pk}:{person.pk}:{number}", 1, WITHIN_SECONDS)
        for number in range(MOST_TRIES)
    )
