"""Administrators enrol people of their own subtree, and see who is enrolled and has not completed yet."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from courses.completions.models import Completion
from courses.enrolment import Enrolment, enrol_many
from courses.pages.models import CoursePage
from courses.records.filters import TellsOfFilters
from courses.records.gate import refuse_others
from jobs import api as jobs
from people import api as people
from vietnamese import api as vietnamese

PER_PAGE = 50


def homes() -> Prefetch:
    """Where people belong, for lists: one statement for all of them."""
    rows = people.Membership.objects.homes().select_related("unit__parent")
    return Prefetch("memberships", queryset=rows, to_attr="homes")


def home_words(person: people.User) -> str:
    """The unit of a person fetched with `homes`: "Thôn Đông, Xã Tân Hưng"; empty for somebody without one."""
    found: list[people.Membership] = person.homes  # type: ignore[attr-defined]
    units = (found[0].unit, found[0].unit.parent) if found else ()
    return ", ".join(unit.name for unit in units if unit is not None)


def holding(rows: QuerySet[Any], words: str, *, of: str = "") -> QuerySet[Any]:
    """Rows whose person's name or login name holds every word, with or without marks. `of`: "person__" for enrolments."""
    for word in vietnamese.fold(vietnamese.clean_line(words)).split():
        named = Q(**{f"{of}name_folded__contains": word}) | Q(**{f"{of}login_folded__startswith": word})
        rows = rows.filter(named)
    return rows


def at_home_below(unit: people.Unit) -> QuerySet[Any]:
    """Keys of the people whose home is this unit or lies below it."""
    below = people.Membership.objects.homes().filter(unit__tree_path__startswith=unit.tree_path)
    return below.values("person")


def units_of_today(request: HttpRequest | None) -> QuerySet[people.Unit]:
    """Units of the viewer's subtrees that exist today, to choose one as a whole."""
    if request is None:
        return people.Unit.objects.none()
    today = vietnamese.local_day(timezone.now())
    managed = people.units_managed_by(people.signed_in(request)).valid_on(today)
    return managed.select_related("parent").order_by("tree_path")


class UnitChoice(forms.ModelChoiceField):
    """A unit by its uid, those below it set in."""

    def label_from_instance(self, unit: people.Unit) -> str:
        depth = max(unit.tree_path.strip("/").count("/"), 0)
        return f"{'– ' * depth}{unit.name}"


class UnitFilter(django_filters.ModelChoiceFilter):
    field_class = UnitChoice


