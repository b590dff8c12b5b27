"""The wizard of imports and the page of exports, walked through by their addresses."""

import re
from datetime import timedelta
from pathlib import Path

import make
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from make_sheets import entries

from jobs import api as jobs
from people import api as people
from sheets.uploads import SALT, Upload, tidy_uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_wizard")]
CHOOSE = "/quan-tri/nhap-tep/dong/"


@pytest.fixture
def trainer() -> people.User:
    return make.a_trainer()


@pytest.fixture
def browser(client: Client, trainer: people.User) -> Client:
    client.force_login(trainer)
    return client


def sent(
    browser: Client, text: str | bytes, *, name: str = "dong.txt", shelf: str = "a", follow: bool = True
):  # type: ignore[no-untyped-def]
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, data)
    return browser.post(CHOOSE, {"file": file, "file_format": "txt", "shelf": shelf}, follow=follow)


def confirmed(browser: Client, page, *, follow: bool = True):  # type: ignore[no-untyped-def]
    """Press the button of the preview."""
    html = page.content.decode()
    reference = re.search(r'name="file" value="([^"]+)"', html)
    assert reference, "the preview has no button to import"
    upload = Upload.objects.get()
    address = reverse("sheets_confirm", args=["dong", upload.uid])
    return browser.post(address, {"file": reference[1].replace("&quot;", '"')}, follow=follow)


def files(tmp_path: Path) -> list[Path]:
    return [each for each in (tmp_path / "private" / "uploads").glob("*") if each.is_file()]


