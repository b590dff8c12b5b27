"""All about a question: its versions side by side, its twins, what was said, and what is done to many at once."""

import re

import make
import make_bank
import make_quizzes
import pytest
from django.urls import reverse
from make import NOON

from people import api as people
from quizzes import api as quizzes
from quizzes.bank.admin.bulk_actions import PublishQuestions
from quizzes.bank.duplicates import alike_in, bare
from quizzes.models import QuestionComment

pytestmark = pytest.mark.django_db
QUESTIONS = "/quan-tri/snippets/quizzes/question/"


@pytest.fixture
def trainer(client):
    person = make.a_trainer()
    client.force_login(person)
    return person


@pytest.fixture
def boss(client):
    person = make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR)
    client.force_login(person)
    return person


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    "other",
    ["Câu 7. Ai ký kế hoạch?", "ai  ky ke hoach", "AI KÝ KẾ HOẠCH ?", "3) Ai ký kế hoạch?", "Ai ký kế hoạch?"],
)  # fmt: skip
def test_marks_spaces_signs_and_numbering_make_no_other_question(other):
    assert bare(other) == bare("Ai ký kế hoạch?")


def test_another_word_makes_another_question():
    assert bare("Ai soạn kế hoạch?") != bare("Ai ký kế hoạch?")


def test_a_short_stem_alone_is_no_duplicate():
    first, second = make_bank.a_draft(), make_bank.a_draft("true_false")
    for question in (first, second):
        question.stem = "Chọn câu đúng."
    assert alike_in([first, second]) == []
    second.body = {
        **first.body,
        "options": [{**each, "text": f"A. {each['text']}"} for each in first.body["options"]],
    }
    (group,) = alike_in([first, second])
    assert group.same_options


def test_duplicates_stand_side_by_side(client, trainer):
    stem = "Ai ký Kế hoạch số 157-KH/TU của Tỉnh ủy?"
    for number, words in enumerate([stem, f"Câu {5}: {stem.upper()}"]):
        body = {**make_bank.BODIES["single_choice"], "stem": words}
        make_bank.a_draft(body=body, uid=f"trung-{number}")
    page = text(client.get(f"{QUESTIONS}duplicates/"))
    assert "trung-0" in page
    assert "trung-1" in page


def test_an_empty_bank_has_no_duplicates(client, trainer):
    assert client.get(f"{QUESTIONS}duplicates/").context["count"] == 0


def test_two_versions_are_compared_word_by_word(client, trainer):
    question = make_quizzes.a_question()
    body = {**question.body, "correct": "c", "stem": "Chọn một phương án khác."}
    make_quizzes.a_version(question, body=body)
    about = text(client.get(f"{QUESTIONS}about/{question.pk}/"))
    address = f"{QUESTIONS}about/{question.pk}/1/2/"
    assert address in about
    page = text(client.get(address))
    assert "Chọn một phương án khác." in page
    assert 'class="addition"' in page
    assert client.get(f"{QUESTIONS}about/{question.pk}/1/9/").status_code == 404


def test_the_page_tells_where_a_question_is_used(client, trainer):
    topic = make_quizzes.a_topic()
    question = make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), title="Bài kiểm tra xã mẫu")
    quizzes.start_attempt(make.a_person(), quiz, at=NOON)
    page = text(client.get(f"{QUESTIONS}about/{question.pk}/"))
    assert "Bài kiểm tra xã mẫu" in page
    assert "24/11/2026" in page


def test_a_comment_is_kept_and_settled_once(client, trainer):
    question = make_quizzes.a_question()
    address = f"{QUESTIONS}about/{question.pk}/"
    client.post(address, {"text": "  "})
    assert not QuestionComment.objects.exists()
    client.post(address, {"text": "Nên nêu rõ ai ký."})
    comment = QuestionComment.objects.get()
    assert (comment.by, comment.version) == (trainer, question.current_version)
    client.post(address, {"settle": str(comment.pk)})
    client.post(address, {"settle": str(comment.pk)})
    comment.refresh_from_db()
    assert comment.resolved_by == trainer
    assert "Nên nêu rõ ai ký." in text(client.get(address))


def bulk(client, action: str, questions, **fields):
    ids = "&".join(f"id={question.pk}" for question in questions)
    return client.post(f"/quan-tri/bulk/quizzes/question/{action}/?{ids}&next={QUESTIONS}", fields)


def test_many_questions_move_together_and_their_drafts_with_them(client, trainer):
    topic = make_bank.a_topic("Nơi mới")
    questions = [quizzes.create_question(f"Q/{n}", make_bank.a_topic(), **_written()) for n in range(3)]
    assert bulk(client, "move_questions", questions, topic=str(topic.pk)).status_code == 302
    for question in questions:
        question.refresh_from_db()
        assert question.topic == topic
        assert question.get_latest_revision_as_object().topic == topic


def _written() -> dict:
    body = make_bank.BODIES["single_choice"]
    return {"kind": "single_choice", "stem": body["stem"], "body": body}


