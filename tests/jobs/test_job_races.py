"""Several at once on one job, on PostgreSQL with real threads; each race has a control with its guard off.

SQLite lets one writer in at a time and would pass anything.
"""

from __future__ import annotations

from typing import Any

import make
import make_jobs
import pytest
from django.db import transaction
from django.utils import timezone
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, together, without

from jobs import api as jobs
from jobs import progress as progress_module
from jobs import running
from jobs.job import JobQuerySet
from jobs.running import take_up

pytestmark = ON_POSTGRES
State = jobs.State


def meet_after_looking(monkeypatch: pytest.MonkeyPatch, *, guarded: bool, patience: float = GUARDED) -> None:
    """Both parties wait for each other once each has read the job; where a lock keeps one out, the other goes on."""
    meeting = Meeting(2, patience=patience if guarded else UNGUARDED)
    get, first = JobQuerySet.get, JobQuerySet.first

    def get_and_wait(self: JobQuerySet, *args: Any, **kwargs: Any) -> Any:
        found = get(self, *args, **kwargs)
        meeting.wait()
        return found

    def first_and_wait(self: JobQuerySet) -> Any:
        found = first(self)
        meeting.wait()
        return found

    monkeypatch.setattr(JobQuerySet, "get", get_and_wait)
    monkeypatch.setattr(JobQuerySet, "first", first_and_wait)
    if not guarded:
        monkeypatch.setattr(JobQuerySet, "select_for_update", lambda self, **kwargs: self)


def taken_by_two(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> int:
    job = jobs.start_job("test-count", by=None, at=make.NOON)
    with monkeypatch.context() as patched:
        meet_after_looking(patched, guarded=guarded)
        outcomes = together(*[lambda: take_up(job.uid, at=timezone.now())] * 2)
    return sum(isinstance(each, jobs.Job) for each in outcomes)


def test_two_workers_at_one_job_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_by_two(monkeypatch, guarded=True) == 1


def test_control_without_the_lock_both_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_by_two(monkeypatch, guarded=False) == 2


def finished_and_cancelled(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> tuple[list[Any], jobs.Job]:
    job = take_up(jobs.start_job("test-count", by=None, at=make.NOON).uid, at=timezone.now())
    assert job is not None
    with monkeypatch.context() as patched:
        meet_after_looking(patched, guarded=guarded)
        outcomes = together(
            lambda: make_jobs.COUNT.body(jobs.Progress(job)), lambda: jobs.cancel_job(job, at=timezone.now())
        )
    job.refresh_from_db()
    return outcomes, job


def test_work_is_either_done_or_cancelled_never_both(monkeypatch: pytest.MonkeyPatch) -> None:
    (finished, cancelled), job = finished_and_cancelled(monkeypatch, guarded=True)
    if cancelled is True:
        assert isinstance(finished, jobs.Cancelled)
        assert (job.state, make_jobs.effects(job)) == (State.CANCELLED, 0)
    else:
        assert (finished, cancelled) == (None, False)
        assert (job.state, make_jobs.effects(job)) == (State.DONE, 1)


def test_control_without_the_lock_it_is_both(monkeypatch: pytest.MonkeyPatch) -> None:
    (finished, cancelled), job = finished_and_cancelled(monkeypatch, guarded=False)
    assert (finished, cancelled, make_jobs.effects(job)) == (None, True, 1)


def test_a_double_click_in_two_processes_gives_one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        meet_after_looking(patched, guarded=True)
        outcomes = together(
            *[lambda: jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:9")] * 2
        )
    assert [type(each) for each in outcomes] == [jobs.Job, jobs.Job], outcomes
    assert outcomes[0].pk == outcomes[1].pk
    assert jobs.Job.objects.count() == 1


def test_control_without_the_constraint_there_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    with without(jobs.Job, "one_job_per_effect", clearing=(jobs.Job,)):
        with monkeypatch.context() as patched:
            meet_after_looking(patched, guarded=True, patience=UNGUARDED)
            together(*[lambda: jobs.start_job("test-count", by=None, at=make.NOON, effect_key="nhập:9")] * 2)
        assert jobs.Job.objects.count() == 2


def test_a_late_worker_and_the_one_that_took_over_have_one_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    late = take_up(jobs.start_job("test-count", by=None, at=make.NOON).uid, at=make.NOON)
    assert late is not None
    assert jobs.reap_jobs(at=timezone.now()) == 1
    together(lambda: make_jobs.COUNT.body(jobs.Progress(late)), lambda: running.run(late.uid, beating=False))
    late.refresh_from_db()
    assert (late.state, make_jobs.effects(late)) == (State.DONE, 1)


def test_control_without_the_fence_there_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    late = take_up(jobs.start_job("test-count", by=None, at=make.NOON).uid, at=make.NOON)
    assert late is not None
    assert jobs.reap_jobs(at=timezone.now()) == 1
    unfenced = jobs.Progress(late)

    def finish_whatever_happened(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            jobs.Job.objects.filter(pk=late.pk).update(state=State.DONE)

    monkeypatch.setattr(unfenced, "finish", finish_whatever_happened)
    monkeypatch.setattr(progress_module.Progress, "write", lambda self: None)
    make_jobs.COUNT.body(unfenced)
    jobs.Job.objects.filter(pk=late.pk).update(state=State.WAITING)
    running.run(late.uid, beating=False)
    assert make_jobs.effects(late) == 2