def test_from_the_file_to_the_result(
    browser: Client, trainer: people.User, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    page = browser.get(CHOOSE)
    assert "Mỗi dòng là một mục." in page.content.decode()
    page = sent(browser, "Một\n? hai\n~ ba\n")
    html = page.content.decode()
    assert page.redirect_chain
    assert "? hai" in html
    assert "Cần xem." in html
    assert "<mark>~ ba</mark>" in html
    assert not entries().exists(), "nothing is written before the yes"
    assert len(files(tmp_path)) == 2

    page = confirmed(browser, page)
    assert page.templates[0].name == "jobs/job.html"
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.run_waiting_jobs() == 1
    page = browser.get(page.request["PATH_INFO"])
    assert "Đã nhập 3 dòng." in page.content.decode()
    assert [entry.details["line"] for entry in entries()] == ["Một", "? hai", "~ ba"]
    entry = jobs.AuditEntry.objects.get(action="file.imported")
    assert (entry.by, entry.details["what"], entry.details["rows"]) == (trainer, "dong", 3)
    assert files(tmp_path) == [], "the file is gone after the import"


def test_a_double_click_on_the_button_gives_one_job(browser: Client) -> None:
    page = sent(browser, "Một\n")
    first, second = confirmed(browser, page, follow=False), confirmed(browser, page, follow=False)
    assert first.url == second.url
    jobs.run_waiting_jobs()
    assert confirmed(browser, page, follow=False).url == first.url
    assert jobs.Job.objects.count() == 1
    assert entries().count() == 1


def test_a_file_whose_import_was_cancelled_can_be_confirmed_again(browser: Client) -> None:
    page = sent(browser, "Một\n")
    address = page.request["PATH_INFO"]
    first = confirmed(browser, page)
    browser.post(reverse("job_cancel", args=[jobs.Job.objects.get().uid]))
    jobs.run_waiting_jobs()
    assert not entries().exists()

    again = browser.get(address)
    assert "Nhập 1 dòng" in again.content.decode(), "the file still waits for its yes"
    second = confirmed(browser, again)
    assert second.request["PATH_INFO"] != first.request["PATH_INFO"]
    jobs.run_waiting_jobs()
    assert entries().count() == 1
    assert browser.get(address).url == second.request["PATH_INFO"]


def test_a_file_with_errors_cannot_be_imported(browser: Client) -> None:
    page = sent(browser, "Một\n! hai\nba\n")
    html = page.content.decode()
    assert "Dòng sai: ! hai" in html
    assert re.search(r'<td class="number">2</td>', html)
    assert 'name="file"' not in html
    upload = Upload.objects.get()
    browser.post(reverse("sheets_confirm", args=["dong", upload.uid]), {"file": upload.reference})
    assert not jobs.Job.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04", "Đây không phải là tệp văn bản."),
        (b"\xff\xfe\x00", "Không đọc được tệp"),
        (b"boom\n", "Không đọc được tệp"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    browser: Client, data: bytes, sentence: str
) -> None:
    assert sentence in sent(browser, data).content.decode()
    assert not Upload.objects.exists()


def test_an_empty_file_and_a_missing_one_are_said_so(browser: Client) -> None:
    for file in ({"file": SimpleUploadedFile("x.txt", b"")}, {}):
        page = browser.post(CHOOSE, {**file, "file_format": "txt", "shelf": "a"})
        assert "error-message" in page.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("make_sheets.LinesImporter.most_bytes", 1_000_000)
    assert "lớn hơn 1 MB" in sent(browser, b"x" * 1_000_001).content.decode()
    assert not Upload.objects.exists()


def test_a_large_file_is_read_in_the_background(browser: Client) -> None:
    page = sent(browser, "Một dòng dài\n" * 200_000)
    assert page.templates[0].name == "jobs/job.html"
    jobs.run_waiting_jobs()
    upload = Upload.objects.get()
    html = browser.get(page.request["PATH_INFO"]).content.decode()
    assert reverse("sheets_preview", args=["dong", upload.uid]) in html
    html = browser.get(reverse("sheets_preview", args=["dong", upload.uid])).content.decode()
    assert "200.000" in html
    assert html.count("Một dòng dài") == 50


def test_a_large_file_that_cannot_be_read_leads_to_another_one(browser: Client) -> None:
    page = sent(browser, "boom\n" + "Một dòng dài\n" * 200_000)
    jobs.run_waiting_jobs()
    html = browser.get(page.request["PATH_INFO"]).content.decode()
    assert "Không đọc được tệp" in html
    assert re.search(rf'<a class="button" href="{CHOOSE}">Chọn tệp khác</a>', html)


def test_rows_come_page_by_page_and_doubtful_ones_alone(browser: Client) -> None:
    page = sent(
        browser, "\n".join(f"{'? ' if row % 100 == 0 else ''}dòng-{row}-" for row in range(1, 10_001))
    )
    html = page.content.decode()
    assert "dòng-50-" in html
    assert "dòng-51-" not in html
    address = page.request["PATH_INFO"]
    assert "dòng-9999-" in browser.get(f"{address}?trang=200").content.decode()
    doubtful = browser.get(f"{address}?xem=nghi-ngo&trang=2").content.decode()
    assert "? dòng-5100-" in doubtful
    assert "dòng-5101-" not in doubtful


def test_the_file_must_be_the_one_that_was_looked_at(browser: Client) -> None:
    sent(browser, "Một\n")
    upload = Upload.objects.get()
    other = signing.Signer(salt=SALT).sign_object({"uid": upload.uid, "sha256": "0" * 64})
    for reference in ("", "x", upload.reference[:-1] + "x", other):
        browser.post(reverse("sheets_confirm", args=["dong", upload.uid]), {"file": reference})
    assert not jobs.Job.objects.exists()


def test_a_file_that_changed_on_the_disk_is_not_imported(browser: Client) -> None:
    page = sent(browser, "Một\n")
    jobs.path_of(Upload.objects.get().file).write_bytes(b"Hai\n")
    page = confirmed(browser, page)
    jobs.run_waiting_jobs()
    assert "hỏng" in browser.get(page.request["PATH_INFO"]).content.decode()
    assert not entries().exists()


def test_a_fault_in_the_middle_keeps_nothing(browser: Client) -> None:
    page = confirmed(browser, sent(browser, "Một\nkaboom\n"))
    jobs.run_waiting_jobs()
    html = browser.get(page.request["PATH_INFO"]).content.decode()
    assert "ZeroDivisionError" in html
    assert not entries().exists()
    assert not jobs.AuditEntry.objects.filter(action="file.imported").exists()
    assert Upload.objects.get().file, "it can be begun again"


def test_two_people_at_once_do_not_meet(browser: Client) -> None:
    sent(browser, "Một\n")
    upload = Upload.objects.get()
    other = Client()
    other.force_login(make.a_trainer())
    for name in ("sheets_preview", "sheets_confirm", "sheets_discard"):
        method = other.get if name == "sheets_preview" else other.post
        assert method(reverse(name, args=["dong", upload.uid])).status_code == 404
    assert sent(other, "Hai\n", shelf="b").status_code == 200
    assert Upload.objects.count() == 2


def test_another_file_can_be_chosen_instead(
    browser: Client, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    sent(browser, "Một\n")
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(reverse("sheets_discard", args=["dong", upload.uid]), follow=True)
    assert page.redirect_chain[-1][0] == CHOOSE
    assert not Upload.objects.exists()
    assert files(tmp_path) == []


def test_what_nobody_confirmed_is_gone_after_a_day(
    browser: Client, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    page = sent(browser, "Một\n")
    assert tidy_uploads(at=timezone.now() + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy_uploads(at=timezone.now() + timedelta(hours=25)) == 1
    assert files(tmp_path) == []
    assert browser.get(page.request["PATH_INFO"]).status_code == 404


def test_a_file_that_waits_for_its_import_is_kept(browser: Client) -> None:
    confirmed(browser, sent(browser, "Một\n"))
    assert tidy_uploads(at=timezone.now() + timedelta(days=2)) == 0
    jobs.run_waiting_jobs()
    assert entries().count() == 1


def test_without_the_permission_nothing_is_there(client: Client) -> None:
    client.force_login(make.an_administrator(make.a_unit(parent=make.a_province())))
    assert client.get(CHOOSE).url == "/quan-tri/"
    assert client.get("/quan-tri/xuat-tep/dong/").url == "/quan-tri/"


def test_what_is_not_in_the_list_does_not_exist(browser: Client) -> None:
    assert browser.get("/quan-tri/nhap-tep/khac/").status_code == 404
    assert browser.get("/quan-tri/xuat-tep/khac/").status_code == 404


def test_the_sample_is_a_download(browser: Client) -> None:
    reply = browser.get(reverse("sheets_sample", args=["dong", "txt"]))
    assert reply["Content-Disposition"].startswith("attachment")
    assert browser.get(reverse("sheets_sample", args=["dong", "khac"])).status_code == 404


# --- exports


def exported(browser: Client, *, follow: bool = False):  # type: ignore[no-untyped-def]
    return browser.post("/quan-tri/xuat-tep/dong/", {"shelf": "a"}, follow=follow)


def keep(*lines: str) -> None:
    for line in lines:
        jobs.record("line.test", by=None, at=make.NOON, details={"line": line, "shelf": "a"})


def test_a_small_export_comes_at_once(browser: Client, trainer: people.User) -> None:
    keep("Một", "Hai")
    reply = exported(browser)
    assert reply.content.decode() == "Một\nHai"
    assert "attachment" in reply["Content-Disposition"]
    assert jobs.AuditEntry.objects.get(action="file.exported").by == trainer


def test_a_large_export_is_work_in_the_background(browser: Client) -> None:
    keep("Một", "Hai", "Ba", "Bốn")
    page = exported(browser, follow=True)
    assert page.templates[0].name == "jobs/job.html"
    jobs.run_waiting_jobs()
    job = jobs.Job.objects.get()
    reply = browser.get(reverse("job_file", args=[job.uid]))
    assert b"".join(reply.streaming_content).decode() == "Một\nHai\nBa\nBốn"
    assert jobs.AuditEntry.objects.filter(action="file.exported").count() == 1


def test_what_an_export_could_not_hold_is_said(browser: Client) -> None:
    keep("mất")
    page = exported(browser, follow=True)
    jobs.run_waiting_jobs()
    assert "Mất dấu." in browser.get(page.request["PATH_INFO"]).content.decode()


def test_an_export_of_nothing_is_said_so(browser: Client) -> None:
    assert "Không có gì để xuất" in exported(browser).content.decode()
