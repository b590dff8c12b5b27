"""Forms for other conditions and for outages. They parse; what may be given to whom is decided elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from people import api as people
from quizzes.blueprint.quizzes import Quiz
from quizzes.overrides.models import MOST_MINUTES, MOST_PERCENT
from vietnamese import api as vietnamese

# As people write a moment, and as a script sends it.
MOMENTS = ["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
MOST_ATTEMPTS = 100
# An older one is nearly always a day that was typed wrong; it would open attempts of long ago.
OLDEST_OUTAGE = timedelta(days=30)
LONGEST_REASON = 300


def moment_field(**kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        widget=AdminDateTimeInput,
        input_formats=MOMENTS,
        error_messages={"invalid": _("Write day and time like this: 24/11/2026 14:30.")},
        **kwargs,
    )


class WithReason(forms.Form):
    """In one quiz or in all, with a reason."""

    quiz = forms.ModelChoiceField(
        label=_("Quiz"),
        queryset=Quiz.objects.order_by("title"),
        to_field_name="uid",
        required=False,
        empty_label=_("all quizzes"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Short, and no more about the person than is needed. It stays in the record."),
    )

    def clean_reason(self) -> str:
        reason = vietnamese.clean_line(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(gettext("A reason is needed."))
        return reason


class OverrideForm(WithReason):
    """Any of the conditions; what is left empty stays as the quiz has it."""

    extra_percent = forms.IntegerField(
        label=_("Extra time (%)"), required=False, min_value=1, max_value=MOST_PERCENT,
        help_text=_("50 makes 60 minutes out of 40."),
    )  # fmt: skip
    extra_minutes = forms.IntegerField(
        label=_("Extra time (minutes)"), required=False, min_value=1, max_value=MOST_MINUTES,
        help_text=_("On top of the time of the quiz, whatever that is."),
    )  # fmt: skip
    opens_at = moment_field(label=_("Opens at"), required=False)
    closes_at = moment_field(
        label=_("Closes at"), required=False,
        help_text=_("Day and time like this: 24/11/2026 14:30. In one quiz only. Empty: as the quiz has it."),
    )  # fmt: skip
    attempts_allowed = forms.IntegerField(
        label=_("Attempts allowed"), required=False, min_value=1, max_value=MOST_ATTEMPTS
    )
    field_order = [
        "quiz", "extra_percent", "extra_minutes", "opens_at", "closes_at", "attempts_allowed", "reason",
    ]  # fmt: skip

    def conditions(self) -> dict[str, Any]:
        names = ("extra_percent", "extra_minutes", "opens_at", "closes_at", "attempts_allowed")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] is not None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", gettext("The quiz must close after it opens."))
        if closes and "quiz" not in self.errors and cleaned.get("quiz") is None:
            self.add_error(
                "quiz",
                gettext(
                    "Choose the quiz that is to close later. What it shows after its close waits for that: right answers "
                    "that are out cannot be taken back."
                ),
            )
        if not self.errors and not self.conditions():
            self.add_error(None, gettext("Nothing is filled in. Give at least one of the conditions."))
        return cleaned


class UnitField(forms.ModelChoiceField):
    """A unit by its uid, shown with the unit above."""

    def label_from_instance(self, unit: people.Unit) -> str:
        return people.unit_label(unit)


class OutageForm(WithReason):
    """Where, from when until when. `key` marks the form, so that sent twice it is one outage."""

    unit = UnitField(
        label=_("Unit and all below it"),
        queryset=people.Unit.objects.none(),
        to_field_name="uid",
        empty_label=_("Choose a unit"),
    )
    began_at = moment_field(label=_("It began at"), help_text=_("Day and time like this: 24/11/2026 14:30."))
    ended_at = moment_field(label=_("It was over at"))
    key = forms.RegexField(r"^[A-Za-z0-9_-]{22}$", widget=forms.HiddenInput)
    field_order = ["unit", "quiz", "began_at", "ended_at", "reason"]

    def __init__(self, *args: Any, units: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        field = self.fields["unit"]
        assert isinstance(field, UnitField)
        field.queryset = units.select_related("parent").order_by("tree_path")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began_at"), cleaned.get("ended_at")
        if began and began < self.at - OLDEST_OUTAGE:
            self.add_error(
                "began_at", gettext("This is more than 30 days ago. Please look at the day again.")
            )
        if ended and ended > self.at:
            self.add_error("ended_at", gettext("The outage must be over. Come back when it is."))
        if began and ended and ended <= began:
            self.add_error("ended_at", gettext("It must be over after it began."))
        return cleaned
