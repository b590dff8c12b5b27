"""Names every model of quizzes for Django."""

from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.bank.questions import Level, Question, QuestionCitation, QuestionVersion
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.overrides import ExtraTime

__all__ = [
    "Attempt",
    "AttemptQuestion",
    "ExtraTime",
    "Grade",
    "Level",
    "Question",
    "QuestionCitation",
    "QuestionVersion",
    "Quiz",
    "Response",
    "Section",
    "Topic",
]
