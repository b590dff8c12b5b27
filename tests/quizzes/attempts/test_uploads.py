"""Files that are handed in with an answer: kept, named, taken away, refused, and for whom they are there."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import make
import make_marking
import make_quizzes
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from make import NOON
from PIL import Image

from jobs import api as jobs
from quizzes.attempts.upload_types import DOCX, MEGABYTE, MOST_BYTES, ODT, CannotTake, taken_from
from quizzes.attempts.uploads import FOLDER, UploadedAnswer, tidy_uploads
from quizzes.bank.uploads import MOST_PICTURE_BYTES
from quizzes.models import Response

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 bai lam"
ESSAY = {"stem": "Viết một bản kế hoạch.", "uploads": 2}


def a_quiz(**essay):
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("essay", topic=topic, body={**ESSAY, **essay}, points=4)
    return make_quizzes.a_quiz((topic, 1), cooldown_minutes=0)


@pytest.fixture
def attempt(an, course, arrival):
    return make_quizzes.quizzes.start_attempt(an, a_quiz(), at=NOON)


def page_of(attempt):
    return f"/lam-bai/{attempt.uid}/1/"


def a_file(name="bai.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def send(browser, attempt, *files, sequence=1, to="here-1", **fields):
    data = {"sequence": sequence, "to": to, "answer": "Bài làm.", "answer-upload": list(files), **fields}
    return browser.post(page_of(attempt), data)


def answer_of(attempt):
    return Response.objects.filter(attempt_question__attempt=attempt).latest("sequence").data


def zipped(**entries):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in entries.items():
            packed.writestr(name, text)
    return out.getvalue()


def a_photograph(**options):
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", **options)
    return out.getvalue()


def test_the_page_names_the_sizes_that_are_kept(browser, attempt):
    page = browser.get(page_of(attempt)).text
    assert f"Ảnh (nhiều nhất {MOST_PICTURE_BYTES // MEGABYTE} MB)" in page
    assert f"văn bản thường (nhiều nhất {MOST_BYTES // MEGABYTE} MB)" in page
    assert f'data-most-bytes="{MOST_PICTURE_BYTES}"' in page
    assert f'data-too-large="Tệp này lớn hơn {MOST_PICTURE_BYTES // MEGABYTE} MB.' in page


def test_a_file_is_kept_with_the_text_and_is_there_again(browser, attempt):
    assert 'enctype="multipart/form-data"' in browser.get(page_of(attempt)).text
    response = send(browser, attempt, a_file("Kế hoạch.pdf"))
    assert (response.status_code, response["Location"]) == (302, page_of(attempt))
    upload = UploadedAnswer.objects.get()
    assert answer_of(attempt) == {"text": "Bài làm.", "files": [upload.uid]}
    assert "Kế hoạch.pdf" in browser.get(page_of(attempt)).text
    file = browser.get(f"{page_of(attempt)}tep/{upload.uid}/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"


def test_a_question_without_files_has_no_field_for_them_and_keeps_none(an, browser, course, arrival):
    attempt = make_quizzes.quizzes.start_attempt(an, a_quiz(uploads=0), at=NOON)
    assert "multipart" not in browser.get(page_of(attempt)).text
    send(browser, attempt, a_file())
    assert answer_of(attempt) == {"text": "Bài làm."}
    assert not UploadedAnswer.objects.exists()


def test_the_page_sent_twice_hands_the_file_in_once(browser, attempt):
    send(browser, attempt, a_file())
    send(browser, attempt, a_file())
    assert (UploadedAnswer.objects.count(), Response.objects.count()) == (1, 1)


def test_the_script_that_saves_the_text_leaves_the_files(browser, attempt):
    send(browser, attempt, a_file())
    code = UploadedAnswer.objects.get().uid
    data = {"sequence": 2, "answer": "Bài làm, sửa.", "answer-file": code}
    assert browser.post(f"{page_of(attempt)}luu/", data).json()["state"] == "saved"
    assert answer_of(attempt) == {"text": "Bài làm, sửa.", "files": [code]}


def test_a_file_is_taken_away_by_its_tick(browser, attempt):
    send(browser, attempt, a_file())
    send(browser, attempt, sequence=2)
    assert answer_of(attempt) == {"text": "Bài làm."}


def test_what_is_refused_is_said_and_the_rest_is_kept(browser, attempt):
    response = send(browser, attempt, a_file("chay.exe", b"MZ\x90\x00\x03"), a_file())
    assert response.status_code == 400
    assert "chay.exe" in response.text
    upload = UploadedAnswer.objects.get()
    assert answer_of(attempt) == {"text": "Bài làm.", "files": [upload.uid]}


def test_one_file_more_than_allowed_is_refused_and_the_others_stay(browser, attempt):
    files = [a_file(f"bai{number}.pdf", PDF + bytes([48 + number])) for number in range(3)]
    response = send(browser, attempt, *files)
    assert (response.status_code, "bai2.pdf" in response.text) == (400, True)
    assert len(answer_of(attempt)["files"]) == 2


def test_all_files_together_have_a_limit(an, browser, course, arrival):
    attempt = make_quizzes.quizzes.start_attempt(an, a_quiz(uploads=5), at=NOON)
    large = [a_file(f"bai{number}.pdf", PDF + bytes([48 + number]) * 4_900_000) for number in range(4)]
    assert send(browser, attempt, *large).status_code == 400
    assert len(answer_of(attempt)["files"]) == 3


def test_a_code_of_somebody_elses_file_is_no_part_of_the_answer(browser, attempt):
    other = make.a_person("Bùi Văn Bình")
    theirs = make_quizzes.quizzes.start_attempt(other, attempt.quiz, at=NOON)
    them = Client()
    them.force_login(other)
    send(them, theirs, a_file())
    code = UploadedAnswer.objects.get().uid
    send(browser, attempt, **{"answer-file": code})
    assert answer_of(attempt) == {"text": "Bài làm."}
    for path in (f"{page_of(attempt)}tep/{code}/", f"{page_of(theirs)}tep/{code}/"):
        assert browser.get(path).status_code == 404


def test_nothing_is_kept_after_the_end(browser, attempt, arrival):
    arrival.moment = NOON + timedelta(minutes=50)
    assert send(browser, attempt, a_file()).status_code == 302
    assert not UploadedAnswer.objects.exists()


def test_files_of_an_older_page_are_not_handed_in_and_it_is_said(browser, attempt):
    send(browser, attempt, sequence=5)
    response = send(browser, attempt, a_file(), sequence=2)
    assert response.status_code == 400
    assert answer_of(attempt) == {"text": "Bài làm."}


def test_a_part_of_a_situation_takes_files_too(an, browser, course, arrival):
    topic = make_quizzes.a_topic()
    parts = [{"id": "a", "kind": "essay", "points": "1", "body": ESSAY}]
    make_quizzes.a_question("situation", topic=topic, body={"stem": "Chuyện.", "parts": parts})
    attempt = make_quizzes.quizzes.start_attempt(an, make_quizzes.a_quiz((topic, 1)), at=NOON)
    data = {"sequence": 1, "to": "here-1", "answer-a": "Bài.", "answer-a-upload": [a_file()]}
    assert browser.post(page_of(attempt), data).status_code == 302
    code = UploadedAnswer.objects.get().uid
    assert answer_of(attempt) == {"parts": {"a": {"text": "Bài.", "files": [code]}}}
    assert f"{page_of(attempt)}tep/{code}/" in browser.get(page_of(attempt)).text


def test_the_marker_of_the_answer_gets_the_file_and_no_other_marker(course, arrival):
    commune, elsewhere = make.a_unit(), make.a_unit()
    person = make.a_person(unit=commune)
    attempt = make_quizzes.quizzes.start_attempt(person, a_quiz(), at=NOON)
    theirs = Client()
    theirs.force_login(person)
    send(theirs, attempt, a_file())
    code = UploadedAnswer.objects.get().uid
    make_quizzes.quizzes.submit_attempt(person, attempt.uid, at=NOON)
    path = f"/quan-tri/cham-bai/{attempt.uid}/1/tep/{code}/"
    for unit, status in ((commune, 200), (elsewhere, 404)):
        marker = Client()
        marker.force_login(make_marking.a_marker(unit))
        assert marker.get(path).status_code == status
        if status == 200:
            assert path in marker.get(f"/quan-tri/cham-bai/{attempt.uid}/1/").text
    assert theirs.get(path).status_code in (302, 403)
    assert f"/lam-bai/{attempt.uid}/1/tep/{code}/" in theirs.get(f"/ket-qua/{attempt.uid}/").text


def test_the_marker_is_not_told_the_name_that_the_learner_gave_a_file(course, arrival):
    commune = make.a_unit()
    person = make.a_person("Đỗ Thị Ngữ", unit=commune)
    attempt = make_quizzes.quizzes.start_attempt(person, a_quiz(uploads=2), at=NOON)
    theirs, marker = Client(), Client()
    theirs.force_login(person)
    send(theirs, attempt, a_file("bai-cua-do-thi-ngu.pdf"), a_file("do thi ngu.txt", b"Bai lam."))
    make_quizzes.quizzes.submit_attempt(person, attempt.uid, at=NOON)
    marker.force_login(make_marking.a_marker(commune))
    page = marker.get(f"/quan-tri/cham-bai/{attempt.uid}/1/").text
    assert not re.search(r"do.?thi.?ngu", page)
    assert "Tệp 1.pdf" in page
    assert "Tệp 2.txt" in page
    path = re.search(r'href="(/quan-tri/cham-bai/[^"]+/tep/[^"]+)"', page)[1]
    named = marker.get(path)["Content-Disposition"]
    assert "ngu" not in named
    assert named.startswith("attachment")
    assert "bai-cua-do-thi-ngu.pdf" in theirs.get(f"/ket-qua/{attempt.uid}/").text


def test_a_damaged_file_is_handed_out_to_nobody(browser, attempt):
    send(browser, attempt, a_file())
    upload = UploadedAnswer.objects.get()
    jobs.path_of(upload.file).write_bytes(b"%PDF-1.4 khac")
    assert browser.get(f"{page_of(attempt)}tep/{upload.uid}/").status_code == 404


def test_files_that_were_taken_away_go_after_a_day_and_the_others_stay(
    an, browser, attempt, django_capture_on_commit_callbacks
):
    send(browser, attempt, a_file(), a_file("khac.pdf", PDF + b"2"))
    first, second = UploadedAnswer.objects.order_by("pk")
    Response.objects.update(data={"text": "Bài làm.", "files": [first.uid]})
    assert tidy_uploads(at=NOON + timedelta(days=2)) == 0, "the attempt is still open"
    make_quizzes.quizzes.submit_attempt(an, attempt.uid, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy_uploads(at=NOON + timedelta(days=2)) == 1
    assert list(UploadedAnswer.objects.all()) == [first]
    assert jobs.path_of(first.file).exists()
    assert not jobs.path_of(second.file).exists()
    assert jobs.path_of(FOLDER).is_dir()


DOCUMENT = {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}


@pytest.mark.parametrize(
    ("name", "data", "kept_as", "content_type"),
    [
        ("C:\\Bài\\ke hoach.PDF", PDF, "ke hoach.PDF", "application/pdf"),
        ("../../anh.php", a_photograph(), "anh.php.jpg", "image/jpeg"),
        ("bai.doc", zipped(**DOCUMENT), "bai.doc.docx", DOCX),
        ("bai.odt", zipped(mimetype=ODT, **{"content.xml": "<x/>"}), "bai.odt", ODT),
        ("trang.html", "<script>Chào</script>".encode(), "trang.html.txt", "text/plain; charset=utf-8"),
        ("bai.txt", "Chào".encode("utf-16"), "bai.txt", "text/plain; charset=utf-8"),
        ("", PDF, "tệp.pdf", "application/pdf"),
    ],
)
def test_a_file_is_what_its_bytes_say(name, data, kept_as, content_type):
    taken = taken_from(name, data)
    assert taken.content_type == content_type
    assert taken.name == kept_as or not name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"GIF89a\x01\x00",
        b"\xff\xd8\xff broken",
        zipped(**DOCUMENT, **{"word/vbaProject.bin": "x"}),
        zipped(**{"mimetype": "application/epub+zip", "content.xml": ""}),
        b"PK\x03\x04 torn",
        PDF + b"x" * 5_000_001,
    ],
)
def test_what_is_no_file_of_an_answer_is_refused(data):
    with pytest.raises(CannotTake):
        taken_from("bai", data)


def test_a_photograph_does_not_tell_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "May anh cua An"
    data = a_photograph(exif=exif)
    assert b"May anh cua An" in data
    assert b"May anh cua An" not in taken_from("anh.jpg", data).data
