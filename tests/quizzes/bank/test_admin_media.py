"""Pictures, sounds, hints and feedback in the forms of the bank; what an author sent is not lost by a fault elsewhere."""

from typing import Any

import make
import make_bank
import pytest
from admin_forms import errors_on, form_on
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.bank.files import QuestionFile
from quizzes.bank.questions import Question

ADD = reverse("wagtailsnippets_quizzes_question:add")
KEEP_FILE = reverse("wagtailsnippets_quizzes_question:keep_file")
PREVIEW_ON_ADD = reverse("wagtailsnippets_quizzes_question:preview_on_add")

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def sent_picture(name: str = "anh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_bank.a_picture(), "image/png")


def edit_address(question: Question) -> str:
    return reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])


def latest() -> dict[str, Any]:
    return dict(Question.objects.get().get_latest_revision_as_object().body)


def test_an_author_gives_a_question_pictures_hints_and_feedback_and_takes_them_away(trainer: Client) -> None:
    data = {
        **make_bank.sent_question(make_bank.a_topic(), "single_choice"),
        "body-hints": "Đọc mục II.\n\nXem ai ký.",
        "body-media-0-media_upload": sent_picture(),
        "body-media-0-media_alt": "Bìa kế hoạch",
        "body-options-1-feedback": "Công an xã không ký.",
        "body-options-1-media_upload": sent_picture(),
        "body-options-1-media_alt": "Trụ sở",
    }
    answer = trainer.post(f"{ADD}?kind=single_choice", data)
    assert answer.status_code == 302, errors_on(answer.content)
    file = QuestionFile.objects.get()
    body = latest()
    assert body["media"] == [file.as_media("Bìa kế hoạch")]
    assert body["hints"] == ["Đọc mục II.", "Xem ai ký."]
    assert body["options"][1]["media"] == file.as_media("Trụ sở")
    assert body["options"][1]["feedback"] == "Công an xã không ký."
    assert file.added_by is not None

    question = Question.objects.get()
    page = trainer.get(edit_address(question))
    assert 'enctype="multipart/form-data"' in page.content.decode()
    assert page.content.decode().count(f"/cau-hoi/tep/{file.sha256}/") == 2
    again = form_on(page.content)
    assert trainer.post(edit_address(question), again).status_code == 302
    assert latest() == body

    again |= {"body-media-0-DELETE": "on", "body-options-1-media_remove": "on", "body-hints": ""}
    assert trainer.post(edit_address(question), again).status_code == 302
    body = latest()
    assert "media" not in body
    assert "hints" not in body
    assert "media" not in body["options"][1]
    assert QuestionFile.objects.filter(pk=file.pk).exists()


def test_a_picture_that_was_sent_is_kept_when_something_else_is_wrong(trainer: Client) -> None:
    data = {
        **make_bank.sent_question(make_bank.a_topic(), "single_choice"),
        "body-stem": "",
        "body-media-0-media_upload": sent_picture(),
        "body-media-0-media_alt": "Bìa kế hoạch",
    }
    answer = trainer.post(f"{ADD}?kind=single_choice", data)
    assert answer.status_code == 200
    again = form_on(answer.content)
    assert again["body-media-0-media_file"] == QuestionFile.objects.get().sha256
    answer = trainer.post(f"{ADD}?kind=single_choice", {**again, "body-stem": "Ai ký?"})
    assert answer.status_code == 302, errors_on(answer.content)
    assert latest()["media"][0]["alt"] == "Bìa kế hoạch"


def test_a_picture_is_kept_when_it_is_chosen_and_shows_in_the_preview_before_anything_is_saved(
    trainer: Client,
) -> None:
    kept = trainer.post(KEEP_FILE, {"file": sent_picture()})
    assert kept.status_code == 200
    file = QuestionFile.objects.get()
    assert kept.json()["file"] == file.sha256
    assert trainer.get(kept.json()["address"]).status_code == 200
    data = {
        **make_bank.sent_question(make_bank.a_topic(), "single_choice"),
        "body-media-0-media_file": file.sha256,
        "body-media-0-media_alt": "Bìa kế hoạch",
    }
    said = trainer.post(PREVIEW_ON_ADD, data).json()
    assert said == {"is_valid": True, "is_available": True}
    page = trainer.get(f"{PREVIEW_ON_ADD}?in_preview_panel=true").content.decode()
    assert kept.json()["address"] in page
    assert "Bìa kế hoạch" in page
    assert not Question.objects.exists()
    answer = trainer.post(f"{ADD}?kind=single_choice", data)
    assert answer.status_code == 302, errors_on(answer.content)
    assert latest()["media"] == [file.as_media("Bìa kế hoạch")]


