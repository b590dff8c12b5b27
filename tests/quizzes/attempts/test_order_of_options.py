"""A quiz that leaves options in the order of their author can be started whatever its questions are."""

import random

import make
import make_quizzes
import pytest

from quizzes import api as quizzes
from quizzes.attempts import starting

pytestmark = pytest.mark.django_db


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shuffles again and again until the order is another one fails here, where nothing is ever shuffled."""
    calls: list[int] = []
    real = starting.Unshuffled.shuffle

    def counted(self: starting.Unshuffled, x: list[object]) -> None:
        calls.append(1)
        assert len(calls) < 1000, "this would go on for ever"
        real(self, x)

    monkeypatch.setattr(starting.Unshuffled, "shuffle", counted)


@pytest.mark.usefixtures("_patient")
def test_every_kind_is_dealt_where_options_are_not_shuffled(an, noon) -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind(shuffle_options=False)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert attempt.questions.count() == len(kinds)
    other = quizzes.start_attempt(make.a_person(), quiz, at=noon)
    dealt = [list(each.questions.values_list("dealt", flat=True)) for each in (attempt, other)]
    assert dealt[0] == dealt[1], "everybody has the same order"


@pytest.mark.usefixtures("_patient")
def test_steps_to_put_in_order_never_stand_in_their_right_order(an, noon) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("ordering", topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), shuffle_options=False)
    question = quizzes.start_attempt(an, quiz, at=noon).questions.get()
    right = question.version.body["correct"]
    assert sorted(question.dealt["items"]) == sorted(right)
    assert question.dealt["items"] != right


def test_every_other_order_of_steps_is_equally_likely() -> None:
    from quizzes.kinds import kind_named

    kind = kind_named("ordering")
    body = kind.read(make_quizzes.EXAMPLES["ordering"].body)
    times: dict[tuple[str, ...], int] = {}
    for seed in range(5000):
        order = tuple(kind.deal(body, random.Random(seed))["items"])
        times[order] = times.get(order, 0) + 1
    assert len(times) == 5
    # Five cells: 1000 each, give or take four standard deviations.
    assert all(abs(each - 1000) < 4 * 28.3 for each in times.values()), times