class OpenFilter(WagtailFilterSet):
    """Course and unit (where people are at home today)."""

    course = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Course"),
        queryset=CoursePage.objects.order_by("code"),
        to_field_name="code",
        widget=forms.Select,
    )
    unit = UnitFilter(
        label=gettext_lazy("Unit"),
        queryset=units_of_today,
        to_field_name="uid",
        method="in_unit",
        widget=forms.Select,
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def in_unit(self, rows: QuerySet[Enrolment], _name: str, unit: people.Unit) -> QuerySet[Enrolment]:
        return rows.filter(person__in=at_home_below(unit))


class OpenEnrolments(TellsOfFilters, BaseListingView):
    """Enrolled, not completed yet: people of the viewer's subtrees with open accounts."""

    model = Enrolment
    page_title = gettext_lazy("Enrolled, not completed yet")
    header_icon = "user"
    index_url_name = "enrolments:index"
    index_results_url_name = "enrolments:results"
    filterset_class = OpenFilter
    paginate_by = PER_PAGE
    is_searchable = True
    default_ordering = "-at"
    verbose_name_plural = gettext_lazy("enrolments")
    columns = [
        Column("person", label=gettext_lazy("Full name"), sort_key="person__sort_key", accessor="person.full_name"),
        Column("unit", label=gettext_lazy("Unit"), accessor=lambda row: home_words(row.person)),
        Column("course", label=gettext_lazy("Course"), sort_key="course__code", accessor="course.title"),
        Column("at", label=gettext_lazy("Enrolled on"), sort_key="at", accessor=lambda row: vietnamese.show_day(vietnamese.local_day(row.at))),
        Column("source", label=gettext_lazy("How"), accessor=lambda row: row.get_source_display()),
        Column("by", label=gettext_lazy("By"), accessor=lambda row: row.by.full_name if row.by else ""),
    ]  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_others(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        mine = people.people_listed_for(people.signed_in(self.request)).filter(is_active=True)
        done = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"))
        fetched = people.User.objects.prefetch_related(homes())
        return (
            Enrolment.objects.filter(~Exists(done), person__in=mine.values("pk"))
            .select_related("course", "by")
            .prefetch_related(Prefetch("person", queryset=fetched))
        )

    def order_queryset(self, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        return holding(queryset, self.search_query, of="person__")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Enrol people"), url=reverse("enrolments:add"), icon_name="plus")]


class OpenResults(OpenEnrolments):
    results_only = True


class ChooseForm(forms.Form):
    """Which course, and among whom."""

    course: Any = forms.ModelChoiceField(
        label=gettext_lazy("Course"),
        queryset=CoursePage.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose a course"),
    )
    unit = UnitChoice(
        label=gettext_lazy("Unit and all below it"),
        queryset=people.Unit.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=gettext_lazy("All your units"),
    )
    q = forms.CharField(
        label=gettext_lazy("Full name, with or without accents"), required=False, max_length=120
    )

    def __init__(self, data: Any, request: HttpRequest) -> None:
        super().__init__(data)
        courses, unit = self.fields["course"], self.fields["unit"]
        assert isinstance(courses, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        courses.queryset = CoursePage.objects.live().order_by("code")
        unit.queryset = units_of_today(request)


@dataclass(frozen=True)
class Search:
    """What was asked for, and everybody it means."""

    course: CoursePage
    unit: people.Unit | None
    words: str
    found: QuerySet[people.User]

    @property
    def query(self) -> str:
        unit = self.unit.uid if self.unit else ""
        return urlencode({"course": self.course.code, "unit": unit, "q": self.words})


def search_of(form: ChooseForm, viewer: people.User) -> Search:
    """The open accounts of the viewer's subtrees that the form asks for; nobody who stands above the viewer."""
    data = form.cleaned_data
    found = people.people_listed_for(viewer).filter(is_active=True)
    if data["unit"] is not None:
        found = found.filter(pk__in=at_home_below(data["unit"]))
    return Search(data["course"], data["unit"], data["q"], holding(found, data["q"]))


def add(request: HttpRequest) -> HttpResponse:
    """Choose a course and people; posted, those chosen (or all who were found) are enrolled."""
    refuse_others(request)
    form = ChooseForm(request.GET or None, request)
    search = search_of(form, people.signed_in(request)) if form.is_valid() else None
    if request.method == "POST" and search is not None:
        return _enrol(request, search)
    context: dict[str, Any] = {
        "form": form,
        "search": search,
    }
    if search is not None:
        taking = Enrolment.objects.filter(course=search.course, person=OuterRef("pk"))
        rows = search.found.annotate(takes=Exists(taking)).order_by("sort_key", "pk")
        page = Paginator(rows.prefetch_related(homes()), PER_PAGE).get_page(request.GET.get("p"))
        context["page"] = page
        context["rows"] = [(person, home_words(person)) for person in page]
        context["new"] = search.found.filter(~Exists(taking)).count()
    above = [(reverse("enrolments:index"), str(OpenEnrolments.page_title))]
    return jobs.admin_page(
        request, "courses/admin/enrol.html", _("Enrol people"), context, above=above, icon="user"
    )


def _enrol(request: HttpRequest, search: Search) -> HttpResponse:
    viewer = people.signed_in(request)
    whole = "everybody" in request.POST
    keys = {key for each in request.POST.getlist("person") if (key := _key(each)) is not None}
    chosen = search.found if whole else people.people_listed_for(viewer).filter(is_active=True, pk__in=keys)
    if not whole and not keys:
        messages.error(request, _("Nobody is ticked, so nobody was enrolled."))
        return redirect(f"{reverse('enrolments:add')}?{search.query}")
    asked = chosen.count()
    number = enrol_many(
        chosen,
        search.course,
        by=viewer,
        at=timezone.now(),
        unit=search.unit.uid if whole and search.unit else "",
    )
    told = [
        ngettext(
            "%(count)d person is enrolled in “%(course)s” now.",
            "%(count)d people are enrolled in “%(course)s” now.",
            number,
        )
        % {"count": number, "course": search.course.title}
    ]
    if asked > number:
        told.append(_("%(count)d took it already; nothing was changed for them.") % {"count": asked - number})
    if not whole and len(keys) > asked:
        told.append(
            _("%(count)d were left out: not people of your units, or their accounts are closed.")
            % {"count": len(keys) - asked}
        )
    messages.success(request, " ".join(told))
    return redirect(f"{reverse('enrolments:index')}?course={search.course.code}")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


app_name = "enrolments"
urlpatterns = [
    path("", OpenEnrolments.as_view(), name="index"),
    path("danh-sach/", OpenResults.as_view(), name="results"),
    path("them/", add, name="add"),
]
