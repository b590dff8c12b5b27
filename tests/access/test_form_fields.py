"""Fields that no form has are sent with every form: nothing of them takes effect."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import make
import make_bank
import pytest
from access.world import COMMUNE, LEARNER, PROVINCE, TRAINER, World
from django.test import Client

from courses import api as courses
from people import api as people
from quizzes import api as quizzes
from quizzes.bank.questions import Question
from quizzes.overrides import Override

pytestmark = pytest.mark.django_db

LATE = "2030-01-01 00:00:00"


def unasked(world: World) -> dict[str, Any]:
    """What somebody might hope that a form takes."""
    return {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": "1",
        "user_permissions": "1",
        "password": "12345678",
        "person": str(world.foreign.person.pk),
        "person_id": str(world.foreign.person.pk),
        "user": str(world.foreign.person.pk),
        "id": str(world.foreign.person.pk),
        "pk": "1",
        "by": str(world.superuser.pk),
        "source": "administrator",
        "score": "100",
        "earned": "20",
        "percent": "100",
        "passed": "on",
        "state": "passed",
        "result": "passed",
        "deadline": LATE,
        "submitted_at": LATE,
        "started_at": LATE,
        "at": LATE,
        "completed_on": "2020-01-01",
        "extra_time_percent": "300",
        "attempt": world.foreign.open_attempt.uid,
        "certificate_number": "999",
        "under_notice": "",
        "valid_until": "2099-01-01",
        "first_password_until": LATE,
        "password_is_short": "",
        "login_folded": "he.thong",
    }


def rights_of(person: people.User) -> tuple[Any, ...]:
    fresh = people.User.objects.get(pk=person.pk)
    return (
        fresh.is_superuser,
        fresh.is_active,
        fresh.password,
        fresh.first_password_until,
        fresh.login_folded,
        sorted(fresh.groups.values_list("name", flat=True)),
        list(fresh.user_permissions.values_list("pk", flat=True)),
        list(people.Grant.objects.filter(person=fresh).values_list("role", "unit_id", "until")),
        list(people.Membership.objects.filter(person=fresh).values_list("unit_id", "since", "until")),
    )


def row_of(thing: Any) -> dict[str, Any]:
    return type(thing).objects.filter(pk=thing.pk).values().get()


def test_the_form_of_a_person_gives_no_rights(world: World) -> None:
    person = world.mine.person
    before = rights_of(person)
    form = {"full_name": "Đỗ Thị Ngữ Mới", "unit": world.hy.village.uid}
    response = world.browser(COMMUNE).post(f"/quan-tri/hoc-vien/{person.pk}/", {**unasked(world), **form})
    assert response.status_code == 302
    assert people.User.objects.get(pk=person.pk).full_name == "Đỗ Thị Ngữ Mới"
    assert rights_of(person) == before


def test_a_new_person_is_only_a_person(world: World) -> None:
    browser = world.browser(COMMUNE)
    key = re.search(r'name="key" value="([^"]+)"', browser.get("/quan-tri/hoc-vien/them/").content.decode())
    assert key
    form = {"full_name": "Người Mới", "unit": world.hy.village.uid, "key": key[1], "role": "trainer"}
    assert browser.post("/quan-tri/hoc-vien/them/", {**unasked(world), **form}).status_code == 200
    new = people.User.objects.get(full_name="Người Mới")
    assert not new.is_superuser
    assert not new.groups.exists()
    assert not new.grants.exists()
    assert new.login_folded != "he.thong"
    assert not new.check_password("12345678")
    assert new.pk != world.foreign.person.pk
    assert [each.unit for each in new.memberships.all()] == [world.hy.village]


def test_a_key_that_was_not_given_out_names_no_person(world: World) -> None:
    """The id of the new person comes signed: nobody chooses one, or takes that of another."""
    form = {"full_name": "Người Mới", "unit": world.hy.village.uid, "key": str(world.foreign.person.pk)}
    world.browser(COMMUNE).post("/quan-tri/hoc-vien/them/", form)
    assert not people.User.objects.filter(full_name="Người Mới").exists()
    assert people.User.objects.get(pk=world.foreign.person.pk).full_name == "Bùi Văn Khác"


@pytest.mark.parametrize("act", ["dong/", "mo-lai/", "phieu-moi/"])
def test_closing_opening_and_slips_give_no_rights(world: World, act: str) -> None:
    person = world.mine.person
    form = {**unasked(world), "unit": world.hy.village.uid}
    world.browser(COMMUNE).post(f"/quan-tri/hoc-vien/{person.pk}/{act}", form)
    fresh = people.User.objects.get(pk=person.pk)
    assert not fresh.is_superuser
    assert not fresh.groups.exists()
    assert not fresh.grants.exists()
    assert not fresh.check_password("12345678")
    assert fresh.login_folded == "ngu.do"
    assert fresh.first_password_until is None or fresh.first_password_until < datetime(2029, 1, 1, tzinfo=UTC)


def test_a_role_is_given_by_oneself_now_and_within_the_province(world: World) -> None:
    person = world.mine.person
    form = {
        **unasked(world),
        "role": people.Role.TRAINER,
        "unit": world.hy.commune.uid,
        "since": "2000-01-01",
    }
    assert world.browser(PROVINCE).post(f"/quan-tri/vai-tro/{person.pk}/", form).status_code == 302
    grant = people.Grant.objects.get(person=person)
    assert (grant.role, grant.unit, grant.by) == (people.Role.TRAINER, world.hy.commune, world.hy.provincial)
    assert grant.since.year >= 2026
    assert not people.User.objects.get(pk=person.pk).is_superuser


@pytest.mark.parametrize("role", ["superuser", "he-thong", "trainer'--"])
def test_a_role_that_there_is_not_is_not_given(world: World, role: str) -> None:
    form = {"role": role, "unit": world.hy.commune.uid}
    world.browser(PROVINCE).post(f"/quan-tri/vai-tro/{world.mine.person.pk}/", form)
    assert not people.Grant.objects.filter(person=world.mine.person).exists()


def test_nobody_raises_oneself(world: World) -> None:
    for role, address in ((COMMUNE, "/quan-tri/hoc-vien/{}/"), (PROVINCE, "/quan-tri/vai-tro/{}/")):
        me = world.person(role)
        assert me
        before = rights_of(me)
        form = {
            **unasked(world),
            "full_name": me.full_name,
            "role": people.Role.PROVINCIAL_ADMINISTRATOR,
            "unit": (world.hy.commune if role == COMMUNE else world.hy.province).uid,
        }
        world.browser(role).post(address.format(me.pk), form)
        assert rights_of(me) == before


def test_extra_time_is_for_the_person_of_the_address_and_from_who_gives_it(world: World) -> None:
    form = {"attempts_allowed": "", "opens_at": "", "closes_at": "", "extra_minutes": ""}
    form |= {"extra_percent": "25", "reason": "Mắt kém", "quiz": "", "ended_at": LATE}
    form = {**unasked(world), **form}
    address = f"/quan-tri/dieu-kien-rieng/nguoi/{world.mine.person.pk}/"
    assert world.browser(COMMUNE).post(address, form).status_code == 302
    given = Override.objects.order_by("-pk").first()
    assert given
    assert (given.person, given.by, given.extra_percent) == (world.mine.person, world.hy.administrator, 25)
    assert given.at.year < 2030
    assert given.ended_at is None


STEPS: dict[str, Callable[[World], str]] = {
    "answer": lambda world: f"/lam-bai/{world.mine.open_attempt.uid}/1/",
    "save": lambda world: f"/lam-bai/{world.mine.open_attempt.uid}/1/luu/",
    "start": lambda world: f"/bai-kiem-tra/{world.quiz.uid}/",
    "say read": lambda world: f"/khoa-hoc/{world.course.slug}/{world.lesson.slug}/da-doc/",
    "enrol": lambda world: f"/khoa-hoc/{world.course.slug}/ghi-danh/",
}


@pytest.mark.parametrize("step", STEPS)
def test_no_form_of_the_test_sets_what_decides_about_it(world: World, step: str) -> None:
    attempt, browser = world.mine.open_attempt, world.browser(LEARNER)
    before, foreign = row_of(attempt), row_of(world.foreign.open_attempt)
    completion = row_of(world.mine.completion)
    browser.post(STEPS[step](world), {**unasked(world), "sequence": "1", "answer": "b"})
    after = row_of(attempt)
    moving = {"position"}
    assert {k: v for k, v in after.items() if k not in moving} == {
        k: v for k, v in before.items() if k not in moving
    }
    assert row_of(world.foreign.open_attempt) == foreign
    assert row_of(world.mine.completion) == completion
    assert quizzes.Attempt.objects.filter(person=world.mine.person).count() == 2


def test_submitting_with_a_score_gives_the_score_that_was_earned(world: World) -> None:
    attempt = world.mine.open_attempt
    world.browser(LEARNER).post(f"/lam-bai/{attempt.uid}/nop-bai/", unasked(world))
    after = quizzes.Attempt.objects.get(pk=attempt.pk)
    assert (after.earned, after.passed) == (Decimal(0), False)
    assert after.submitted_at
    assert after.submitted_at.year < 2030
    assert after.deadline == attempt.deadline
    assert courses.Completion.objects.filter(person=world.mine.person).count() == 1


def test_enrolling_enrols_oneself_by_oneself(world: World) -> None:
    newcomer = make.a_person("Người Mới Đến", unit=world.hy.village)
    browser = Client()
    browser.force_login(newcomer)
    browser.post(f"/khoa-hoc/{world.course.slug}/ghi-danh/", unasked(world))
    enrolment = courses.Enrolment.objects.get(person=newcomer)
    assert (enrolment.by, enrolment.source) == (newcomer, "self")
    assert enrolment.at.year < 2030


def test_a_certificate_is_issued_again_with_the_name_that_the_person_has(world: World) -> None:
    form = {
        **unasked(world),
        "reason": "sửa tên",
        "full_name": "Kẻ Mạo Danh",
        "number": "1",
        "code": "A" * 26,
    }
    address = f"/quan-tri/ban-ghi/{world.mine.completion.uid}/cap-lai/"
    assert world.browser(PROVINCE).post(address, form).status_code == 302
    new = courses.Certificate.objects.get(replaces=world.mine.certificate)
    assert new.paper["full_name"] == "Đỗ Thị Ngữ"
    assert new.by == world.hy.provincial
    assert new.code != "A" * 26
    assert row_of(world.mine.completion)["full_name"] == "Đỗ Thị Ngữ"


def test_a_trainer_publishes_nothing_by_extra_fields(world: World) -> None:
    """A question saved by a trainer stays a draft, whatever is sent beside it."""
    form = {
        **unasked(world),
        **make_bank.sent_question(world.question.topic, "single_choice"),
        "action-publish": "Publish",
        "live": "on",
        "current_version": str(world.question.current_version_id),
        "retired_at": LATE,
        "loaded_hash": "x",
        "locked": "on",
    }
    known = set(Question.objects.values_list("pk", flat=True))
    world.browser(TRAINER).post("/quan-tri/snippets/quizzes/question/add/?kind=single_choice", form)
    made = list(Question.objects.exclude(pk__in=known))
    assert len(made) == 1
    for question in made:
        assert not question.live
        assert question.current_version is None
        assert question.retired_at is None
        assert question.loaded_hash == ""
        assert not question.locked


def test_ones_own_account_page_gives_no_rights(world: World) -> None:
    for role in (TRAINER, COMMUNE, PROVINCE):
        me = world.person(role)
        assert me
        before = rights_of(me)
        form = {
            f"{prefix}{name}": value
            for name, value in unasked(world).items()
            for prefix in ("", "name_email-", "profile-", "notifications-", "locale-", "theme-", "avatar-")
        }
        world.browser(role).post("/quan-tri/account/", form)
        assert rights_of(me) == before


def test_ones_own_password_page_changes_no_other_account(world: World) -> None:
    others = [
        rights_of(person) for person in people.User.objects.exclude(pk=world.mine.person.pk).order_by("pk")
    ]
    form = {"oldpassword": make.PASSWORD, "password1": "cau-tre-lac-lu", "password2": "cau-tre-lac-lu"}
    world.browser(LEARNER).post("/tai-khoan/doi-mat-khau/", {**unasked(world), **form})
    assert not people.User.objects.get(pk=world.mine.person.pk).is_superuser
    assert people.User.objects.get(pk=world.mine.person.pk).check_password("cau-tre-lac-lu")
    assert others == [
        rights_of(person) for person in people.User.objects.exclude(pk=world.mine.person.pk).order_by("pk")
    ]