def test_what_cannot_be_shown_is_refused_when_it_is_chosen(trainer: Client) -> None:
    svg = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    refused = trainer.post(KEEP_FILE, {"file": svg})
    assert refused.status_code == 400
    assert "không phải hình" in refused.json()["sentence"]
    large = trainer.post(KEEP_FILE, {"file": SimpleUploadedFile("a.png", b"\x89PNG" * 2_600_000)})
    assert large.status_code == 400
    assert "10 MB" in large.json()["sentence"]
    assert trainer.post(KEEP_FILE).status_code == 400
    assert not QuestionFile.objects.exists()


def test_the_right_side_of_a_match_has_pictures_and_remarks_of_its_own(trainer: Client) -> None:
    body = make_bank.BODIES["matching"]
    data = {
        **make_bank.sent_question(make_bank.a_topic(), "matching"),
        "body-pairs-0-media_upload": sent_picture(),
        "body-pairs-0-media_alt": "Cuộc kiểm tra",
        "body-pairs-0-right_feedback": "Cấp ủy kiểm tra.",
        "body-pairs-1-right_media_upload": sent_picture(),
        "body-pairs-1-right_media_alt": "Biểu trưng Mặt trận",
        "body-extra-0-right_media_upload": sent_picture(),
        "body-extra-0-right_media_alt": "Cổng tòa án",
        "body-extra-0-right_feedback": "Tòa án không giám sát.",
    }
    answer = trainer.post(f"{ADD}?kind=matching", data)
    assert answer.status_code == 302, errors_on(answer.content)
    file = QuestionFile.objects.get()
    right = {each["text"]: each for each in latest()["right"]}
    assert latest()["left"][0]["media"] == file.as_media("Cuộc kiểm tra")
    assert right["Mặt trận"]["media"] == file.as_media("Biểu trưng Mặt trận")
    assert right["Tòa án"]["media"] == file.as_media("Cổng tòa án")
    assert (right["Cấp ủy"]["feedback"], right["Tòa án"]["feedback"]) == (
        "Cấp ủy kiểm tra.",
        "Tòa án không giám sát.",
    )
    before = latest()
    question = Question.objects.get()
    again = form_on(trainer.get(edit_address(question)).content)
    # Two lines have the same words on the right: the picture of that entry stands once.
    assert [again[f"body-pairs-{row}-right_media_file"] for row in range(3)] == ["", file.sha256, ""]
    assert trainer.post(edit_address(question), again).status_code == 302
    assert latest() == before
    doubled = {
        **again,
        "body-pairs-2-right_media_file": file.sha256,
        "body-pairs-2-right_media_alt": "Biểu trưng",
    }
    answer = trainer.post(edit_address(question), doubled)
    assert any("một dòng" in sentence for sentence in errors_on(answer.content)), errors_on(answer.content)
    again |= {"body-pairs-1-right_media_remove": "on", "body-pairs-0-right_feedback": ""}
    assert trainer.post(edit_address(question), again).status_code == 302
    right = {each["text"]: each for each in latest()["right"]}
    assert "media" not in right["Mặt trận"]
    assert "feedback" not in right["Cấp ủy"]
    assert [each["id"] for each in latest()["left"]] == [each["id"] for each in body["left"]]


