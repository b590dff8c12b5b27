"""A day in a form, typed as people write it: 04/04/2026, 4-4-2026, 2026-04-04; the day before the month in every language."""

import datetime as dt
from typing import Any

from django import forms

from vietnamese.days import NotADay, parse_day


class DayField(forms.DateField):
    """A date that `parse_day` understands; its refusals are the errors at the field."""

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        try:
            return parse_day(value)
        except NotADay as fault:
            raise forms.ValidationError(str(fault), code="invalid") from fault
