"""Exports: say what and how, get the file at once or watch it being written. The same page for every export."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from jobs import api as jobs
from sheets.exporting import Exporter, all_exporters
from sheets.import_views import as_download, as_sent
from sheets.importing import OptionsForm
from sheets.work import record_export


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, name: str) -> HttpResponse:
    """One page: the options, and then the file, or the page of the work that writes it."""
    exporter = all_exporters().get(name)
    if exporter is None:
        raise Http404
    if not request.user.has_perm(exporter.permission):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = exporter.options_form(sent, by=request.user, initial=request.GET.dict())
    if sent is not None and form.is_valid() and (answer := hand_out(request, exporter, form)):
        return answer
    above = [(reverse(exporter.home), gettext("Back to the list"))]
    context = {"exporter": exporter, "options": form}
    return jobs.admin_page(
        request, "sheets/export.html", str(exporter.title), context, above=above, icon="download"
    )


def hand_out(request: HttpRequest, exporter: Exporter, form: OptionsForm) -> HttpResponse | None:
    """The file itself when it is small and nothing is to be said of it; else the page of the work; None: nothing to give."""
    options: dict[str, Any] = form.cleaned_data
    count = exporter.count(options, by=request.user)
    if not count:
        messages.warning(request, gettext("There is nothing to export with this choice."))
        return None
    if count <= exporter.most_at_once:
        try:
            exported = exporter.write(options, by=request.user, progress=None)
        except jobs.Refused as refused:
            messages.error(request, str(refused.sentence))
            return None
        # What the file could not hold is shown on the page of the work: a download has no page of its own.
        if not exported.outcome.remarks:
            record_export(exporter, dict(exported.outcome.details or {}), by=request.user)
            return as_download(exported.file)
    job = jobs.start_job(
        f"export-{exporter.name}", {"options": as_sent(form)}, by=request.user, at=timezone.now()
    )
    return redirect("job", job.uid)


urlpatterns = [path("xuat-tep/<str:name>/", export, name="sheets_export")]
