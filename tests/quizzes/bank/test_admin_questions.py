"""A trainer writes questions of every kind in the admin, without ever seeing JSON."""

import re
from html import unescape
from typing import Any

import make
import make_bank
import pytest
from admin_forms import errors_on, form_on
from django.test import Client
from django.urls import reverse

from quizzes.bank.admin.body_forms import FORMS
from quizzes.bank.questions import Question
from quizzes.kinds import KINDS

ADD = reverse("wagtailsnippets_quizzes_question:add")
KIND_NAMES = [kind.name for kind in KINDS]

pytestmark = pytest.mark.django_db


def edit_address(question: Question) -> str:
    return reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def latest(question: Question) -> Question:
    return Question.objects.get(pk=question.pk).get_latest_revision_as_object()


def test_every_kind_has_a_form() -> None:
    assert [form.kind_name for form in FORMS] == KIND_NAMES


def test_a_new_question_asks_for_its_kind_first(trainer: Client) -> None:
    page = trainer.get(ADD).content.decode()
    for kind in KINDS:
        assert f"{ADD}?kind={kind.name}" in page
        assert str(kind.label) in page


def test_a_kind_that_does_not_exist_is_asked_for_again(trainer: Client) -> None:
    assert "w-editor-form" not in trainer.get(f"{ADD}?kind=nonsense").content.decode()
    posted = trainer.post(ADD, make_bank.sent_question(make_bank.a_topic(), "essay", kind="nonsense"))
    assert posted.status_code == 200
    assert not Question.objects.exists()


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_trainer_writes_a_question_of_each_kind_by_form(trainer: Client, kind: str) -> None:
    topic = make_bank.a_topic("Bài 1", uid="KH157-B1")
    answer = trainer.post(f"{ADD}?kind={kind}", make_bank.sent_question(topic, kind))
    assert answer.status_code == 302, errors_on(answer.content)
    question = Question.objects.get()
    assert not question.live
    assert question.kind == kind
    assert question.uid == "KH157-B1/Q01"
    assert question.stem == make_bank.BODIES[kind]["stem"]
    written, wanted = dict(question.body), dict(make_bank.BODIES[kind])
    if kind == "ordering":  # the author's list of steps begins in the order of the form
        assert [make_item["text"] for make_item in written["items"]] == ["Bàn bạc", "Thực hiện", "Tổng kết"]
        assert written["correct"] == ["S1", "S2", "S3"]
        assert written["scoring"] == wanted["scoring"]
    else:
        assert written == wanted


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_opening_a_question_and_saving_it_changes_nothing(trainer: Client, kind: str) -> None:
    question = make_bank.a_draft(
        kind, body=make_bank.BODIES[kind], explanation="Vì Kế hoạch nói thế.", level="apply"
    )
    data = form_on(trainer.get(edit_address(question)).content)
    answer = trainer.post(edit_address(question), data)
    assert answer.status_code == 302, errors_on(answer.content)
    again = latest(question)
    assert again.body == make_bank.BODIES[kind]
    assert (again.kind, again.level, again.explanation, again.uid) == (
        kind,
        "apply",
        "Vì Kế hoạch nói thế.",
        question.uid,
    )


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_form_opens_for_each_kind_and_shows_spare_rows(trainer: Client, kind: str) -> None:
    page = trainer.get(f"{ADD}?kind={kind}")
    assert page.status_code == 200
    # The field of tags carries its own settings; nothing else may show JSON.
    assert "{&quot;" not in re.sub(r'data-w-tag-options-value="[^"]*"', "", page.content.decode())
    for name in next(form for form in FORMS if form.kind_name == kind).row_lists:
        assert f'data-rows="body-{name}"' in page.content.decode()
        assert int(form_on(page.content)[f"body-{name}-TOTAL_FORMS"]) >= 2


