"""Forms of the admin for people and their roles. They parse; what may be done is decided by access and the services."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people.grants import Role
from people.identifiers import random_uuid
from people.units import Unit, UnitQuerySet, unit_label
from people.users import User
from vietnamese import api as vietnamese

KEY_SALT = "people.forms.key"


class UnitField(forms.ModelChoiceField):
    """A unit by its uid, shown with the unit above: "Thôn Đông, Xã Tân Hưng"."""

    def __init__(self, units: UnitQuerySet | None = None, **kwargs: Any) -> None:
        queryset = Unit.objects.none() if units is None else units
        super().__init__(queryset=queryset.select_related("parent"), to_field_name="uid", **kwargs)

    def label_from_instance(self, unit: Unit) -> str:
        return unit_label(unit)


class WithUnit(forms.Form):
    """A form that offers only the units it is given."""

    unit = UnitField(label=_("Unit"), empty_label=_("Choose a unit"))

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, UnitField)
        field.queryset = units.select_related("parent")


class NameField(forms.CharField):
    """A name as it is stored: letters and marks that come apart are counted as the letters that they make."""

    def to_python(self, value: Any) -> str:
        return vietnamese.clean_line(super().to_python(value) or "")


class PersonForm(WithUnit):
    """Name, unit and the two ways to reach somebody."""

    full_name = NameField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Only if the person wants it."))
    phone = forms.RegexField(
        r"^[0-9+][0-9 .-]{5,18}$",
        label=_("Phone"),
        required=False,
        help_text=_("Only if the person wants it."),
        error_messages={"invalid": _("A phone number has only digits, for example 0912 345 678.")},
    )
    field_order = ["full_name", "unit", "email", "phone"]


class NewPersonForm(PersonForm):
    """A person to add. `key` is the id that the person will have, so that a form sent twice adds one person."""

    username = forms.CharField(
        label=_("Sign-in code"),
        max_length=60,
        required=False,
        help_text=_("Left empty, one is made from the name, for example ngu.do."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    add_anyway = forms.BooleanField(
        label=_("It is another person. Add them."), required=False, widget=forms.HiddenInput
    )
    field_order = ["full_name", "unit", "username", "email", "phone"]

    def ask_before_adding(self) -> None:
        """Show the question whether the person of the same name is another one."""
        self.fields["add_anyway"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["key"] = UUID(signing.loads(cleaned.get("key", ""), salt=KEY_SALT, max_age=24 * 3600))
        except (signing.BadSignature, ValueError):
            self.add_error(
                None, _("This page had been open too long. Please go back to the list and begin again.")
            )
        return cleaned

    @staticmethod
    def new_key() -> str:
        return signing.dumps(str(random_uuid()), salt=KEY_SALT)


class ReopenForm(WithUnit):
    """Where a person belongs from now on."""


class RoleForm(WithUnit):
    """One role over one unit, to the end of a day or without end."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitField(label=_("Over the unit"), empty_label=_("Choose a unit"))
    last_day = vietnamese.DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Left empty, the role lasts until somebody ends it."),
        widget=AdminDateInput,
    )
    field_order = ["role", "unit", "last_day"]


class CohortForm(WithUnit):
    """A class. `key` is the id that a new one will have, so that a form sent twice adds one class."""

    title = forms.CharField(
        label=_("Name of the class"),
        max_length=160,
        help_text=_("So that others know which one is meant: what for, where, which round."),
    )
    unit = UnitField(label=_("Looked after by"), empty_label=_("Choose a unit"))
    starts_on = vietnamese.DayField(label=_("First day"), required=False, widget=AdminDateInput)
    ends_on = vietnamese.DayField(label=_("Last day"), required=False, widget=AdminDateInput)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.RegexField(
        r"^[A-Za-z0-9_-]{22}$", strip=False, required=False, widget=forms.HiddenInput, max_length=22
    )
    field_order = ["title", "unit", "starts_on", "ends_on", "note"]

    def clean_title(self) -> str:
        title = vietnamese.clean_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(gettext("The class needs a name."))
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The class cannot end before it begins."))
        return cleaned


def initial_of(person: User, home: Unit | None) -> dict[str, Any]:
    return {
        "full_name": person.full_name,
        "unit": home.uid if home else None,
        "email": person.email or "",
        "phone": person.phone or "",
    }
