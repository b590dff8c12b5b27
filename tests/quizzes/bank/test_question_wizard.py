"""Questions from files and into files, by the pages that trainers use."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import make
import make_bank
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from jobs import api as jobs
from people import api as people
from quizzes.bank.interchange import wizard
from quizzes.bank.questions import Question
from quizzes.bank.services import keep_topic
from quizzes.bank.topics import Topic
from sheets import import_views
from sheets.uploads import Upload

pytestmark = pytest.mark.django_db
CHOOSE, EXPORT = "/quan-tri/nhap-tep/cau-hoi/", "/quan-tri/xuat-tep/cau-hoi/"
GIFT = """
// Trưởng thôn
::T1:: Trưởng thôn do ai bầu ra? {
  =Cử tri hoặc đại diện hộ gia đình
  ~Ủy ban nhân dân cấp xã
  ~Hội đồng nhân dân cấp xã
}

::T2:: Nhiệm kỳ của trưởng thôn là hai năm rưỡi. {TRUE}
"""
BROKEN = "::T1:: Trưởng thôn do ai bầu ra? {\n  =Cử tri\n  ~Ủy ban\n\n::T2:: Câu không đóng ngoặc {"


@pytest.fixture
def topic() -> Topic:
    return keep_topic("THON", "Thôn, tổ dân phố")


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def sent(browser: Client, topic: Topic, text: str, *, file_format: str = "", name: str = "cau-hoi.gift"):  # type: ignore[no-untyped-def]
    data = {"file": SimpleUploadedFile(name, text.encode()), "file_format": file_format, "topic": topic.uid}
    return browser.post(CHOOSE, data, follow=True)


@pytest.mark.parametrize(
    ("file_format", "make_file", "reason"),
    [
        ("json", lambda: '{"schema": "core-forces-questions/1.0", "questions": [' + "[" * 900_000, "lồng nhau quá sâu"),
        ("gift", lambda: "x{=a}\n\n" + "abc " * 4_000_000, "dài hơn"),
        ("moodle_xml", lambda: '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>' + " " * 900_000, "DOCTYPE"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_beside_its_field_and_never_kept(
    browser: Client, topic: Topic, file_format: str, make_file: Callable[[], str], reason: str
) -> None:
    """However large it is: no work in the background, nothing on the disk."""
    page = sent(browser, topic, make_file(), file_format=file_format)
    assert reason in page.context["form"].errors["file"][0]
    assert reason in page.content.decode()
    assert page.context["options"]["topic"].value() == topic.uid, "what was chosen stays chosen"
    assert not Upload.objects.exists()
    assert not jobs.Job.objects.exists()


def test_a_small_archive_with_thousands_of_questions_is_read_in_the_background(
    browser: Client, topic: Topic
) -> None:
    made, out = BytesIO(), BytesIO()
    Document().save(made)
    told = "".join(f"<w:p><w:r><w:t>Câu {each}. Ai bầu?</w:t></w:r></w:p>" for each in range(60_000))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with ZipFile(made) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = f'<w:document xmlns:w="{space}"><w:body>{told}</w:body></w:document>'
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    assert len(out.getvalue()) < import_views.READ_AT_ONCE
    data = {"file": SimpleUploadedFile("a.docx", out.getvalue()), "file_format": "docx", "topic": topic.uid}
    browser.post(CHOOSE, data)
    assert jobs.Job.objects.get().task == "read-cau-hoi"


def test_beside_a_large_bank_even_a_small_file_is_read_in_the_background(topic: Topic) -> None:
    """Each of its questions is compared with each of the bank."""
    before = wizard.QuestionImporter().glance(GIFT.encode(), "gift")
    for number in range(3):
        make_bank.a_draft(topic=topic, uid=f"Q{number}")
    weight = wizard.QuestionImporter().glance(GIFT.encode(), "gift") - before
    assert weight * 100_000 / 3 > import_views.READ_AT_ONCE, "a hundred thousand of them take seconds"
    assert weight * 1_000 / 3 < import_views.READ_AT_ONCE / 10


def imported(browser: Client) -> str:
    """Say yes to the file that waits, let the work be done; the page of the result."""
    upload = Upload.objects.get(job__isnull=True)
    address = reverse("sheets_confirm", args=["cau-hoi", upload.uid])
    page = browser.post(address, {"file": upload.reference}, follow=True)
    jobs.run_waiting_jobs()
    return browser.get(page.request["PATH_INFO"]).content.decode()


@pytest.mark.parametrize("file_format", ["gift", ""])
def test_a_gift_file_becomes_drafts(browser: Client, topic: Topic, file_format: str) -> None:
    page = sent(browser, topic, GIFT, file_format=file_format).content.decode()
    assert "Trưởng thôn do ai bầu ra?" in page
    assert "Cử tri hoặc đại diện hộ gia đình" in page, "the key is shown before it comes in"
    assert "Nhập 2 câu hỏi" in page
    assert not Question.objects.exists()

    result = imported(browser)
    assert "2 câu hỏi đã vào kho dưới dạng bản nháp" in result
    drafts = list(Question.objects.order_by("uid"))
    assert [question.kind for question in drafts] == ["single_choice", "true_false"]
    assert not any(question.live for question in drafts)
    assert {question.topic for question in drafts} == {topic}
    entry = jobs.AuditEntry.objects.get(action="file.imported")
    assert (entry.details["rows"], entry.details["format"]) == (2, "gift")
    link = re.search(r'href="(/quan-tri/snippets/quizzes/question/\?[^"]+)"', result)
    assert link
    listed = browser.get(link[1].replace("&amp;", "&")).content.decode()
    assert all(question.uid in listed for question in drafts)


def test_the_same_file_again_is_marked_as_standing_in_the_bank(browser: Client, topic: Topic) -> None:
    sent(browser, topic, GIFT)
    imported(browser)
    page = sent(browser, topic, GIFT).content.decode()
    assert page.count('class="is-doubt"') >= 2
    assert Question.objects.first().uid in page


def test_a_broken_file_says_at_which_line_and_changes_nothing(browser: Client, topic: Topic) -> None:
    page = sent(browser, topic, BROKEN, file_format="gift").content.decode()
    assert "Tệp có 2 chỗ lỗi nên chưa nhập được" in page
    assert re.findall(r'<tr class="is-error"><td class="number">(\d+)</td>', page) == ["1", "5"]
    upload = Upload.objects.get()
    browser.post(reverse("sheets_confirm", args=["cau-hoi", upload.uid]), {"file": upload.reference})
    assert not Question.objects.exists()
    assert not jobs.Job.objects.exists()


def test_what_is_left_out_is_no_doubt_about_the_question_before_it(browser: Client, topic: Topic) -> None:
    page = sent(browser, topic, f"{GIFT}\nChỉ là lời dẫn, không hỏi gì.\n").content.decode()
    assert "không hỏi gì (đoạn mô tả của Moodle)" in page
    assert page.count("không hỏi gì (đoạn mô tả của Moodle)") == 1, (
        "told in the remarks, not beside a question"
    )


def test_a_file_of_no_known_kind_asks_for_the_kind(browser: Client, topic: Topic) -> None:
    page = sent(browser, topic, "\x00\x01\x02", name="anh.bin").content.decode()
    assert "Không tự nhận biết được loại tệp này" in page
    assert not Upload.objects.exists()


def test_a_topic_that_went_away_meanwhile_is_said(browser: Client, topic: Topic) -> None:
    sent(browser, topic, GIFT)
    topic.delete()
    assert "không còn đúng nữa" in imported(browser)
    assert not Question.objects.exists()


def test_a_right_that_went_away_meanwhile_is_said(browser: Client, topic: Topic) -> None:
    sent(browser, topic, GIFT)
    upload = Upload.objects.get()
    browser.post(reverse("sheets_confirm", args=["cau-hoi", upload.uid]), {"file": upload.reference})
    people.User.objects.filter(pk=upload.by_id).update(is_active=False)
    jobs.run_waiting_jobs()
    assert jobs.Job.objects.get().state == jobs.State.FAILED
    assert not Question.objects.exists()


def test_out_and_in_again(browser: Client, topic: Topic) -> None:
    sent(browser, topic, GIFT)
    imported(browser)
    reply = browser.post(EXPORT, {"topic": topic.uid, "file_format": "json"})
    assert reply["Content-Disposition"].startswith("attachment")
    before = [question.body for question in Question.objects.order_by("uid")]
    Question.objects.all().delete()
    sent(browser, topic, reply.content.decode(), name="cau-hoi.json")
    imported(browser)
    assert [question.body for question in Question.objects.order_by("uid")] == before
    assert jobs.AuditEntry.objects.filter(action="file.exported").count() == 1


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_template_can_be_fetched_and_sent_back_as_it_is(
    browser: Client, topic: Topic, file_format: str
) -> None:
    address = reverse("sheets_sample", args=["cau-hoi", file_format])
    assert address in browser.get(CHOOSE).content.decode()
    reply = browser.get(address)
    assert reply["Content-Disposition"] == f'attachment; filename="mau-cau-hoi.{file_format}"'
    file = SimpleUploadedFile(f"mau.{file_format}", reply.content)
    page = browser.post(CHOOSE, {"file": file, "file_format": "", "topic": topic.uid}, follow=True)
    assert page.status_code == 200
    assert not Question.objects.exists()


@pytest.mark.parametrize("file_format", ["docx", "text"])
def test_the_form_that_trainers_write_is_shown_and_can_be_fetched_as_a_file(
    browser: Client, topic: Topic, file_format: str
) -> None:
    page = browser.get(CHOOSE).content.decode()
    address = reverse("sheets_sample", args=["cau-hoi", file_format])
    assert address in page
    assert "Câu 1. Số điện thoại báo cháy là số nào?\nA. 113\nB. 114\nC. 115\nĐáp án: B\n" in page
    reply = browser.get(address)
    name = "mau-cau-hoi.docx" if file_format == "docx" else "mau-cau-hoi.txt"
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    file = SimpleUploadedFile(name, reply.content)
    page = browser.post(CHOOSE, {"file": file, "file_format": "", "topic": topic.uid}, follow=True)
    assert "Nhập 4 câu hỏi" in page.content.decode()
    assert "is-doubt" not in page.content.decode()


IN_PARTS = [
    "TRƯỜNG TIỂU HỌC", "", "PHẦN I", "Câu 1. Hai cộng hai?", "A. Ba", "B. Bốn", "Đáp án: B", "", "PHẦN II",
    "Câu 1. Ba cộng ba?", "A. Sáu", "A. Bảy", "", "Câu 2. Hai cộng hai?", "A. Ba", "B. Bốn", "Đáp án: B",
    "Câu 3. Một cộng một?", "A. Hai", "B. Ba",
]  # fmt: skip


def in_word(lines: list[str]) -> bytes:
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "unit"), [("de.docx", "đoạn"), ("de.txt", "dòng")])
def test_places_in_a_word_or_text_file_are_told_by_the_number_of_the_question(
    browser: Client, topic: Topic, name: str, unit: str
) -> None:
    data = in_word(IN_PARTS) if unit == "đoạn" else "\n".join(IN_PARTS).encode()
    file = SimpleUploadedFile(name, data)
    page = browser.post(CHOOSE, {"file": file, "file_format": "", "topic": topic.uid}, follow=True)
    text = page.content.decode()
    wrong = re.findall(r'<tr class="is-error"><td class="job__place">([^<]*)</td>', text)
    assert wrong == [f"Câu 1 ({unit} 12)", f"Câu 3 ({unit} 18)"]
    assert f"đã có trong tệp này: Câu 1 ({unit} 4)." in text
    # What stands before the first question belongs to none.
    assert re.findall(r'<tr class="is-note"><td class="job__place">([^<]*)</td>', text)[0] == f"{unit} 1"
    rows = re.findall(r'<tr[^>]*><td class="job__place">([^<]*)</td><td>Hai cộng hai', text)
    assert rows == [f"Câu 1 ({unit} 4)", f"Câu 2 ({unit} 14)"]


def test_many_questions_are_found_by_search_soon_after(
    browser: Client, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wizard, "MOST_INDEXED_AT_ONCE", 1)
    monkeypatch.setattr(wizard, "INDEX_BATCH", 1)
    sent(browser, topic, GIFT)
    imported(browser)
    assert jobs.Job.objects.filter(task=wizard.INDEX.name, state=jobs.State.DONE).count() == 1
    keys = {str(key) for key in Question.objects.values_list("pk", flat=True)}
    of_questions = ContentType.objects.get_for_model(Question)
    entries = IndexEntry.objects.filter(content_type=of_questions)
    assert set(entries.values_list("object_id", flat=True)) == keys
    of_topic = ReferenceIndex.get_references_to(topic).values_list("object_id", flat=True)
    assert len(set(of_topic)) == 2


def test_the_list_of_questions_leads_there(browser: Client) -> None:
    page = browser.get(reverse("wagtailsnippets_quizzes_question:list")).content.decode()
    assert CHOOSE in page
    assert EXPORT in page


def test_an_empty_topic_gives_no_file(browser: Client, topic: Topic) -> None:
    page = browser.post(EXPORT, {"topic": topic.uid, "file_format": "gift"})
    assert "Không có gì để xuất" in page.content.decode()


def test_questions_out_of_use_stay_at_home(browser: Client) -> None:
    question = make_bank.a_question_in_use()
    question.retired_at = make.NOON
    question.save()
    page = browser.post(EXPORT, {"topic": question.topic.uid, "file_format": "gift"})
    assert "Không có gì để xuất" in page.content.decode()