WRONG = [
    ("single_choice", {"body-correct": ""}, "Hãy đánh dấu một phương án đúng."),
    ("single_choice", {"body-stem": ""}, "Chỗ này cần có chữ."),
    ("single_choice", {"body-options-1-text": "", "body-options-2-text": "", "body-options-2-pinned": ""}, "Cần ít nhất 2 mục, hiện có 1."),
    ("single_choice", {"body-options-1-text": "ban  thường vụ tỉnh ủy"}, "có hai lần"),
    ("multiple_choice", {"body-options-0-right": "", "body-options-1-right": ""}, "phương án đúng"),
    ("true_false", {"body-correct": ""}, "Hãy cho biết nhận định này đúng hay sai."),
    ("matching", {"body-pairs-1-right": ""}, "Chỗ này cần có chữ."),
    ("matching", {"body-pairs-0-left": "", "body-pairs-0-right": "", "body-pairs-1-left": "", "body-pairs-1-right": ""}, "Cần ít nhất 2 mục"),
    ("ordering", {"body-items-1-text": "", "body-items-2-text": ""}, "Cần ít nhất 2 mục"),
    ("short_answer", {"body-accepted-0-text": "", "body-accepted-1-text": ""}, "Cần ít nhất một câu trả lời được chấp nhận."),
    ("short_answer", {"body-accepted-1-text": "…"}, "dấu câu"),
    ("essay", {"body-rubric-0-points": "hai"}, "Chưa đọc được số"),
    ("essay", {"body-rubric-0-points": ""}, "con số"),
    ("essay", {"body-rubric-0-points": "0"}, "lớn hơn 0"),
    ("essay", {"body-least_words": "300"}, "Số từ nhiều nhất"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "words"), WRONG)
def test_a_wrong_form_is_refused_with_words_at_the_field(
    trainer: Client, kind: str, changes: dict[str, str], words: str
) -> None:
    answer = trainer.post(ADD, make_bank.sent_question(make_bank.a_topic(), kind, **changes))
    assert answer.status_code == 200
    assert any(words in error for error in errors_on(answer.content)), errors_on(answer.content)
    assert not Question.objects.exists()


def test_what_was_typed_is_still_there_after_a_refusal(trainer: Client) -> None:
    answer = trainer.post(
        ADD, make_bank.sent_question(make_bank.a_topic(), "single_choice", **{"body-correct": ""})
    )
    data = form_on(answer.content)
    assert data["body-options-0-text"] == "Ban Thường vụ Tỉnh ủy"
    assert data["kind"] == "single_choice"


def test_options_keep_their_ids_through_every_edit(trainer: Client) -> None:
    question = make_bank.a_draft(body=make_bank.BODIES["single_choice"])
    data = form_on(trainer.get(edit_address(question)).content)
    # The first goes, the second is reworded, a new one is put first.
    data |= {
        "body-options-0-DELETE": "on",
        "body-options-1-text": "Công an cấp xã",
        "body-options-3-text": "Hội đồng nhân dân",
        "body-options-3-ORDER": "1",
        "body-correct": "3",
    }
    answer = trainer.post(edit_address(question), data)
    assert answer.status_code == 302, errors_on(answer.content)
    body = latest(question).body
    assert [(each["id"], each["text"]) for each in body["options"]] == [
        ("d", "Hội đồng nhân dân"),
        ("b", "Công an cấp xã"),
        ("c", "Trưởng thôn"),
    ]
    assert body["correct"] == "d"


def test_the_id_of_an_option_that_was_dealt_is_never_given_to_another(trainer: Client) -> None:
    question = make_bank.a_question_in_use(body=make_bank.BODIES["single_choice"])
    shorter = {**question.body, "options": question.body["options"][:2]}
    question.body = shorter
    question.save()
    data = form_on(trainer.get(edit_address(question)).content)
    data["body-options-2-text"] = "Mặt trận"
    trainer.post(edit_address(question), data)
    assert [each["id"] for each in latest(question).body["options"]] == ["a", "b", "d"]


def test_a_forged_id_is_not_taken_over(trainer: Client) -> None:
    data = make_bank.sent_question(make_bank.a_topic(), "single_choice", **{"body-options-0-id": "<script>"})
    trainer.post(ADD, data)
    assert [each["id"] for each in Question.objects.get().body["options"]] == ["a", "b", "c"]


