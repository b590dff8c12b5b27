"""Signing in and out and changing one's password: allauth's views in the portal's words."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from people.homes import commune_administrator_of
from people.passwords import may_see_others
from people.users import LONG_PASSWORD, typed_password

CODE = {"class": "input input--code", "spellcheck": "false", "autocapitalize": "none", "autocorrect": "off"}
# Longer than any password of ours; the hash of a megabyte is work for nothing.
LONGEST_PASSWORD = 200


def _dress(form: Any, names: list[str]) -> None:
    """The look of a code field, and the hint and the errors tied to it for those who do not see them."""
    for name in names:
        field, bound = form.fields[name], form[name]
        field.max_length = LONGEST_PASSWORD
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(CODE)
        described = [f"{bound.auto_id}_helptext"] if field.help_text else []
        if form.is_bound and form.errors.get(name):
            described.insert(0, f"{bound.auto_id}_error")
            field.widget.attrs["aria-invalid"] = "true"
        if described:
            field.widget.attrs["aria-describedby"] = " ".join(described)


class SignInForm(LoginForm):
    """Login name and PIN or password, as they stand on the slip."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in code")
        self.fields["login"].help_text = _("The first line of the slip, for example ngu.do")
        self.fields["login"].error_messages["required"] = _("Please enter the code.")
        self.fields["password"].label = _("PIN or password")
        self.fields["password"].help_text = _("The second line of the slip, or the password of one's own")
        self.fields["password"].error_messages["required"] = _("Please enter the PIN.")
        _dress(self, ["login", "password"])


class OwnPasswordForm(ChangePasswordForm):
    """From the one on the slip, or from an earlier one, to a password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_first = self.user.first_password_until is not None
        needs_long = may_see_others(self.user, at=timezone.now())
        old, new, again = (self.fields[name] for name in ("oldpassword", "password1", "password2"))
        old.label = _("The PIN on the slip") if is_first else _("The present PIN or password")
        old.help_text = ""
        new.label = _("A new PIN or password")
        new.help_text = (
            _("At least %(needed)d characters, because it protects the data of others.")
            % {"needed": LONG_PASSWORD}
            if needs_long
            else _("At least 6 digits or letters that are easy to remember. Not a date, not 123456.")
        )
        again.label = _("The new one once more")
        _dress(self, ["oldpassword", "password1", "password2"])

    def clean_password1(self) -> str:
        return typed_password(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        return typed_password(self.cleaned_data["password2"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        old, new = self.cleaned_data.get("oldpassword"), self.cleaned_data.get("password1")
        if old and new and typed_password(old) == typed_password(new):
            self.add_error("password1", get_adapter().validation_error("same_as_current"))
        return cleaned


class SignInView(LoginView):
    """`dang-nhap/`. After a first password the way leads over choosing one's own; `next` is kept."""

    form_class = SignInForm
    extra_context = {"here": "sign_in"}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        onward = self.get_success_url()
        response = super().form_valid(form)
        person = self.request.user
        if person.is_authenticated and person.first_password_until is not None:
            query = urlencode({"next": onward or response["Location"]})
            return HttpResponseRedirect(f"{reverse('account_change_password')}?{query}")
        return response


@method_decorator(never_cache, name="dispatch")
class SignOutView(LogoutView):
    """`dang-xuat/`: asks on a page of its own, acts on a POST."""


@method_decorator(never_cache, name="dispatch")
class OwnPasswordView(PasswordChangeView):
    """`doi-mat-khau/`. A learner may do it later while the slip is good; the admin stays closed until it is done."""

    form_class = OwnPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        needs_long = may_see_others(person, at=timezone.now())
        is_first = person.first_password_until is not None
        return super().get_context_data(
            is_first=is_first,
            needs_long=needs_long,
            good_until=person.first_password_until,
            later=(self.get_next_url() or get_adapter().get_login_redirect_url(self.request))
            if is_first and not needs_long
            else "",
            **kwargs,
        )


@method_decorator([login_required, never_cache], name="dispatch")
class PasswordChangedView(TemplateView):
    """`doi-mat-khau/xong/`."""

    template_name = "account/password_change_done.html"


class HelpView(TemplateView):
    """Who helps when the slip is lost or the account is closed: a person, never an e-mail."""

    template_name = "account/password_reset.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        helpers = commune_administrator_of(person) if person.is_authenticated else []
        return super().get_context_data(helpers=helpers, **kwargs)
