"""Makers of marking: markers, and attempts with essays that wait for one."""

from datetime import datetime, timedelta
from typing import Any

import make
import make_quizzes

from people import api as people
from quizzes import api as quizzes

RUBRIC = [{"criterion": "Có lời hỏi thăm", "points": 1}, {"criterion": "Có lý do", "points": 3}]


def a_marker(unit: people.Unit) -> people.User:
    return make.an_administrator(unit, role=people.Role.MARKER)


def an_essay_quiz(
    *, rubric: list[dict[str, Any]] | None = None, points: int = 4, **fields: Any
) -> quizzes.Quiz:
    """One question with one right option (b, 1 point) and one essay, in this order."""
    choice, essay = make_quizzes.a_topic(), make_quizzes.a_topic()
    make_quizzes.a_question(topic=choice)
    body = {"stem": "Viết lời vận động.", "model_answer": "Bài mẫu.", "rubric": rubric or []}
    make_quizzes.a_question("essay", topic=essay, body=body, points=points)
    return make_quizzes.a_quiz((choice, 1), (essay, 1), cooldown_minutes=0, **fields)


def handed_in(
    person: people.User, quiz: quizzes.Quiz, *answers: dict[str, Any], at: datetime = make.NOON
) -> quizzes.Attempt:
    """An attempt of this person with these answers (form data for the field `answer`, {} for none), submitted."""
    attempt = quizzes.start_attempt(person, quiz, at=at)
    for position, answer in enumerate(answers, start=1):
        if answer:
            data = make_quizzes.form(answer)
            quizzes.save_response(
                person, attempt.uid, position, data, sequence=1, at=at + timedelta(minutes=1)
            )
    return quizzes.submit_attempt(person, attempt.uid, at=at + timedelta(minutes=2))


RIGHT, WRONG, ESSAY = {"answer": "b"}, {"answer": "a"}, {"answer": "Thưa bác, cháu xin hỏi thăm."}
