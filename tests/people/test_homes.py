"""Where a person belongs, who may see them there, and who helps them."""

from datetime import date, timedelta

import make
import make_people
import pytest

from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


def test_a_person_belongs_where_the_membership_of_the_day_says(hy: make_people.Province) -> None:
    make_people.move(hy.learner, hy.other_village, since=date(2026, 6, 1))
    assert people.home_unit(hy.learner, date(2026, 5, 31)) == hy.village
    assert people.home_unit(hy.learner, date(2026, 6, 1)) == hy.other_village
    assert people.home_unit(hy.learner, date(2025, 12, 31)) is None


def test_a_closed_person_stays_with_the_last_unit(hy: make_people.Province) -> None:
    make_people.move(hy.learner, hy.other_village, since=date(2026, 6, 1))
    people.close_person(hy.learner, by=hy.provincial, at=make.NOON)
    assert people.home_unit(hy.learner, make.NOON.date() + timedelta(days=30)) == hy.other_village
    assert hy.learner in people.people_managed_by(hy.other_administrator)
    assert hy.learner not in people.people_managed_by(hy.administrator)


def test_somebody_who_left_and_came_back_is_seen_where_they_are_now(hy: make_people.Province) -> None:
    make_people.move(hy.learner, hy.other_village, since=date(2026, 6, 1))
    make_people.move(hy.learner, hy.village, since=date(2026, 6, 1))
    assert hy.learner in people.people_managed_by(hy.administrator)
    assert hy.learner not in people.people_managed_by(hy.other_administrator)


def test_the_administrator_of_the_nearest_unit_helps(hy: make_people.Province) -> None:
    assert people.commune_administrator_of(hy.learner, at=make.NOON) == [hy.administrator]
    assert people.commune_administrator_of(hy.administrator, at=make.NOON) == [hy.provincial]
    assert people.commune_administrator_of(hy.provincial, at=make.NOON) == []


def test_a_closed_administrator_is_not_named_as_a_helper(hy: make_people.Province) -> None:
    people.close_person(hy.administrator, by=hy.provincial, at=make.NOON)
    assert people.commune_administrator_of(hy.learner, at=make.NOON) == [hy.provincial]


def test_nobody_helps_where_nobody_administers() -> None:
    alone = make.a_person()
    assert people.commune_administrator_of(alone, at=make.NOON) == []


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("administrator", "learner", True),
        ("administrator", "administrator", True),
        ("administrator", "other_learner", False),
        ("administrator", "other_administrator", False),
        ("administrator", "provincial", False),
        ("provincial", "administrator", True),
        ("provincial", "other_learner", True),
        ("learner", "learner", False),
        ("learner", "other_learner", False),
    ],
)
def test_who_may_manage_whom(hy: make_people.Province, who: str, whom: str, may: bool) -> None:
    person, other = getattr(hy, who), getattr(hy, whom)
    assert people.may_manage(person, other) is may
    assert people.manageable_by(person).filter(pk=other.pk).exists() is may


def test_nobody_of_the_commune_manages_a_superior_who_lives_there(hy: make_people.Province) -> None:
    owner = make.a_person(unit=hy.village, is_superuser=True)
    provincial = make.an_administrator(hy.province, role=people.Role.PROVINCIAL_ADMINISTRATOR)
    make_people.move(provincial, hy.village, since=date(2026, 6, 1))
    listed = people.people_listed_for(hy.administrator)
    for superior in (owner, provincial):
        assert superior not in listed
        assert not people.may_manage(hy.administrator, superior)


@pytest.mark.parametrize("role", [people.Role.TRAINER, people.Role.MARKER])
def test_whoever_makes_or_marks_content_is_managed_by_the_province_alone(
    hy: make_people.Province, role: str
) -> None:
    colleague = make.a_person(unit=hy.village)
    people.grant_role(colleague, role, hy.commune, by=hy.provincial, at=make.NOON)
    assert colleague in people.people_listed_for(hy.administrator)
    assert not people.may_manage(hy.administrator, colleague)
    assert people.may_manage(hy.provincial, colleague)


def test_a_colleague_of_the_same_commune_is_listed_and_not_managed(hy: make_people.Province) -> None:
    colleague = make.an_administrator(hy.commune)
    assert colleague in people.people_listed_for(hy.administrator)
    assert not people.may_manage(hy.administrator, colleague)
