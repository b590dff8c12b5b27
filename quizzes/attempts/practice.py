"""Self-check in a lesson: a question asked and explained at once. Nothing is stored and nothing counts."""

from __future__ import annotations

import random
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from quizzes.attempts.results import documents_cited
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.kinds import Kind, NotAnAnswer, kind_named
from quizzes.kinds.base import FormData
from vietnamese import api as vietnamese

# Choices and a few words; longer is a text of one's own.
LONGEST_IN_ADDRESS = 100
LONGEST_QUERY = 1500


class NothingToAsk(LookupError):
    """The question was never published, so there is nothing that may be shown."""


def practice_view(asked: Question | QuestionVersion) -> dict[str, Any]:
    """What `quizzes/attempts/practice_question.html` needs as `practice` to ask the question; nothing of the key.

    Each person sees the same order of options, so a rendered lesson can be kept. Refuses with `NothingToAsk`.
    """
    version, kind, body, dealt = _asked(asked)
    uid = version.question.uid
    return {
        "q": {**kind.present(body, dealt, None), "uid": uid, "name": _name(uid)},
        "uid": uid,
        "needs_legal_review": version.needs_legal_review,
        "checked": False,
    }


def check_practice(asked: Question | QuestionVersion, data: FormData) -> dict[str, Any]:
    """As `practice_view`, with what the person sent, how it was, and why: `verdict`, `share` (0–1, None for an essay),
    `right` (the answer in words), `review`, `explanation`, `place`, `citations`, `documents`. Nothing is stored.

    What the form could not have sent comes back with `q["error"]` and without any of that.
    """
    version, kind, body, dealt = _asked(asked)
    uid = version.question.uid
    practice = practice_view(version)
    try:
        response = kind.clean(body, data, _name(uid))
    except NotAnAnswer as refusal:
        practice["q"]["error"] = str(refusal)
        return practice
    if response is None:
        practice["q"]["error"] = gettext("Choose or write an answer first, then the explanation is shown.")
        return practice
    review = {**kind.review(body, dealt, response), "uid": uid}
    shown = {**kind.present_marked(body, dealt, response), "uid": uid, "name": _name(uid)}
    share = review["share"]
    return {
        **practice,
        "q": shown,
        "checked": True,
        "share": share,
        "verdict": _verdict(share),
        "tone": "good" if share == 1 else "",
        # Options to tick show the right one in their place; elsewhere it is told in words.
        "right": "" if any(row.get("mark") for row in shown.get("rows", ())) else review["right"],
        "review": review if kind.needs_person(body) else None,
        "explanation": version.explanation,
        "place": version.place,
        "citations": version.citations,
        "documents": documents_cited(version.citations),
    }


def practice_query(data: QueryDict) -> str:
    """What a form of practice sent, as the query of an address: a page that is there by an address can be gone back to.

    Empty where a text of one's own is longer than a few words: it stands in no address.
    """
    fields = data.copy()
    fields.pop("csrfmiddlewaretoken", None)
    own = any(
        len(value) > LONGEST_IN_ADDRESS or "\n" in value for key in fields for value in fields.getlist(key)
    )
    query = fields.urlencode()
    return "" if own or len(query) > LONGEST_QUERY else query


def practice_key(asked: Question | QuestionVersion) -> dict[str, Any]:
    """The key of a self-check question in words, for the sheet of whoever leads the class: `stem`, `right`, `explanation`,
    `place`, `citations`, `needs_legal_review`. Refuses with `NothingToAsk`.
    """
    version, kind, body, dealt = _asked(asked)
    review = kind.review(body, dealt, None)
    return {
        "stem": review["stem"],
        "right": review["right"] or review.get("model_answer", ""),
        "explanation": version.explanation,
        "place": version.place,
        "citations": version.citations,
        "needs_legal_review": version.needs_legal_review,
    }


def _asked(asked: Question | QuestionVersion) -> tuple[QuestionVersion, Kind[Any], Any, dict[str, Any]]:
    version = asked.current_version if isinstance(asked, Question) else asked
    if version is None:
        raise NothingToAsk(str(asked))
    kind = kind_named(version.kind)
    body = kind.read(version.body)
    order = random.Random(f"{version.question_id}/{version.number}")  # noqa: S311 (an order, not a secret)
    return version, kind, body, kind.deal(body, order)


def _name(uid: str) -> str:
    """The name of the form fields: several questions may stand on one page."""
    return f"q-{vietnamese.slug(uid.replace('/', '-'))}"


def _verdict(share: Any) -> str:
    if share is None:
        return gettext("Compare with the model answer")
    if share == 1:
        return gettext("Right")
    return gettext("Partly right") if share else gettext("Not right yet")
