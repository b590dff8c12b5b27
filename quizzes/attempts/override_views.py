"""Other conditions in the admin: administrators give them to people, classes and units of the own subtree, and end them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from jobs import api as jobs
from people import api as people
from quizzes.attempts.extending import give_and_extend
from quizzes.attempts.override_forms import OverrideForm
from quizzes.overrides import Override, end_override
from vietnamese import api as vietnamese

MOST_FOUND = 20
PER_PAGE = 30


def may_give(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("quizzes.add_override"))


def administrator_of(request: HttpRequest) -> people.User:
    """Who asks; refuses those who give nothing to anybody."""
    if not may_give(request):
        raise PermissionDenied
    return people.signed_in(request)


def persons(me: people.User) -> QuerySet[people.User]:
    return people.with_homes(people.people_listed_for(me))


def cohorts(me: people.User) -> QuerySet[people.Cohort]:
    return people.Cohort.objects.filter(unit__in=people.units_managed_by(me)).select_related("unit__parent")


def units(me: people.User) -> QuerySet[people.Unit]:
    """Units of the own subtree that exist today."""
    today = vietnamese.local_day(timezone.now())
    return people.units_managed_by(me).valid_on(today).select_related("parent")


def visible(me: people.User) -> QuerySet[Override]:
    """What was given to people, classes and units of the own subtree."""
    return Override.objects.filter(
        Q(person__in=people.people_listed_for(me).values("pk"))
        | Q(cohort__unit__in=people.units_managed_by(me))
        | Q(unit__in=people.units_managed_by(me))
    )


def overrides(request: HttpRequest) -> HttpResponse:
    """What is in force, the latest first; on request what has ended too."""
    rows = visible(administrator_of(request))
    everything = request.GET.get("ket-thuc") == "1"
    if not everything:
        rows = rows.filter(ended_at__isnull=True)
    rows = rows.select_related("person", "cohort", "unit__parent", "quiz", "by").order_by("-at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    told = [{"row": row, "whom": whom_in_words(row), "given": given_in_words(row)} for row in page]
    context = {"page": page, "rows": told, "everything": everything}
    return _page(request, "list", gettext("Other conditions"), context)


def choose(request: HttpRequest) -> HttpResponse:
    """Find a person, a class or a unit by name, with or without marks."""
    me = administrator_of(request)
    query = vietnamese.clean_line(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": query}
    if query:
        found_persons = _holding(persons(me).filter(is_active=True), "name_folded", query)
        found_cohorts = _holding(cohorts(me), "title_folded", query)
        found_units = _holding(units(me), "name_folded", query)
        lists = (
            [
                (reverse("override_person", args=[each.pk]), each.full_name, people.home_in_words(each))
                for each in found_persons.order_by("sort_key", "pk")[: MOST_FOUND + 1]
            ],
            [
                (reverse("override_cohort", args=[each.uid]), each.title, people.unit_label(each.unit))
                for each in found_cohorts[: MOST_FOUND + 1]
            ],
            [
                (reverse("override_unit", args=[each.uid]), people.unit_label(each), each.get_type_display())
                for each in found_units.order_by("tree_path")[: MOST_FOUND + 1]
            ],
        )
        titles = (gettext("People"), gettext("Classes"), gettext("Units"))
        context["lists"] = [
            (title, rows[:MOST_FOUND]) for title, rows in zip(titles, lists, strict=True) if rows
        ]
        context["there_are_more"] = any(len(rows) > MOST_FOUND for rows in lists)
    return _page(request, "choose", gettext("Who gets other conditions?"), context)


def give_to_person(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Anybody outside the own subtree is not found; so in the two below."""
    person = get_object_or_404(persons(administrator_of(request)), pk=person_id)
    return _give(request, person.full_name, people.home_in_words(person), person=person)


def give_to_cohort(request: HttpRequest, cohort_uid: str) -> HttpResponse:
    counted = cohorts(administrator_of(request)).annotate(
        size=Count("members", filter=Q(members__until__isnull=True))
    )
    cohort: Any = get_object_or_404(counted, uid=cohort_uid)
    size = ngettext("%(count)d person in the class", "%(count)d people in the class", cohort.size)
    return _give(request, cohort.title, size % {"count": cohort.size}, cohort=cohort)


