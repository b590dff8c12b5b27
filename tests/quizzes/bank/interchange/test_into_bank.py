"""Questions of a file become drafts in the bank, all or none; and what is in the bank leaves in a file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from admin_forms import errors_on, form_on
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from make import NOON, a_trainer
from make_bank import TOLD_BY_CAMERA, a_photograph
from make_law import a_document
from make_quizzes import a_topic
from PIL import Image
from wagtail.models import ReferenceIndex

from quizzes import api as quizzes
from quizzes.bank.files import QuestionFile
from quizzes.bank.interchange import Cited, Drafted, Format, Weight
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.findings import key_of_file
from quizzes.bank.interchange.from_bank import questions_below
from quizzes.bank.interchange.into_bank import CannotBringIn, bring_in
from quizzes.bank.interchange.looking import look_at
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.own_json import OwnJson
from quizzes.bank.interchange.qti import Qti
from quizzes.bank.search import folded_search
from tests.quizzes.bank.interchange.full_drafts import BODIES, CITED, a_draft, a_full_draft, a_plain_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> quizzes.Topic:
    return a_topic("Kho câu hỏi")


@pytest.fixture
def law_30() -> Any:
    return a_document("LDS-2023", number="30/2023/QH15")


def stored(topic: quizzes.Topic, *questions: Drafted) -> list[quizzes.Question]:
    brought = bring_in(questions, topic, by=None, at=NOON)
    by_uid = {each.uid: each for each in quizzes.Question.objects.filter(uid__in=brought.uids)}
    return [by_uid[uid] for uid in brought.uids]


def test_a_question_becomes_a_draft_without_a_revision(topic: quizzes.Topic) -> None:
    [question] = stored(topic, a_plain_choice())
    assert not question.live
    assert question.has_unpublished_changes
    assert question.latest_revision is None
    assert question.current_version is None
    assert question.body["correct"] == "b"
    assert question.stem == "Câu hỏi số 1?"


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_leaves_the_bank_as_it_came(kind: str, topic: quizzes.Topic, law_30: Any) -> None:
    question = replace(a_full_draft(kind), tags=tuple(sorted(a_full_draft(kind).tags)))
    stored(topic, question)
    [again] = questions_below(topic)
    # Pictures are drawn anew when they are kept, so their names and bytes may differ; what they show does not.
    assert replace(again, body={}, files={}) == replace(question, body={}, files={})
    assert set(again.files) == {each.sha256 for each in QuestionFile.objects.all()}
    through = OwnJson().read(OwnJson().write([again]).data).questions
    assert [replace(each, line=0) for each in through] == [again]


def test_topics_are_made_from_paths_and_found_again_by_their_titles(topic: quizzes.Topic) -> None:
    first = bring_in([a_plain_choice(1, topic=("Bài 1", "Mục A"))], topic, by=None, at=NOON)
    second = bring_in([a_plain_choice(2, topic=("BÀI 1", "mục a"))], topic, by=None, at=NOON)
    assert [each.title for each in first.topics] == ["Bài 1", "Mục A"]
    assert second.topics == []
    home = quizzes.Topic.objects.get(title="Mục A")
    assert home.questions.count() == 2
    assert home.parent is not None
    assert home.parent.parent == topic


def test_tags_that_exist_are_used_whatever_their_capital_letters(topic: quizzes.Topic) -> None:
    one, other = stored(
        topic, a_plain_choice(1, tags=("Phòng cháy",)), a_plain_choice(2, tags=("phòng cháy", "Phòng cháy"))
    )
    assert [tag.name for tag in one.tags.all()] == ["Phòng cháy"]
    assert [tag.name for tag in other.tags.all()] == ["Phòng cháy"]


def test_a_citation_of_the_register_is_a_citation(topic: quizzes.Topic, law_30: Any) -> None:
    [question] = stored(topic, a_plain_choice(citations=(CITED,)))
    [citation] = question.citations.all()
    assert (citation.document, citation.article, citation.clause) == (law_30, "13", "2")
    assert citation.read_on == date(2026, 5, 1)
    assert question.place == ""


def test_a_citation_that_the_register_does_not_have_stays_as_words_and_is_told(topic: quizzes.Topic) -> None:
    question = a_plain_choice(line=7, place="Mục II", citations=(CITED,))
    [doubt] = look_at([question])
    assert (doubt.line, doubt.weight) == (7, Weight.DOUBT)
    assert "30/2023/QH15" in doubt.sentence
    [row] = stored(topic, question)
    assert row.citations.count() == 0
    assert row.place.startswith("Mục II; ")
    assert "30/2023/QH15" in row.place


def test_an_unknown_section_of_a_known_document_is_not_dropped(topic: quizzes.Topic, law_30: Any) -> None:
    cited = Cited("30/2023/QH15", provision="IX.9")
    assert len(look_at([a_plain_choice(citations=(cited,))])) == 1
    [row] = stored(topic, a_plain_choice(citations=(cited,)))
    assert "IX.9" in row.place


def test_a_key_that_is_taken_is_told_and_the_other_question_stays(topic: quizzes.Topic) -> None:
    [first] = stored(topic, a_plain_choice(1, uid="Q1"))
    other = a_plain_choice(2, uid="Q1")
    assert any("Q1" in each.sentence for each in look_at([other]))
    [second] = stored(topic, other)
    assert second.uid != "Q1"
    first.refresh_from_db()
    assert first.stem == "Câu hỏi số 1?"


def test_two_questions_of_a_file_with_one_key_both_come(topic: quizzes.Topic) -> None:
    questions = (a_plain_choice(1, uid="Q1"), a_plain_choice(2, uid="Q1"))
    assert len(look_at(questions)) == 1
    assert len({each.uid for each in stored(topic, *questions)}) == 2


def test_a_question_that_the_bank_asks_already_is_a_doubt(topic: quizzes.Topic) -> None:
    [known] = stored(topic, a_plain_choice())
    spelled = a_plain_choice(line=3)
    spelled = replace(spelled, body={**spelled.body, "stem": "CÂU HỎI  SỐ 1 ?"})
    [doubt] = look_at([spelled])
    assert doubt.weight is Weight.DOUBT
    assert known.uid in doubt.sentence


def test_a_question_that_stands_twice_in_a_file_is_a_doubt_and_another_with_its_stem_is_none() -> None:
    question = a_plain_choice(line=1)
    same = replace(question, line=9)
    other = a_plain_choice(2)
    other = replace(other, line=12, body={**other.body, "stem": question.body["stem"]})
    [doubt] = look_at([question, same, other])
    assert doubt.line == 9
    assert "1" in doubt.sentence


def test_pictures_are_kept_once_and_named_by_what_is_kept(topic: quizzes.Topic) -> None:
    one, other = stored(
        topic, a_draft("essay", body={"stem": "A", "media": BODIES["cloze"]["media"]}), a_draft("cloze")
    )
    assert one.body["media"] == other.body["media"]
    kept = QuestionFile.objects.get()
    assert one.body["media"][0]["file"] == kept.sha256
    assert default_storage.exists(str(kept.file.name))


@pytest.mark.parametrize("form", [MoodleXml(), OwnJson(), Qti(), Docx()], ids=lambda form: form.name)
@pytest.mark.parametrize("photograph", ["JPEG", "MPO"])
def test_no_position_comes_in_or_leaves_with_a_photograph(
    topic: quizzes.Topic, form: Format, photograph: str
) -> None:
    dirty = a_photograph(format=photograph)
    shown = {"file": key_of_file(dirty), "type": "image/jpeg", "alt": "Cổng thôn", "width": 40, "height": 30}
    body = {**BODIES["true_false"], "media": [shown]}
    taken = replace(a_draft("true_false"), body=body, files={shown["file"]: dirty})
    sent = form.write([taken]).data
    came = form.read(sent)
    [question] = came.questions
    assert TOLD_BY_CAMERA in b"".join(question.files.values()), "the file did bring it"
    assert look_at(came.questions) == []
    stored(topic, question)
    kept = QuestionFile.objects.get()
    with kept.file.open("rb") as opened:
        assert TOLD_BY_CAMERA not in opened.read()
    [again] = form.read(form.write(questions_below(topic)).data).questions
    [data] = again.files.values()
    assert TOLD_BY_CAMERA not in data
    assert not Image.open(io.BytesIO(data)).getexif()
    assert again.body["media"] == [kept.as_media("Cổng thôn")]


def test_with_one_that_cannot_be_stored_nothing_is(topic: quizzes.Topic) -> None:
    deep = a_plain_choice(
        2, topic=tuple(f"Một chủ đề có tên rất dài để đường dẫn dài {n}" for n in range(12))
    )
    with pytest.raises(CannotBringIn):
        bring_in([a_plain_choice(1, topic=("Bài 1",)), deep], topic, by=None, at=NOON)
    assert not quizzes.Question.objects.exists()
    assert quizzes.Topic.objects.count() == 1


def test_calling_it_off_between_batches_stores_nothing(topic: quizzes.Topic) -> None:
    class CalledOff(Exception):
        pass

    def call_off(done: int, total: int) -> None:
        if done:
            raise CalledOff

    with pytest.raises(CalledOff):
        bring_in([a_plain_choice()], topic, by=None, at=NOON, progress=call_off)
    assert not quizzes.Question.objects.exists()


def test_progress_goes_from_nothing_to_all(topic: quizzes.Topic) -> None:
    told: list[tuple[int, int]] = []
    bring_in(
        [a_plain_choice(number) for number in range(1001)], topic, by=None, at=NOON,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == [(0, 1001), (500, 1001), (1000, 1001), (1001, 1001)]


def test_drafts_are_found_by_words_without_marks_and_stand_in_the_index_of_references(
    topic: quizzes.Topic, law_30: Any
) -> None:
    [question] = stored(topic, a_plain_choice(citations=(CITED,), tags=("ôn",)))
    assert folded_search(quizzes.Question.objects.all(), "cau hoi so 1").get() == question
    kept = set(ReferenceIndex.objects.filter(object_id=question.pk).values_list("model_path", "content_path"))
    ReferenceIndex.objects.all().delete()
    ReferenceIndex.create_or_update_for_object(question)
    usual = set(
        ReferenceIndex.objects.filter(object_id=question.pk).values_list("model_path", "content_path")
    )
    assert kept == usual
    assert ("citations.item.document", f"citations.{question.citations.get().pk}.document") in kept


def test_a_draft_from_a_file_can_be_published(topic: quizzes.Topic) -> None:
    [question] = stored(topic, a_plain_choice())
    published = quizzes.publish_question(question)
    assert published.live
    assert published.current_version is not None
    assert published.current_version.body["correct"] == "b"


def test_the_number_of_queries_grows_with_batches_and_not_with_questions(topic: quizzes.Topic) -> None:
    def queries(count: int, start: int) -> int:
        questions = [a_plain_choice(start + each, tags=("ôn",)) for each in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            bring_in(questions, topic, by=None, at=NOON)
        return len(seen)

    queries(1, 0)
    assert queries(100, 1000) <= queries(5, 2000) + 5


def test_what_somebody_wrote_and_did_not_publish_yet_leaves_in_its_new_words(topic: quizzes.Topic) -> None:
    [question] = stored(topic, a_plain_choice())
    question.explanation = "Lời mới"
    question.save_revision()
    [leaving] = questions_below(topic)
    assert leaving.explanation == "Lời mới"


def test_only_questions_in_use_below_the_topic_leave(topic: quizzes.Topic) -> None:
    kept, retired = stored(topic, a_plain_choice(1, topic=("Bài 1",)), a_plain_choice(2))
    stored(a_topic(), a_plain_choice(3))
    quizzes.Question.objects.filter(pk=retired.pk).update(retired_at=NOON)
    [leaving] = questions_below(topic)
    assert (leaving.uid, leaving.topic) == (kept.uid, ("Bài 1",))
    [again] = MoodleXml().read(MoodleXml().write([leaving]).data).questions
    assert replace(again, line=0) == leaving


@pytest.mark.parametrize("kind", BODIES)
def test_a_trainer_opens_a_draft_from_a_file_and_saves_it_unchanged(
    kind: str, topic: quizzes.Topic, client: Client, law_30: Any
) -> None:
    [question] = stored(topic, a_full_draft(kind))
    client.force_login(a_trainer())
    address = reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])
    answer = client.post(address, form_on(client.get(address).content))
    assert answer.status_code == 302, errors_on(answer.content)
    again = quizzes.Question.objects.get(pk=question.pk).get_latest_revision_as_object()
    assert again.latest_revision_id is not None
    assert (again.stem, again.level, again.place) == (question.stem, question.level, question.place)
    assert sorted(again.tags.names()) == sorted(question.tags.names())
    assert again.citations.count() == 1