def test_right_sides_of_pairs_keep_their_ids_when_they_are_reworded_or_shared(trainer: Client) -> None:
    question = make_bank.a_draft("matching", body=make_bank.BODIES["matching"])
    data = form_on(trainer.get(edit_address(question)).content)
    data |= {"body-pairs-0-right": "Cấp ủy các cấp", "body-pairs-2-right": "Tòa án"}
    answer = trainer.post(edit_address(question), data)
    assert answer.status_code == 302, errors_on(answer.content)
    body = latest(question).body
    assert {each["id"]: each["text"] for each in body["right"]} == {
        "R1": "Cấp ủy các cấp",
        "R2": "Mặt trận",
        "R3": "Tòa án",
    }
    assert body["correct"] == {"L1": "R1", "L2": "R2", "L3": "R3"}


def test_the_kind_of_a_question_cannot_be_changed_by_a_forged_form(trainer: Client) -> None:
    question = make_bank.a_question_in_use(body=make_bank.BODIES["single_choice"])
    data = form_on(trainer.get(edit_address(question)).content)
    trainer.post(edit_address(question), {**data, "kind": "essay"})
    assert latest(question).kind == "single_choice"


def test_the_key_of_a_question_is_given_once(trainer: Client) -> None:
    topic = make_bank.a_topic(uid="KH157-B2")
    trainer.post(ADD, make_bank.sent_question(topic, "essay", uid="KH157/B2-Q07"))
    question = Question.objects.get()
    assert question.uid == "KH157/B2-Q07"
    data = form_on(trainer.get(edit_address(question)).content)
    trainer.post(edit_address(question), {**data, "uid": "anders"})
    assert latest(question).uid == "KH157/B2-Q07"
    again = trainer.post(ADD, make_bank.sent_question(topic, "essay", uid="KH157/B2-Q07"))
    assert again.status_code == 200
    assert Question.objects.count() == 1


def test_a_copy_is_a_new_question_with_the_same_words(trainer: Client) -> None:
    question = make_bank.a_question_in_use(
        body=make_bank.BODIES["single_choice"], topic=make_bank.a_topic(uid="b1")
    )
    page = trainer.get(reverse("wagtailsnippets_quizzes_question:copy", args=[question.pk]))
    data = form_on(page.content)
    assert data["uid"] == ""
    answer = trainer.post(ADD, data)
    assert answer.status_code == 302, errors_on(answer.content)
    copy = Question.objects.exclude(pk=question.pk).get()
    assert copy.body == question.body
    assert (copy.uid, copy.live, copy.current_version) == ("b1/Q02", False, None)
    question.refresh_from_db()
    assert question.live
    assert question.current_version is not None


def test_reasons_and_sources_are_written_one_a_line(trainer: Client) -> None:
    data = make_bank.sent_question(
        make_bank.a_topic(),
        "essay",
        needs_legal_review="on",
        review_reasons="Luật 97 đã sửa\n\nCần đối chiếu bản hợp nhất",
        advice_sources="Bộ Công an, 07/2025 | Không làm theo điện thoại lạ",
    )
    trainer.post(ADD, data)
    question = Question.objects.get()
    assert question.review_reasons == ["Luật 97 đã sửa", "Cần đối chiếu bản hợp nhất"]
    assert question.advice_sources == [
        {"publisher": "Bộ Công an, 07/2025", "paraphrase": "Không làm theo điện thoại lạ"}
    ]
    answer = trainer.post(edit_address(question), form_on(trainer.get(edit_address(question)).content))
    assert answer.status_code == 302
    assert latest(question).advice_sources == question.advice_sources
    assert latest(question).review_reasons == question.review_reasons


def warnings_after(trainer: Client, **changes: Any) -> str:
    answer = trainer.post(
        ADD, make_bank.sent_question(make_bank.a_topic(), "single_choice", **changes), follow=True
    )
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def test_an_explanation_that_names_an_option_by_letter_is_told_and_saved(trainer: Client) -> None:
    assert "chữ cái" in warnings_after(trainer, explanation="Đáp án A đúng vì Kế hoạch ghi rõ.")
    assert Question.objects.exists()


def test_an_explanation_that_cites_a_point_of_a_law_is_left_alone(trainer: Client) -> None:
    assert "chữ cái" not in warnings_after(trainer, explanation="Theo điểm a khoản 2 Điều 13 của Luật.")


