"""The pages of long work, as the people see them who asked for it."""

import make
import make_jobs
import make_people
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import api as jobs
from jobs.running import take_up
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer() -> people.User:
    return make.a_trainer()


@pytest.fixture
def browser(client: Client, trainer: people.User) -> Client:
    client.force_login(trainer)
    return client


def html(browser: Client, job: jobs.Job, more: str = "") -> str:
    reply = browser.get(reverse("job", args=[job.uid]) + more)
    assert reply.status_code == 200
    return reply.content.decode()


def started(task: str, by: people.User, **arguments: object) -> jobs.Job:
    return jobs.start_job(task, arguments, by=by, at=timezone.now())


def test_work_that_waits_says_so_and_the_page_comes_again_without_a_script(
    browser: Client, trainer: people.User
) -> None:
    job = started("test-count", trainer)
    page = html(browser, job)
    assert "đang đợi đến lượt" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert reverse("job_cancel", args=[job.uid]) in page


def test_progress_is_shown_with_figures_and_to_the_script(browser: Client, trainer: people.User) -> None:
    job = take_up(started("test-count", trainer).uid, at=timezone.now())
    assert job is not None
    progress = jobs.Progress(job)
    progress.advance(3200, 10_000)
    page = html(browser, job)
    assert "Đã xong 3.200 trên 10.000 (32%)." in page
    assert 'max="10000" value="3200"' in page
    told = browser.get(reverse("job_progress", args=[job.uid])).json()
    assert (told["done"], told["percent"], told["open"]) == (3200, 32, True)


def test_the_result_shows_counts_remarks_and_the_file(browser: Client, trainer: people.User) -> None:
    remarks = [
        {"line": line, "sentence": f"Câu {line} cần xem.", "weight": "doubt"} for line in range(1, 251)
    ]
    job = make_jobs.a_finished_job(
        trainer,
        sentence="Đã nhập 12.000 câu.",
        counts=[["câu hỏi", 12000]],
        remarks=remarks,
        link={"url": "/quan-tri/", "words": "Xem các câu hỏi"},
    )
    page = html(browser, job)
    for words in ("Đã nhập 12.000 câu.", "<td>12.000</td>", "Câu 100 cần xem.", "Xem các câu hỏi", "(250)"):
        assert words in page
    assert "Câu 101 cần xem." not in page
    assert "Câu 250 cần xem." in html(browser, job, "?trang=3")
    assert 'http-equiv="refresh"' not in page


def test_the_file_comes_as_a_download_to_those_who_may_still_have_it(
    browser: Client, trainer: people.User
) -> None:
    without = make.an_administrator(make.a_unit(parent=make.a_province()))
    first, second = make_jobs.a_finished_job(trainer), make_jobs.a_finished_job(without)
    jobs.Job.objects.update(task="test-count-trainers")
    reply = browser.get(reverse("job_file", args=[first.uid]))
    assert b"".join(reply.streaming_content) == b"a,b\n"
    assert reply["Content-Disposition"].startswith("attachment")
    browser.force_login(without)
    assert browser.get(reverse("job_file", args=[second.uid])).url == "/quan-tri/"


def test_a_file_whose_time_is_over_is_explained(browser: Client, trainer: people.User) -> None:
    job = make_jobs.a_finished_job(trainer)
    jobs.Job.objects.filter(pk=job.pk).update(result_file="")
    assert "nay đã xóa" in html(browser, job)
    assert browser.get(reverse("job_file", args=[job.uid])).status_code == 404


def test_cancelling_by_the_button(browser: Client, trainer: people.User) -> None:
    job = started("test-count", trainer)
    page = browser.post(reverse("job_cancel", args=[job.uid]), follow=True)
    assert "Đã hủy việc" in page.content.decode()
    assert jobs.run_waiting_jobs() == 0
    assert jobs.AuditEntry.objects.filter(action="job.cancelled", by=trainer).count() == 1
    page = browser.post(reverse("job_cancel", args=[job.uid]), follow=True)
    assert "đã kết thúc trước khi kịp hủy" in page.content.decode()


def test_poison_is_shown_with_what_to_do_and_can_be_begun_again(
    browser: Client, trainer: people.User
) -> None:
    job = started("test-stumble", trainer)
    jobs.run_waiting_jobs()
    page = html(browser, job)
    assert "Việc gặp lỗi và dừng 3 lần" in page
    assert "ZeroDivisionError" in page
    assert job.uid in page
    browser.post(reverse("job_again", args=[job.uid]))
    assert jobs.run_waiting_jobs() == 3


def test_a_refusal_is_read_on_the_page(browser: Client, trainer: people.User) -> None:
    job = started("test-refuse", trainer)
    jobs.run_waiting_jobs()
    assert "Tệp không có dòng nào." in html(browser, job)


def test_work_of_a_task_that_is_gone_still_has_its_page(browser: Client, trainer: people.User) -> None:
    job = make_jobs.a_finished_job(trainer)
    jobs.Job.objects.filter(pk=job.pk).update(task="gone")
    assert "Việc của phiên bản trước" in html(browser, job)
    assert browser.get(reverse("job_file", args=[job.uid])).status_code == 302


def test_work_that_nobody_takes_up_asks_for_help(browser: Client, trainer: people.User) -> None:
    job = jobs.start_job("test-count", by=trainer, at=make.NOON)
    assert "Việc đã đợi lâu" in html(browser, job)


def test_everybody_sees_the_own_work_and_the_province_sees_all(client: Client) -> None:
    hy = make_people.a_small_province()
    mine = make_jobs.a_finished_job(hy.administrator)
    client.force_login(hy.other_administrator)
    assert client.get(reverse("job", args=[mine.uid])).status_code == 404
    assert mine.uid not in client.get(reverse("jobs")).content.decode()
    for person in (hy.administrator, hy.provincial):
        client.force_login(person)
        assert client.get(reverse("job", args=[mine.uid])).status_code == 200
        page = client.get(reverse("jobs")).content.decode()
        assert mine.uid in page
        assert (hy.administrator.full_name in page) == (person == hy.provincial)


def test_the_list_asks_the_same_number_of_questions_however_long(
    browser: Client, trainer: people.User, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(30):
        make_jobs.a_finished_job(trainer)
    browser.get(reverse("jobs"))
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("jobs")).content.decode().count("/quan-tri/cong-viec/") > 30
