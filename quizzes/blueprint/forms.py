"""The form of a quiz: plain fields, rows and tables, and a refusal in words of what cannot be sat."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from quizzes.bank.questions import Level
from quizzes.bank.search import free_uid
from quizzes.behaviours import BEHAVIOURS, behaviour_named
from quizzes.blueprint.mix import AT_LEAST, AT_MOST, parse_bound
from quizzes.blueprint.parts import Part, part_of
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.review_form import Bands, ReviewTable
from quizzes.blueprint.services import Blueprint, why_it_cannot_be_met
from quizzes.blueprint.supply import Supply, supply_of
from quizzes.kinds import KINDS
from vietnamese import api as vietnamese


class BoundForm(forms.Form):
    """One bound: at most or at least so many percent of one level. Empty percent: no bound."""

    level = forms.ChoiceField(choices=Level.choices, widget=forms.HiddenInput)
    op = forms.ChoiceField(
        label=_("Bound"), choices=[(AT_MOST, _("at most (≤)")), (AT_LEAST, _("at least (≥)"))], required=False
    )
    percent = forms.CharField(label=_("Percent of the paper"), required=False, max_length=8)

    def clean_percent(self) -> str:
        text = vietnamese.clean_line(self.cleaned_data["percent"]).removesuffix("%").strip()
        if not text:
            return ""
        try:
            number = vietnamese.parse_decimal(text)
        except vietnamese.NotANumber as error:
            raise forms.ValidationError(str(error.message)) from error
        if not 0 <= number <= 100:
            raise forms.ValidationError(gettext("A percentage lies between 0 and 100."))
        return vietnamese.decimal_comma(number)

    @property
    def level_label(self) -> str:
        return str(Level(self["level"].value()).label) if self["level"].value() in Level.values else ""


class LevelMix:
    """The rows of the mix: one for each level, and one more where a level has several bounds."""

    PREFIX = "mix"

    def __init__(self, data: Any, stored: Iterable[Any]) -> None:
        rows = _rows_of(stored)
        if data is not None:
            count = max(
                len(rows),
                sum(1 for key in data if key.startswith(f"{self.PREFIX}-") and key.endswith("-level")),
            )
            self.forms = [
                BoundForm(data, prefix=f"{self.PREFIX}-{number}")
                for number in range(min(count, 30))
                if f"{self.PREFIX}-{number}-level" in data
            ]
        else:
            self.forms = [
                BoundForm(prefix=f"{self.PREFIX}-{number}", initial=row) for number, row in enumerate(rows)
            ]

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.forms]  # every row, so that each shows its own fault
        return all(found)

    def written(self) -> list[dict[str, str]]:
        """As it is stored: [{"level": "recall", "bound": "≤40%"}]."""
        return [
            {
                "level": form.cleaned_data["level"],
                "bound": f"{form.cleaned_data['op'] or AT_MOST}{form.cleaned_data['percent']}%",
            }
            for form in self.forms
            if form.cleaned_data.get("percent")
        ]


def _rows_of(stored: Iterable[Any]) -> list[dict[str, str]]:
    bounds = [parse_bound(each["bound"], each["level"]) for each in stored]
    rows = []
    for level in Level.values:
        own = [bound for bound in bounds if bound.level == level]
        rows += [
            {"level": level, "op": bound.op, "percent": vietnamese.decimal_comma(bound.percent)}
            for bound in own
        ]
        if not own:
            rows.append({"level": level, "op": AT_MOST, "percent": ""})
    return rows


class BehaviourSelect(forms.RadioSelect):
    """Each behaviour with what it does."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        option["label"] = f"{label}. {behaviour_named(str(value)).about}"
        return option


