"""Giving other conditions, ending them, and asking which ones a person has."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from jobs import api as jobs
from people import api as people
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides.conditions import Conditions, combined
from quizzes.overrides.models import Override
from vietnamese import api as vietnamese

HOLD_FOR_START = f'SELECT 1 FROM "{Quiz._meta.db_table}" WHERE id = %s FOR KEY SHARE'  # noqa: S608 (our own table)
GIVEN = ("extra_percent", "extra_minutes", "opens_at", "closes_at", "attempts_allowed")


def conditions_for(person: Any, quiz: Quiz, *, at: datetime) -> Conditions:
    """What this person has in this quiz at this moment. One query; three where something is in force for units."""
    rows = Override.objects.filter(Q(quiz=quiz.pk) | Q(quiz__isnull=True), ended_at__isnull=True)
    cohorts = people.cohorts_of(person, at=at)
    mine = rows.filter(Q(person=person.pk) | Q(cohort__in=cohorts) | Q(unit__isnull=False))
    found = list(mine.select_related("unit").order_by("-at", "-pk"))
    if any(row.unit_id for row in found):
        home = people.home_unit(person, vietnamese.local_day(at))
        path = home.tree_path if home else ""
        found = [row for row in found if row.unit is None or path.startswith(row.unit.tree_path)]
    return combined(found)


def conditions_of(pairs: Iterable[tuple[Any, int]], *, at: datetime) -> dict[tuple[Any, int], Conditions]:
    """As `conditions_for`, for many pairs of keys (person, quiz) in three queries."""
    wanted = set(pairs)
    persons = {person for person, _quiz in wanted}
    rows = list(
        Override.objects.filter(ended_at__isnull=True)
        .filter(Q(quiz__isnull=True) | Q(quiz__in={quiz for _person, quiz in wanted}))
        .filter(Q(person__isnull=True) | Q(person__in=persons))
        .select_related("unit")
        .order_by("-at", "-pk")
    )
    cohorts = people.cohorts_by_person(persons, at=at) if any(row.cohort_id for row in rows) else {}
    homes = people.home_paths(persons, at=at) if any(row.unit_id for row in rows) else {}

    def meant(row: Override, person: Any, quiz: int) -> bool:
        if row.quiz_id not in (None, quiz):
            return False
        if row.unit is not None:
            return homes.get(person, "").startswith(row.unit.tree_path)
        return row.person_id == person or row.cohort_id in cohorts.get(person, ())

    return {
        (person, quiz): combined([row for row in rows if meant(row, person, quiz)]) for person, quiz in wanted
    }


def extra_percent(person: Any, quiz: Quiz, *, at: datetime | None = None) -> int:
    """Percent of extra time for this person in this quiz: 0 where nothing was given."""
    rows = Override.objects.filter(
        Q(quiz=quiz) | Q(quiz__isnull=True), person=person, ended_at__isnull=True, extra_percent__isnull=False
    )
    return rows.order_by("-at", "-pk").values_list("extra_percent", flat=True).first() or 0


@transaction.atomic
def give_override(
    *,
    person: Any = None,
    cohort: people.Cohort | None = None,
    unit: people.Unit | None = None,
    quiz: Quiz | None,
    reason: str,
    by: Any,
    at: datetime,
    **given: Any,
) -> Override:
    """Give other conditions (`GIVEN`) to one person, cohort or unit in one quiz, or in all (`quiz` None).

    What the same one was given before for the same quiz (or for all) ends with it. Leaves an audit entry. Whom one may
    give it to is the caller's question (`people.people_listed_for`). Refuses with ValueError what gives nothing, and a closing
    in all quizzes: what a quiz shows after its close waits for the last one who may sit it, and nobody could say who that is.

    The quiz (or all of them) is held until the transaction ends: two who give at once come one after the other, and an
    attempt that starts meanwhile (`hold_for_start`) is either there to be found, or finds what was given.
    """
    unknown = set(given) - set(GIVEN)
    if unknown or not any(value is not None for value in given.values()):
        raise ValueError(f"nothing is given by {sorted(given)}")
    if quiz is None and given.get("closes_at") is not None:
        raise ValueError("a closing is given in one quiz")
    hold(quiz)
    target = {"person": person, "cohort": cohort, "unit": unit}
    for row in Override.objects.filter(**target, quiz=quiz, ended_at__isnull=True):
        end_override(row, by=by, at=at)
    row = Override.objects.create(**target, quiz=quiz, reason=reason, by=by, at=at, **given)
    jobs.record("override.given", by=by, at=at, about=person, details=_told(row))
    return row


def hold(quiz: Quiz | None) -> None:
    """Lock a quiz, or all of them in one order, until the transaction ends; first waits for the starts that are under way."""
    rows = Quiz.objects.all() if quiz is None else Quiz.objects.filter(pk=quiz.pk)
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def hold_for_start(quiz: Quiz) -> None:
    """While the transaction lasts nobody gives anything in this quiz. Starts do not wait for each other, nor for an editor.

    The weakest lock that `hold` waits for; Django has no words for it. (The key that an attempt has to its quiz takes the same
    lock, but only when the transaction is stored.) On SQLite the transaction itself is the lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(HOLD_FOR_START, [quiz.pk])


@transaction.atomic
def end_override(row: Override, *, by: Any, at: datetime) -> None:
    """From now on the row counts no more; it stays as history, and running attempts keep what they have.

    Ending it twice changes nothing.
    """
    if not Override.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at):
        return
    row.ended_at = at
    jobs.record("override.ended", by=by, at=at, about=row.person, details=_told(row))


def _told(row: Override) -> dict[str, Any]:
    told: dict[str, Any] = {"quiz": row.quiz.uid if row.quiz else ""}
    for name in GIVEN:
        value = getattr(row, name)
        if value is not None:
            told[name] = value.isoformat() if isinstance(value, datetime) else value
    if row.cohort:
        told["cohort"] = row.cohort.uid
    if row.unit:
        told["unit"] = row.unit.uid
    return told
