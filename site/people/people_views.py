"""The admin's pages on people: list, add, correct, close, open again, a new slip."""

from typing import Any
from uuid import UUID

import django_filters
from django.conf import settings
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from jobs import api as jobs
from people import accounts
from people.access import grantable_units, manageable_by, reach_of, signed_in, units_managed_by
from people.admin_pages import AdminList, AdminPage
from people.forms import NewPersonForm, PersonForm, ReopenForm, initial_of
from people.homes import home_unit
from people.units import Membership, Unit, UnitQuerySet, unit_label
from people.users import User
from vietnamese import api as vietnamese

LIST = ("learners:index", gettext_lazy("Learners"))
OPEN, CLOSED = "open", "closed"


def units_of_request(request: HttpRequest | None) -> UnitQuerySet:
    return (
        Unit.objects.none()
        if request is None
        else units_managed_by(signed_in(request)).select_related("parent")
    )


class UnitFilterField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit_label(unit)


class UnitFilter(django_filters.ModelChoiceFilter):
    field_class = UnitFilterField


class PeopleFilters(WagtailFilterSet):
    unit = UnitFilter(
        label=gettext_lazy("Unit and all below it"),
        queryset=units_of_request,
        to_field_name="uid",
        method="in_unit",
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Account"),
        choices=[(OPEN, gettext_lazy("open")), (CLOSED, gettext_lazy("closed"))],
        method="in_state",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def in_unit(self, people: QuerySet[User], _name: str, unit: Unit) -> QuerySet[User]:
        homes = Membership.objects.homes().filter(unit__tree_path__startswith=unit.tree_path)
        return people.filter(pk__in=homes.values("person"))

    def in_state(self, people: QuerySet[User], _name: str, state: str) -> QuerySet[User]:
        return people.filter(is_active=state == OPEN)


class PeopleList(AdminList):
    """Everybody of the own subtree, by given name."""

    model = User
    page_title = LIST[1]
    header_icon = "group"
    default_ordering = "sort_key"
    filterset_class = PeopleFilters
    index_url_name = "learners:index"
    index_results_url_name = "learners:index_results"

    def get_base_queryset(self) -> QuerySet[User]:
        self.refuse_foreign_unit(self.request.GET.get("unit"))
        reach = reach_of(self.me)
        homes = Membership.objects.homes().select_related("unit__parent")
        return (
            reach.listed()
            .annotate(is_manageable=Case(When(reach.manages(), then=True), default=False))
            .prefetch_related(Prefetch("memberships", queryset=homes, to_attr="homes"))
        )

    def holds(self, word: str) -> Q:
        begins = Q(name_folded__startswith=word) | Q(name_folded__contains=f" {word}")
        return begins | Q(login_folded__startswith=word)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "full_name",
                label=_("Full name"),
                sort_key="sort_key",
                get_url=self._page_of,
                classname="title",
            ),
            Column("username", label=_("Sign-in code"), sort_key="username"),
            Column("unit", label=_("Unit"), accessor=self._unit_of),
            StatusTagColumn(
                "is_active",
                label=_("Account"),
                accessor=lambda person: _("open") if person.is_active else _("closed"),
                primary=lambda person: person.is_active,
            ),
        ]

    def _page_of(self, person: User) -> str | None:
        is_manageable: bool = person.is_manageable  # type: ignore[attr-defined]
        return reverse("learners:edit", args=[person.pk]) if is_manageable else None

    def _unit_of(self, person: User) -> str:
        return unit_label(person.homes[0].unit) if person.homes else "–"  # type: ignore[attr-defined]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Add a person"), url=reverse("learners:add"), icon_name="plus")]


def note_refusal(request: HttpRequest, key: UUID) -> None:
    """Somebody tried to change a person who is not theirs: written down, answered as if nobody was there."""
    other = User.objects.filter(pk=key).first() if request.method == "POST" else None
    if other is not None:
        details = {"page": request.resolver_match.view_name if request.resolver_match else ""}
        jobs.record("person.refused", by=signed_in(request), at=timezone.now(), about=other, details=details)


