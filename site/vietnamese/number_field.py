"""A number in a form, written as Vietnamese writes it: 1,5. A dot is understood as well."""

from decimal import Decimal
from typing import Any

from django import forms

from vietnamese.numbers import NotANumber, decimal_comma, parse_decimal


class DecimalCommaField(forms.DecimalField):
    """A number that `parse_decimal` understands; its refusals are the errors at the field."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        return decimal_comma(Decimal(value)) if isinstance(value, Decimal | int) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        try:
            return parse_decimal(str(value))
        except NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
