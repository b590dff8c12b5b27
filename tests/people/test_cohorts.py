"""Classes: who is in them and when, and that a form sent twice is one class."""

from datetime import date, timedelta

import make
import pytest

from jobs.audit import AuditEntry
from people import api as people
from people.cohorts import create_cohort, edit_cohort

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort() -> people.Cohort:
    cohort = people.Cohort(title="  Lớp  bồi dưỡng\u0301 ", unit=make.a_unit(), starts_on=date(2026, 11, 1))
    create_cohort(cohort, by=None, at=make.NOON)
    return people.Cohort.objects.get()


def test_a_new_class_is_stored_tidied_with_its_entry_in_the_log(cohort) -> None:
    assert cohort.title_folded == "lop boi duong"
    assert AuditEntry.objects.get(action="cohort.added").details["from_day"] == "2026-11-01"


def test_the_same_form_twice_is_one_class(cohort) -> None:
    again = people.Cohort(uid=cohort.uid, title="Lớp bồi dưỡng", unit=cohort.unit)
    assert create_cohort(again, by=None, at=make.NOON) is False
    assert people.Cohort.objects.count() == 1
    assert AuditEntry.objects.filter(action="cohort.added").count() == 1


def test_a_change_is_written_down_and_none_is_not(cohort) -> None:
    assert edit_cohort(cohort, by=None, at=make.NOON) is False
    cohort.title = "Lớp hai"
    assert edit_cohort(cohort, by=None, at=make.NOON) is True
    cohort.refresh_from_db()
    assert (cohort.title, cohort.title_folded) == ("Lớp hai", "lop hai")
    assert AuditEntry.objects.filter(action="cohort.changed").count() == 1


def test_who_was_in_the_class_is_known_for_each_moment(cohort) -> None:
    an, binh = make.a_person(), make.a_person()
    people.add_to_cohort(cohort, [an, binh], by=None, at=make.NOON)
    people.take_from_cohort(cohort, an, by=None, at=make.NOON + DAY)

    def at(moment) -> dict:
        return people.cohorts_by_person([an.pk, binh.pk], at=moment)

    assert at(make.NOON - DAY) == {}
    assert at(make.NOON) == {an.pk: {cohort.pk}, binh.pk: {cohort.pk}}
    assert at(make.NOON + DAY) == {binh.pk: {cohort.pk}}
    assert list(people.cohorts_of(an, at=make.NOON)) == [cohort.pk]
    assert list(people.cohorts_of(an, at=make.NOON + DAY)) == []


def test_who_came_back_is_in_it_again_and_the_first_time_stays(cohort) -> None:
    an = make.a_person()
    people.add_to_cohort(cohort, [an], by=None, at=make.NOON)
    people.take_from_cohort(cohort, an, by=None, at=make.NOON + DAY)
    assert people.add_to_cohort(cohort, [an], by=None, at=make.NOON + 2 * DAY) == 1
    assert cohort.members.count() == 2


def test_homes_of_many_are_those_of_each(cohort) -> None:
    village, other = make.a_unit(type="village"), make.a_unit(type="village")
    stays, moved, closed, none = (make.a_person(unit=unit) for unit in (village, village, village, None))
    row = moved.memberships.get()
    row.until = make.NOON.date()
    row.save()
    people.Membership.objects.create(person=moved, unit=other, since=make.NOON.date())
    closed.memberships.update(until=make.NOON.date() - DAY)
    everybody = [stays, moved, closed, none]
    found = people.home_paths([each.pk for each in everybody], at=make.NOON)
    for each in everybody:
        home = people.home_unit(each, make.NOON.date())
        assert found.get(each.pk) == (home.tree_path if home else None)
