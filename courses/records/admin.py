"""Completion records in Wagtail's admin: list, one record, file, and the papers that belong to it."""

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.certificates import services as certificates
from courses.certificates.models import Certificate
from courses.completions.models import Completion
from courses.records.filters import RecordFilter, TellsOfFilters, faults_of
from courses.records.gate import refuse_others
from courses.records.query import Asked, narrow, records_for
from courses.records.resource import export_records, result, score
from jobs import api as jobs
from people import api as people
from sheets import api as sheets
from vietnamese import api as vietnamese

PER_PAGE = 50


class RecordsView(TellsOfFilters, BaseListingView):
    """The list. Everything that narrows it narrows the file as well."""

    model = Completion
    page_title = gettext_lazy("Completion records")
    header_icon = "clipboard-list"
    index_url_name = "records:index"
    index_results_url_name = "records:results"
    filterset_class = RecordFilter
    paginate_by = PER_PAGE
    is_searchable = True
    default_ordering = "-completed_on"
    verbose_name_plural = gettext_lazy("completion records")
    template_name = "courses/admin/records.html"
    columns = [
        TitleColumn("full_name", label=gettext_lazy("Full name"), sort_key="sort_key", get_url=lambda record: reverse("records:record", args=[record.uid])),
        Column("unit_path", label=gettext_lazy("Unit at that time")),
        Column("course_title", label=gettext_lazy("Course"), sort_key="course_code"),
        Column("score", label=gettext_lazy("Score (%)"), accessor=lambda record: percent_words(record)),
        Column("result", label=gettext_lazy("Result"), accessor=result),
        Column(
            "completed_on",
            label=gettext_lazy("Completed on"),
            sort_key="completed_on",
            accessor=lambda record: vietnamese.show_day(record.completed_on),
        ),
        Column("certificate_number", label=gettext_lazy("Certificate number")),
    ]  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_others(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Completion]:
        return records_for(self.request.user)

    def order_queryset(self, queryset: QuerySet[Completion]) -> QuerySet[Completion]:
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset: QuerySet[Completion]) -> QuerySet[Completion]:
        return narrow(queryset, Asked(words=self.search_query))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Not completed yet"), url=reverse("enrolments:index"), icon_name="user")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The files: the same rows as on the screen."""
        query = self.request.GET.urlencode()
        return [
            Button(
                _("Export as %(format)s") % {"format": kind.label},
                url=f"{reverse('records:file', args=[kind.name])}?{query}",
                icon_name="download",
            )
            for kind in sheets.FORMATS
        ]


class ResultsView(RecordsView):
    results_only = True


def percent_words(record: Completion) -> str:
    value = score(record)
    return "" if value is None else vietnamese.show_decimal(value)


@require_GET
def file(request: HttpRequest, format_name: str) -> HttpResponseBase:
    """The records on the screen as a file, with an audit entry."""
    refuse_others(request)
    try:
        kind = sheets.format_named(format_name)
    except sheets.CannotWrite as unknown:
        raise Http404 from unknown
    filters = RecordFilter(request.GET, queryset=records_for(people.signed_in(request)), request=request)
    if not filters.is_valid():
        words = _("The file was not made, because a filter could not be read: %(faults)s")
        messages.error(request, words % {"faults": "; ".join(faults_of(filters))})
        return redirect(f"{reverse('records:index')}?{request.GET.urlencode()}")
    words = request.GET.get("q", "")
    cleaned = filters.form.cleaned_data
    asked = Asked(
        unit=cleaned["unit"],
        course_code=cleaned["course"] or "",
        since=cleaned["since"],
        until=cleaned["until"],
        words=words,
    )
    records = narrow(filters.qs, Asked(words=words)).order_by("-completed_on", "-pk")
    out = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
    export_records(
        records, to=out, format_name=format_name, by=people.signed_in(request), asked=asked, at=timezone.now()
    )
    out.seek(0)
    day = vietnamese.local_day(timezone.now()).isoformat()
    response = FileResponse(
        out,
        as_attachment=True,
        filename=f"ban-ghi-ket-qua-{day}.{kind.extension}",
        content_type=kind.content_type,
    )
    response["Cache-Control"] = "no-store"
    return response


