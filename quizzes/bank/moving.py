"""What is done to many questions at once: moved, tagged, published, taken out of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jobs import api as jobs
from quizzes.bank.questions import Question
from quizzes.bank.services import publish_question
from quizzes.bank.topics import Topic
from quizzes.bank.use import take_out_of_use
from vietnamese import api as vietnamese

LONGEST_TAG = 100


@transaction.atomic
def move_to_topic(questions: Sequence[Question], topic: Topic, *, by: Any, at: datetime) -> int:
    """Bring questions under another topic, drafts that are being written included. Says how many were elsewhere."""
    moved = 0
    for question in questions:
        draft = question.get_latest_revision_as_object() if question.latest_revision_id else question
        if question.topic_id == topic.pk and draft.topic_id == topic.pk:
            continue
        moved += 1
        Question.objects.filter(pk=question.pk).update(topic=topic)
        if draft.topic_id != topic.pk and question.latest_revision_id:
            draft.topic = topic
            draft.save_revision(user=by, clean=False, changed=question.has_unpublished_changes)
            if not question.has_unpublished_changes:
                Question.objects.filter(pk=question.pk).update(has_unpublished_changes=False)
    if moved:
        jobs.record("questions.moved", by=by, at=at, details={"to": topic.uid, "count": moved})
    return moved


@transaction.atomic
def tag(questions: Sequence[Question], names: Sequence[str], *, by: Any, at: datetime) -> int:
    """Give each question these tags; says how many questions got a new one."""
    wanted = clean_tags(names)
    changed = 0
    for question in questions:
        new = _add_tags(question, wanted)
        if new:
            question.save(update_fields=["tagged_items"])
        if question.latest_revision_id:
            # What is being written carries tags of its own, which would take their place when it is published.
            draft = question.get_latest_revision_as_object()
            if _add_tags(draft, wanted):
                new = True
                draft.save_revision(user=by, clean=False, changed=question.has_unpublished_changes)
                Question.objects.filter(pk=question.pk).update(
                    has_unpublished_changes=question.has_unpublished_changes
                )
        changed += new
    if changed:
        jobs.record("questions.tagged", by=by, at=at, details={"tags": wanted, "count": changed})
    return changed


def _add_tags(question: Question, wanted: Sequence[str]) -> bool:
    """Give a question, or a draft of it, the tags that it has not; not stored. Whether there were any."""
    have = {each.name for each in question.tags.all()}
    missing = [name for name in wanted if name not in have]
    if missing:
        question.tags.add(*missing)
    return bool(missing)


@transaction.atomic
def publish(questions: Sequence[Question], *, by: Any) -> int:
    """Publish the latest words of questions; says how many had words that were not published."""
    waiting = [each for each in questions if each.has_unpublished_changes or not each.live]
    for question in waiting:
        publish_question(question, by=by)
    return len(waiting)


@transaction.atomic
def retire(questions: Sequence[Question], *, by: Any, at: datetime) -> int:
    """Take questions out of use; says how many were in use."""
    used = [question for question in questions if question.retired_at is None]
    for question in used:
        take_out_of_use(question, by=by, at=at)
    return len(used)


def clean_tags(names: Sequence[str]) -> list[str]:
    """Tags in their stored form: one line, each once, small letters, at most 100 characters."""
    found = [vietnamese.clean_line(name).lower()[:LONGEST_TAG] for name in names]
    return list(dict.fromkeys(name for name in found if name))