def test_all_of_the_above_is_told_and_saved(trainer: Client) -> None:
    assert "Tất cả đáp án trên" in warnings_after(trainer, **{"body-options-2-text": "Tất cả đáp án trên"})
    assert Question.objects.exists()


def test_the_same_question_once_more_is_told_with_its_key(trainer: Client) -> None:
    make_bank.a_draft(
        uid="cu-1", body={**make_bank.BODIES["single_choice"], "stem": "AI KÝ kế hoạch số 157-KH/TU"}
    )
    assert "cu-1" in warnings_after(trainer)


def test_the_list_is_searched_with_and_without_marks(trainer: Client) -> None:
    make_bank.a_draft(
        uid="co", body={**make_bank.BODIES["essay"], "stem": "Điều kiện hòa giải ở cơ sở"}, kind="essay"
    )
    make_bank.a_draft(uid="khong", body={**make_bank.BODIES["essay"], "stem": "Việc khác"}, kind="essay")
    for query in ("hoa giai", "Hòa giải", "dieu KIEN hòa"):
        page = trainer.get(reverse("wagtailsnippets_quizzes_question:list"), {"q": query}).content.decode()
        assert ">co<" in re.sub(r"\s+", "", page), query
        assert ">khong<" not in re.sub(r"\s+", "", page), query


def uids_listed(trainer: Client, **filters: Any) -> set[str]:
    page = trainer.get(reverse("wagtailsnippets_quizzes_question:list"), filters)
    return {question.uid for question in page.context["object_list"]}


def test_the_list_is_filtered_by_topic_kind_level_state_and_purpose(trainer: Client) -> None:
    course = make_bank.a_topic(uid="c")
    lesson = make_bank.a_topic(uid="b", parent=course)
    make_bank.a_draft(uid="draft", topic=lesson, level="apply")
    make_bank.a_question_in_use(uid="live", topic=lesson)
    make_bank.a_question_in_use("essay", uid="practice", topic=course, practice_only=True)
    make_bank.a_question_in_use(uid="retired", retired_at=make.NOON)
    make_bank.a_question_in_use(uid="review", needs_legal_review=True, has_unpublished_changes=True)
    assert uids_listed(trainer, topic=course.pk) == {"draft", "live", "practice"}
    assert uids_listed(trainer, kind="essay") == {"practice"}
    assert uids_listed(trainer, level="apply") == {"draft"}
    assert uids_listed(trainer, state="draft") == {"draft"}
    assert uids_listed(trainer, state="live") == {"live", "practice"}
    assert uids_listed(trainer, state="changed") == {"review"}
    assert uids_listed(trainer, state="retired") == {"retired"}
    assert uids_listed(trainer, practice_only="true") == {"practice"}
    assert uids_listed(trainer, needs_legal_review="true") == {"review"}


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    trainer: Client, django_assert_max_num_queries: Any
) -> None:
    topic = make_bank.a_topic()
    for _number in range(25):
        make_bank.a_question_in_use(topic=topic)
    trainer.get(reverse("wagtailsnippets_quizzes_question:list"))
    with django_assert_max_num_queries(22):
        trainer.get(reverse("wagtailsnippets_quizzes_question:list"))


def test_the_history_and_the_comparison_tell_answers_in_words(trainer: Client) -> None:
    question = make_bank.a_draft(body=make_bank.BODIES["single_choice"])
    question.save_revision()
    data = form_on(trainer.get(edit_address(question)).content)
    trainer.post(edit_address(question), {**data, "body-options-1-text": "Công an cấp xã"})
    history = trainer.get(reverse("wagtailsnippets_quizzes_question:history", args=[question.pk]))
    assert history.status_code == 200
    page = trainer.get(
        reverse(
            "wagtailsnippets_quizzes_question:revisions_compare", args=[question.pk, "earliest", "latest"]
        )
    ).content.decode()
    assert "✓ Ban Thường vụ Tỉnh ủy" in unescape(page)
    assert (
        "{"
        not in re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.S)
        .split("comparison")[-1]
        .split("</table>")[0]
    )
    assert (
        trainer.get(reverse("wagtailsnippets_quizzes_question:usage", args=[question.pk])).status_code == 200
    )