def test_a_step_of_an_order_has_a_remark_for_whoever_puts_it_elsewhere(trainer: Client) -> None:
    data = {
        **make_bank.sent_question(make_bank.a_topic(), "ordering"),
        "body-items-0-feedback": "Bàn bạc trước hết.",
        "body-items-2-media_upload": sent_picture(),
        "body-items-2-media_alt": "Hội nghị tổng kết",
    }
    answer = trainer.post(f"{ADD}?kind=ordering", data)
    assert answer.status_code == 302, errors_on(answer.content)
    items = {each["text"]: each for each in latest()["items"]}
    assert items["Bàn bạc"]["feedback"] == "Bàn bạc trước hết."
    assert items["Tổng kết"]["media"]["alt"] == "Hội nghị tổng kết"
    question = Question.objects.get()
    before = latest()
    again = form_on(trainer.get(edit_address(question)).content)
    assert trainer.post(edit_address(question), again).status_code == 302
    assert latest() == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"body-media-0-media_upload": SimpleUploadedFile("a.png", b"<svg/>", "image/png")},
            "không phải hình",
        ),
        ({"body-media-0-media_upload": sent_picture()}, "Chỗ này cần có chữ."),
        ({"body-media-0-media_alt": "Bìa"}, "Hãy chọn hình hoặc âm thanh"),
        (
            {"body-media-0-media_alt": "Bìa", "body-media-0-media_file": "0" * 64},
            "không còn được giữ ở đây",
        ),
        (
            {"body-options-0-media_alt": "Bìa", "body-options-0-media_file": "0" * 64},
            "không còn được giữ ở đây",
        ),
        ({"body-options-0-media_upload": sent_picture()}, "Chỗ này cần có chữ."),
    ],
)
def test_a_picture_that_is_none_or_has_no_words_is_said_at_its_field(
    trainer: Client, sent: dict[str, Any], said: str
) -> None:
    for file in sent.values():
        if isinstance(file, SimpleUploadedFile):
            file.seek(0)
    data = {**make_bank.sent_question(make_bank.a_topic(), "single_choice"), **sent}
    answer = trainer.post(f"{ADD}?kind=single_choice", data)
    assert answer.status_code == 200
    assert any(said in sentence for sentence in errors_on(answer.content))
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("numerical", {"body-accepted-0-value": "mười"}, "Chưa đọc được số"),
        ("numerical", {"body-accepted-0-percent": "50"}, "trọn điểm"),
        ("numerical", {"body-accepted-0-tolerance": "-1"}, "từ 0 trở lên"),
        ("cloze", {"body-stem": "Chỉ có [[1]] và [[2]]."}, "[[3]]"),
        ("cloze", {"body-stem": "[[1]] [[2]] [[3]] [[4]]"}, "[[4]]"),
        ("cloze", {"body-gaps-1-answers": "hai"}, "Chưa đọc được số"),
        ("cloze", {"body-gaps-2-answers": "cử tri\ncấp trên"}, "dấu sao"),
        ("cloze", {"body-gaps-2-answers": "*cử tri"}, "Cần ít nhất 2 mục"),
        ("cloze", {"body-gaps-0-points": "0"}, "lớn hơn 0"),
        ("situation", {"body-parts-0-correct": ""}, "Hãy đánh dấu một phương án đúng."),
        ("situation", {"body-parts-1-stem": ""}, "Chỗ này cần có chữ."),
        ("situation", {"body-parts-0-points": "nhiều"}, "Chưa đọc được số"),
        ("situation", {"body-parts-0-points": "-1"}, "lớn hơn 0"),
        ("situation", {"body-parts-0-DELETE": "on", "body-parts-1-DELETE": "on"}, "Cần ít nhất một phần."),
        ("situation", {"body-parts-2-kind": "essay"}, "chưa được lưu"),
    ],
)
def test_what_is_wrong_in_the_new_kinds_is_said_and_nothing_is_stored(
    trainer: Client, kind: str, wrong: dict[str, str], said: str
) -> None:
    data = {**make_bank.sent_question(make_bank.a_topic(), kind), **wrong}
    answer = trainer.post(f"{ADD}?kind={kind}", data)
    assert answer.status_code == 200
    assert any(said in sentence for sentence in errors_on(answer.content)), errors_on(answer.content)
    assert not Question.objects.exists()


def test_gaps_without_a_name_take_the_marks_in_their_order(trainer: Client) -> None:
    data = make_bank.sent_question(make_bank.a_topic(), "cloze")
    for number in range(3):
        data[f"body-gaps-{number}-id"] = ""
    answer = trainer.post(f"{ADD}?kind=cloze", data)
    assert answer.status_code == 302, errors_on(answer.content)
    assert [gap["id"] for gap in latest()["gaps"]] == ["1", "2", "3"]


def test_parts_are_moved_and_taken_away_and_keep_their_ids(trainer: Client) -> None:
    parts = make_bank.BODIES["situation"]["parts"]
    third = {"id": "c", "kind": "true_false", "points": "1", "body": make_bank.BODIES["true_false"]}
    question = make_bank.a_draft(
        "situation", body={**make_bank.BODIES["situation"], "parts": [*parts, third]}
    )
    data = form_on(trainer.get(edit_address(question)).content)
    data |= {"body-parts-2-ORDER": "1", "body-parts-0-ORDER": "2", "body-parts-1-DELETE": "on"}
    answer = trainer.post(edit_address(question), data)
    assert answer.status_code == 302, errors_on(answer.content)
    assert latest()["parts"] == [third, parts[0]]
    # The id of a part that is gone is not given again.
    data = form_on(trainer.get(edit_address(question)).content)
    fresh = {
        key.replace("body-", "body-parts-2-"): value
        for key, value in make_bank.sent_body("numerical", make_bank.BODIES["numerical"]).items()
        if key != "kind"
    }
    answer = trainer.post(edit_address(question), {**data, **fresh, "body-parts-2-kind": "numerical"})
    assert answer.status_code == 302, errors_on(answer.content)
    assert latest()["parts"][2]["id"] not in {"a", "c", "b"} | {"true", "false"}
