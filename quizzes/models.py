"""Names every model of quizzes for Django."""

from quizzes.attempts.models import Attempt, AttemptAct, AttemptQuestion, Grade, Response, Try
from quizzes.attempts.outage_models import Outage, OutageCredit
from quizzes.attempts.uploads import UploadedAnswer
from quizzes.bank.files import QuestionFile
from quizzes.bank.questions import (
    Level,
    Question,
    QuestionCitation,
    QuestionComment,
    QuestionTag,
    QuestionVersion,
)
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.marking.models import Mark, MarkRequest, Regrade
from quizzes.overrides import Override
from quizzes.statistics.runs import MeasuredQuestion, StatisticsRun

__all__ = [
    "Attempt",
    "AttemptAct",
    "AttemptQuestion",
    "Grade",
    "Level",
    "Mark",
    "MarkRequest",
    "Outage",
    "OutageCredit",
    "Override",
    "MeasuredQuestion",
    "Question",
    "QuestionCitation",
    "QuestionComment",
    "QuestionFile",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "Regrade",
    "Response",
    "Section",
    "StatisticsRun",
    "Topic",
    "Try",
    "UploadedAnswer",
]
