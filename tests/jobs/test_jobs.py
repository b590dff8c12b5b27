"""Long work: asked for once, done once, told in words."""

from datetime import timedelta
from decimal import Decimal

import make
import make_jobs
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult, TaskResultStatus
from wagtail import tasks as wagtail_tasks

from jobs import api as jobs
from jobs.keeping import tidy_results
from jobs.running import run, take_up
from jobs.worker import JobWorker

pytestmark = pytest.mark.django_db
State = jobs.State


def started(task: str, **arguments: object) -> jobs.Job:
    return jobs.start_job(task, arguments, by=None, at=timezone.now())


def test_work_is_done_once_and_tells_what_came_of_it() -> None:
    job = started("test-count", rows=4)
    assert job.state == State.WAITING
    assert jobs.run_waiting_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.tries) == (State.DONE, 4, 4, 1)
    assert job.result["counts"] == [["số dòng", 4]]
    assert jobs.path_of(job.result_file).read_bytes() == b"a,b\n"
    assert make_jobs.effects(job) == 1
    assert jobs.run_waiting_jobs() == 0


def test_what_a_body_returns_is_its_result() -> None:
    job = started("test-return", word="Không có gì để làm.")
    jobs.run_waiting_jobs()
    job.refresh_from_db()
    assert (job.state, job.result) == (State.DONE, {"sentence": "Không có gì để làm."})


def test_a_second_click_finds_the_job_of_the_first() -> None:
    first = jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:1")
    assert jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:1") == first
    jobs.run_waiting_jobs()
    assert jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:1") == first
    assert make_jobs.effects(first) == 1


def test_what_came_to_nothing_can_be_asked_for_again() -> None:
    first = jobs.start_job("test-refuse", by=None, at=make.NOON, effect_key="nhập:2")
    jobs.run_waiting_jobs()
    assert jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:2") != first


def test_a_task_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(jobs.UnknownTask):
        started("os.system")
    assert not jobs.Job.objects.exists()


def test_a_refusal_is_told_and_not_tried_again() -> None:
    job = started("test-refuse")
    assert jobs.run_waiting_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.error, job.tries) == (State.FAILED, "Tệp không có dòng nào.", 1)


def test_poison_is_parked_after_three_tries_and_leaves_nothing() -> None:
    job = started("test-stumble")
    assert jobs.run_waiting_jobs() == 3
    job.refresh_from_db()
    assert (job.state, job.faults) == (State.PARKED, 3)
    assert job.fault.startswith("builtins.ZeroDivisionError make_jobs.py:")
    assert "12345" not in job.fault
    assert make_jobs.effects(job) == 0


def test_parked_work_can_be_begun_again_once() -> None:
    job = started("test-stumble")
    jobs.run_waiting_jobs()
    assert jobs.start_again(job)
    assert not jobs.start_again(job)
    job.refresh_from_db()
    assert (job.state, job.faults) == (State.WAITING, 0)


def test_work_that_was_done_meanwhile_is_not_begun_again() -> None:
    refused = jobs.start_job("test-refuse", by=None, at=make.NOON, effect_key="nhập:3")
    jobs.run_waiting_jobs()
    jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:3")
    jobs.run_waiting_jobs()
    assert not jobs.start_again(refused)


def test_cancelled_work_that_waited_is_never_begun() -> None:
    job = started("test-count")
    assert jobs.cancel_job(job, at=make.NOON)
    run(job.uid, beating=False)
    job.refresh_from_db()
    assert (job.state, make_jobs.effects(job)) == (State.CANCELLED, 0)


def test_what_is_done_cannot_be_cancelled() -> None:
    job = started("test-count")
    jobs.run_waiting_jobs()
    assert not jobs.cancel_job(job, at=make.NOON)


def test_work_that_was_cancelled_while_it_ran_keeps_nothing(settings: object) -> None:
    job = take_up(started("test-count").uid, at=timezone.now())
    assert job is not None
    progress = jobs.Progress(job)
    jobs.cancel_job(job, at=timezone.now())
    with pytest.raises(jobs.Cancelled):
        make_jobs.COUNT.body(progress, rows=2)
    assert make_jobs.effects(job) == 0


def test_a_body_hears_of_the_cancellation_at_its_next_word() -> None:
    job = take_up(started("test-count").uid, at=timezone.now())
    assert job is not None
    progress = jobs.Progress(job)
    jobs.cancel_job(job, at=timezone.now())
    with pytest.raises(jobs.Cancelled):
        progress.say("tiếp")


