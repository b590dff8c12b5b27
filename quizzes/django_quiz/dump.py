"""A `dumpdata` file of django-quiz-app, read into plain rows. Pure: it knows nothing of our tables.

The shape is that of the last release (0.5.1, 2015) and of the last commit of its repository (2019), which store the same
columns under the same names. A child of multi-table inheritance has the key of its question.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from vietnamese import api as vietnamese

MOST_BYTES = 500_000_000
MOST_IN_COLUMN = 2**31 - 1
APPS = ("quiz", "multichoice", "true_false", "essay")
MODELS = frozenset(
    {
        "quiz.category",
        "quiz.subcategory",
        "quiz.quiz",
        "quiz.question",
        "quiz.progress",
        "quiz.sitting",
        "multichoice.mcquestion",
        "multichoice.answer",
        "true_false.tf_question",
        "essay.essay_question",
    }
)


class CannotReadDump(ValueError):
    """The file is no dump of django-quiz-app, or a row of it cannot be understood. Says which and why."""


@dataclass(frozen=True)
class OldCategory:
    key: str
    name: str
    parent: str = ""


@dataclass(frozen=True)
class OldOption:
    key: str
    text: str
    right: bool


@dataclass(frozen=True)
class OldQuestion:
    """`kind`: multichoice, true_false, essay. `answer`: of a true or false question. `order`: content, random, none."""

    key: str
    kind: str
    content: str
    explanation: str
    category: str
    sub_category: str
    figure: str
    quizzes: tuple[str, ...]
    options: tuple[OldOption, ...] = ()
    answer: bool | None = None
    order: str = "none"


@dataclass(frozen=True)
class OldQuiz:
    key: str
    title: str
    description: str
    url: str
    category: str
    random_order: bool
    max_questions: int | None
    answers_at_end: bool
    exam_paper: bool
    single_attempt: bool
    pass_mark: int
    success_text: str
    fail_text: str
    draft: bool


@dataclass(frozen=True)
class OldSitting:
    """`answers`: what was stored for each question's key: an option's key, "True"/"False", or a text."""

    key: str
    user: str
    quiz: str
    order: tuple[str, ...]
    remaining: tuple[str, ...]
    incorrect: frozenset[str]
    score: int
    complete: bool
    answers: Mapping[str, str]
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class OldProgress:
    """`scores`: category -> (right, asked), as the old site added them up."""

    user: str
    scores: Mapping[str, tuple[int, int]]


@dataclass
class Dump:
    """Everything that the file holds of the four apps. `others`: rows of other apps, counted and left alone."""

    categories: dict[str, OldCategory] = field(default_factory=dict)
    sub_categories: dict[str, OldCategory] = field(default_factory=dict)
    questions: dict[str, OldQuestion] = field(default_factory=dict)
    quizzes: dict[str, OldQuiz] = field(default_factory=dict)
    sittings: list[OldSitting] = field(default_factory=list)
    progress: list[OldProgress] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


def read_dump(data: bytes) -> Dump:
    """The rows of a dump. Refuses with `CannotReadDump`; the sentence names the row."""
    rows = list(_rows(data))
    by_model: dict[str, list[tuple[str, dict[str, Any]]]] = {name: [] for name in MODELS}
    dump = Dump()
    for model, key, fields in rows:
        if model in by_model:
            by_model[model].append((key, fields))
        else:
            dump.others[model] += 1
    if not any(by_model.values()):
        raise CannotReadDump(gettext("The file holds nothing of django-quiz-app."))
    for key, fields in by_model["quiz.category"]:
        dump.categories[key] = OldCategory(key, _line(fields, "category"))
    for key, fields in by_model["quiz.subcategory"]:
        dump.sub_categories[key] = OldCategory(key, _line(fields, "sub_category"), _key(fields, "category"))
    _questions(dump, by_model)
    for key, fields in by_model["quiz.quiz"]:
        dump.quizzes[key] = _quiz(key, fields)
    dump.sittings = [_sitting(key, fields) for key, fields in by_model["quiz.sitting"]]
    dump.progress = [_progress(fields) for _key_, fields in by_model["quiz.progress"]]
    return dump


def _rows(data: bytes) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if len(data) > MOST_BYTES:
        raise CannotReadDump(gettext("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 10**6})
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CannotReadDump(
            gettext("This is no JSON file as “dumpdata” writes it: %(why)s") % {"why": error}
        ) from error
    if not isinstance(rows, list):
        raise CannotReadDump(gettext("This is no JSON file as “dumpdata” writes it: no list."))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not isinstance(row.get("fields"), dict) or "model" not in row:
            raise CannotReadDump(gettext("Row %(number)d is no row of a dump.") % {"number": number})
        yield str(row["model"]).lower(), _as_key(row.get("pk")), row["fields"]


def _questions(dump: Dump, by_model: Mapping[str, list[tuple[str, dict[str, Any]]]]) -> None:
    options: dict[str, list[OldOption]] = {}
    for key, fields in by_model["multichoice.answer"]:
        option = OldOption(key, _line(fields, "content"), bool(fields.get("correct")))
        options.setdefault(_key(fields, "question"), []).append(option)
    order = {
        key: str(fields.get("answer_order") or "none") for key, fields in by_model["multichoice.mcquestion"]
    }
    truth = {key: bool(fields.get("correct")) for key, fields in by_model["true_false.tf_question"]}
    essays = {key for key, _fields in by_model["essay.essay_question"]}
    for key, fields in by_model["quiz.question"]:
        kind = "multichoice" if key in order else "true_false" if key in truth else "essay"
        if kind == "essay" and key not in essays:
            raise CannotReadDump(
                gettext("Question %(key)s has no row that says of which kind it is.") % {"key": key}
            )
        dump.questions[key] = OldQuestion(
            key=key,
            kind=kind,
            content=_text(fields, "content"),
            explanation=_text(fields, "explanation"),
            category=_key(fields, "category"),
            sub_category=_key(fields, "sub_category"),
            figure=str(fields.get("figure") or ""),
            quizzes=_keys(fields, "quiz", gettext("Question %(key)s") % {"key": key}),
            options=tuple(options.get(key, [])),
            answer=truth.get(key),
            order=order.get(key, "none"),
        )


def _quiz(key: str, fields: Mapping[str, Any]) -> OldQuiz:
    where = gettext("Quiz %(key)s") % {"key": key}
    return OldQuiz(
        key=key,
        title=_line(fields, "title"),
        description=_text(fields, "description"),
        url=_line(fields, "url"),
        category=_key(fields, "category"),
        random_order=bool(fields.get("random_order")),
        max_questions=_whole(fields, "max_questions", where) or None,
        answers_at_end=bool(fields.get("answers_at_end")),
        exam_paper=bool(fields.get("exam_paper")) or bool(fields.get("single_attempt")),
        single_attempt=bool(fields.get("single_attempt")),
        pass_mark=min(100, _whole(fields, "pass_mark", where)),
        success_text=_text(fields, "success_text"),
        fail_text=_text(fields, "fail_text"),
        draft=bool(fields.get("draft")),
    )


def _sitting(key: str, fields: Mapping[str, Any]) -> OldSitting:
    where = gettext("Sitting %(key)s") % {"key": key}
    try:
        answers = json.loads(str(fields.get("user_answers") or "{}"))
    except (ValueError, RecursionError) as error:
        raise CannotReadDump(
            gettext("%(where)s: its answers are no JSON: %(why)s") % {"where": where, "why": error}
        ) from error
    if not isinstance(answers, dict):
        raise CannotReadDump(_unlike(where, "user_answers", answers))
    start = _moment(fields.get("start"))
    if start is None:
        raise CannotReadDump(gettext("%(where)s has no start.") % {"where": where})
    return OldSitting(
        key=key,
        user=_key(fields, "user"),
        quiz=_key(fields, "quiz"),
        order=_numbers(fields.get("question_order")),
        remaining=_numbers(fields.get("question_list")),
        incorrect=frozenset(_numbers(fields.get("incorrect_questions"))),
        score=_whole(fields, "current_score", where),
        complete=bool(fields.get("complete")),
        answers={str(each): str(value) for each, value in answers.items()},
        start=start,
        end=_moment(fields.get("end")),
    )


def _progress(fields: Mapping[str, Any]) -> OldProgress:
    """ "an-ninh,2,3,phap-luat,0,1," by threes. A name with a comma of its own takes the numbers that follow it."""
    scores: dict[str, tuple[int, int]] = {}
    name: list[str] = []
    parts = str(fields.get("score") or "").split(",")
    place = 0
    while place < len(parts):
        pair = parts[place : place + 2]
        if name and len(pair) == 2 and all(each.strip().isdigit() for each in pair):
            scores[vietnamese.clean_line(",".join(name))] = (int(pair[0]), int(pair[1]))
            name, place = [], place + 2
            continue
        if parts[place] or name:
            name.append(parts[place])
        place += 1
    return OldProgress(_key(fields, "user"), scores)


def _whole(fields: Mapping[str, Any], name: str, where: str) -> int:
    """A whole number from 0 to the most that its column held there; nothing at all is 0, and so is less than that."""
    value = fields.get(name)
    try:
        number = int(value or 0)
    except (TypeError, ValueError) as error:
        raise CannotReadDump(_unlike(where, name, value)) from error
    if number > MOST_IN_COLUMN:
        raise CannotReadDump(_unlike(where, name, value))
    return max(0, number)


def _keys(fields: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list):
        raise CannotReadDump(_unlike(where, name, value))
    return tuple(map(_as_key, value))


def _unlike(where: str, name: str, value: Any) -> str:
    told = gettext("%(where)s: “%(name)s” cannot be “%(value)s”.")
    return told % {"where": where, "name": name, "value": str(value)[:60]}


def _numbers(value: Any) -> tuple[str, ...]:
    return tuple(each.strip() for each in str(value or "").split(",") if each.strip())


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    moment = parse_datetime(str(value))
    if moment is None:
        raise CannotReadDump(gettext("“%(value)s” is no moment.") % {"value": value})
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _as_key(value: Any) -> str:
    """A key as text; a natural key (a list) by its parts."""
    if value is None:
        return ""
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)


def _key(fields: Mapping[str, Any], name: str) -> str:
    return _as_key(fields.get(name))


def _line(fields: Mapping[str, Any], name: str) -> str:
    return vietnamese.clean_line(str(fields.get(name) or ""))


def _text(fields: Mapping[str, Any], name: str) -> str:
    return vietnamese.clean_text(str(fields.get(name) or "")).strip()
