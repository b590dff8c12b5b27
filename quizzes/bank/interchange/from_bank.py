"""From the bank to the questions of a file: those of a topic and of all below it, as their authors left them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quizzes.bank.files import files_with
from quizzes.bank.interchange.base import Cited, Drafted
from quizzes.bank.interchange.findings import media_in
from quizzes.bank.interchange.topic_paths import path_below
from quizzes.bank.questions import Question, QuestionCitation
from quizzes.bank.topics import Topic

CHUNK = 500


def questions_below(topic: Topic) -> list[Drafted]:
    """The questions of a topic subtree in its order, those out of use left out. Topics are told from `topic` down."""
    topics = list(Topic.objects.under(topic))
    paths = path_below(topics, topic)
    questions = Question.objects.filter(topic__in=paths, retired_at__isnull=True)
    return list(drafted(questions.order_by("topic__tree_path", "uid"), paths))


def drafted(questions: Iterable[Question], paths: Mapping[int, tuple[str, ...]]) -> Iterator[Drafted]:
    """Questions as files have them, each in its latest words. `paths`: the titles of topics, by key; others have none."""
    rows: list[Question] = []
    for question in _latest(questions):
        rows.append(question)
        if len(rows) == CHUNK:
            yield from _chunk(rows, paths)
            rows = []
    yield from _chunk(rows, paths)


def _latest(questions: Iterable[Question]) -> Iterator[Question]:
    """A revision that was not published yet is what authors left; a draft from a file has none."""
    if hasattr(questions, "select_related"):
        questions = questions.select_related("latest_revision").prefetch_related(
            "citations__document", "citations__provision", "tagged_items__tag"
        )
    for question in questions:
        if question.has_unpublished_changes and question.latest_revision is not None:
            yield question.latest_revision.as_object()
        else:
            yield question


def _chunk(rows: Sequence[Question], paths: Mapping[int, tuple[str, ...]]) -> Iterator[Drafted]:
    stored = files_with(each["file"] for row in rows for each in media_in(row.body))
    for row in rows:
        files: dict[str, bytes] = {}
        for each in media_in(row.body):
            if each["file"] in stored and each["file"] not in files:
                with stored[each["file"]].file.open("rb") as opened:
                    files[each["file"]] = opened.read()
        yield Drafted(
            row.kind,
            {**row.body, "stem": row.stem},
            uid=row.uid,
            topic=paths.get(row.topic_id, ()),
            level=row.level,
            points=_plain(row.points),
            explanation=row.explanation,
            place=row.place,
            tags=tuple(sorted(_tags(row))),
            citations=tuple(_cited(each) for each in row.citations.all()),
            practice_only=row.practice_only,
            files=files,
            needs_legal_review=row.needs_legal_review,
            review_reasons=tuple(row.review_reasons),
            advice_sources=tuple(row.advice_sources),
        )


def _tags(row: Question) -> list[str]:
    return [each.tag.name for each in row.tagged_items.all()]


def _plain(points: Any) -> Any:
    return points.quantize(1) if points == points.to_integral() else points.normalize()


def _cited(citation: QuestionCitation) -> Cited:
    return Cited(
        document=citation.document.number or citation.document.ref,
        article=citation.article,
        clause=citation.clause,
        point=citation.point,
        provision=citation.provision.ref if citation.provision else "",
        read_on=citation.read_on.isoformat() if citation.read_on else "",
        evidence=citation.evidence,
        paraphrase=citation.paraphrase,
        source=citation.source,
    )
