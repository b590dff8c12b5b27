"""What a person may write into a row of the register, and the two forms about its verification."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from law import numbers
from law.documents import LegalDocument
from law.register_file import REF
from vietnamese import api as vietnamese


class DocumentForm(WagtailAdminModelForm):
    """A row of the register: the number must be whole, its year that of issue, a day without proof stays empty."""

    def clean_ref(self) -> str:
        ref = vietnamese.clean_line(self.cleaned_data["ref"]).upper()
        if not REF.fullmatch(ref):
            raise forms.ValidationError(
                _("Use capital letters A to Z, digits and hyphens, for example L-ANTTCS.")
            )
        return ref

    def clean_number(self) -> str:
        number = vietnamese.clean_line(self.cleaned_data.get("number") or "")
        if number and not numbers.is_number(number):
            raise forms.ValidationError(
                _("This is no whole number of a document. Examples: 30/2023/QH15, 40/2024/NĐ-CP, 157-KH/TU.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        year, issued = numbers.year_in(cleaned.get("number") or ""), cleaned.get("issued")
        if year and issued and year != issued.year:
            self.add_error("issued", _("The year in the number and the year of issue are not the same."))
        start, end = cleaned.get("effective_from"), cleaned.get("effective_to")
        if start and end and end <= start:
            self.add_error("effective_to", _("The end of force must come after its start."))
        return cleaned

    def save(self, commit: bool = True) -> LegalDocument:
        self.instance.tidy()
        return super().save(commit)


class VerifyForm(forms.Form):
    """Where and when the official text was opened."""

    official_url = forms.URLField(
        label=_("Address of the official text"), required=False, assume_scheme="https",
        help_text=_("For example an address at congbao.chinhphu.vn or vanban.chinhphu.vn."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Official source opened"), max_length=300,
        help_text=_("Name the gazette, its number and page, or the paper original."),
    )  # fmt: skip
    read_on = vietnamese.DayField(label=_("Opened on"), widget=AdminDateInput)
    compared = forms.BooleanField(
        label=_("I have compared number, title, days and status of this row with the official text.")
    )


class WithdrawForm(forms.Form):
    """Why a row is no longer verified."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