def test_many_questions_get_a_tag_and_are_found_by_it(client, trainer):
    questions = [make_bank.a_draft(uid=f"nhan-{n}") for n in range(2)]
    make_bank.a_draft(uid="khac")
    bulk(client, "tag_questions", questions, tags="Bầu cử, thôn")
    listed = text(client.get(f"{QUESTIONS}?tag=bầu cử"))
    assert "nhan-0" in listed
    assert "khac" not in listed


def test_a_tag_is_not_lost_when_what_is_being_written_is_published(client, boss):
    question = quizzes.create_question("Q/nhan", make_bank.a_topic(), **_written())
    quizzes.publish_question(question)
    draft = question.get_latest_revision_as_object()
    draft.explanation = "Đang viết."
    draft.save_revision(clean=False)
    bulk(client, "tag_questions", [question], tags="Bầu cử")
    question.refresh_from_db()
    assert question.has_unpublished_changes
    quizzes.publish_question(question)
    stored = quizzes.Question.objects.get(uid="Q/nhan")
    assert (stored.explanation, [each.name for each in stored.tags.all()]) == ("Đang viết.", ["bầu cử"])


@pytest.mark.parametrize("kind", make_bank.BODIES)
def test_every_kind_is_told_in_words_beside_its_twin_and_its_earlier_self(client, trainer, kind):
    body = make_bank.BODIES[kind]
    questions = [make_bank.a_draft(kind, body=body, uid=f"{kind}-{number}") for number in (1, 2)]
    page = text(client.get(f"{QUESTIONS}duplicates/"))
    assert all(question.uid in page for question in questions)
    first = questions[0]
    quizzes.publish_question(first)
    first.level = "apply"
    first.save_revision(clean=False)
    quizzes.publish_question(first)
    versions = text(client.get(f"{QUESTIONS}about/{first.pk}/1/2/"))
    assert "vận dụng" in versions.lower()
    assert "apply" not in versions
    compare = "wagtailsnippets_quizzes_question:revisions_compare"
    assert client.get(reverse(compare, args=[first.pk, "earliest", "latest"])).status_code == 200


def test_only_who_may_publish_takes_many_out_of_use(client, trainer):
    question = make_quizzes.a_question()
    bulk(client, "retire_questions", [question])
    question.refresh_from_db()
    assert question.retired_at is None


def test_many_are_taken_out_of_use(client, boss):
    questions = [make_quizzes.a_question() for _ in range(2)]
    bulk(client, "retire_questions", questions)
    assert quizzes.Question.objects.filter(retired_at__isnull=False).count() == 2


def test_many_are_published_at_once_as_many_as_there_is_time_for(client, boss, monkeypatch):
    questions = [make_bank.a_draft(uid=f"nhap-{n}") for n in range(3)]
    monkeypatch.setattr(PublishQuestions, "most", 2)
    page = text(client.get(bulk(client, "publish_questions", questions).url))
    assert "Đã thay đổi 2 câu hỏi." in page
    assert "Còn 1 câu" in page
    live = quizzes.Question.objects.filter(live=True)
    assert live.count() == 2
    assert all(each.current_version is not None for each in live)


def test_a_trainer_publishes_none(client, trainer):
    question = make_bank.a_draft()
    bulk(client, "publish_questions", [question])
    assert not quizzes.Question.objects.filter(live=True).exists()


def test_many_are_never_deleted_at_once(client, boss):
    question = make_bank.a_draft()
    bulk(client, "delete", [question])
    assert quizzes.Question.objects.filter(pk=question.pk).exists()


def test_the_list_asks_no_more_for_more_questions(client, trainer, django_assert_max_num_queries):
    topic = make_bank.a_topic()
    for _ in range(3):
        make_bank.a_draft(topic=topic)
    client.get(QUESTIONS)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(QUESTIONS)
    for _ in range(20):
        make_bank.a_draft(topic=topic)
    with django_assert_max_num_queries(len(few)):
        client.get(QUESTIONS)


def offered(client) -> set[str]:
    return set(re.findall(r"/quan-tri/bulk/quizzes/question/(\w+)/", text(client.get(QUESTIONS))))


def test_the_list_offers_only_what_may_be_done_to_many(client, trainer):
    question = make_quizzes.a_question()
    assert offered(client) == {"move_questions", "tag_questions"}
    for act in ("publish_questions", "retire_questions", "delete"):
        bulk(client, act, [question])
    question.refresh_from_db()
    assert question.retired_at is None


def test_who_publishes_is_offered_all_but_deleting(client, boss):
    make_quizzes.a_question()
    assert offered(client) == {"move_questions", "tag_questions", "publish_questions", "retire_questions"}


def test_the_foot_of_the_list_has_what_the_script_of_wagtail_looks_for(client, boss):
    make_quizzes.a_question()
    page = text(client.get(QUESTIONS))
    for mark in (
        "data-bulk-action-footer",
        "data-bulk-action-select-all-checkbox",
        "data-bulk-action-checkbox",
    ):
        assert mark in page
