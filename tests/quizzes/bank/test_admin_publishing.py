"""A trainer writes, a provincial administrator publishes; what was dealt before stays as it was."""

from typing import Any

import make
import make_bank
import make_courses
import make_quizzes
import pytest
from admin_forms import errors_on, form_on
from django.test import Client
from django.urls import reverse

from jobs import api as jobs
from people import api as people
from quizzes.attempts.models import AttemptQuestion
from quizzes.bank.questions import Question
from quizzes.bank.services import create_question, publish_question
from quizzes.kinds import KINDS

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_quizzes_question:{name}", args=args)


def signed_in(person: people.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def trainer() -> Client:
    return signed_in(make.a_trainer())


@pytest.fixture
def provincial() -> Client:
    return signed_in(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))


def published(**fields: Any) -> Question:
    """A question that went the whole way once."""
    topic = fields.pop("topic", None) or make_bank.a_topic()
    body = make_bank.BODIES["single_choice"]
    question = create_question(
        fields.pop("uid", "B1-Q01"), topic, kind="single_choice", stem=body["stem"], body=body, **fields
    )
    return publish_question(question)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_change_goes_from_the_trainer_to_the_provincial_administrator_and_becomes_a_new_version(
    trainer: Client, provincial: Client
) -> None:
    topic = make_bank.a_topic()
    question = published(topic=topic)
    attempt = make_courses.quizzes.start_attempt(
        make.a_person(), make_quizzes.a_quiz((topic, 1)), at=make.NOON
    )

    data = form_on(trainer.get(address("edit", question.pk)).content)
    data |= {"body-options-1-text": "Công an cấp xã", "action-submit": "yes"}
    answer = trainer.post(address("edit", question.pk), data)
    assert answer.status_code == 302, errors_on(answer.content)

    question.refresh_from_db()
    assert question.versions.count() == 1
    assert question.body == make_bank.BODIES["single_choice"]
    state = question.current_workflow_task_state
    assert state is not None

    answer = provincial.post(address("workflow_action", question.pk, "approve", state.pk), {"comment": ""})
    assert answer.status_code == 302
    question.refresh_from_db()
    assert question.versions.count() == 2
    assert question.current_version.number == 2
    assert question.current_version.body["options"][1]["text"] == "Công an cấp xã"
    dealt = AttemptQuestion.objects.get(attempt=attempt)
    assert dealt.version.number == 1
    assert dealt.version.body["options"][1]["text"] == "Công an xã"


def test_a_trainer_cannot_publish_even_by_a_forged_form(trainer: Client) -> None:
    question = make_bank.a_draft(body=make_bank.BODIES["single_choice"])
    page = trainer.get(address("edit", question.pk))
    assert "action-publish" not in page.content.decode()
    trainer.post(address("edit", question.pk), {**form_on(page.content), "action-publish": "yes"})
    question.refresh_from_db()
    assert not question.live
    assert question.current_version is None
    assert trainer.post(address("unpublish", published().pk)).status_code == 302
    assert Question.objects.get(uid="B1-Q01").live


def test_a_trainer_sees_no_people(trainer: Client) -> None:
    page = trainer.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("overrides") not in page
    assert trainer.get(reverse("overrides")).status_code in {302, 403}


def test_a_provincial_administrator_publishes_at_once(provincial: Client) -> None:
    question = make_bank.a_draft(body=make_bank.BODIES["single_choice"])
    data = form_on(provincial.get(address("edit", question.pk)).content)
    assert provincial.post(address("edit", question.pk), {**data, "action-publish": "yes"}).status_code == 302
    question.refresh_from_db()
    assert question.live
    assert question.current_version.number == 1


def test_an_older_revision_brings_back_the_words_but_not_the_past(provincial: Client) -> None:
    question = published()
    first = question.latest_revision
    data = form_on(provincial.get(address("edit", question.pk)).content)
    provincial.post(
        address("edit", question.pk), {**data, "body-stem": "Ai ban hành?", "action-publish": "yes"}
    )
    provincial.post(address("use", question.pk))
    data = form_on(provincial.get(address("revisions_revert", question.pk, first.pk)).content)
    answer = provincial.post(
        address("revisions_revert", question.pk, first.pk), {**data, "action-publish": "yes"}
    )
    assert answer.status_code == 302, errors_on(answer.content)
    question.refresh_from_db()
    assert question.stem == make_bank.BODIES["single_choice"]["stem"]
    assert question.current_version.number == 3
    assert question.retired_at is not None


