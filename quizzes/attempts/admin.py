"""Attempts in the admin: administrators open them again or set them aside, for people of their own subtree, with a reason.

They see when an attempt was sat and whether it was passed, never an answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from jobs import api as jobs
from people import api as people
from quizzes.attempts.acts import LONGEST_REASON, reopen_attempt, restore_attempt, void_attempt
from quizzes.attempts.models import Attempt
from quizzes.attempts.refusals import AttemptRefused
from quizzes.attempts.states import attempts_of
from vietnamese import api as vietnamese

MOST_FOUND = 20
MOST_MINUTES = 7 * 24 * 60


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON,
        help_text=_("Short, and no more about the person than is needed. It stays in the record."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        reason = vietnamese.clean_line(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(gettext("A reason is needed."))
        return reason


class ReopenForm(ReasonForm):
    minutes = forms.IntegerField(
        label=_("Minutes from now"), required=False, min_value=1, max_value=MOST_MINUTES, initial=40,
        help_text=_("How long the person may go on. Empty: without limit."),
    )  # fmt: skip


def may_act(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("quizzes.change_attempt"))


def managed(request: HttpRequest) -> Any:
    """The people whose attempts this administrator looks after; refuses those who look after none."""
    if not may_act(request):
        raise PermissionDenied
    return people.people_listed_for(people.signed_in(request))


def attempts(request: HttpRequest) -> HttpResponse:
    """Find the person by name, with or without marks."""
    allowed = managed(request)
    query = vietnamese.clean_line(request.GET.get("q", ""))
    found: list[Any] = []
    if query:
        rows = allowed.all()
        for word in vietnamese.fold(query).split():
            rows = rows.filter(name_folded__contains=word)
        found = list(rows.distinct().order_by("sort_key", "pk")[: MOST_FOUND + 1])
    day = vietnamese.local_day(timezone.now())
    context = {
        "query": query,
        "found": [(person, people.home_unit(person, day)) for person in found[:MOST_FOUND]],
        "there_are_more": len(found) > MOST_FOUND,
    }
    return _page(request, "find", gettext("Attempts"), context)


def attempts_of_person(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Every attempt of one person of the own subtree; anybody else is not found."""
    person = get_object_or_404(managed(request), pk=person_id)
    context = {"person": person, "attempts": attempts_of(person, at=timezone.now())}
    return _page(request, "list", person.full_name, context)


def attempt_acts(request: HttpRequest, attempt_uid: str) -> HttpResponse:
    """One attempt: what was done to it, and what can be done. A POST does what its button says, and once."""
    attempt = get_object_or_404(
        Attempt.objects.select_related("quiz", "person").defer("blueprint", "seed"),
        uid=attempt_uid,
        person__in=managed(request),
    )
    act = request.POST.get("act", "") if request.method == "POST" else ""
    reopen = ReopenForm(request.POST if act == "reopen" else None, prefix="reopen")
    aside = ReasonForm(request.POST if act in ("void", "restore") else None, prefix="aside")
    refused = ""
    if (act == "reopen" and reopen.is_valid()) or (act in ("void", "restore") and aside.is_valid()):
        try:
            messages.success(request, _do(act, attempt, reopen, aside, by=request.user))
        except AttemptRefused as refusal:
            refused = refusal.sentence
        else:
            return redirect("attempt_acts", attempt.uid)
    context = {
        "attempt": attempt,
        "acts": attempt.acts.select_related("by"),
        "reopen": reopen,
        "aside": aside,
        "refused": refused,
    }
    return _page(request, "acts", f"{attempt.quiz}, {attempt.person.full_name}", context)


def _do(act: str, attempt: Attempt, reopen: ReopenForm, aside: ReasonForm, *, by: Any) -> str:
    at = timezone.now()
    if act == "reopen":
        minutes = reopen.cleaned_data["minutes"]
        deadline = None if minutes is None else at + timedelta(minutes=minutes)
        reopen_attempt(attempt, deadline=deadline, reason=reopen.cleaned_data["reason"], by=by, at=at)
        return gettext("The attempt is open again. The person finds it where it was left.")
    if act == "void":
        void_attempt(attempt, reason=aside.cleaned_data["reason"], by=by, at=at)
        return gettext("The attempt is set aside and counts nowhere. Its answers are kept.")
    restore_attempt(attempt, reason=aside.cleaned_data["reason"], by=by, at=at)
    return gettext("The attempt counts again.")


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    above = [(reverse("attempts"), gettext("Attempts"))]
    return jobs.admin_page(
        request, f"quizzes/admin/attempts_{name}.html", title, context, above=above, icon="tasks"
    )


urlpatterns = [
    path("luot-lam-bai/", attempts, name="attempts"),
    path("luot-lam-bai/nguoi/<uuid:person_id>/", attempts_of_person, name="attempts_of_person"),
    path("luot-lam-bai/<slug:attempt_uid>/", attempt_acts, name="attempt_acts"),
]
