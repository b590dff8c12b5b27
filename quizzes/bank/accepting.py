"""One more spelling that counts as right, added to the draft of a question by a person who saw it given."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from quizzes.bank.questions import Question
from quizzes.bank.search import words_of_question
from quizzes.kinds import kind_named
from quizzes.kinds.short_answer import STAR, accepts
from vietnamese import api as vietnamese


class CannotAccept(RuntimeError):
    """The spelling cannot be added now; nothing was changed. Says why."""


def accepted_by_draft(question: Question, text: str) -> bool:
    """Whether the latest draft of a question takes this text as right."""
    draft = question.get_latest_revision_as_object()
    if draft.kind != "short_answer":
        return False
    return accepts(kind_named(draft.kind).read({**draft.body, "stem": draft.stem}), text)


@transaction.atomic
def accept_spelling(question: Question, text: str, *, by: Any) -> bool:
    """Let the draft of a short answer accept this text too, in a new revision that is not published.

    Returns False where it did already (a second click). Refuses with `CannotAccept`.
    """
    text = vietnamese.clean_line(text)
    locked = Question.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    draft = locked.get_latest_revision_as_object()
    lock = draft.get_lock()
    if lock is not None and lock.for_user(by):
        raise CannotAccept(gettext("Somebody has locked this question, so nothing was changed."))
    if draft.kind != "short_answer" or (draft.body.get("wildcards") and STAR in text) or not text:
        raise CannotAccept(gettext("This spelling cannot be added by itself. Please open the question."))
    kind = kind_named(draft.kind)
    body = kind.read({**draft.body, "stem": draft.stem})
    if accepts(body, text):
        return False
    stored = kind.write(body)
    draft.body = kind.write(kind.read({**stored, "accepted": [*stored["accepted"], text]}))
    draft.search_folded = words_of_question(draft)
    draft.save_revision(user=by, clean=False, log_action=True)
    return True