def slip(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The slip to print and hand over: the only time the first password is seen."""
    home = home_unit(person, vietnamese.local_day(timezone.now()))
    good_until = person.first_password_until
    response = TemplateResponse(
        request,
        "people/admin/slip.html",
        {
            "person": person,
            "unit": unit_label(home) if home else "",
            "password": f"{password[:4]} {password[4:]}" if password.isdigit() else password,
            "address": settings.PUBLIC_URL.removesuffix("/") + settings.LOGIN_URL,
            "good_until": vietnamese.show_day(vietnamese.local_day(good_until)) if good_until else "",
            "back": reverse("learners:edit", args=[person.pk]),
        },
    )
    response["Cache-Control"] = "no-store, private"
    response["Pragma"] = "no-cache"
    return response


class AddPerson(AdminPage, FormView):
    """A form, perhaps the question about somebody of the same name, then the slip."""

    form_class = NewPersonForm
    template_name = "people/admin/form.html"
    page_title = gettext_lazy("Add a person")
    above = LIST
    extra_context = {"button": gettext_lazy("Add and make the slip")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.units}

    def get_initial(self) -> dict[str, Any]:
        return {"key": NewPersonForm.new_key(), "unit": self.request.GET.get("unit")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.POST.get("unit"))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: NewPersonForm) -> HttpResponse:
        entered = form.cleaned_data
        same = accounts.same_people_in(entered["unit"], entered["full_name"])
        if any(person.pk == entered["key"] for person in same):
            return self._added_before(entered["key"])
        if same and not entered["add_anyway"]:
            form.ask_before_adding()
            return self.render_to_response(self.get_context_data(form=form, same=same))
        try:
            person, password = accounts.create_person(
                entered["full_name"],
                unit=entered["unit"],
                username=entered["username"],
                email=entered["email"],
                phone=entered["phone"],
                key=entered["key"],
                by=self.me,
                at=timezone.now(),
            )
        except accounts.AlreadyAdded:
            return self._added_before(entered["key"])
        except accounts.PersonRefused as refused:
            form.add_error(refused.field, refused.message)
            return self.form_invalid(form)
        return slip(self.request, person, password)

    def _added_before(self, key: UUID) -> HttpResponse:
        messages.warning(
            self.request,
            _("This person was added just now. The slip is shown only once; if it is lost, make a new one."),
        )
        return redirect("learners:edit", key)


class PersonPage(AdminPage):
    """A page about one person of the own subtree; others do not exist here."""

    above = LIST

    @cached_property
    def person(self) -> User:
        return get_object_or_404(manageable_by(self.me), pk=self.kwargs["person"])

    @cached_property
    def home(self) -> Unit | None:
        return home_unit(self.person, vietnamese.local_day(timezone.now()))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not manageable_by(signed_in(request)).filter(pk=kwargs["person"]).exists():
            note_refusal(request, kwargs["person"])
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.page_title or self.person.full_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address hands over the id under the name that the templates use for the person.
        return super().get_context_data(**{**kwargs, "person": self.person, "home": self.home})

    def back(self) -> HttpResponse:
        return redirect("learners:edit", self.person.pk)


class EditPerson(PersonPage, FormView):
    """Name, unit, e-mail, phone; and the ways to a new slip, closing and roles."""

    form_class = PersonForm
    template_name = "people/admin/person.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.units}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.person, self.home)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_oneself=self.person.pk == self.me.pk,
            may_grant=grantable_units(self.me).exists(),
            button=_("Save"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.POST.get("unit"))
        if not self.person.is_active:
            messages.error(request, _("The account is closed. Open it again first."))
            return self.back()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PersonForm) -> HttpResponse:
        try:
            changed = accounts.edit_person(self.person, **form.cleaned_data, by=self.me, at=timezone.now())
        except accounts.PersonRefused as refused:
            form.add_error(refused.field, refused.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("learners:index")


class ConfirmPage(PersonPage, TemplateView):
    """An act that is asked for on a page of its own and done on a POST."""

    template_name = "people/admin/confirm.html"
    question: Any = ""
    explanation: Any = ""
    button: Any = ""
    is_serious = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question,
            explanation=self.explanation,
            button=self.button,
            is_serious=self.is_serious,
            **kwargs,
        )


class ClosePerson(ConfirmPage):
    page_title = gettext_lazy("Close the account")
    question = gettext_lazy("Close this account?")
    explanation = gettext_lazy(
        "The person is signed out everywhere and cannot sign in any more. Results and certificates are kept. "
        "The account can be opened again."
    )
    button = gettext_lazy("Close the account")
    is_serious = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person.pk == request.user.pk:
            messages.error(request, _("Nobody closes one's own account. Another administrator can do it."))
            return self.back()
        accounts.close_person(self.person, by=signed_in(request), at=timezone.now())
        messages.success(request, _("The account of %(name)s is closed.") % {"name": self.person.full_name})
        return redirect("learners:index")


class NewSlip(ConfirmPage):
    page_title = gettext_lazy("New slip")
    question = gettext_lazy("Make a new first password?")
    explanation = gettext_lazy(
        "The present password stops working and the person is signed out everywhere. The slip is shown once, so that "
        "it can be printed or copied by hand. It is good for 14 days."
    )
    button = gettext_lazy("Make the slip")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person.pk == request.user.pk:
            return HttpResponseRedirect(reverse("account_change_password"))
        if not self.person.is_active:
            messages.error(request, _("The account is closed. Open it again first."))
            return self.back()
        try:
            password = accounts.reset_password(self.person, by=signed_in(request), at=timezone.now())
        except accounts.PersonRefused as refused:
            messages.error(request, refused.message)
            return self.back()
        self.person.refresh_from_db()
        return slip(request, self.person, password)


class ReopenPerson(PersonPage, FormView):
    """Let a closed person in again; ends with a slip."""

    form_class = ReopenForm
    template_name = "people/admin/form.html"
    page_title = gettext_lazy("Open the account again")
    extra_context = {"button": gettext_lazy("Open and make the slip")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.units}

    def get_initial(self) -> dict[str, Any]:
        return {"unit": self.home.uid if self.home else None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_foreign_unit(request.POST.get("unit"))
        if self.person.is_active:
            messages.warning(request, _("The account is open."))
            return self.back()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ReopenForm) -> HttpResponse:
        password = accounts.reopen_person(
            self.person, unit=form.cleaned_data["unit"], by=self.me, at=timezone.now()
        )
        self.person.refresh_from_db()
        return slip(self.request, self.person, password)


class PeopleViewSet(ViewSet):
    """`/quan-tri/hoc-vien/`."""

    name = "learners"
    url_prefix = "hoc-vien"
    icon = "group"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", PeopleList.as_view(), name="index"),
            path("ket-qua/", PeopleList.as_view(results_only=True), name="index_results"),
            path("them/", AddPerson.as_view(), name="add"),
            path("<uuid:person>/", EditPerson.as_view(), name="edit"),
            path("<uuid:person>/dong/", ClosePerson.as_view(), name="close"),
            path("<uuid:person>/mo-lai/", ReopenPerson.as_view(), name="reopen"),
            path("<uuid:person>/phieu-moi/", NewSlip.as_view(), name="new_slip"),
        ]
