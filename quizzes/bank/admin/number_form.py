"""The form of a question that is answered by a number."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.rows import Row, rows_of
from quizzes.kinds.numerical import plain_number
from vietnamese import api as vietnamese


def number_from(text: str) -> str:
    """What an author typed as a number, with a point: "1.250,5" -> "1250.5". Refuses with a ValidationError."""
    try:
        return plain_number(vietnamese.parse_decimal(text))
    except vietnamese.NotANumber as error:
        raise forms.ValidationError(str(error.message)) from error


def comma(number: str) -> str:
    """A stored number as an author reads it."""
    return number.replace(".", ",")


class NumberRow(Row):
    """A number that counts. The share is in percent, as people say it."""

    folded = ("feedback",)

    value = forms.CharField(label=pgettext_lazy("a number", "Number"), required=False, max_length=40)
    tolerance = forms.CharField(label=_("Allowed difference (±)"), required=False, max_length=40)
    percent = forms.CharField(label=_("Part of the points (%)"), required=False, max_length=10)
    feedback = forms.CharField(
        label=_("What is said to whoever answers so"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )

    def clean_value(self) -> str:
        text = self.cleaned_data["value"]
        return number_from(text) if text else ""

    def clean_tolerance(self) -> str:
        text = self.cleaned_data["tolerance"]
        return number_from(text) if text else ""

    def clean_percent(self) -> str:
        text = self.cleaned_data["percent"].removesuffix("%")
        return number_from(text) if text else ""


class NumericalForm(BodyForm):
    kind_name = "numerical"
    template_name = "quizzes/bank/bodies/numerical.html"
    row_lists = {"accepted": rows_of(NumberRow, least=3)}

    unit = forms.CharField(
        label=_("Unit of measure"),
        required=False,
        max_length=30,
        help_text=_("It stands after the field, for instance “kg” or “ngày”. May be left empty."),
    )

    def initial_fields(self) -> dict[str, Any]:
        return {"unit": self.stored.get("unit", "")}

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "accepted": [
                {
                    "value": comma(each["value"]),
                    "tolerance": "" if each.get("tolerance", "0") == "0" else comma(each["tolerance"]),
                    "percent": comma(plain_number(Decimal(each.get("share", "1")) * 100)),
                    "feedback": each.get("feedback", ""),
                }
                for each in self.stored.get("accepted", [])
            ]
        }

    def compose(self) -> dict[str, Any]:
        accepted = []
        for number, row in enumerate(self.rows["accepted"].filled()):
            self.place(("accepted", number), row, "value")
            self.place(("accepted", number, "tolerance"), row, "tolerance")
            self.place(("accepted", number, "share"), row, "percent")
            share = Decimal(row.given("percent") or 100) / 100
            accepted.append(
                {
                    "value": row.given("value"),
                    "tolerance": row.given("tolerance") or "0",
                    "share": plain_number(share),
                    "feedback": row.given("feedback"),
                }
            )
        return {"accepted": accepted, "unit": self.cleaned_data["unit"]}
