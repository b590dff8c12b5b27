"""What a marker fills in: points by the rubric or in per cent, words for the learner, a reason where one is needed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vietnamese import api as vietnamese


class PointsField(forms.DecimalField):
    """Points with a decimal comma or point ("1,5")."""

    def __init__(self, *, most: Decimal, **kwargs: Any) -> None:
        super().__init__(
            min_value=0, max_value=most, max_digits=8, decimal_places=2, localize=False, **kwargs
        )
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class MarkForm(forms.Form):
    """One criterion a field where there is a rubric, else the points of the whole question."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = forms.CharField(
        label=_("Words for the learner"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown with the result. Say what was good and what can be better."),
    )
    reason = forms.CharField(
        label=_("Reason for another mark"),
        required=False,
        max_length=300,
        help_text=_("Needed only where the answer has a mark already. It stays in the record."),
    )

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], points: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        self.criteria = [Decimal(str(each["points"])) for each in criteria]
        fields: dict[str, forms.Field] = {}
        for place, criterion in enumerate(criteria):
            fields[f"points_{place}"] = PointsField(
                most=self.criteria[place],
                label=criterion["criterion"],
                help_text=gettext("0 to %(most)s points") % {"most": _shown(self.criteria[place])},
            )
        if not criteria:
            fields["points"] = PointsField(
                most=points,
                label=gettext("Points"),
                help_text=gettext("0 to %(most)s points") % {"most": _shown(points)},
            )
        self.fields = {**fields, **self.fields}

    def rubric(self) -> list[Decimal] | None:
        """The points of each criterion; None where there is no rubric."""
        if not self.criteria:
            return None
        return [self.cleaned_data[f"points_{place}"] for place in range(len(self.criteria))]

    def share(self) -> Decimal | None:
        """The share of the question (0–1) where there is no rubric."""
        if self.criteria or not self.points:
            return None
        return Decimal(self.cleaned_data["points"]) / self.points


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_reason(self) -> str:
        reason = vietnamese.clean_line(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(gettext("A reason is needed."))
        return reason


class RegradeForm(ReasonForm):
    keep_passes = forms.BooleanField(
        label=_("Who had passed stays passed"),
        required=False,
        initial=True,
        help_text=_(
            "Nobody loses a pass by a mistake of ours. Take the tick away only by a decision that you can name; completions and certificates stay even then."
        ),
    )


def _shown(points: Decimal) -> str:
    return vietnamese.decimal_comma(points.normalize() if points else points)
