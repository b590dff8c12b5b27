"""Workers in processes of their own: killed in the middle, stopped in order, several for one job. Both databases."""

from datetime import timedelta
from pathlib import Path

import make_jobs
import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from make_jobs import WorkerProcess, effects, wait_until

from jobs import api as jobs

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
State = jobs.State


def started(task: str, **arguments: object) -> jobs.Job:
    return jobs.start_job(task, arguments, by=None, at=timezone.now())


def test_a_worker_does_what_waits() -> None:
    job = started("test-count", rows=5)
    assert WorkerProcess("--batch").end() == 0
    job.refresh_from_db()
    assert (job.state, job.done, effects(job)) == (State.DONE, 5, 1)


def test_work_of_a_killed_worker_is_taken_up_and_has_one_effect(tmp_path: Path) -> None:
    job = started("test-wait", folder=str(tmp_path))
    victim = WorkerProcess()
    wait_until((tmp_path / "here-1").exists)
    victim.kill()
    job.refresh_from_db()
    assert (job.state, effects(job)) == (State.RUNNING, 0), "nothing of the half is kept"

    assert jobs.reap_jobs(at=timezone.now() + timedelta(seconds=45)) == 1
    (tmp_path / "go").touch()
    assert WorkerProcess("--batch").end() == 0
    job.refresh_from_db()
    assert (job.state, job.tries, job.faults, effects(job)) == (State.DONE, 2, 1, 1)
    assert not DBTaskResult.objects.running().exists()


def test_a_worker_takes_up_by_itself_what_a_dead_one_left(tmp_path: Path) -> None:
    job = started("test-wait", folder=str(tmp_path))
    victim = WorkerProcess()
    wait_until((tmp_path / "here-1").exists)
    victim.kill()
    jobs.Job.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))
    (tmp_path / "go").touch()
    assert WorkerProcess("--batch").end() == 0
    job.refresh_from_db()
    assert (job.state, job.tries, effects(job)) == (State.DONE, 2, 1)


def test_work_that_kills_three_workers_is_parked(tmp_path: Path) -> None:
    job = started("test-wait", folder=str(tmp_path))
    for number in (1, 2, 3):
        victim = WorkerProcess()
        wait_until((tmp_path / f"here-{number}").exists)
        victim.kill()
        assert jobs.reap_jobs(at=timezone.now() + timedelta(seconds=45)) == 1
    job.refresh_from_db()
    assert (job.state, effects(job)) == (State.PARKED, 0)
    assert not DBTaskResult.objects.ready().exists()


def test_a_worker_that_is_asked_to_stop_hands_its_work_back(tmp_path: Path) -> None:
    job = started("test-wait-between", folder=str(tmp_path))
    worker = WorkerProcess()
    wait_until((tmp_path / "here-1").exists)
    assert worker.stop() == 0
    job.refresh_from_db()
    assert (job.state, job.faults) == (State.WAITING, 0)
    (tmp_path / "go").touch()
    assert WorkerProcess("--batch").end() == 0
    job.refresh_from_db()
    assert (job.state, effects(job)) == (State.DONE, 1)


def test_an_idle_worker_stops_at_once() -> None:
    job = started("test-count")
    worker = WorkerProcess()
    wait_until(lambda: jobs.Job.objects.filter(pk=job.pk, state=State.DONE).exists())
    assert worker.stop() == 0


def test_a_running_worker_gives_signs_of_life_and_hears_of_a_cancellation(tmp_path: Path) -> None:
    job = started("test-wait-between", folder=str(tmp_path))
    worker = WorkerProcess("--batch")
    wait_until((tmp_path / "here-1").exists)
    wait_until(lambda: jobs.Job.objects.filter(pk=job.pk, message="đợi").exists())
    began = jobs.Job.objects.get(pk=job.pk)
    assert began.heartbeat_at > began.started_at
    assert jobs.cancel_job(job, at=timezone.now())
    assert worker.end() == 0
    job.refresh_from_db()
    assert (job.state, effects(job)) == (State.CANCELLED, 0)


def test_three_workers_share_the_work_and_do_nothing_twice() -> None:
    all_jobs = [started("test-count", rows=2) for _ in range(30)]
    workers = [WorkerProcess("--batch") for _ in range(3)]
    assert [worker.end() for worker in workers] == [0, 0, 0]
    for job in all_jobs:
        job.refresh_from_db()
        assert (job.state, job.tries, effects(job)) == (State.DONE, 1, 1)
    assert make_jobs.effects(all_jobs[0]) == 1