def test_taking_out_of_use_and_back_is_written_down_and_open_to_publishers_only(
    trainer: Client, provincial: Client
) -> None:
    question = published()
    assert trainer.post(address("use", question.pk)).status_code in {302, 403}
    question.refresh_from_db()
    assert question.retired_at is None
    assert provincial.get(address("use", question.pk)).status_code == 200
    provincial.post(address("use", question.pk))
    question.refresh_from_db()
    assert question.retired_at is not None
    assert not Question.objects.for_tests().exists()
    provincial.post(address("use", question.pk))
    assert Question.objects.for_tests().count() == 1
    actions = list(jobs.AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["question.retired", "question.used_again"]


def test_whoever_leaves_a_quiz_without_a_paper_is_told_its_name(provincial: Client) -> None:
    topic = make_bank.a_topic("Bài 5")
    question = published(topic=topic)
    make_quizzes.a_quiz((topic, 1), title="Kiểm tra cuối khóa")
    told = said(provincial.post(address("use", question.pk), follow=True))
    assert "Kiểm tra cuối khóa" in told
    assert "Bài 5" in told
    assert "Kiểm tra cuối khóa" not in said(provincial.post(address("use", question.pk), follow=True))
    assert "Kiểm tra cuối khóa" in said(provincial.post(address("unpublish", question.pk), follow=True))


def test_publishing_a_question_for_self_check_only_tells_of_the_quiz_that_loses_it(
    provincial: Client,
) -> None:
    topic = make_bank.a_topic("Bài 5")
    question = published(topic=topic)
    make_quizzes.a_quiz((topic, 1), title="Kiểm tra cuối khóa")
    data = form_on(provincial.get(address("edit", question.pk)).content)
    answer = provincial.post(
        address("edit", question.pk), {**data, "practice_only": "on", "action-publish": "yes"}, follow=True
    )
    assert "Kiểm tra cuối khóa" in said(answer)


def test_a_question_that_a_lesson_asks_stays_out_of_tests(trainer: Client) -> None:
    question = published(practice_only=True)
    course = make_courses.a_course(lessons=0)
    block = {"type": "self_check", "value": {"questions": [question.pk]}}
    make_courses.a_lesson(course, title="Bài 5. Lực lượng nòng cốt", body=[make_courses.a_passage(), block])
    data = form_on(trainer.get(address("edit", question.pk)).content)
    assert data.pop("practice_only") == "on"
    answer = trainer.post(address("edit", question.pk), data)
    assert answer.status_code == 200
    assert "Bài 5. Lực lượng nòng cốt" in answer.content.decode()
    assert trainer.post(address("edit", question.pk), {**data, "practice_only": "on"}).status_code == 302
    assert (
        "Bài 5. Lực lượng nòng cốt"
        in signed_in(make.a_person(is_superuser=True)).get(address("usage", question.pk)).content.decode()
    )


def test_a_published_question_is_not_deleted_and_a_draft_is(provincial: Client) -> None:
    question, draft = published(), make_bank.a_draft()
    told = said(provincial.post(address("delete", question.pk), follow=True))
    assert "ngừng dùng" in told
    assert Question.objects.filter(pk=question.pk).exists()
    provincial.post(address("delete", draft.pk))
    assert not Question.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_preview_shows_what_the_learner_sees_and_the_right_answer_below(
    trainer: Client, kind: str
) -> None:
    question = make_bank.a_draft(kind, body=make_bank.BODIES[kind], explanation="Vì Kế hoạch ghi rõ.")
    data = form_on(trainer.get(address("edit", question.pk)).content)
    gaps = "\n[[1]] [[2]] [[3]]" if kind == "cloze" else ""
    stored = trainer.post(
        address("preview_on_edit", question.pk), {**data, "body-stem": f"Câu sửa chưa lưu?{gaps}"}
    )
    assert stored.json() == {"is_valid": True, "is_available": True}
    page = trainer.get(address("preview_on_edit", question.pk)).content.decode()
    asked, below = page.split("data-review")
    assert "data-question" in asked
    assert "Câu sửa chưa lưu?" in asked
    assert "Vì Kế hoạch ghi rõ." in below
    assert "Vì Kế hoạch ghi rõ." not in asked
    shown = {
        "single_choice": "Ban Thường vụ Tỉnh ủy",
        "short_answer": "lòng dân",
        "essay": "Trước hết hỏi thăm.",
    }
    assert shown.get(kind, "") in below
    question.refresh_from_db()
    assert question.stem == make_bank.BODIES[kind]["stem"]


def test_a_new_question_is_previewed_before_it_is_stored(trainer: Client) -> None:
    data = make_bank.sent_question(make_bank.a_topic(), "matching")
    assert trainer.post(address("preview_on_add"), data).json()["is_valid"]
    assert "Ghép việc với nơi làm." in trainer.get(address("preview_on_add")).content.decode()
    assert not Question.objects.exists()


def test_an_unfinished_question_has_no_preview_and_breaks_nothing(trainer: Client) -> None:
    data = make_bank.sent_question(make_bank.a_topic(), "single_choice", **{"body-correct": ""})
    assert trainer.post(address("preview_on_add"), data).json() == {"is_valid": False, "is_available": False}
    assert trainer.get(address("preview_on_add")).status_code == 200


def test_many_questions_are_never_deleted_at_once(provincial: Client) -> None:
    question, draft = published(), make_bank.a_draft()
    bulk = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    provincial.post(f"{bulk}?id={question.pk}&id={draft.pk}")
    assert Question.objects.count() == 2


def test_nothing_is_saved_before_the_author_says_so(trainer: Client) -> None:
    page = trainer.get(address("edit", make_bank.a_draft().pk)).content.decode()
    assert "data-w-autosave-interval-value" not in page
