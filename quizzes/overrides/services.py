"""Giving other conditions, ending them, and asking which ones a person has."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jobs import api as jobs
from people import api as people
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides.conditions import Conditions, combined
from quizzes.overrides.models import Override
from vietnamese import api as vietnamese

GIVEN = ("extra_percent", "extra_minutes", "opens_at", "closes_at", "attempts_allowed")


def conditions_for(person: Any, quiz: Quiz, *, at: datetime) -> Conditions:
    """What this person has in this quiz at this moment. Two queries; three where something is in force for units."""
    rows = Override.objects.filter(Q(quiz=quiz.pk) | Q(quiz__isnull=True), ended_at__isnull=True)
    cohorts = people.cohorts_of(person, at=at)
    mine = rows.filter(Q(person=person.pk) | Q(cohort__in=cohorts) | Q(unit__isnull=False))
    found = list(mine.select_related("unit").order_by("-at", "-pk"))
    if any(row.unit_id for row in found):
        home = people.home_unit(person, vietnamese.local_day(at))
        path = home.tree_path if home else ""
        found = [row for row in found if row.unit is None or path.startswith(row.unit.tree_path)]
    return combined(found)


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
    give it to is the caller's question (`people.people_managed_by`). Refuses with ValueError what gives nothing.
    """
    unknown = set(given) - set(GIVEN)
    if unknown or not any(value is not None for value in given.values()):
        raise ValueError(f"nothing is given by {sorted(given)}")
    target = {"person": person, "cohort": cohort, "unit": unit}
    for row in Override.objects.filter(**target, quiz=quiz, ended_at__isnull=True):
        end_override(row, by=by, at=at)
    row = Override.objects.create(**target, quiz=quiz, reason=reason, by=by, at=at, **given)
    jobs.record("override.given", by=by, at=at, about=person, details=_told(row))
    return row


@transaction.atomic
def end_override(row: Override, *, by: Any, at: datetime) -> None:
    """From now on the row counts no more; it stays as history, and running attempts keep what they have.

    Ending it twice changes nothing.
    """
    if row.ended_at is not None:
        return
    row.ended_at = at
    row.save(update_fields=["ended_at"])
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
