"""The book of who did what, and the list of long work, among Wagtail's reports."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView

from jobs import views
from jobs.audit import AuditEntry
from jobs.audit_words import action_in_words, details_in_words
from vietnamese import api as vietnamese

# A Wagtail hook of ours: functions that take a request and entries and give those that this person may read. Who stands
# under whom is known above this package; with nobody to ask, only a superuser reads.
READABLE = "jobs_readable_entries"


def may_read(request: HttpRequest) -> bool:
    """The permission to view audit entries; given to administrators."""
    return bool(request.user.has_perm("jobs.view_auditentry"))


def readable(request: HttpRequest) -> QuerySet[AuditEntry]:
    """The entries that this person may read."""
    entries = AuditEntry.objects.select_related("by", "person")
    limits = hooks.get_hooks(READABLE)
    if not limits and not request.user.is_superuser:
        return entries.none()
    for limit in limits:
        entries = limit(request, entries)
    return entries


def when(entry: AuditEntry) -> str:
    return vietnamese.show_moment(entry.at)


class AuditView(BaseListingView):
    model = AuditEntry
    page_title = _("Audit log")
    header_icon = "history"
    index_url_name = "audit"
    index_results_url_name = "audit_results"
    paginate_by = 50
    default_ordering = "-at"
    verbose_name_plural = _("audit entries")
    columns = [
        Column("at", label=_("At"), sort_key="at", accessor=when),
        Column("action", label=_("Action"), accessor=lambda entry: action_in_words(entry.action)),
        Column("by", label=_("By"), accessor=lambda entry: entry.by or gettext("the system")),
        Column("person", label=_("About")),
        Column("details", label=_("Details"), accessor=lambda entry: details_in_words(entry.details)),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return readable(self.request)


class AuditResultsView(AuditView):
    results_only = True


@hooks.register("register_admin_urls")
def audit_urls() -> list[Any]:
    return [
        path("nhat-ky/", AuditView.as_view(), name="audit"),
        path("nhat-ky/danh-sach/", AuditResultsView.as_view(), name="audit_results"),
    ]


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return AuditMenuItem(_("Audit log"), reverse("audit"), icon_name="history", order=800)


@hooks.register("register_admin_urls")
def job_urls() -> list[Any]:
    return views.urlpatterns


@hooks.register("register_reports_menu_item")
def jobs_menu_item() -> MenuItem:
    return MenuItem(_("Work in the background"), reverse("jobs"), icon_name="tasks", name="jobs", order=790)
