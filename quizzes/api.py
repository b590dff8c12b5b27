"""The door of quizzes."""

from quizzes.attempts.answering import Kept, Outcome, flag, move, save_response
from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.attempts.practice import NothingToAsk, check_practice, practice_key, practice_view
from quizzes.attempts.refusals import AttemptNotFound, AttemptRefused
from quizzes.attempts.starting import start_attempt
from quizzes.attempts.states import AttemptState, attempt_state, attempt_states, attempts_of
from quizzes.attempts.submitting import close_overdue, submit_attempt
from quizzes.attempts.surroundings import Afterwards, Lesson, NextStep, Provider, Surroundings
from quizzes.attempts.surroundings import register as register_surroundings
from quizzes.attempts.timing import in_words as moment_in_words
from quizzes.bank.questions import Level, Question, QuestionCitation, QuestionVersion
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.blueprint.services import Blueprint, blueprint_from, blueprint_of, why_it_cannot_be_met
from quizzes.overrides import ExtraTime, extra_percent
from quizzes.signals import attempt_graded

__all__ = [
    "Afterwards",
    "Attempt",
    "AttemptNotFound",
    "AttemptQuestion",
    "AttemptRefused",
    "AttemptState",
    "Blueprint",
    "ExtraTime",
    "Grade",
    "Kept",
    "Lesson",
    "Level",
    "NextStep",
    "NothingToAsk",
    "Outcome",
    "Provider",
    "Question",
    "QuestionCitation",
    "QuestionVersion",
    "Quiz",
    "Response",
    "Section",
    "Surroundings",
    "Topic",
    "attempt_graded",
    "attempt_state",
    "attempt_states",
    "attempts_of",
    "blueprint_from",
    "blueprint_of",
    "check_practice",
    "close_overdue",
    "extra_percent",
    "flag",
    "moment_in_words",
    "move",
    "practice_key",
    "practice_view",
    "register_surroundings",
    "save_response",
    "start_attempt",
    "submit_attempt",
    "why_it_cannot_be_met",
]
