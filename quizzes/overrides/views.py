"""Extra time in the admin: administrators give it to people of their own subtree, and end it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from people import api as people
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides.models import MOST_PERCENT, Override
from quizzes.overrides.services import end_override, give_override
from vietnamese import api as vietnamese

MOST_FOUND = 20
PER_PAGE = 30


class ExtraTimeForm(forms.Form):
    quiz = forms.ModelChoiceField(
        label=_("Quiz"), queryset=Quiz.objects.order_by("title"), required=False, empty_label=_("all quizzes")
    )
    percent = forms.IntegerField(
        label=_("Extra time (%)"), min_value=1, max_value=MOST_PERCENT, initial=50,
        help_text=_("50 makes 60 minutes out of 40."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=300,
        help_text=_("Short, and no more about the person than is needed. It stays in the record."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        reason = vietnamese.clean_line(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(gettext("A reason is needed."))
        return reason


def may_give(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("quizzes.add_override"))


def managed(request: HttpRequest) -> Any:
    """The people whom this administrator may give time to; refuses those who give none at all."""
    if not may_give(request):
        raise PermissionDenied
    return people.people_managed_by(people.signed_in(request))


def extra_time_list(request: HttpRequest) -> HttpResponse:
    """What is in force for people of the own subtree, the latest first; on request what has ended too."""
    everyone = request.GET.get("ket-thuc") == "1"
    rows = (
        Override.objects.filter(person__in=managed(request), extra_percent__isnull=False)
        .select_related("person", "quiz", "by")
        .order_by("-at", "-pk")
    )
    if not everyone:
        rows = rows.filter(ended_at__isnull=True)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return _page(request, "list", gettext("Extra time"), {"page": page, "everyone": everyone})


def choose_person(request: HttpRequest) -> HttpResponse:
    """Find the person by name, with or without marks."""
    allowed = managed(request)
    query = vietnamese.clean_line(request.GET.get("q", ""))
    found: Any = []
    if query:
        found = allowed.filter(is_active=True)
        for word in vietnamese.fold(query).split():
            found = found.filter(name_folded__contains=word)
        found = list(found.distinct().order_by("sort_key", "pk")[: MOST_FOUND + 1])
    context = {
        "query": query,
        "found": [(person, unit_of(person)) for person in found[:MOST_FOUND]],
        "there_are_more": len(found) > MOST_FOUND,
    }
    return _page(request, "choose", gettext("Whom is the extra time for?"), context)


def give(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Give time to one person of the own subtree; anybody else is not found."""
    person = get_object_or_404(managed(request), pk=person_id)
    form = ExtraTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        give_override(
            person=person,
            extra_percent=data["percent"],
            quiz=data["quiz"],
            reason=data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(
            request,
            gettext("%(person)s has %(percent)d%% more time from the next attempt on.")
            % {"person": person.full_name, "percent": data["percent"]},
        )
        return redirect("extra_time")
    context = {"person": person, "unit": unit_of(person), "form": form}
    return _page(request, "give", gettext("Give extra time"), context)


@require_POST
def end(request: HttpRequest, person_id: Any, row_id: int) -> HttpResponse:
    person = get_object_or_404(managed(request), pk=person_id)
    row = get_object_or_404(Override, pk=row_id, person=person)
    end_override(row, by=request.user, at=timezone.now())
    messages.success(
        request, gettext("The extra time of %(person)s has ended.") % {"person": person.full_name}
    )
    return redirect("extra_time")


def unit_of(person: people.User) -> str:
    """Where the person belongs now, from the village up."""
    home = person.memberships.filter(until__isnull=True).select_related("unit__parent").first()
    if home is None:
        return ""
    return ", ".join(unit.name for unit in (home.unit, home.unit.parent) if unit is not None)


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": reverse("extra_time"), "label": gettext("Extra time")},
    ]
    if name != "list":
        breadcrumbs.append({"url": "", "label": title})
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": "time",
        "breadcrumbs_items": breadcrumbs,
    }
    return TemplateResponse(request, f"quizzes/admin/extra_time_{name}.html", {**frame, **context})


urlpatterns = [
    path("them-gio/", extra_time_list, name="extra_time"),
    path("them-gio/chon-nguoi/", choose_person, name="extra_time_choose"),
    path("them-gio/<uuid:person_id>/", give, name="extra_time_give"),
    path("them-gio/<uuid:person_id>/<int:row_id>/ket-thuc/", end, name="extra_time_end"),
]
