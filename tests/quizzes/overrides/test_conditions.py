"""Which conditions a person has: the own ones first, then the most generous of cohort and unit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from make import NOON, a_person, a_unit
from make_quizzes import a_quiz_of

from people import api as people
from quizzes import api as quizzes
from quizzes.overrides import Conditions

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return a_quiz_of(2)


@pytest.fixture
def an():
    return a_person()


def given(**fields):
    return quizzes.give_override(**{"quiz": None, "reason": "Mất điện", "by": None, "at": NOON, **fields})


def a_cohort_with(person) -> people.Cohort:
    cohort = people.Cohort(title="Lớp một", unit=a_unit())
    cohort.tidy()
    cohort.save()
    people.add_to_cohort(cohort, [person], by=None, at=NOON - timedelta(days=1))
    return cohort


def test_nothing_given_is_nothing_else(an, quiz):
    assert quizzes.conditions_for(an, quiz, at=NOON) == Conditions()


def test_a_cohort_and_the_own_row_add_what_the_other_leaves_open(an, quiz):
    given(cohort=a_cohort_with(an), extra_minutes=30, extra_percent=100)
    given(person=an, extra_percent=25, quiz=quiz)
    found = quizzes.conditions_for(an, quiz, at=NOON)
    assert (found.extra_percent, found.extra_minutes) == (25, 30)


def test_of_two_cohorts_the_more_generous_counts(an, quiz):
    given(cohort=a_cohort_with(an), quiz=quiz, closes_at=NOON + timedelta(days=1), attempts_allowed=2)
    given(cohort=a_cohort_with(an), quiz=quiz, closes_at=NOON + timedelta(days=3), attempts_allowed=1)
    found = quizzes.conditions_for(an, quiz, at=NOON)
    assert (found.closes_at, found.attempts_allowed) == (NOON + timedelta(days=3), 2)


def test_a_unit_reaches_people_below_it_and_nobody_else(quiz):
    commune, other = a_unit(), a_unit()
    inside, outside = a_person(unit=commune), a_person(unit=other)
    given(unit=commune, extra_minutes=15)
    assert quizzes.conditions_for(inside, quiz, at=NOON).extra_minutes == 15
    assert quizzes.conditions_for(outside, quiz, at=NOON).extra_minutes == 0


def test_another_quiz_is_not_meant(an, quiz):
    given(person=an, extra_percent=50, quiz=a_quiz_of(1))
    assert quizzes.conditions_for(an, quiz, at=NOON).extra_percent == 0


def test_who_left_the_cohort_has_its_conditions_no_more(an, quiz):
    cohort = a_cohort_with(an)
    given(cohort=cohort, extra_percent=50)
    assert people.take_from_cohort(cohort, an, by=None, at=NOON)
    assert quizzes.conditions_for(an, quiz, at=NOON + timedelta(minutes=1)).extra_percent == 0


def test_a_new_row_for_the_same_one_ends_the_old_one(an, quiz):
    first = given(person=an, extra_percent=50)
    given(person=an, extra_percent=75)
    first.refresh_from_db()
    assert first.ended_at == NOON
    assert quizzes.conditions_for(an, quiz, at=NOON).extra_percent == 75


def test_a_row_that_gives_nothing_is_refused(an):
    with pytest.raises(ValueError, match="nothing"):
        given(person=an)


def test_a_row_is_for_exactly_one(an):
    with pytest.raises(IntegrityError), transaction.atomic():
        given(person=an, cohort=a_cohort_with(an), extra_percent=50)


def test_somebody_added_twice_is_once_in_the_cohort(an):
    cohort = a_cohort_with(an)
    assert people.add_to_cohort(cohort, [an], by=None, at=NOON) == 0
    assert cohort.members.count() == 1
