"""The part of a quiz's form that says what is shown when: a table of ticks, and words for bands of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.blueprint.quizzes import Moment, Shown, usual_review
from vietnamese import api as vietnamese

SPARE_BANDS = 2
MOST_BANDS = 12


class ReviewTable:
    """Seven things by four moments, each a tick. Stored as {"during": ["answer", …], …}."""

    PREFIX = "review"

    def __init__(self, data: Any, stored: Mapping[str, Iterable[str]] | None) -> None:
        self._data = data if data is not None and f"{self.PREFIX}-shown" in data else None
        self._stored = {**usual_review(), **(stored or {})}

    def written(self) -> dict[str, list[str]]:
        """As it is stored. A form that did not hold the table leaves all as it was."""
        if self._data is None:
            return {moment: list(self._stored.get(moment, [])) for moment in Moment.values}
        return {
            moment: [each for each in Shown.values if each in self._sent(moment)] for moment in Moment.values
        }

    def _sent(self, moment: str) -> set[str]:
        return set(self._data.getlist(f"{self.PREFIX}-{moment}"))  # type: ignore[union-attr]

    @property
    def moments(self) -> list[str]:
        return [str(label) for label in Moment.labels]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the template draws: each thing with its four ticks."""
        ticked = self.written()
        return [
            {
                "label": thing.label,
                "ticks": [
                    {
                        "name": f"{self.PREFIX}-{moment}",
                        "value": thing.value,
                        "checked": thing.value in ticked[moment],
                        "label": f"{thing.label}: {Moment(moment).label}",
                    }
                    for moment in Moment.values
                ],
            }
            for thing in Shown
        ]


class BandForm(forms.Form):
    """One band: from so many percent, these words. Empty words: no band."""

    least = forms.CharField(label=_("From percent"), required=False, max_length=8)
    text = forms.CharField(
        label=_("Words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_least(self) -> str:
        text = vietnamese.clean_line(self.cleaned_data["least"]).removesuffix("%").strip()
        if not text:
            return "0"
        try:
            number = vietnamese.parse_decimal(text)
        except vietnamese.NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error
        if not 0 <= number <= 100:
            raise forms.ValidationError(gettext("A percentage lies between 0 and 100."))
        return f"{number.normalize():f}"

    def clean_text(self) -> str:
        return vietnamese.clean_text(self.cleaned_data["text"]).strip()


class Bands:
    """The words on whole results, the highest first. Stored as [{"from": "90", "text": "…"}]."""

    PREFIX = "bands"

    def __init__(self, data: Any, stored: Iterable[Mapping[str, Any]]) -> None:
        self._stored = [dict(each) for each in stored or []]
        self._sent = data is not None and f"{self.PREFIX}-0-text" in data
        rows = [{"least": str(each["from"]).replace(".", ","), "text": each["text"]} for each in self._stored]
        if self._sent:
            self.forms = [
                BandForm(data, prefix=f"{self.PREFIX}-{number}")
                for number in range(MOST_BANDS)
                if f"{self.PREFIX}-{number}-text" in data
            ]
        else:
            rows += [{"least": "", "text": ""}] * SPARE_BANDS
            self.forms = [
                BandForm(prefix=f"{self.PREFIX}-{number}", initial=row)
                for number, row in enumerate(rows[:MOST_BANDS])
            ]

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.forms] if self._sent else []
        return all(found) and not self._twice()

    def _twice(self) -> bool:
        """Whether two rows begin at the same percentage, of which one would be lost; the second one says so."""
        begun: set[str] = set()
        for form in self.forms if self._sent else []:
            least = form.cleaned_data["least"] if form.cleaned_data["text"] else ""
            if least in begun:
                form.add_error("least", gettext("Other words begin at this percentage already."))
                return True
            begun |= {least} - {""}
        return False

    def written(self) -> list[dict[str, str]]:
        if not self._sent:
            return self._stored
        kept = {
            form.cleaned_data["least"]: form.cleaned_data["text"]
            for form in self.forms
            if form.is_valid() and form.cleaned_data["text"]
        }
        highest_first = sorted(kept, key=lambda least: -float(least))
        return [{"from": least, "text": kept[least]} for least in highest_first]
