"""What quizzes must be told by whoever sets them: may this person sit, what is it part of, what comes after.

Packages above register a provider. Where none answers for a person and a quiz, the quiz does not exist for that person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext

from people import api as people
from quizzes.attempts.models import Attempt
from quizzes.blueprint.quizzes import Quiz


@dataclass(frozen=True)
class NextStep:
    """Where to go now: words for the button, and the address. `certificate`: it fetches the certificate."""

    label: str
    url: str
    certificate: bool = False


@dataclass(frozen=True)
class Lesson:
    """The lesson that teaches a topic: where it is and how long it takes (minutes; 0: not known)."""

    number: int
    title: str
    url: str
    minutes: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What stands around a quiz for one person.

    `refusal`: the sentence why this person may not sit now, empty when they may; `instead` is then what to do.
    `lessons`: the lesson of each topic, by the topic's uid.
    """

    course_title: str
    back_url: str
    refusal: str = ""
    instead: NextStep | None = None
    lessons: Mapping[str, Lesson] = field(default_factory=dict)


@dataclass(frozen=True)
class Afterwards:
    """What follows from a result: a sentence for the person (may be empty) and the next step (None: nothing special).

    `complete`: what the quiz is part of is complete for this person. That is told also while the points are not: see
    `rules.marks_shown`.
    """

    sentence: str = ""
    next_step: NextStep | None = None
    complete: bool = False


class Provider(Protocol):
    """Whoever sets quizzes answers these two questions; None: this quiz is not mine, or not for this person."""

    def surroundings(self, person: people.User, quiz: Quiz, *, at: datetime) -> Surroundings | None: ...

    def afterwards(self, attempt: Attempt, *, at: datetime) -> Afterwards | None: ...


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask this provider too, after those that are known already. A second registration changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def forget(provider: Provider) -> None:
    """Ask this provider no more."""
    if provider in _providers:
        _providers.remove(provider)


def surroundings_of(person: people.User, quiz: Quiz, *, at: datetime) -> Surroundings | None:
    """What stands around the quiz for this person; None: for this person there is no such quiz.

    A quiz in the list of practice is there for everybody who is signed in, also where nobody set it.
    """
    answers = (provider.surroundings(person, quiz, at=at) for provider in _providers)
    found = next((answer for answer in answers if answer is not None), None)
    if found is None and quiz.practice and quiz.listed:
        return Surroundings(gettext("Practice"), reverse("quizzes:practice_list"))
    return found


def after_result(attempt: Attempt, *, at: datetime) -> Afterwards:
    """What follows from the result of an attempt that has ended."""
    answers = (provider.afterwards(attempt, at=at) for provider in _providers)
    return next((answer for answer in answers if answer is not None), Afterwards())
