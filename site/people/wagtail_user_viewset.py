"""Accounts as the system's owner sees them in Wagtail's settings; administrators work in the list of people instead."""

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from people.users import User


class AccountEditForm(UserEditForm):
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = {"username", "full_name", "email", "phone", "is_active", "groups", "is_superuser"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class AccountCreationForm(UserCreationForm):
    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"username", "full_name", "email", "phone", "groups", "is_superuser"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PersonAccountViewSet(UserViewSet):
    ordering = "sort_key"

    def get_form_class(self, for_update: bool = False):  # type: ignore[no-untyped-def]
        return AccountEditForm if for_update else AccountCreationForm