def test_progress_is_written_at_most_once_a_second(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    job = take_up(started("test-count").uid, at=timezone.now())
    assert job is not None
    progress = jobs.Progress(job)
    with django_assert_num_queries(1):
        for row in range(1000):
            progress.advance(row, 1000)


def test_a_worker_that_wakes_up_late_writes_nothing() -> None:
    """Fencing: the first worker was thought dead, the second did the work; then the first goes on."""
    late = take_up(started("test-count").uid, at=timezone.now())
    assert late is not None
    assert jobs.reap_jobs(at=timezone.now() + timedelta(seconds=31)) == 1
    assert jobs.run_waiting_jobs() == 1
    assert make_jobs.effects(late) == 1
    with pytest.raises(jobs.Cancelled):
        make_jobs.COUNT.body(jobs.Progress(late))
    assert make_jobs.effects(late) == 1
    late.refresh_from_db()
    assert (late.state, late.tries) == (State.DONE, 2)


def test_a_late_worker_cannot_finish_what_another_holds() -> None:
    late = take_up(started("test-count").uid, at=timezone.now())
    assert late is not None
    jobs.reap_jobs(at=timezone.now() + timedelta(seconds=31))
    assert take_up(late.uid, at=timezone.now()) is not None
    with pytest.raises(jobs.Cancelled):
        jobs.Progress(late).finish()


def test_silence_of_thirty_seconds_is_death_and_less_is_not() -> None:
    job = take_up(started("test-count").uid, at=make.NOON)
    assert job is not None
    assert jobs.reap_jobs(at=make.NOON + timedelta(seconds=30)) == 0
    assert jobs.reap_jobs(at=make.NOON + timedelta(seconds=31)) == 1
    assert jobs.reap_jobs(at=make.NOON + timedelta(seconds=31)) == 0


def test_work_that_kills_its_worker_three_times_is_parked() -> None:
    job = jobs.start_job("test-count", by=None, at=make.NOON)
    for _ in range(3):
        assert take_up(job.uid, at=make.NOON)
        assert jobs.reap_jobs(at=make.NOON + timedelta(minutes=1)) == 1
    job.refresh_from_db()
    assert (job.state, job.faults) == (State.PARKED, 3)
    assert jobs.run_waiting_jobs() == 0


def test_work_whose_worker_died_before_it_began_is_put_back() -> None:
    job = jobs.start_job("test-count", by=None, at=make.NOON)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=make.NOON)
    assert jobs.reap_jobs(at=make.NOON + timedelta(seconds=29)) == 0
    assert jobs.reap_jobs(at=make.NOON + timedelta(seconds=31)) == 1
    assert DBTaskResult.objects.ready().count() == 1
    job.refresh_from_db()
    assert (job.state, job.faults) == (State.WAITING, 0)


def test_work_that_only_waits_long_is_left_alone() -> None:
    jobs.start_job("test-count", by=None, at=make.NOON)
    assert jobs.reap_jobs(at=make.NOON + timedelta(hours=9)) == 0


def test_work_is_not_done_for_somebody_who_lost_the_right() -> None:
    trainer = make.a_trainer()
    job = jobs.start_job("test-count-trainers", by=trainer, at=make.NOON)
    trainer.groups.clear()
    jobs.run_waiting_jobs()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert make_jobs.effects(job) == 0


def test_files_are_kept_seven_days_and_the_jobs_for_ever() -> None:
    job = started("test-count")
    jobs.run_waiting_jobs()
    job.refresh_from_db()
    file = jobs.path_of(job.result_file)
    assert tidy_results(at=timezone.now() + timedelta(days=6, hours=23)) == 0
    assert file.exists()
    assert tidy_results(at=timezone.now() + timedelta(days=7, minutes=1)) == 1
    assert not file.exists()
    job.refresh_from_db()
    assert (job.state, job.result_file) == (State.DONE, "")


def test_a_file_that_no_job_names_is_swept_after_a_day() -> None:
    name = jobs.keep_file("niemand", b"x")
    assert tidy_results(at=timezone.now() + timedelta(hours=23)) == 0
    assert tidy_results(at=timezone.now() + timedelta(hours=25)) == 1
    assert not jobs.path_of(name).exists()


def test_the_small_tasks_of_wagtail_are_done_at_once() -> None:
    """A new page is found by search without a worker."""
    assert wagtail_tasks.update_reference_index_task.backend == "default"
    assert isinstance(task_backends["default"], ImmediateBackend)
    assert isinstance(task_backends["background"], DatabaseBackend)


def test_an_idle_worker_only_reads() -> None:
    """On SQLite whoever writes keeps all others waiting: learners save their answers beside this."""
    worker = JobWorker(batch=True)
    with CaptureQueriesContext(connection) as asked:
        assert not worker.one_round()
    assert asked.captured_queries
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_words_that_are_translated_late_are_kept_as_words() -> None:
    job = started("test-return", word="x")
    taken = take_up(job.uid, at=timezone.now())
    assert taken is not None
    jobs.Progress(taken).finish({"sentence": gettext_lazy("Home"), "counts": [["điểm", Decimal("8.50")]]})
    job.refresh_from_db()
    assert job.result == {"sentence": "Trang chủ", "counts": [["điểm", "8.50"]]}