def record_of(request: HttpRequest, uid: str) -> Completion:
    """One record of the viewer's subtrees. Whatever else exists does not exist here."""
    refuse_others(request)
    found = records_for(people.signed_in(request)).select_related("person", "course").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def papers_of(record: Completion) -> list[Certificate]:
    return list(record.certificates.select_related("revocation", "replaced_by").order_by("-pk"))


@require_GET
def record(request: HttpRequest, uid: str) -> HttpResponse:
    """One record in full, with its certificates and what can be done about them."""
    completion = record_of(request, uid)
    context = {
        "record": completion,
        "score": percent_words(completion),
        "result": result(completion),
        "duration": vietnamese.minutes_in_words(completion.minutes),
        "certificates": papers_of(completion),
        "may_change": people.Role.PROVINCIAL_ADMINISTRATOR in people.roles_of(people.signed_in(request))
        or people.signed_in(request).is_superuser,
    }
    above = [(reverse("records:index"), _("Completion records"))]
    return jobs.admin_page(
        request,
        "courses/admin/record.html",
        completion.full_name,
        context,
        above=above,
        icon="clipboard-list",
    )


def newest_paper(request: HttpRequest, uid: str) -> Certificate:
    """The certificate in force of one record; only provincial administrators change papers."""
    completion = record_of(request, uid)
    if not (
        people.signed_in(request).is_superuser
        or people.Role.PROVINCIAL_ADMINISTRATOR in people.roles_of(people.signed_in(request))
    ):
        raise PermissionDenied
    newest = completion.certificates.filter(replaced_by__isnull=True).order_by("-pk").first()
    if newest is None:
        raise Http404
    return newest


def was_changed_meanwhile(request: HttpRequest, newest: Certificate) -> bool:
    """The button was pressed twice, or by two people: what they looked at was another paper. Says so."""
    if request.POST.get("paper", newest.code) == newest.code and not hasattr(newest, "revocation"):
        return False
    words = _(
        "Nothing was done: this paper was issued again or revoked meanwhile. Number %(number)s is the newest."
    )
    messages.warning(request, words % {"number": newest.number_words})
    return True


@require_POST
def reissue(request: HttpRequest, uid: str) -> HttpResponse:
    """A new paper with the name that the person has today."""
    earlier = newest_paper(request, uid)
    if was_changed_meanwhile(request, earlier):
        return redirect("records:record", uid=uid)
    name = earlier.completion.person.full_name
    try:
        new = certificates.reissue(
            earlier,
            full_name=name,
            by=people.signed_in(request),
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
    except certificates.NotIssued as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Issued again as number %(number)s; number %(old)s now says so.")
            % {"number": new.number_words, "old": earlier.number_words},
        )
    return redirect("records:record", uid=uid)


@require_POST
def revoke(request: HttpRequest, uid: str) -> HttpResponse:
    paper = newest_paper(request, uid)
    if was_changed_meanwhile(request, paper):
        return redirect("records:record", uid=uid)
    try:
        certificates.revoke(
            paper, by=people.signed_in(request), reason=request.POST.get("reason", ""), at=timezone.now()
        )
    except certificates.NotIssued as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Certificate number %(number)s is revoked; its page says so.") % {"number": paper.number_words},
        )
    return redirect("records:record", uid=uid)


app_name = "records"
urlpatterns = [
    path("", RecordsView.as_view(), name="index"),
    path("danh-sach/", ResultsView.as_view(), name="results"),
    path("tep/<slug:format_name>/", file, name="file"),
    path("<str:uid>/", record, name="record"),
    path("<str:uid>/cap-lai/", reissue, name="reissue"),
    path("<str:uid>/thu-hoi/", revoke, name="revoke"),
]
