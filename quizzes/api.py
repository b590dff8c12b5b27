"""The door of quizzes."""

from quizzes.attempts.acts import reopen_attempt, restore_attempt, void_attempt
from quizzes.attempts.answering import Kept, Outcome, flag, move, save_response
from quizzes.attempts.counting import CountingResult, counting_result, passing_result
from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.attempts.practice import (
    NothingToAsk,
    check_practice,
    practice_key,
    practice_query,
    practice_view,
)
from quizzes.attempts.refusals import AttemptNotFound, AttemptRefused
from quizzes.attempts.starting import refuse_start, start_attempt
from quizzes.attempts.states import AttemptState, attempt_state, attempt_states, attempts_of
from quizzes.attempts.submitting import close_overdue, submit_attempt
from quizzes.attempts.surroundings import Afterwards, Lesson, NextStep, Provider, Surroundings
from quizzes.attempts.surroundings import register as register_surroundings
from quizzes.attempts.timing import in_words as moment_in_words
from quizzes.bank.cautions import names_an_option
from quizzes.bank.questions import Level, Question, QuestionCitation, QuestionVersion
from quizzes.bank.services import (
    create_question,
    keep_topic,
    keep_version,
    publish_question,
    revise_question,
    take_out_of_use,
    use_again,
)
from quizzes.bank.topics import Topic
from quizzes.blueprint.drawing import Candidate, CannotBeMet, Drawing, parse_bound
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.blueprint.services import Blueprint, blueprint_from, blueprint_of, why_it_cannot_be_met
from quizzes.kinds import UnsoundBody
from quizzes.kinds.course_file import body_from_course, item_from_body
from quizzes.overrides import Override, conditions_for, extra_percent, give_override
from quizzes.signals import attempt_graded
from quizzes.statistics.runs import calculate as calculate_statistics
from quizzes.statistics.runs import measured as measured_questions

__all__ = [
    "Afterwards",
    "Attempt",
    "AttemptNotFound",
    "AttemptQuestion",
    "AttemptRefused",
    "AttemptState",
    "Blueprint",
    "Candidate",
    "CannotBeMet",
    "CountingResult",
    "Drawing",
    "Grade",
    "Kept",
    "Lesson",
    "Level",
    "NextStep",
    "NothingToAsk",
    "Outcome",
    "Override",
    "Provider",
    "Question",
    "QuestionCitation",
    "QuestionVersion",
    "Quiz",
    "Response",
    "Section",
    "Surroundings",
    "Topic",
    "UnsoundBody",
    "attempt_graded",
    "attempt_state",
    "attempt_states",
    "attempts_of",
    "blueprint_from",
    "blueprint_of",
    "body_from_course",
    "calculate_statistics",
    "check_practice",
    "close_overdue",
    "conditions_for",
    "counting_result",
    "passing_result",
    "create_question",
    "extra_percent",
    "flag",
    "give_override",
    "item_from_body",
    "keep_topic",
    "keep_version",
    "measured_questions",
    "moment_in_words",
    "move",
    "names_an_option",
    "parse_bound",
    "practice_key",
    "practice_query",
    "practice_view",
    "publish_question",
    "refuse_start",
    "register_surroundings",
    "reopen_attempt",
    "restore_attempt",
    "revise_question",
    "save_response",
    "start_attempt",
    "submit_attempt",
    "take_out_of_use",
    "use_again",
    "void_attempt",
    "why_it_cannot_be_met",
]
