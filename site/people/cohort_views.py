"""The admin's pages on classes: list, add, change, who is in it, who comes in. Only of the own subtree."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from people.access import people_listed_for, units_managed_by
from people.admin_pages import AdminList, AdminPage
from people.cohorts import (
    Cohort,
    CohortMember,
    add_to_cohort,
    create_cohort,
    edit_cohort,
    take_from_cohort,
)
from people.forms import CohortForm
from people.homes import home_in_words, with_homes
from people.identifiers import random_code
from people.units import Membership, Unit, unit_label
from people.users import User
from vietnamese import api as vietnamese

LIST = ("cohorts:index", gettext_lazy("Classes"))
PER_PAGE = 50


class CohortList(AdminList):
    """The classes that units of the own subtree look after, the latest first."""

    model = Cohort
    page_title = LIST[1]
    header_icon = "group"
    default_ordering = "-starts_on"
    any_order = "pk"
    index_url_name = "cohorts:index"
    index_results_url_name = "cohorts:index_results"

    def get_base_queryset(self) -> QuerySet[Cohort]:
        open_members = Count("members", filter=Q(members__until__isnull=True))
        rows = Cohort.objects.filter(unit__in=units_managed_by(self.me)).select_related("unit__parent")
        return rows.annotate(member_count=open_members)

    def holds(self, word: str) -> Q:
        return Q(title_folded__contains=word) | Q(unit__name_folded__contains=word)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Name of the class"),
                sort_key="title_folded",
                get_url=lambda cohort: reverse("cohorts:members", args=[cohort.uid]),
                classname="title",
            ),
            Column("unit", label=_("Looked after by"), accessor=lambda cohort: unit_label(cohort.unit)),
            Column(
                "starts_on",
                label=_("First day"),
                sort_key="starts_on",
                accessor=lambda cohort: day_in_words(cohort.starts_on),
            ),
            Column(
                "ends_on",
                label=_("Last day"),
                sort_key="ends_on",
                accessor=lambda cohort: day_in_words(cohort.ends_on),
            ),
            Column("member_count", label=_("People"), sort_key="member_count"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Add a class"), url=reverse("cohorts:add"), icon_name="plus")]


def day_in_words(day: Any) -> str:
    return vietnamese.show_day(day) if day else "–"


class AddCohort(AdminPage, FormView):
    form_class = CohortForm
    template_name = "people/admin/form.html"
    page_title = gettext_lazy("Add a class")
    header_icon = "group"
    above = LIST
    extra_context = {"button": gettext_lazy("Add the class")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.units}

    def get_initial(self) -> dict[str, Any]:
        return {"key": random_code()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.POST.get("unit"))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: CohortForm) -> HttpResponse:
        told = dict(form.cleaned_data)
        cohort = Cohort(uid=told.pop("key") or random_code(), **told)
        if create_cohort(cohort, by=self.me, at=timezone.now()):
            messages.success(self.request, _("The class is there. Now add the people who are in it."))
        return redirect("cohorts:people", cohort.uid)


class CohortPage(AdminPage):
    """A page about one class of the own subtree; others do not exist here."""

    header_icon = "group"
    above = LIST

    @cached_property
    def cohort(self) -> Cohort:
        mine = Cohort.objects.filter(unit__in=units_managed_by(self.me)).select_related("unit__parent")
        return get_object_or_404(mine, uid=self.kwargs["uid"])

    @cached_property
    def mine(self) -> QuerySet[User]:
        """The people whom the administrator sees."""
        return people_listed_for(self.me)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.request, self.kwargs = request, kwargs
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.page_title) or self.cohort.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address hands over the uid under a name of its own.
        return super().get_context_data(
            **{**kwargs, "cohort": self.cohort, "unit": unit_label(self.cohort.unit)}
        )

    def page_of(self, rows: QuerySet[User]) -> Page[Any]:
        ordered = with_homes(rows).order_by("sort_key", "pk")
        return Paginator(ordered, PER_PAGE).get_page(self.request.GET.get("p"))


class EditCohort(CohortPage, FormView):
    form_class = CohortForm
    template_name = "people/admin/form.html"
    page_title = gettext_lazy("Change the class")
    extra_context = {"button": gettext_lazy("Save")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.units}

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "starts_on", "ends_on", "note")
        return {"unit": self.cohort.unit.uid, **{name: getattr(self.cohort, name) for name in names}}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.POST.get("unit"))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: CohortForm) -> HttpResponse:
        for name in ("title", "unit", "starts_on", "ends_on", "note"):
            setattr(self.cohort, name, form.cleaned_data[name])
        changed = edit_cohort(self.cohort, by=self.me, at=timezone.now())
        messages.success(self.request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("cohorts:members", self.cohort.uid)


class Members(CohortPage, TemplateView):
    """Who is in the class now. People of other units are counted, not named."""

    template_name = "people/admin/cohort.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        inside = CohortMember.objects.filter(cohort=self.cohort, until__isnull=True)
        page = self.page_of(self.mine.filter(pk__in=inside.values("person")))
        return super().get_context_data(
            page=page,
            rows=[(person, home_in_words(person)) for person in page],
            others=inside.count() - page.paginator.count,
            days=" – ".join(day_in_words(day) for day in (self.cohort.starts_on, self.cohort.ends_on) if day),
            **kwargs,
        )


class FindPeople(CohortPage, TemplateView):
    """Find people by name or by unit; posted, those who are ticked (or all who were found) come into the class."""

    template_name = "people/admin/cohort_people.html"
    page_title = gettext_lazy("Add people to the class")

    @cached_property
    def words(self) -> str:
        return vietnamese.clean_line(self.request.GET.get("q", ""))

    @cached_property
    def unit(self) -> Unit | None:
        uid = self.request.GET.get("unit", "")
        return self.units.filter(uid=uid).first() if uid else None

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Open accounts of the own subtree that the search means, in the class or not."""
        inside = CohortMember.objects.filter(cohort=self.cohort, until__isnull=True, person=OuterRef("pk"))
        rows = self.mine.filter(is_active=True).annotate(is_member=Exists(inside))
        if self.unit is not None:
            homes = Membership.objects.homes().filter(unit__tree_path__startswith=self.unit.tree_path)
            rows = rows.filter(pk__in=homes.values("person"))
        for word in vietnamese.fold(self.words).split():
            rows = rows.filter(Q(name_folded__contains=word) | Q(login_folded__startswith=word))
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.refuse_foreign_unit(self.request.GET.get("unit"))
        told: dict[str, Any] = {
            "units": [
                (unit.uid, unit_label(unit))
                for unit in self.units.select_related("parent").order_by("tree_path")
            ],
            "chosen": self.unit.uid if self.unit else "",
            "words": self.words,
            "query": urlencode({"q": self.words, "unit": self.unit.uid if self.unit else ""}),
        }
        if self.words or self.unit is not None:
            page = self.page_of(self.found)
            told["page"] = page
            told["rows"] = [(person, home_in_words(person)) for person in page]
            told["new"] = self.found.filter(is_member=False).count()
        return super().get_context_data(**told, **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.GET.get("unit"))
        again = f"{reverse('cohorts:people', args=[self.cohort.uid])}?{request.GET.urlencode()}"
        if "everybody" in request.POST:
            if not self.words and self.unit is None:
                return redirect(again)
            chosen = self.found.filter(is_member=False)
        else:
            keys = {key for each in request.POST.getlist("person") if (key := _key(each)) is not None}
            chosen = self.mine.filter(is_active=True, pk__in=keys)
            if not keys:
                messages.error(request, _("Nobody is ticked, so nobody was added."))
                return redirect(again)
        number = add_to_cohort(self.cohort, list(chosen), by=self.me, at=timezone.now())
        told = ngettext(
            "%(count)d person came into the class.", "%(count)d people came into the class.", number
        )
        messages.success(
            request,
            told % {"count": number} if number else _("They are in the class already; nothing was changed."),
        )
        return redirect("cohorts:members", self.cohort.uid)


class TakeOut(CohortPage, View):
    """One person of the own subtree is in the class no more; that they were stays in the record."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        person = get_object_or_404(self.mine, pk=_key(request.POST.get("person", "")))
        if take_from_cohort(self.cohort, person, by=self.me, at=timezone.now()):
            messages.success(request, _("%(name)s is in the class no more.") % {"name": person.full_name})
        return redirect("cohorts:members", self.cohort.uid)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class CohortViewSet(ViewSet):
    """`/quan-tri/lop/`."""

    name = "cohorts"
    url_prefix = "lop"
    icon = "group"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", CohortList.as_view(), name="index"),
            path("ket-qua/", CohortList.as_view(results_only=True), name="index_results"),
            path("them/", AddCohort.as_view(), name="add"),
            path("<str:uid>/", Members.as_view(), name="members"),
            path("<str:uid>/sua/", EditCohort.as_view(), name="edit"),
            path("<str:uid>/them-nguoi/", FindPeople.as_view(), name="people"),
            path("<str:uid>/bo/", TakeOut.as_view(), name="take_out"),
        ]
