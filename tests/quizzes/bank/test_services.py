"""Versions of questions: made when a question is published, never changed, made anew only when something changed."""

import pytest
from make import NOON, a_person
from make_law import a_document
from make_quizzes import EXAMPLES, a_topic

from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


def a_draft(**fields: object) -> quizzes.Question:
    body = EXAMPLES["single_choice"].body
    values = {
        "kind": "single_choice",
        "level": "recall",
        "stem": body["stem"],
        "body": body,
        "explanation": "Vì thế.",
        **fields,
    }
    return quizzes.create_question("THU/Q01", a_topic(), **values)


def test_a_new_question_is_a_draft_without_a_version() -> None:
    question = a_draft()
    assert not question.live
    assert question.current_version is None
    assert question.latest_revision is not None
    assert "thu/q01" in question.search_folded


def test_publishing_keeps_a_version_of_all_that_is_asked_and_explained() -> None:
    document = a_document()
    citation = quizzes.QuestionCitation(
        document=document, article="2", clause="1", read_on=NOON.date(), paraphrase="Lời luật"
    )
    question = quizzes.publish_question(a_draft(citations=[citation], needs_legal_review=True))
    version = question.current_version
    assert (version.number, version.kind, version.explanation) == (1, "single_choice", "Vì thế.")
    assert version.body["correct"] == "b"
    assert version.needs_legal_review
    assert version.citations == [
        {
            "document": document.ref, "number": document.number, "provision": "", "article": "2", "clause": "1", "point": "",
            "read_on": "2026-11-24", "evidence": "", "paraphrase": "Lời luật", "source": "",
        }
    ]  # fmt: skip


def test_publishing_again_without_a_change_keeps_the_version() -> None:
    question = quizzes.publish_question(a_draft())
    question.save_revision().publish()
    question.refresh_from_db()
    assert question.versions.count() == 1
    assert quizzes.keep_version(question, at=NOON).number == 1


def test_a_change_that_is_published_by_whatever_way_makes_the_next_version() -> None:
    question = quizzes.publish_question(a_draft())
    first = question.current_version
    question.explanation = "Vì lẽ khác."
    question.save_revision().publish()
    question.refresh_from_db()
    assert question.current_version.number == 2
    first.refresh_from_db()
    assert first.explanation == "Vì thế."


def test_a_draft_that_is_not_published_makes_no_version() -> None:
    question = quizzes.publish_question(a_draft())
    question.explanation = "Nháp"
    question.save_revision()
    question.refresh_from_db()
    assert question.current_version.explanation == "Vì thế."


def test_an_older_revision_brings_neither_its_old_version_nor_a_retirement_back() -> None:
    question = quizzes.publish_question(a_draft())
    old = question.latest_revision
    question.explanation = "Vì lẽ khác."
    question.save_revision().publish()
    quizzes.take_out_of_use(quizzes.Question.objects.get(), by=a_person(), at=NOON)
    old.refresh_from_db()
    old.publish()
    question = quizzes.Question.objects.get()
    assert question.retired_at == NOON
    assert question.current_version.number == 3
    assert question.current_version.explanation == "Vì thế."


def test_revising_with_the_same_words_makes_no_revision() -> None:
    question = a_draft()
    body = EXAMPLES["single_choice"].body
    same = {
        "kind": "single_choice",
        "level": "recall",
        "stem": body["stem"],
        "body": body,
        "explanation": "Vì thế.",
    }
    assert not quizzes.revise_question(question, question.topic, **same)
    assert quizzes.revise_question(question, question.topic, **{**same, "explanation": "Khác"})
    assert question.revisions.count() == 2


def test_an_unsound_body_is_refused() -> None:
    with pytest.raises(quizzes.UnsoundBody):
        a_draft(body={"stem": "Hỏi gì?", "options": [], "correct": "x"})
    assert not quizzes.Question.objects.exists()


def test_a_topic_that_is_kept_again_is_not_touched(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    parent = quizzes.keep_topic("K", "Khóa")
    topic = quizzes.keep_topic("K-B1", "Bài 1", parent=parent, order=1)
    assert topic.tree_path == "/K/K-B1/"
    with django_assert_num_queries(1):
        quizzes.keep_topic("K-B1", "Bài 1", parent=parent, order=1)
