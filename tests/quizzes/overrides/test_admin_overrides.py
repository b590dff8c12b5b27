"""Administrators give people, classes and units of their own subtree other conditions, with a reason, and end them."""

import re
from datetime import datetime, timedelta
from typing import Any

import make
import make_quizzes
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import api as jobs
from jobs.progress import Progress
from people import api as people
from quizzes import api as quizzes
from quizzes.attempts import outage_views
from quizzes.attempts.outage_work import give_in_background
from quizzes.overrides import Conditions, Override, conditions_for

pytestmark = pytest.mark.django_db

LIST = reverse("overrides")
END = reverse("override_end")
OUTAGES = reverse("outages")
ADD_OUTAGE = reverse("outage_add")


@pytest.fixture
def commune() -> people.Unit:
    return make.a_unit(name="Xã Tân Hưng", parent=make.a_province())


@pytest.fixture
def village(commune: people.Unit) -> people.Unit:
    return make.a_unit(name="Thôn Đông", type="village", parent=commune)


@pytest.fixture
def other() -> people.Unit:
    return make.a_unit(name="Xã Đông Khác", parent=make.a_province())


@pytest.fixture
def administrator(client: Client, commune: people.Unit) -> Client:
    client.force_login(make.an_administrator(commune))
    return client


@pytest.fixture
def learner(village: people.Unit) -> people.User:
    return make.a_person("Đỗ Thị Ngữ", unit=village)


@pytest.fixture
def stranger(other: people.Unit) -> people.User:
    return make.a_person("Đỗ Thị Ngữ Khác", unit=other)


def a_cohort(unit: people.Unit, title: str, *members: people.User) -> people.Cohort:
    cohort = people.Cohort(title=title, unit=unit)
    cohort.tidy()
    cohort.save()
    people.add_to_cohort(cohort, list(members), by=None, at=make.NOON)
    return cohort


def address_of(thing: Any) -> str:
    if isinstance(thing, people.Cohort):
        return reverse("override_cohort", args=[thing.uid])
    if isinstance(thing, people.Unit):
        return reverse("override_unit", args=[thing.uid])
    return reverse("override_person", args=[thing.pk])


def give(client: Client, thing: Any, **changes: Any) -> Any:
    fields = ("quiz", "extra_percent", "extra_minutes", "opens_at", "closes_at", "attempts_allowed")
    return client.post(address_of(thing), {**dict.fromkeys(fields, ""), "reason": "Mắt kém", **changes})


def conditions_of(person: people.User) -> Conditions:
    return conditions_for(person, make_quizzes.a_quiz(), at=timezone.now())


def test_people_classes_and_units_are_found_without_marks_and_nobody_elsewhere(
    administrator: Client,
    learner: people.User,
    stranger: people.User,
    village: people.Unit,
    other: people.Unit,
) -> None:
    mine, foreign = a_cohort(village, "Lớp Đông"), a_cohort(other, "Lớp Đông xã khác")
    page = administrator.get(reverse("override_choose"), {"q": "do thi ngu"}).content.decode()
    assert address_of(learner) in page
    assert "Thôn Đông, Xã Tân Hưng" in page
    assert address_of(stranger) not in page
    page = administrator.get(reverse("override_choose"), {"q": "dong"}).content.decode()
    assert address_of(mine) in page
    assert address_of(village) in page
    assert address_of(foreign) not in page
    assert address_of(other) not in page


def test_one_form_gives_all_conditions(administrator: Client, learner: people.User) -> None:
    quiz = make_quizzes.a_quiz()
    form = {
        "quiz": quiz.uid,
        "extra_percent": "50", "extra_minutes": "10", "opens_at": "24/11/2026 07:30",
        "closes_at": "2026-12-01 17:00", "attempts_allowed": "3",
    }  # fmt: skip
    assert administrator.get(address_of(learner)).status_code == 200
    assert give(administrator, learner, **form)["Location"] == LIST
    assert conditions_for(learner, quiz, at=timezone.now()) == Conditions(
        50,
        10,
        datetime(2026, 11, 24, 7, 30, tzinfo=make.LOCAL),
        datetime(2026, 12, 1, 17, 0, tzinfo=make.LOCAL),
        3,
    )
    page = administrator.get(LIST).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "17:00, 01/12/2026" in page
    entry = jobs.AuditEntry.objects.get(action="override.given")
    assert entry.person == learner
    assert entry.details["extra_minutes"] == 10


