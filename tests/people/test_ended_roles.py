"""A role ends by its date, at that moment and everywhere: also where nobody has put Django's groups right since."""

from datetime import timedelta

import make
import make_jobs
import pytest
from django.test import Client
from django.utils import timezone

from jobs import api as jobs
from people import api as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds_of_work")]


@pytest.fixture
def kinds_of_work(settings) -> None:  # type: ignore[no-untyped-def]
    settings.JOB_TASKS = [*settings.JOB_TASKS, *make_jobs.TASKS]


@pytest.fixture
def trainer() -> people.User:
    person = make.a_person(unit=make.a_unit())
    people.grant_role(
        person,
        people.Role.TRAINER,
        make.a_unit(),
        by=None,
        at=timezone.now(),
        until=timezone.now() + timedelta(days=1),
    )
    return people.User.objects.get(pk=person.pk)


def end_by_its_date(person: people.User) -> people.User:
    """The day has come; nobody has opened the admin since. As another process finds the person then."""
    person.grants.update(until=timezone.now() - timedelta(seconds=1))
    assert person.groups.filter(name="trainer").exists()
    return people.User.objects.get(pk=person.pk)


def test_work_that_waits_is_not_done_for_a_role_that_has_ended(trainer: people.User) -> None:
    job = jobs.start_job("test-count-trainers", by=trainer, at=timezone.now())
    end_by_its_date(trainer)
    jobs.run_waiting_jobs()
    job.refresh_from_db()
    assert (job.state, make_jobs.effects(job)) == (jobs.State.FAILED, 0)


def test_while_the_role_lasts_it_is_done(trainer: people.User) -> None:
    job = jobs.start_job("test-count-trainers", by=trainer, at=timezone.now())
    jobs.run_waiting_jobs()
    job.refresh_from_db()
    assert (job.state, make_jobs.effects(job)) == (jobs.State.DONE, 1)


def test_my_training_leads_to_the_admin_while_the_role_lasts(client: Client, trainer: people.User) -> None:
    client.force_login(trainer)
    assert "/quan-tri/" in client.get("/viec-cua-toi/").content.decode()
    end_by_its_date(trainer)
    assert "/quan-tri/" not in client.get("/viec-cua-toi/").content.decode()
    assert client.get("/quan-tri/").status_code == 403
