"""The pages of long work: the list, and the one page for imports, exports and all the rest."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from jobs.admin_frame import admin_page
from jobs.audit import record
from jobs.files import path_of
from jobs.job import Job, State
from jobs.showing import SEE_ALL, is_in_steps, jobs_visible_to, may_fetch, tell, title_of
from jobs.starting import cancel_job, start_again
from vietnamese import api as vietnamese

REMARKS_PER_PAGE = 100


class JobsView(BaseListingView):
    """The latest first: one's own work, or everybody's for those who look after the province."""

    model = Job
    page_title = _("Work in the background")
    header_icon = "tasks"
    index_url_name = "jobs"
    index_results_url_name = "jobs_results"
    paginate_by = 30
    default_ordering = "-created_at"
    verbose_name_plural = _("jobs")

    def get_base_queryset(self) -> Any:
        return jobs_visible_to(self.request.user)

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-created_at", "-pk")

    @cached_property
    def no_results_message(self) -> str:
        return gettext("No work was asked for yet.")

    @cached_property
    def columns(self) -> list[Column]:
        own = [
            TitleColumn(
                "task", label=_("Work"), accessor=title_of, get_url=lambda job: reverse("job", args=[job.uid])
            ),
            Column("created_at", label=_("Asked for"), accessor=lambda job: shown(job.created_at)),
            Column("state", label=pgettext_lazy("of a job", "State"), accessor=_state),
        ]
        if not self.request.user.has_perm(SEE_ALL):
            return own
        return [
            *own,
            Column("by", label=_("By"), accessor=lambda job: job.by or gettext("the system")),
        ]


class JobsResultsView(JobsView):
    results_only = True


def _state(job: Job) -> str:
    label = str(State(job.state).label)
    return f"{label}, {job.percent}%" if job.state == State.RUNNING and job.total else label


def shown(moment: Any) -> str:
    return vietnamese.show_moment(moment) if moment else ""


def visible(request: HttpRequest, uid: str) -> Job:
    """The job, if this person may know of it; else it does not exist."""
    return get_object_or_404(jobs_visible_to(request.user), uid=uid)


@never_cache
@require_GET
def job_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Progress, result, errors with their lines, what to do next: whatever the kind of work."""
    job = visible(request, uid)
    remarks = Paginator(job.result.get("remarks", []), REMARKS_PER_PAGE)
    context = {
        "job": job,
        "told": tell(job, at=timezone.now()),
        "moments": [
            (gettext("Asked for"), shown(job.created_at)),
            (pgettext("of a job", "Begun"), shown(job.started_at)),
            (gettext("Ended"), shown(job.ended_at)),
        ],
        "counts": [
            (words, vietnamese.thousands(count) if isinstance(count, int) else count)
            for words, count in job.result.get("counts", [])
        ],
        "remarks": remarks.get_page(request.GET.get("trang")),
        "remarks_count": vietnamese.thousands(remarks.count),
        "link": job.result.get("link"),
        "file_until": shown(job.expires_at),
        "may_fetch": bool(job.result_file) and may_fetch(request.user, job),
        "file_is_gone": bool(job.result_name) and not job.result_file,
        "may_begin_again": job.state in (State.FAILED, State.PARKED) and may_fetch(request.user, job),
    }
    above = [(reverse("jobs"), gettext("Work in the background"))]
    return admin_page(request, "jobs/job.html", str(title_of(job)), context, above=above, icon="tasks")


@never_cache
@require_GET
def job_progress(request: HttpRequest, uid: str) -> HttpResponse:
    """The same for the script of the page, as JSON."""
    return JsonResponse(tell(visible(request, uid), at=timezone.now()).as_json())


@require_POST
def job_cancel(request: HttpRequest, uid: str) -> HttpResponse:
    job = visible(request, uid)
    if cancel_job(job, at=timezone.now()):
        record(
            "job.cancelled", by=request.user, at=timezone.now(), details={"task": job.task, "job": job.uid}
        )
        messages.success(
            request,
            gettext("The work is cancelled. What was done by then stays done.")
            if is_in_steps(job)
            else gettext("The work is cancelled. Nothing of it is kept."),
        )
    else:
        messages.warning(request, gettext("The work had ended before it could be cancelled."))
    return redirect("job", job.uid)


@require_POST
def job_again(request: HttpRequest, uid: str) -> HttpResponse:
    job = visible(request, uid)
    if not may_fetch(request.user, job):
        raise PermissionDenied
    if start_again(job, at=timezone.now()):
        record(
            "job.begun_again", by=request.user, at=timezone.now(), details={"task": job.task, "job": job.uid}
        )
    else:
        messages.warning(request, gettext("This work cannot be begun again; the list shows how it stands."))
    return redirect("job", job.uid)


@never_cache
@require_GET
def job_file(request: HttpRequest, uid: str) -> FileResponse:
    """The file of a result, always as a download; to those who may still have it."""
    job = visible(request, uid)
    if not job.result_file:
        raise Http404
    if not may_fetch(request.user, job):
        raise PermissionDenied
    try:
        file = path_of(job.result_file).open("rb")
    except OSError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=job.result_name, content_type=job.result_type)


urlpatterns = [
    path("cong-viec/", JobsView.as_view(), name="jobs"),
    path("cong-viec/danh-sach/", JobsResultsView.as_view(), name="jobs_results"),
    path("cong-viec/<str:uid>/", job_page, name="job"),
    path("cong-viec/<str:uid>/tien-do/", job_progress, name="job_progress"),
    path("cong-viec/<str:uid>/huy/", job_cancel, name="job_cancel"),
    path("cong-viec/<str:uid>/lam-lai/", job_again, name="job_again"),
    path("cong-viec/<str:uid>/tep/", job_file, name="job_file"),
]