def test_what_is_given_to_a_class_or_a_unit_reaches_its_people_and_their_running_attempts(
    administrator: Client, learner: people.User, village: people.Unit
) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40)
    attempt = quizzes.start_attempt(learner, quiz, at=timezone.now())
    before = attempt.deadline
    give(administrator, a_cohort(village, "Lớp Đông", learner), extra_minutes="10")
    give(administrator, village, extra_minutes="20", quiz=quiz.uid)
    page = administrator.get(LIST).content.decode()
    attempt.refresh_from_db()
    assert attempt.deadline - before == timedelta(minutes=20)
    assert "Lớp Đông" in page
    assert "Thôn Đông, Xã Tân Hưng" in page
    assert re.search(r"1 running attempt|1 lượt", page)


def test_giving_again_replaces_what_was_given_before_and_shows_it_first(
    administrator: Client, learner: people.User
) -> None:
    give(administrator, learner, extra_percent="50", reason="Lần đầu")
    assert "Lần đầu" in administrator.get(address_of(learner)).content.decode()
    give(administrator, learner, extra_percent="25")
    assert conditions_of(learner) == Conditions(25)
    assert Override.objects.filter(ended_at__isnull=True).count() == 1


def test_conditions_are_ended_once_and_stay_in_the_history(
    administrator: Client, learner: people.User
) -> None:
    give(administrator, learner, extra_percent="50")
    row = Override.objects.get()
    for _press in range(2):
        assert administrator.post(END, {"row": str(row.pk)}).status_code == 302
    assert conditions_of(learner) == Conditions()
    administrator.get(LIST)
    assert "Mắt kém" not in administrator.get(LIST).content.decode()
    assert "Mắt kém" in administrator.get(LIST, {"ket-thuc": "1"}).content.decode()
    assert jobs.AuditEntry.objects.filter(action="override.ended", person=learner).count() == 1


def test_nobody_outside_the_own_subtree_is_reached(
    administrator: Client, stranger: people.User, other: people.Unit
) -> None:
    for thing in (stranger, other, other.parent, a_cohort(other, "Lớp khác")):
        assert administrator.get(address_of(thing)).status_code == 404
        assert give(administrator, thing, extra_percent="50").status_code == 404
    rows = [
        Override.objects.create(extra_percent=50, reason="Riêng", person=stranger),
        Override.objects.create(extra_percent=50, reason="Riêng", unit=other),
        Override.objects.create(extra_percent=50, reason="Riêng", unit=other.parent),
    ]
    for row in rows:
        assert administrator.post(END, {"row": str(row.pk)}).status_code == 404
    for odd in ("", "x", "9" * 30, "-1"):
        assert administrator.post(END, {"row": odd}).status_code == 404
    assert "Riêng" not in administrator.get(LIST, {"ket-thuc": "1"}).content.decode()
    assert not Override.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"extra_percent": "0"},
        {"extra_percent": "301"},
        {"extra_minutes": "601"},
        {"attempts_allowed": "0"},
        {"extra_percent": "abc"},
        {"extra_percent": "50", "reason": "  "},
        {"opens_at": "mai"},
        {"opens_at": "24/11/2026 08:00", "closes_at": "24/11/2026 07:00"},
        {"extra_percent": "50", "quiz": "khong-co"},
        # In all quizzes: nobody could say whose review waits for it.
        {"closes_at": "24/11/2026 07:00"},
    ],
)
def test_what_cannot_be_given_is_refused_with_words(
    administrator: Client, learner: people.User, changes: dict[str, str]
) -> None:
    answer = give(administrator, learner, **changes)
    assert answer.status_code == 200
    assert re.search(r'class="(error-message|help-block help-critical)"', answer.content.decode())
    assert not Override.objects.exists()


