"""A question as its author looks at it before anybody answers: as the learner sees it, and with the right answer."""

import random
from typing import Any

from quizzes.kinds import UnsoundBody, kind_named

FIELD_NAME = "cau-tra-loi"


def preview_of(question: Any) -> dict[str, Any]:
    """What the preview draws: `q` the question to answer, `review` the same with the right answer, and what proves it.

    The order of options is always the same, so that a preview that is drawn anew does not jump about.
    """
    kind = kind_named(question.kind)
    citations = list(question.citations.all())
    shared = {"question": question, "citations": citations, "unsound": []}
    try:
        body = kind.read(question.body)
    except UnsoundBody as error:
        return {**shared, "unsound": [fault.sentence for fault in error.faults]}
    dealt = kind.deal(body, random.Random(question.uid))  # noqa: S311 (a picture, not a test)
    return {
        **shared,
        "q": {**kind.present(body, dealt, None), "uid": question.uid, "name": FIELD_NAME},
        "review": {**kind.review(body, dealt, None), "uid": question.uid},
        "kind_label": kind.label,
    }
