"""Accounts as the system's owner sees them in Wagtail's settings; administrators work in the list of people instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from people.accounts import PersonRefused, checked_login
from people.users import User


class AccountForm(forms.BaseForm):
    """What both forms have in common: one login name however it is written, e-mail only for those who want it."""

    instance: User

    def _clean_username(self) -> None:
        super()._clean_username()  # type: ignore[misc]
        username = self.cleaned_data.get("username", "")
        if username:
            try:
                checked_login(username, besides=self.instance if self.instance.pk else None)
            except PersonRefused as refused:
                self.add_error("username", refused.message)


class AccountEditForm(AccountForm, UserEditForm):
    first_name = None
    last_name = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta(UserEditForm.Meta):
        model = User
        fields = {"username", "full_name", "email", "phone", "is_active", "groups", "is_superuser"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class AccountCreationForm(AccountForm, UserCreationForm):
    first_name = None
    last_name = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"username", "full_name", "email", "phone", "groups", "is_superuser"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PersonAccountViewSet(UserViewSet):
    ordering = "sort_key"

    def get_form_class(self, for_update: bool = False) -> Any:
        return AccountEditForm if for_update else AccountCreationForm
