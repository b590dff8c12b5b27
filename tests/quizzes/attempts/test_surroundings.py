"""Who sets quizzes answers for them; the first who knows the quiz counts."""

import make_quizzes
import pytest

from quizzes.attempts import surroundings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch) -> None:
    monkeypatch.setattr(surroundings, "_providers", [])


def test_the_first_who_knows_the_quiz_answers(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    stranger, owner = make_quizzes.Course(), make_quizzes.Course()
    stranger.known = set()
    for provider in (stranger, owner):
        surroundings.register(provider)
    found = surroundings.surroundings_of(an, quiz, at=noon)
    assert found is not None
    surroundings.forget(owner)
    assert surroundings.surroundings_of(an, quiz, at=noon) is None


def test_registering_twice_asks_once(an, noon) -> None:
    asked = []

    class Counting(make_quizzes.Course):
        def surroundings(self, person, quiz, *, at):
            asked.append(quiz)

    provider = Counting()
    surroundings.register(provider)
    surroundings.register(provider)
    surroundings.surroundings_of(an, make_quizzes.a_quiz_of(1), at=noon)
    assert len(asked) == 1
