"""Makers of many attempts: people of known ability sit a quiz through the services."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
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
