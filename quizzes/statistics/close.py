"""Answers to a short-answer question that were not accepted but nearly are: how many people gave them, never who."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from quizzes.bank.accepting import accepted_by_draft
from quizzes.bank.questions import QuestionVersion
from quizzes.blueprint.quizzes import Quiz
from quizzes.kinds.short_answer import STAR, normalised
from quizzes.kinds.spellings import close_spellings
from quizzes.statistics.answers import read
from quizzes.statistics.gathering import Rule, answers_by_band, attempts_by
from quizzes.statistics.planning import plan_for

# What fewer people wrote might tell who they are, and is rarely more than a slip.
LEAST_PEOPLE = 3


@dataclass(frozen=True)
class Spelling:
    """A text that `people` gave, close to the accepted one `like`; `in_draft`: the draft of the question takes it now."""

    text: str
    like: str
    people: int
    by_accents: bool
    in_draft: bool


def spellings_for(quiz: Quiz, version: QuestionVersion) -> list[Spelling]:
    """What trainers may want to accept for this version, the most frequent first; empty for other kinds of question.

    Counted over the first attempt of each person, so that a count is one of people.
    """
    found = read(version) if version.kind == "short_answer" else None
    if found is None:
        return []
    body = found[1]
    given: Counter[str] = Counter()
    written: dict[str, str] = {}
    plan_for(quiz)
    rows = answers_by_band(attempts_by(quiz, Rule.FIRST), None, [version.pk])
    for _version, _band, data, times in rows:
        if data and data.get("text"):
            compared = normalised(data["text"], body.normalise)
            given[compared] += times
            written.setdefault(compared, data["text"])
    frequent = [written[text] for text, people in given.most_common() if people >= LEAST_PEOPLE]
    return [
        Spelling(
            each.text,
            each.accepted,
            given[normalised(each.text, body.normalise)],
            by_accents=each.differs_by == "marks",
            in_draft=accepted_by_draft(version.question, each.text),
        )
        for each in close_spellings(body, frequent)
        if not (body.wildcards and STAR in each.text)
    ]
