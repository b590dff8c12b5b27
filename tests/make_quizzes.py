"""Makers of quizzes: topics, published questions of every kind, quizzes over them, and somebody who sets them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.http import QueryDict

from people import api as people
from quizzes import api as quizzes

_numbers = count(1)

OPTIONS = [
    {"id": "a", "text": "Phương án một"},
    {"id": "b", "text": "Phương án hai"},
    {"id": "c", "text": "Phương án ba"},
]


@dataclass(frozen=True)
class Example:
    """A body of one kind, and form data (for the field `answer`) that are right, wrong, and unfinished."""

    body: dict[str, Any]
    right: dict[str, Any]
    wrong: dict[str, Any]
    unfinished: dict[str, Any] = field(default_factory=dict)


EXAMPLES: dict[str, Example] = {
    "single_choice": Example(
        {"stem": "Chọn một phương án.", "options": OPTIONS, "correct": "b"}, {"answer": "b"}, {"answer": "a"}
    ),
    "multiple_choice": Example(
        {"stem": "Chọn mọi phương án đúng.", "options": OPTIONS, "correct": ["a", "c"]},
        {"answer": ["a", "c"]},
        {"answer": ["a", "b"]},
    ),
    "true_false": Example(
        {"stem": "Điều này đúng hay sai?", "correct": "true"}, {"answer": "true"}, {"answer": "false"}
    ),
    "matching": Example(
        {
            "stem": "Ghép từng dòng.",
            "left": [{"id": "L1", "text": "Công an xã"}, {"id": "L2", "text": "Mặt trận"}],
            "right": [
                {"id": "R1", "text": "Gần dân"},
                {"id": "R2", "text": "Phối hợp"},
                {"id": "R3", "text": "Chăm lo"},
            ],
            "correct": {"L1": "R1", "L2": "R2"},
        },
        {"answer-L1": "R1", "answer-L2": "R2"},
        {"answer-L1": "R3", "answer-L2": "R1"},
        {"answer-L1": "R1"},
    ),
    "ordering": Example(
        {
            "stem": "Xếp theo thứ tự.",
            "items": [
                {"id": "S1", "text": "Mốc sớm"},
                {"id": "S2", "text": "Mốc giữa"},
                {"id": "S3", "text": "Mốc muộn"},
            ],
            "correct": ["S1", "S2", "S3"],
        },
        {"answer-S1": "1", "answer-S2": "2", "answer-S3": "3"},
        {"answer-S1": "3", "answer-S2": "2", "answer-S3": "1"},
        {"answer-S1": "1", "answer-S2": "1"},
    ),
    "short_answer": Example(
        {"stem": "Điền hai chữ.", "accepted": ["gần dân"]}, {"answer": "Gần dân"}, {"answer": "xa dân"}
    ),
    "numerical": Example(
        {"stem": "Viết một số.", "accepted": [{"value": "12.5", "tolerance": "0.1"}], "unit": "%"},
        {"answer": "12,5"},
        {"answer": "41,7"},
        {"answer": "nhiều"},
    ),
    "cloze": Example(
        {
            "stem": "Trưởng thôn do [[1]] bầu, nhiệm kỳ [[2]] năm, [[3]].",
            "gaps": [
                {"id": "1", "kind": "short_answer", "body": {"accepted": ["nhân dân"]}},
                {"id": "2", "kind": "numerical", "body": {"accepted": [{"value": "2.5"}]}},
                {"id": "3", "kind": "single_choice", "body": {"options": OPTIONS, "correct": "b"}},
            ],
        },
        {"answer-1": "Nhân dân", "answer-2": "2,5", "answer-3": "b"},
        {"answer-1": "cán bộ x", "answer-2": "3,5", "answer-3": "a"},
        {"answer-1": "Nhân dân"},
    ),
    "situation": Example(
        {
            "stem": "Chuyện ở thôn\nBà Sáu gọi điện.",
            "parts": [
                {
                    "id": "a",
                    "kind": "single_choice",
                    "body": {"stem": "Ai đến?", "options": OPTIONS, "correct": "b"},
                },
                {"id": "b", "kind": "short_answer", "body": {"stem": "Gọi ai?", "accepted": ["công an"]}},
            ],
        },
        {"answer-a": "b", "answer-b": "công an"},
        {"answer-a": "c", "answer-b": "quân đội"},
        {"answer-a": "b"},
    ),
    "essay": Example(
        {"stem": "Viết vài dòng.", "model_answer": "Bài mẫu."},
        {"answer": "Bài viết thứ nhất."},
        {"answer": "Bài viết thứ hai."},
    ),
}


def form(fields: dict[str, Any] | None = None, *, name: str = "answer") -> QueryDict:
    """Posted data: the fields of an example, under the name of the question's fields."""
    data = QueryDict(mutable=True)
    for key, value in (fields or {}).items():
        data.setlist(key.replace("answer", name), value if isinstance(value, list) else [value])
    return data