def test_the_list_costs_the_same_whatever_its_length(
    administrator: Client, commune: people.Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        give(administrator, make.a_person(unit=commune), extra_percent="50")
        give(administrator, a_cohort(commune, f"Lớp {number}"), extra_percent="50")
    administrator.get(LIST)
    with django_assert_max_num_queries(18):
        administrator.get(LIST)


def test_learners_and_trainers_give_nothing(learner: people.User) -> None:
    for person in (learner, make.a_trainer()):
        other = Client()
        other.force_login(person)
        assert give(other, learner, extra_percent="50").status_code in {302, 403}
        assert other.post(ADD_OUTAGE, {}).status_code in {302, 403}
    assert not Override.objects.exists()


# --- Outages


def an_outage(where: people.Unit, **changes: Any) -> dict[str, str]:
    now = timezone.localtime(timezone.now())
    usual = {
        "unit": where.uid,
        "quiz": "",
        "began_at": f"{now - timedelta(minutes=20):%d/%m/%Y %H:%M}",
        "ended_at": f"{now - timedelta(minutes=5):%d/%m/%Y %H:%M}",
        "reason": "Mất điện",
        "key": people.random_code(),
    }
    return {**usual, **changes}


@pytest.fixture
def running(learner: people.User) -> quizzes.Attempt:
    at = timezone.now() - timedelta(minutes=30)
    return quizzes.start_attempt(learner, make_quizzes.a_quiz_of(1, minutes=40), at=at)


def test_an_outage_is_looked_at_first_then_given_back_and_only_once(
    administrator: Client, running: quizzes.Attempt, commune: people.Unit
) -> None:
    before = running.deadline
    form = an_outage(commune)
    page = administrator.post(ADD_OUTAGE, form).content.decode()
    assert 'name="confirm"' in page
    running.refresh_from_db()
    assert running.deadline == before
    for _press in range(2):
        assert administrator.post(ADD_OUTAGE, {**form, "confirm": "1"})["Location"] == OUTAGES
    running.refresh_from_db()
    assert running.deadline - before == timedelta(minutes=15)
    page = administrator.get(OUTAGES).content.decode()
    assert "Xã Tân Hưng" in page
    assert "<td>15</td>" in page
    assert jobs.AuditEntry.objects.filter(action="outage.given").count() == 1


def test_many_attempts_get_their_time_in_the_background_and_once(
    administrator: Client,
    running: quizzes.Attempt,
    commune: people.Unit,
    village: people.Unit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = quizzes.start_attempt(make.a_person(unit=village), running.quiz, at=running.started_at)
    before = other.deadline
    monkeypatch.setattr(outage_views, "AT_ONCE", 1)
    form = {**an_outage(commune), "confirm": "1"}
    first, again = (administrator.post(ADD_OUTAGE, form)["Location"] for _press in range(2))
    assert first == again
    assert "/cong-viec/" in first
    assert jobs.run_waiting_jobs() == 1
    for attempt in (running, other):
        attempt.refresh_from_db()
        assert attempt.deadline - before == timedelta(minutes=15)
    page = administrator.get(first).content.decode()
    assert "2 lượt làm bài đã được bù giờ." in page
    assert OUTAGES in page
    # A worker that is lost and taken up again gives nothing twice, and tells of all.
    jobs.Job.objects.update(state=jobs.State.RUNNING)
    job = jobs.Job.objects.get()
    told = give_in_background(Progress(job), **job.arguments)
    assert "2 lượt làm bài" in told["sentence"]
    running.refresh_from_db()
    assert running.deadline - before == timedelta(minutes=15)


def test_work_that_was_cancelled_says_that_given_time_stays_given(
    administrator: Client, running: quizzes.Attempt, commune: people.Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage_views, "AT_ONCE", 0)
    address = administrator.post(ADD_OUTAGE, {**an_outage(commune), "confirm": "1"})["Location"]
    page = administrator.post(f"{address}huy/", follow=True).content.decode()
    assert page.count("Phần đã làm được giữ nguyên.") == 2, "in the message and on the page"
    assert "Không có gì thay đổi" not in page
    jobs.Job.objects.update(state=jobs.State.PARKED, faults=3)
    assert "Phần đã làm được giữ nguyên." in administrator.get(address).content.decode()


def test_in_the_background_only_the_own_units_are_given_time(
    administrator: Client, running: quizzes.Attempt, commune: people.Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage_views, "AT_ONCE", 0)
    address = administrator.post(ADD_OUTAGE, {**an_outage(commune), "confirm": "1"})["Location"]
    people.Grant.objects.all().delete()
    jobs.run_waiting_jobs()
    assert jobs.Job.objects.get(uid=address.split("/")[-2]).state == "failed"
    assert not running.credits.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"began_at": "01/01/2020 08:00"},
        {"ended_at": "01/01/2030 08:00"},
        {"ended_at": "01/01/2020 08:00"},
        {"began_at": ""},
        {"reason": " "},
        {"unit": ""},
        {"key": "x"},
    ],
)
def test_an_outage_that_cannot_be_is_refused(
    administrator: Client, running: quizzes.Attempt, commune: people.Unit, changes: dict[str, str]
) -> None:
    answer = administrator.post(ADD_OUTAGE, {**an_outage(commune, **changes), "confirm": "1"})
    assert answer.status_code == 200
    assert not running.credits.exists()


def test_an_outage_elsewhere_cannot_be_given(
    administrator: Client, other: people.Unit, commune: people.Unit
) -> None:
    for unit in (other, commune.parent):
        for form in (an_outage(unit), an_outage(unit, confirm="1")):
            assert administrator.post(ADD_OUTAGE, form).status_code == 404
    chief = Client()
    chief.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    assert chief.post(ADD_OUTAGE, an_outage(other, confirm="1")).status_code == 302
    assert "Xã Đông Khác" in chief.get(OUTAGES).content.decode()
    assert "Xã Đông Khác" not in administrator.get(OUTAGES).content.decode()