class QuizForm(WagtailAdminModelForm):
    """Refuses a quiz that has no section or for which the bank has no paper, and settings that contradict each other."""

    pass_mark_percent = vietnamese.DecimalCommaField(
        label=_("Pass mark (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=70
    )
    penalty_percent = vietnamese.DecimalCommaField(
        label=_("Penalty for each wrong try (%)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial="33,33",
        help_text=_("Only where there are several tries. 33,33: the third wrong try leaves nothing."),
    )
    behaviour = forms.ChoiceField(
        label=_("When right and wrong are told"),
        choices=[(each.name, each.label) for each in BEHAVIOURS],
        widget=BehaviourSelect,
        initial="deferred",
    )
    excluded_kinds = forms.MultipleChoiceField(
        label=_("Kinds of question left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.name, kind.label) for kind in KINDS],
        help_text=_(
            "A kind that a person marks delays the result: leave essays out of tests that count at once."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uid"].required = False
        if self.instance.pk:
            self.fields["uid"].disabled = True
        elif not self.is_bound:
            self.initial["excluded_kinds"] = [kind.name for kind in KINDS if kind.marked_by_person]
        data = self.data if self.is_bound else None
        self.mix = LevelMix(data, self.instance.level_mix)
        self.review = ReviewTable(data, self.instance.review)
        self.bands = Bands(data, self.instance.bands)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(cleaned.get("excluded_kinds") or []) == set(self.instance.excluded_kinds):
            cleaned["excluded_kinds"] = self.instance.excluded_kinds
        if cleaned.get("title"):
            cleaned["title"] = vietnamese.clean_line(cleaned["title"])
            if not cleaned.get("uid"):
                cleaned["uid"] = self.instance.uid or free_uid(Quiz, cleaned["title"], longest=60)
        cleaned["access_code"] = vietnamese.clean_line(cleaned.get("access_code") or "")
        if cleaned.get("behaviour") and not behaviour_named(cleaned["behaviour"]).counts:
            cleaned["practice"] = True
        self._refuse_contradictions(cleaned)
        if not self.mix.is_valid():
            self.add_error(None, gettext("The level mix needs another look: see the notes at its rows."))
        elif not self.bands.is_valid():
            self.add_error(
                None, gettext("The words on results need another look: see the notes at their rows.")
            )
        elif not self.errors and self.formsets["sections"].is_valid():
            self._refuse_what_cannot_be_met(cleaned)
        return cleaned

    def _refuse_contradictions(self, cleaned: dict[str, Any]) -> None:
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", gettext("The quiz must close after it opens."))
        for name in ("minutes", "attempts_allowed"):
            if cleaned.get(name) == 0:
                self.add_error(name, gettext("Give at least 1, or leave it empty: then there is no limit."))
        if cleaned.get("listed") and not cleaned.get("practice"):
            self.add_error(
                "listed", gettext("Only a quiz for practice can be open to everybody: tick that, too.")
            )
        if cleaned.get("without_sign_in") and not cleaned.get("practice"):
            self.add_error(
                "without_sign_in",
                gettext("Only a quiz for practice can be open to everybody: tick that, too."),
            )
        if cleaned.get("without_sign_in") and cleaned["access_code"]:
            self.add_error("access_code", gettext("A quiz without signing in asks for no access code."))

    def _refuse_what_cannot_be_met(self, cleaned: dict[str, Any]) -> None:
        parts = self.parts()
        if not parts:
            self.add_error(None, gettext("A quiz needs at least one section to draw from."))
            return
        if not cleaned.get("practice") and all(part.points == 0 for part in parts):
            self.add_error(None, gettext("No question is worth any points, so nobody could pass."))
        if any(part.requires_previous for part in parts) and not behaviour_named(cleaned["behaviour"]).checks:
            self.add_error(
                "behaviour",
                gettext(
                    "A section opens after the question before, so questions must be checked one by one: choose a way"
                    " that tells at once."
                ),
            )
        blueprint = Blueprint(
            tuple(parts), tuple(self.mix.written()), tuple(cleaned.get("excluded_kinds") or [])
        )
        reason = why_it_cannot_be_met(blueprint)
        if reason:
            self.add_error(None, gettext("No paper can be drawn like this. %(reason)s") % {"reason": reason})

    def parts(self) -> list[Part]:
        """The sections as they stand in the form now; rows that are not filled yet are left out."""
        formset = self.formsets["sections"]
        if not self.is_bound:
            stored = (
                self.instance.sections.select_related("topic", "question__topic") if self.instance.pk else []
            )
            return [part_of(section) for section in stored]
        formset.is_valid()
        rows = [form for form in formset.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        rows.sort(key=lambda form: form.cleaned_data.get("ORDER") or 0)
        sections = [form.instance for form in rows]
        return [part_of(section) for section in sections if section.topic_id or section.question_id]

    def supply(self) -> list[Supply]:
        """What the bank can give to the sections as they stand in the form."""
        left_out = self["excluded_kinds"].value() or []
        return supply_of(self.parts(), excluded_kinds=[each for each in left_out if isinstance(each, str)])

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self.instance.level_mix = self.mix.written()
            self.instance.review = self.review.written()
            self.instance.bands = self.bands.written()
        self.instance.search_folded = vietnamese.fold(f"{self.instance.uid} {self.instance.title}")

    def has_changed(self) -> bool:
        return super().has_changed() or (self.is_bound and not self.errors and self._rows_changed())

    def _rows_changed(self) -> bool:
        stored = (
            self._meta.model.objects.filter(pk=self.instance.pk)
            .values("level_mix", "review", "bands")
            .first()
        )
        written = {
            "level_mix": self.mix.written(),
            "review": self.review.written(),
            "bands": self.bands.written(),
        }
        return written != (stored or {})