def give_to_unit(request: HttpRequest, unit_uid: str) -> HttpResponse:
    unit = get_object_or_404(units(administrator_of(request)), uid=unit_uid)
    return _give(
        request, people.unit_label(unit), gettext("Everybody in it and in the units below it."), unit=unit
    )


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End what is in force. Attempts that run keep what they have."""
    me, key = administrator_of(request), request.POST.get("row", "")
    is_key = key.isascii() and key.isdigit() and len(key) < 18
    found = visible(me).filter(pk__in=[int(key)] if is_key else [])
    row = get_object_or_404(found.select_related("person", "cohort", "unit__parent", "quiz"))
    end_override(row, by=me, at=timezone.now())
    messages.success(
        request,
        gettext("The other conditions of %(whom)s have ended. Attempts that run keep the time they have.")
        % {"whom": whom_in_words(row)},
    )
    return redirect("overrides")


def whom_in_words(row: Override) -> str:
    if row.person is not None:
        return row.person.full_name
    if row.cohort is not None:
        return gettext("class “%(title)s”") % {"title": row.cohort.title}
    return people.unit_label(row.unit) if row.unit is not None else ""


def given_in_words(row: Override) -> list[str]:
    """Each condition as a few words."""
    told = []
    if row.extra_percent is not None:
        told.append(gettext("%(count)d%% more time") % {"count": row.extra_percent})
    if row.extra_minutes is not None:
        told.append(
            ngettext("%(count)d minute more", "%(count)d minutes more", row.extra_minutes)
            % {"count": row.extra_minutes}
        )
    if row.opens_at is not None:
        told.append(gettext("opens at %(moment)s") % {"moment": vietnamese.show_moment(row.opens_at)})
    if row.closes_at is not None:
        told.append(gettext("closes at %(moment)s") % {"moment": vietnamese.show_moment(row.closes_at)})
    if row.attempts_allowed is not None:
        told.append(
            ngettext("%(count)d attempt allowed", "%(count)d attempts allowed", row.attempts_allowed)
            % {"count": row.attempts_allowed}
        )
    return told


def _give(request: HttpRequest, whom: str, beside: str, **target: Any) -> HttpResponse:
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _row, reached = give_and_extend(
            **target,
            quiz=data["quiz"],
            reason=data["reason"],
            by=people.signed_in(request),
            at=timezone.now(),
            **form.conditions(),
        )
        messages.success(
            request, f"{gettext('%(whom)s has other conditions now.') % {'whom': whom}} {_reached(reached)}"
        )
        return redirect("overrides")
    in_force = Override.objects.filter(**target, ended_at__isnull=True).select_related("quiz")
    context = {
        "whom": whom,
        "beside": beside,
        "form": form,
        "in_force": [(row, given_in_words(row)) for row in in_force.order_by("-at", "-pk")[:PER_PAGE]],
    }
    return _page(request, "give", gettext("Give other conditions"), context)


def _reached(number: int) -> str:
    if not number:
        return gettext("No running attempt got more time by it; attempts that start from now on have it.")
    return ngettext(
        "%(count)d running attempt got more time at once.",
        "%(count)d running attempts got more time at once.",
        number,
    ) % {"count": number}


def _holding(rows: QuerySet[Any], column: str, query: str) -> QuerySet[Any]:
    for word in vietnamese.fold(query).split():
        rows = rows.filter(**{f"{column}__contains": word})
    return rows


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    above = [(reverse("overrides"), gettext("Other conditions"))]
    return jobs.admin_page(
        request, f"quizzes/admin/overrides_{name}.html", title, context, above=above, icon="time"
    )


urlpatterns = [
    path("dieu-kien-rieng/", overrides, name="overrides"),
    path("dieu-kien-rieng/chon/", choose, name="override_choose"),
    path("dieu-kien-rieng/nguoi/<uuid:person_id>/", give_to_person, name="override_person"),
    path("dieu-kien-rieng/lop/<str:cohort_uid>/", give_to_cohort, name="override_cohort"),
    path("dieu-kien-rieng/don-vi/<str:unit_uid>/", give_to_unit, name="override_unit"),
    path("dieu-kien-rieng/ket-thuc/", end, name="override_end"),
]
