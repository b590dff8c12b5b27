"""The door of quizzes."""

from quizzes.attempts.models import Attempt
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.signals import attempt_graded

__all__ = ["Attempt", "Question", "QuestionVersion", "Quiz", "Section", "Topic", "attempt_graded"]
