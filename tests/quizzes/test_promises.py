"""What every kind of question promises under every behaviour, on a page of its own and beside another."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client

from quizzes import api as quizzes
from quizzes.attempts import surroundings
from quizzes.behaviours import BEHAVIOURS, behaviour_named
from quizzes.kinds import KINDS, kind_named
from tests.quizzes.attempts.test_secrecy import BODIES, CANARY

pytestmark = pytest.mark.django_db

each_kind = pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
each_behaviour = pytest.mark.parametrize("behaviour", [each.name for each in BEHAVIOURS])
each_page = pytest.mark.parametrize("per_page", [1, 0], ids=["alone", "beside another"])


class Sitting:
    """A learner without a script in front of one question (and another one below it, where pages hold several)."""

    def __init__(self, kind: str, behaviour: str, per_page: int, body: dict[str, Any] | None = None) -> None:
        self.kind, self.behaviour, self.alone = kind, behaviour_named(behaviour), per_page == 1
        self.client = Client()
        self.client.force_login(make.a_person())
        topic = make_quizzes.a_topic()
        body = {**(body or make_quizzes.EXAMPLES[kind].body), "hints": [f"{CANARY} gợi ý"]}
        question = make_quizzes.a_question(kind, body=body, explanation=f"{CANARY} giải thích")
        version = question.current_version
        version.place, version.citations = f"{CANARY} mục", []
        version.save()
        make_quizzes.a_question(topic=topic)
        quiz = make_quizzes.a_quiz(behaviour=behaviour, questions_per_page=per_page)
        quizzes.Section.objects.create(quiz=quiz, question=question, sort_order=0)
        quizzes.Section.objects.create(quiz=quiz, topic=topic, count=1, sort_order=1)
        self.url = str(self.client.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])

    def page(self) -> str:
        reply = self.client.get(self.url)
        assert reply.status_code == 200
        return reply.content.decode()

    def sent(self, given: dict[str, Any], *, sequence: int | None = None) -> dict[str, Any]:
        """The fields of the page as a browser sends them: those of this question filled in."""
        number = "sequence" if self.alone else "sequence-1"
        found = re.search(rf'name="{number}" value="(\d+)"', self.page())
        counted = sequence or (int(found[1]) if found else 99)
        fields = {
            key if self.alone else key.replace("answer", "answer-1", 1): value for key, value in given.items()
        }
        sure = {"certainty" if self.alone else "certainty-1": "3"} if self.behaviour.asks_certainty else {}
        return {number: str(counted), **fields, **sure}

    def save(self, given: dict[str, Any]) -> Any:
        return self.client.post(self.url + "luu/", self.sent(given))

    def press(self, given: dict[str, Any], **button: str) -> Any:
        return self.client.post(self.url, {**self.sent(given), **button})

    def submit(self) -> str:
        reply = self.client.post(self.url.replace("/1/", "/nop-bai/"), follow=True)
        assert reply.status_code == 200
        return str(reply.content.decode())

    def share(self) -> Decimal | None:
        told = quizzes.Grade.objects.get().shares[0]["share"]
        return None if told is None else Decimal(told)

    @property
    def by_person(self) -> bool:
        return kind_named(self.kind).marked_by_person


@pytest.fixture(autouse=True)
def _course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])


@each_kind
@each_behaviour
@each_page
def test_nothing_of_the_key_is_told_before_the_behaviour_says_so(kind, behaviour, per_page) -> None:
    sitting = Sitting(kind, behaviour, per_page, BODIES[kind])
    given = {"answer": "x"} if "answer" in make_quizzes.EXAMPLES[kind].right else {}
    told = [sitting.page()]
    for reply in (
        sitting.save({}),
        sitting.save(given),
        sitting.press({}, to="review"),
        sitting.press({}, check="1"),
    ):
        told.append(reply.content.decode() + repr(dict(reply.headers)))
    told += [sitting.page(), sitting.client.get(sitting.url.replace("/1/", "/xem-lai/")).content.decode()]
    for page in told:
        assert CANARY not in page
    assert f"{CANARY} giải thích" in sitting.submit(), "the canary is alive"


@each_kind
@each_behaviour
@each_page
def test_a_right_answer_given_surely_earns_all(kind, behaviour, per_page) -> None:
    sitting = Sitting(kind, behaviour, per_page)
    assert sitting.save(make_quizzes.EXAMPLES[kind].right).json()["state"] == "saved"
    sitting.submit()
    assert sitting.share() == (None if sitting.by_person else 1)


@each_kind
@each_behaviour
def test_a_wrong_answer_earns_nothing_and_the_result_stays_between_0_and_100(kind, behaviour) -> None:
    sitting = Sitting(kind, behaviour, 1)
    sitting.save(make_quizzes.EXAMPLES[kind].wrong)
    sitting.submit()
    share = sitting.share()
    assert share is None if sitting.by_person else share <= 0
    assert 0 <= quizzes.Attempt.objects.get().percent <= 100


@each_kind
@each_behaviour
def test_no_answer_earns_nothing_and_costs_nothing(kind, behaviour) -> None:
    sitting = Sitting(kind, behaviour, 1)
    sitting.submit()
    assert sitting.share() in (0, None)
    assert quizzes.Attempt.objects.get().percent == 0


@each_kind
@each_behaviour
@each_page
def test_a_question_that_was_checked_and_right_stands_and_shows_why(kind, behaviour, per_page) -> None:
    sitting = Sitting(kind, behaviour, per_page)
    right, wrong = make_quizzes.EXAMPLES[kind].right, make_quizzes.EXAMPLES[kind].wrong
    sitting.press(right, check="1")
    page = sitting.page()
    may = sitting.behaviour.checks and not sitting.by_person
    assert ('<fieldset class="asked__done" disabled>' in page) is may
    assert (f"{CANARY} giải thích" in page) is may
    state = sitting.save(wrong).json()["state"]
    assert state == ("locked" if may else "saved")
    sitting.submit()
    if may:
        assert sitting.share() == 1


@each_kind
def test_each_wrong_try_costs_a_part_whatever_the_kind(kind) -> None:
    if kind_named(kind).marked_by_person:
        pytest.skip("a person marks it")
    sitting = Sitting(kind, "several_tries", 1)
    sitting.press(make_quizzes.EXAMPLES[kind].wrong, check="1")
    assert f"{CANARY} gợi ý" in sitting.page()
    assert f"{CANARY} giải thích" not in sitting.page()
    sitting.press(make_quizzes.EXAMPLES[kind].right, check="1")
    sitting.submit()
    assert sitting.share() == Decimal("0.6666667")