def a_topic(title: str = "", *, parent: quizzes.Topic | None = None) -> quizzes.Topic:
    number = next(_numbers)
    topic = quizzes.Topic(uid=f"chu-de-{number}", title=title or f"Chủ đề {number}", parent=parent)
    topic.tidy()
    topic.save()
    return topic


def a_question(
    kind: str = "single_choice",
    *,
    topic: quizzes.Topic | None = None,
    body: dict[str, Any] | None = None,
    level: str = "",
    points: object = 1,
    explanation: str = "Vì văn bản ghi như vậy.",
    **fields: Any,
) -> quizzes.Question:
    """A published question with its first version."""
    number = next(_numbers)
    question = quizzes.Question.objects.create(
        uid=f"THU/C{number}",
        topic=topic or a_topic(),
        kind=kind,
        level=level,
        stem=(body or EXAMPLES[kind].body)["stem"],
        body=body or EXAMPLES[kind].body,
        explanation=explanation,
        points=Decimal(str(points)),
        live=True,
        **fields,
    )
    question.current_version = a_version(question)
    question.save(update_fields=["current_version"])
    return question


def a_version(question: quizzes.Question, **fields: Any) -> quizzes.QuestionVersion:
    """The question as it stands, or with other fields, as its next version."""
    body = fields.pop("body", question.body)
    return quizzes.QuestionVersion.objects.create(
        question=question,
        number=question.versions.count() + 1,
        kind=question.kind,
        level=question.level,
        body=body,
        explanation=fields.pop("explanation", question.explanation),
        points=question.points,
        needs_legal_review=question.needs_legal_review,
        content_hash=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
        **fields,
    )


def a_quiz(*sections: tuple[quizzes.Topic, int], **fields: Any) -> quizzes.Quiz:
    """A quiz that draws so many questions from each topic; 40 minutes, 30 minutes between attempts, in fixed order."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "uid": f"bai-thu-{number}",
        "title": "Bài kiểm tra thử",
        "minutes": 40,
        "shuffle": False,
    }
    quiz = quizzes.Quiz.objects.create(**{**defaults, **fields})
    for place, (topic, number_drawn) in enumerate(sections):
        quizzes.Section.objects.create(quiz=quiz, topic=topic, count=number_drawn, sort_order=place)
    return quiz


def a_quiz_of_each_kind(**fields: Any) -> tuple[quizzes.Quiz, list[str]]:
    """A quiz with one question of each kind, in the order of EXAMPLES; and that order."""
    topics = []
    for kind in EXAMPLES:
        topic = a_topic()
        a_question(kind, topic=topic)
        topics.append((topic, 1))
    return a_quiz(*topics, **fields), list(EXAMPLES)


def a_quiz_of(number: int = 3, **fields: Any) -> quizzes.Quiz:
    """A quiz with that many single choice questions, of which b is right."""
    topic = a_topic()
    for _ in range(number):
        a_question(topic=topic)
    return a_quiz((topic, number), **fields)


class Course:
    """Somebody who sets quizzes: all may sit them all, unless told otherwise."""

    def __init__(self) -> None:
        self.refusal = ""
        self.known: set[people.User] | None = None
        self.lessons: dict[str, quizzes.Lesson] = {}
        self.next_step: quizzes.NextStep | None = None

    def surroundings(
        self, person: people.User, quiz: quizzes.Quiz, *, at: datetime
    ) -> quizzes.Surroundings | None:
        if self.known is not None and person not in self.known:
            return None
        return quizzes.Surroundings("Khóa học thử", "/khoa-hoc/thu/", self.refusal, lessons=self.lessons)

    def afterwards(self, attempt: quizzes.Attempt, *, at: datetime) -> quizzes.Afterwards | None:
        return quizzes.Afterwards("", self.next_step)
