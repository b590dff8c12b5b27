"""Regrading in the admin: what the key of today would change, and applying it with a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from jobs import api as jobs
from people import api as people
from quizzes.bank.questions import Question
from quizzes.marking.forms import RegradeForm
from quizzes.marking.models import Regrade
from quizzes.marking.regrading import attempts_dealt, outdated_versions, plan_regrade
from quizzes.marking.work import PERMISSION, counts_of

# Up to so many attempts the preview is worked out while the page loads; more of them are work in the background.
AT_ONCE = 300


def may_regrade(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(PERMISSION))


def regrade(request: HttpRequest, question_uid: str) -> HttpResponse:
    """The preview, and the form that applies it. A POST starts the work; a second press finds the same work."""
    if not may_regrade(request):
        raise PermissionDenied
    question = get_object_or_404(Question, uid=question_uid)
    form = RegradeForm(request.POST or None)
    if request.method == "POST" and "preview" in request.POST:
        job = _start(request, "plan_regrade", question, keep_passes="keep_passes" in request.POST)
        return redirect("job", job.uid)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        job = _start(
            request, "apply_regrade", question, keep_passes=data["keep_passes"], reason=data["reason"]
        )
        return redirect("job", job.uid)
    count = attempts_dealt(question)
    plan = plan_regrade(question=question) if 0 < count <= AT_ONCE else None
    context = {
        "question": question,
        "count": count,
        "versions": list(outdated_versions(question).order_by("number")),
        "plan": plan,
        "figures": counts_of(plan.figures()) if plan else [],
        "form": form,
        "earlier": list(Regrade.objects.filter(question=question).select_related("by")[:20]),
    }
    edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])  # type: ignore[attr-defined]
    return jobs.admin_page(
        request,
        "quizzes/marking/regrade.html",
        gettext("Regrade"),
        context,
        above=[(edit, question.uid)],
        icon="rotate",
        status=400 if request.method == "POST" else 200,
    )


def _start(request: HttpRequest, task: str, question: Question, **arguments: Any) -> jobs.Job:
    at = timezone.now()
    by = people.signed_in(request)
    waiting = jobs.Job.objects.filter(
        task=task, by=by, state__in=[jobs.State.WAITING, jobs.State.RUNNING], arguments__question=question.uid
    ).first()
    return waiting or jobs.start_job(task, {"question": question.uid, **arguments}, by=by, at=at)


urlpatterns = [path("cham-lai/<path:question_uid>/", regrade, name="regrade")]
