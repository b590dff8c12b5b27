"""What is done to questions: written, published, kept as versions, taken out of use."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from quizzes.bank.questions import Question, QuestionCitation
from quizzes.bank.search import words_of_question
from quizzes.bank.topics import Topic
from quizzes.bank.use import take_out_of_use, use_again
from quizzes.bank.versioning import keep_version
from quizzes.kinds import kind_named
from vietnamese import api as vietnamese

__all__ = [
    "create_question",
    "keep_topic",
    "keep_version",
    "publish_question",
    "revise_question",
    "take_out_of_use",
    "use_again",
]

# What authors write of a question, and the citations beside it.
WRITTEN = (
    "kind", "level", "stem", "body", "explanation", "place", "points", "practice_only", "needs_legal_review",
    "review_reasons", "advice_sources",
)  # fmt: skip
CITED = (
    "document_id",
    "provision_id",
    "article",
    "clause",
    "point",
    "read_on",
    "evidence",
    "paraphrase",
    "source",
)


def keep_topic(uid: str, title: str, *, parent: Topic | None = None, order: int = 0) -> Topic:
    """The topic with this key, made or brought to this title and place; one that is so already is not touched."""
    topic = Topic.objects.filter(uid=uid).first() or Topic(uid=uid)
    before = (topic.pk, topic.title, topic.parent_id, topic.order)
    topic.title, topic.parent, topic.order = title, parent, order
    topic.tidy()
    if topic.pk is None or before != (topic.pk, topic.title, topic.parent_id, topic.order):
        topic.save()
    return topic


@transaction.atomic
def create_question(
    uid: str, topic: Topic, *, citations: Iterable[QuestionCitation] = (), **written: Any
) -> Question:
    """A new question as a draft with its first revision; `written` are the fields of `WRITTEN`.

    Refuses an unsound body with quizzes.kinds.UnsoundBody.
    """
    question = Question(uid=uid, topic=topic, live=False, has_unpublished_changes=True)
    _write(question, written, citations)
    question.full_clean(exclude=["current_version", "latest_revision", "live_revision"])
    question.save()
    question.save_revision(clean=False)
    return question


@transaction.atomic
def revise_question(
    question: Question, topic: Topic, *, citations: Iterable[QuestionCitation] = (), **written: Any
) -> bool:
    """Bring the draft of a question to these words; whether that made a new revision. What is live stays live."""
    draft = question.get_latest_revision_as_object()
    before = written_of(draft)
    topic_before = draft.topic_id
    draft.topic = topic
    _write(draft, written, list(citations))
    if before == written_of(draft) and topic_before == topic.pk:
        return False
    draft.save_revision(clean=False)
    question.refresh_from_db()
    return True


def written_of(question: Question) -> dict[str, Any]:
    """What authors wrote, in a form that compares: fields, and citations in their order."""
    return {
        **{name: getattr(question, name) for name in WRITTEN if name != "points"},
        "points": f"{question.points:.2f}",
        "citations": [{name: getattr(each, name) for name in CITED} for each in question.citations.all()],
    }


@transaction.atomic
def publish_question(question: Question, *, by: Any = None) -> Question:
    """Publish the latest revision; the version that people are dealt from now on is made with it.

    A draft that came from a file has no revision yet: its first one is made of it as it stands.
    """
    revision = question.get_latest_revision() or question.save_revision(user=by, clean=False)
    revision.publish(user=by)
    question.refresh_from_db()
    return question


def _write(question: Question, written: Mapping[str, Any], citations: Iterable[QuestionCitation]) -> None:
    unknown = set(written) - set(WRITTEN)
    if unknown:
        raise TypeError(f"no fields of a question: {', '.join(sorted(unknown))}")
    for name, value in written.items():
        setattr(question, name, value)
    kind = kind_named(question.kind)
    question.stem = vietnamese.clean_text(question.stem)
    question.points = Decimal(question.points).quantize(Decimal("0.01"))
    question.body = kind.write(kind.read({**question.body, "stem": question.stem}))
    question.citations = list(citations)
    for order, citation in enumerate(question.citations.all()):
        citation.order = order
    question.search_folded = words_of_question(question)
