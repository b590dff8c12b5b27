"""What belongs to many new drafts at once: their citations, their tags, and what lists and searches read of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from modelsearch.backends import get_search_backends
from taggit.models import Tag
from wagtail.models import ReferenceIndex

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.register import Register
from quizzes.bank.questions import Question, QuestionCitation, QuestionTag
from quizzes.bank.topics import Topic

CHUNK = 500


def keep_citations(rows: Sequence[Question], drafts: Sequence[Drafted], register: Register) -> None:
    """Store what the drafts cite of the register."""
    citations = []
    for row, draft in zip(rows, drafts, strict=True):
        found = (register.row(each) for each in draft.citations)
        for order, citation in enumerate(each for each in found if each is not None):
            citation.question_id, citation.order = row.pk, order
            citations.append(citation)
    QuestionCitation.objects.bulk_create(citations, batch_size=CHUNK)


def keep_tags(rows: Sequence[Question], drafts: Sequence[Drafted]) -> None:
    """Tag the drafts; tags that differ in capital letters alone are one."""
    names = {name.casefold(): name for draft in drafts for name in draft.tags}
    if not names:
        return
    tags = {tag.name.casefold(): tag for tag in Tag.objects.all() if tag.name.casefold() in names}
    for key, name in names.items():
        if key not in tags:
            tags[key] = Tag.objects.create(name=name)
    QuestionTag.objects.bulk_create(
        [
            QuestionTag(content_object_id=row.pk, tag=tag)
            for row, draft in zip(rows, drafts, strict=True)
            for tag in {tags[name.casefold()].pk: tags[name.casefold()] for name in draft.tags}.values()
        ],
        batch_size=CHUNK,
    )


def rebuild_indexes(keys: Sequence[int], topics: Sequence[Topic]) -> None:
    """Write what Wagtail's search and its index of references hold of new questions.

    `topics`: those that were saved one by one, and so are in the indexes already.
    """
    for start in range(0, len(keys), CHUNK):
        chunk = list(
            Question.objects.filter(pk__in=keys[start : start + CHUNK]).prefetch_related(
                "citations", "tagged_items"
            )
        )
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(Question, chunk)
        _write_references(chunk)


def _write_references(questions: Sequence[Question]) -> None:
    """The rows that `ReferenceIndex.create_or_update_for_object` makes for new objects, for many at once."""
    if not ReferenceIndex.is_indexed(Question):
        return
    content_type = ContentType.objects.get_for_model(Question, for_concrete_model=False)
    ReferenceIndex.objects.bulk_create(
        [
            ReferenceIndex(
                content_type=content_type,
                base_content_type=content_type,
                object_id=question.pk,
                to_content_type_id=to_type,
                to_object_id=to_key,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for question in questions
            for to_type, to_key, model_path, content_path in set(
                ReferenceIndex._extract_references_from_object(question)
            )
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
