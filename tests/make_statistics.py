"""Makers of many attempts: people of known ability sit a quiz through the services."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import make
import make_quizzes
from make import NOON

from people import api as people
from quizzes import api as quizzes

# Answers of one person: the fields of the form for a question, or None to leave it open.
Answers = Callable[[quizzes.Question], Mapping[str, Any] | None]


def sat(
    quiz: quizzes.Quiz, answers: Answers, *, person: people.User | None = None, at: datetime = NOON
) -> quizzes.Attempt:
    """Somebody (new, unless named) sits the quiz, answers, and submits."""
    somebody = person or make.a_person()
    attempt = quizzes.start_attempt(somebody, quiz, at=at)
    for dealt in attempt.questions.select_related("version__question"):
        fields = answers(dealt.version.question)
        if fields is not None:
            data = make_quizzes.form(dict(fields))
            quizzes.save_response(somebody, attempt.uid, dealt.position, data, sequence=1, at=at)
    return quizzes.submit_attempt(somebody, attempt.uid, at=at)


def choosing(*right: quizzes.Question, others: str = "a") -> Answers:
    """Answers single choice questions of `make_quizzes` rightly (b) where named, else with one wrong option."""
    named = {question.pk for question in right}
    return lambda question: {"answer": "b" if question.pk in named else others}


class Village:
    """A quiz of ten questions that a trainer would look at, and people who sit it.

    `good` and `sound-…`: who knows more answers it better. `alike`: every second person is right, whoever it is. `turned`: the key is wrong. `easy` and `hard`:
    nearly everybody is right, or wrong; nobody ever takes option d of `good`.
    """

    def __init__(self, **fields: Any) -> None:
        topic = make_quizzes.a_topic("Chủ đề thử")
        names = (
            "good",
            "sound-1",
            "sound-2",
            "sound-3",
            "sound-4",
            "sound-5",
            "alike",
            "turned",
            "easy",
            "hard",
        )
        self.questions = {name: self._question(name, topic) for name in names}
        self.quiz = make_quizzes.a_quiz((topic, 10), title="Bài kiểm tra cuối khóa", **fields)

    @staticmethod
    def _question(name: str, topic: quizzes.Topic) -> quizzes.Question:
        texts = ["Báo Công an xã", "Họp dân ở nhà văn hóa", "Tự ý xử phạt", "Chờ cấp trên"]
        options = [{"id": key, "text": text} for key, text in zip("abcd", texts, strict=True)]
        body = {"stem": f"Câu hỏi thử: {name}", "options": options, "correct": "b"}
        return make_quizzes.a_question(topic=topic, body=body)

    def sit(self, people_of: int, *, seed: int = 1, at: datetime = NOON) -> list[quizzes.Attempt]:
        chance = random.Random(seed)
        return [
            sat(self.quiz, self._answers(place / max(1, people_of - 1), place % 2, chance), at=at)
            for place in range(people_of)
        ]

    def _answers(self, ability: float, luck: float, chance: random.Random) -> Answers:
        chances = {
            "good": 0.1 + 0.85 * ability,
            "alike": luck,
            "turned": 0.9 - 0.8 * ability,
            "easy": 0.99,
            "hard": 0.03,
        }
        names = {question.pk: name for name, question in self.questions.items()}

        def answers(question: quizzes.Question) -> Mapping[str, Any]:
            name = names[question.pk]
            if chance.random() < chances.get(name, 0.1 + 0.85 * ability):
                return {"answer": "b"}
            return {"answer": chance.choice("ac" if name == "good" else "acd")}

        return answers


def many_attempts(
    quiz: quizzes.Quiz,
    questions: Sequence[quizzes.Question],
    number: int,
    *,
    seed: int = 3,
    at: datetime = NOON,
) -> list[list[bool]]:
    """So many people sat the quiz with all these single choice questions (b is right), written in bulk.

    Gives who was right where. 25,000 attempts of 40 questions are a million answers.
    """
    chance, told = random.Random(seed), []
    for start in range(0, number, 2000):
        some = range(start, min(start + 2000, number))
        logins = [f"nhieu-{quiz.pk}-{place}" for place in some]
        persons = people.User.objects.bulk_create(
            [
                people.User(username=each, login_folded=each, full_name="Nguyễn Thị Thử", password="!")
                for each in logins
            ]
        )
        right = [[chance.random() < 0.2 + 0.7 * place / number for _each in questions] for place in some]
        told += right
        _write_in_bulk(quiz, questions, persons, right, chance, at=at)
    return told


def _write_in_bulk(
    quiz: quizzes.Quiz,
    questions: Sequence[quizzes.Question],
    persons: Sequence[people.User],
    right: list[list[bool]],
    chance: random.Random,
    *,
    at: datetime,
) -> None:
    out_of = len(questions)
    ended = {
        "seed": "0",
        "blueprint": {"sections": []},
        "points": out_of,
        "pass_mark_percent": 70,
        "ended_by": "person",
    }
    attempts = quizzes.Attempt.objects.bulk_create(
        [
            quizzes.Attempt(
                person=person, quiz=quiz, number=1, started_at=at, submitted_at=at, earned=sum(row),
                percent=round(Decimal(100 * sum(row)) / out_of, 4), passed=False, **ended,
            )
            for person, row in zip(persons, right, strict=True)
        ]
    )  # fmt: skip
    quizzes.Grade.objects.bulk_create(
        [
            quizzes.Grade(
                attempt=attempt, number=1, earned=attempt.earned, out_of=out_of, percent=attempt.percent, passed=False,
                shares=[{"position": place, "share": str(int(each))} for place, each in enumerate(row, 1)], at=at,
            )
            for attempt, row in zip(attempts, right, strict=True)
        ]
    )  # fmt: skip
    dealt = quizzes.AttemptQuestion.objects.bulk_create(
        [
            quizzes.AttemptQuestion(
                attempt=attempt, position=place, version=question.current_version, section="phan-1", points=1, dealt={}
            )
            for attempt in attempts
            for place, question in enumerate(questions, 1)
        ],
        batch_size=5000,
    )  # fmt: skip
    marks = [each for row in right for each in row]
    quizzes.Response.objects.bulk_create(
        [
            quizzes.Response(
                attempt_question=each, sequence=1, complete=True, at=at,
                data={"choice": "b" if is_right else chance.choice("ac")},
            )
            for each, is_right in zip(dealt, marks, strict=True)
        ],
        batch_size=5000,
    )  # fmt: skip
