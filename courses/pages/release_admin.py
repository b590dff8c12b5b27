"""The page in Wagtail's admin where a provincial administrator settles the matters of the release gate."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.widgets import AdminDateInput

from courses.pages import release
from courses.pages.marks import marks_of
from courses.pages.models import CoursePage
from courses.pages.settled import ReleaseGateItem
from people import api as people
from vietnamese import api as vietnamese

PERMISSION = "courses.change_releasegateitem"


class SettleForm(forms.Form):
    """The day on which the source was opened, and the source."""

    day = vietnamese.DayField(label=gettext_lazy("Day"), widget=AdminDateInput)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=release.LONGEST_SOURCE)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > vietnamese.local_day(timezone.now()):
            raise ValidationError(_("This day is still to come."))
        return day

    def moment(self) -> datetime:
        """The moment to keep: now for today, else noon of that day."""
        day: date = self.cleaned_data["day"]
        now = timezone.now()
        if day == vietnamese.local_day(now):
            return now
        return datetime.combine(day, time(12), tzinfo=vietnamese.LOCAL)


def refuse_others(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every course with how much of its gate is open and whether its banner stands."""
    refuse_others(request)
    rows = [
        (course, course.gate_items.filter(ticked_at__isnull=True).count(), course.standing_banner)
        for course in CoursePage.objects.order_by("path")
    ]
    context = {"page_title": _("Release gate"), "header_icon": "tasks", "rows": rows}
    return render(request, "courses/admin/release_index.html", context)


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """The matters of one course, settled and open."""
    refuse_others(request)
    return _page(request, get_object_or_404(CoursePage, pk=pk))


def _page(
    request: HttpRequest, page: CoursePage, *, tried: int = 0, form: SettleForm | None = None
) -> HttpResponse:
    """`tried`: the key of the matter whose form came back with faults; -1 for the banner."""
    items = [
        (item, form if form is not None and item.pk == tried else _fresh(item.pk))
        for item in page.gate_items.select_related("ticked_by")
    ]
    context: dict[str, Any] = {
        "page_title": _("Release gate"),
        "media": SettleForm().media,
        "page_subtitle": page.title,
        "header_icon": "tasks",
        "course": page,
        "items": items,
        "banner": page.standing_banner,
        "banner_form": form if form is not None and tried == -1 else _fresh(0),
        "marks": marks_of(page),
        "clearances": page.banner_clearances.select_related("by").order_by("-at"),
    }
    return render(request, "courses/admin/release_course.html", context, status=200 if form is None else 422)


def _fresh(key: int) -> SettleForm:
    return SettleForm(initial={"day": vietnamese.local_day(timezone.now())}, prefix=f"m{key}")


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter is settled; faults of the form bring the page back with what was typed."""
    refuse_others(request)
    item = get_object_or_404(ReleaseGateItem, pk=pk)
    form = SettleForm(request.POST, prefix=f"m{item.pk}")
    if not form.is_valid():
        return _page(request, item.course, tried=item.pk, form=form)
    by = people.signed_in(request)
    settled = release.settle(item, by=by, at=form.moment(), source=form.cleaned_data["source"])
    if settled.ticked_by == by and settled.ticked_source == vietnamese.clean_line(
        form.cleaned_data["source"]
    ):
        messages.success(request, _("Settled. The person, the day and the source are kept."))
    else:
        messages.warning(request, _already(settled))
    return redirect("release:course", item.course_id)


def _already(item: ReleaseGateItem) -> str:
    """Two people settled one matter: the first one's source counts, and the second one is told so."""
    return _("Nothing was changed: %(person)s settled this on %(day)s already. Source: %(source)s") % {
        "person": item.ticked_by.full_name if item.ticked_by else "",
        "day": vietnamese.show_day(vietnamese.local_day(item.ticked_at)) if item.ticked_at else "",
        "source": item.ticked_source,
    }


@require_http_methods(["POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A settled matter is opened again, with the reason."""
    refuse_others(request)
    item = get_object_or_404(ReleaseGateItem, pk=pk)
    try:
        release.reopen(
            item, by=people.signed_in(request), at=timezone.now(), reason=request.POST.get("reason", "")
        )
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
    else:
        messages.success(request, _("Opened again. The notice stands on the course."))
    return redirect("release:course", item.course_id)


@require_POST
def clear_banner(request: HttpRequest, pk: int) -> HttpResponse:
    """The banner of the course is cleared, with day and source."""
    refuse_others(request)
    page = get_object_or_404(CoursePage, pk=pk)
    form = SettleForm(request.POST, prefix="m0")
    if not form.is_valid():
        return _page(request, page, tried=-1, form=form)
    cleared = release.clear_banner(
        page, by=people.signed_in(request), at=form.moment(), source=form.cleaned_data["source"]
    )
    if cleared is not None:
        messages.success(request, _("The banner is cleared."))
    else:
        messages.warning(request, _("Nothing was changed: the banner was cleared already."))
    return redirect("release:course", page.pk)


app_name = "release"
urlpatterns = [
    path("", index, name="index"),
    path("<int:pk>/", course, name="course"),
    path("<int:pk>/dong-luu-y/", clear_banner, name="clear_banner"),
    path("viec/<int:pk>/", settle, name="settle"),
    path("viec/<int:pk>/mo-lai/", reopen, name="reopen"),
]
