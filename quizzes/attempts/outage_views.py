"""Outages in the admin: where and when, a look at what it would do, then the time is given back in one action."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin import messages

from jobs import api as jobs
from people import api as people
from quizzes.attempts.outage_models import Outage
from quizzes.attempts.outage_work import AT_ONCE, done_in_words, in_background
from quizzes.attempts.outages import Tally, give_outage, preview_outage
from quizzes.attempts.override_forms import OutageForm
from quizzes.attempts.override_views import PER_PAGE, administrator_of, units


def outages(request: HttpRequest) -> HttpResponse:
    """The outages in units of the own subtree, the latest first, and how many attempts got time back."""
    me = administrator_of(request)
    rows = (
        Outage.objects.filter(unit__in=people.units_managed_by(me))
        .select_related("unit__parent", "quiz", "by")
        .annotate(
            credited=Count("credits"), reopened=Count("credits", filter=Q(credits__closed_at__isnull=False))
        )
        .order_by("-began_at", "-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "rows": [(row, people.unit_label(row.unit)) for row in page]}
    return _page(request, "list", gettext("Outages"), context)


def add(request: HttpRequest) -> HttpResponse:
    """The form; then the same with what it would do; then, confirmed, it is done. Sent again, nothing more happens."""
    me, at = administrator_of(request), timezone.now()
    sent = request.POST.get("unit", "")
    if sent and not people.units_managed_by(me).filter(uid=sent).exists():
        raise Http404
    form = OutageForm(request.POST or None, units=units(me), at=at, initial={"key": people.random_code()})
    tally = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit, quiz = data["unit"], data["quiz"]
        told = {name: data[name] for name in ("began_at", "ended_at", "reason", "key")}
        tally = preview_outage(unit, quiz, (data["began_at"], data["ended_at"]), at=at)
        if "confirm" in request.POST and tally.credited > AT_ONCE:
            return redirect("job", in_background(unit, quiz, by=me, at=at, **told).uid)
        if "confirm" in request.POST:
            _outage, done = give_outage(unit, quiz, by=me, at=at, **told)
            messages.success(request, done_in_words(done))
            return redirect("outages")
    context = {"form": form, "tally": tally, "lines": _lines(tally) if tally else []}
    return _page(request, "add", gettext("Give back the time of an outage"), context)


def _lines(tally: Tally) -> list[tuple[str, int]]:
    """What would happen to how many attempts; what happens to none is left out."""
    lines = [
        (gettext("run, and get a later end"), tally.longer),
        (
            gettext("were closed by their end and are opened again, with the lost time from now on"),
            tally.reopened,
        ),
        (gettext("lost no time, or have it back already"), tally.counted),
        (gettext("are passed by their people and stay as they are"), tally.passed),
        (gettext("stay closed, because their people sit another attempt"), tally.another),
        (gettext("were submitted by their people and stay as they are"), tally.submitted),
    ]
    return [(words, number) for words, number in lines if number]


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    above = [(reverse("outages"), gettext("Outages"))]
    return jobs.admin_page(
        request, f"quizzes/admin/outages_{name}.html", title, context, above=above, icon="warning"
    )


urlpatterns = [
    path("gian-doan/", outages, name="outages"),
    path("gian-doan/them/", add, name="outage_add"),
]
