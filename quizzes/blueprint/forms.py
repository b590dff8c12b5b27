"""The form of a quiz: plain fields, the level mix as rows, and a refusal in words when no paper can be drawn."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from quizzes.bank.admin.fields import DecimalCommaField
from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.questions import Level
from quizzes.bank.search import free_uid
from quizzes.bank.topics import Topic
from quizzes.blueprint.mix import AT_LEAST, AT_MOST, parse_bound
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.services import blueprint_from, why_it_cannot_be_met
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


class QuizForm(WagtailAdminModelForm):
    """Refuses a quiz that has no section or for which the bank has no paper, and says why."""

    pass_mark_percent = DecimalCommaField(
        label=_("Pass mark (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=70
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
        self.mix = LevelMix(self.data if self.is_bound else None, self.instance.level_mix)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(cleaned.get("excluded_kinds") or []) == set(self.instance.excluded_kinds):
            cleaned["excluded_kinds"] = self.instance.excluded_kinds
        if cleaned.get("title"):
            cleaned["title"] = vietnamese.clean_line(cleaned["title"])
            if not cleaned.get("uid"):
                cleaned["uid"] = self.instance.uid or free_uid(Quiz, cleaned["title"], longest=60)
        if not self.mix.is_valid():
            self.add_error(None, gettext("The level mix needs another look: see the notes at its rows."))
        elif not self.errors and self.formsets["sections"].is_valid():
            self._refuse_what_cannot_be_met(cleaned)
        return cleaned

    def _refuse_what_cannot_be_met(self, cleaned: dict[str, Any]) -> None:
        sections = self.sections()
        if not sections:
            self.add_error(None, gettext("A quiz needs at least one section to draw from."))
            return
        blueprint = blueprint_from(
            sections, level_mix=self.mix.written(), excluded_kinds=cleaned.get("excluded_kinds") or []
        )
        reason = why_it_cannot_be_met(blueprint)
        if reason:
            self.add_error(None, gettext("No paper can be drawn like this. %(reason)s") % {"reason": reason})

    def sections(self) -> list[tuple[Topic, int]]:
        """Topics and counts as they stand in the form now; rows that are not filled yet are left out."""
        formset = self.formsets["sections"]
        if not self.is_bound:
            return (
                [(section.topic, section.count) for section in self.instance.sections.all()]
                if self.instance.pk
                else []
            )
        formset.is_valid()
        rows = [
            form.cleaned_data for form in formset.forms
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
        ]  # fmt: skip
        rows.sort(key=lambda row: row.get("ORDER") or 0)
        return [(row["topic"], row["count"]) for row in rows if row.get("topic") and row.get("count")]

    def supply(self) -> list[Supply]:
        """What the bank can give to the sections as they stand in the form."""
        left_out = self["excluded_kinds"].value() or []
        return supply_of(self.sections(), excluded_kinds=[each for each in left_out if isinstance(each, str)])

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self.instance.level_mix = self.mix.written()
        self.instance.search_folded = vietnamese.fold(f"{self.instance.uid} {self.instance.title}")

    def has_changed(self) -> bool:
        return super().has_changed() or (
            self.is_bound and not self.errors and self.mix.written() != self.initial_mix()
        )

    def initial_mix(self) -> Any:
        return (
            self._meta.model.objects.filter(pk=self.instance.pk).values_list("level_mix", flat=True).first()
            or []
        )


class MixPanel(Panel):
    """The level mix as rows in words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/admin/mix.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "mix": self.form.mix}


class SupplyPanel(Panel):
    """How many questions each section can draw, by level."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/admin/supply.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            rows = self.form.supply()
            return {
                **super().get_context_data(parent_context),
                "rows": rows,
                "levels": Level.labels,
                "wanted": sum(row.wanted for row in rows),
            }


def quiz_panels() -> ObjectList:
    """What authors see of a quiz."""
    return ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldPanel(
                        "uid", help_text=_("Left empty, it is made from the title. It never changes later.")
                    ),
                ],
                heading=_("Name"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("minutes"), FieldPanel("grace_seconds"), FieldPanel("extra_time_percent")]
                    ),
                    FieldRowPanel(
                        [
                            FieldPanel("pass_mark_percent"),
                            FieldPanel("attempts_allowed"),
                            FieldPanel("cooldown_minutes"),
                        ]
                    ),
                ],
                heading=_("Time, attempts and pass mark"),
                help_text=_(
                    "A change reaches new attempts only; attempts that are running keep what they began with."
                ),
            ),
            InlinePanel(
                "sections",
                panels=[FieldRowPanel([FieldPanel("topic", widget=TopicSelect), FieldPanel("count")])],
                heading=_("Sections"),
                label=_("section"),
                help_text=_("Each section draws so many questions from a topic and the topics below it."),
            ),
            MultiFieldPanel(
                [FieldPanel("excluded_kinds"), FieldPanel("shuffle")],
                heading=_("Which questions"),
            ),
            MixPanel(
                heading=_("Level mix"),
                help_text=_("Shares of the whole paper. “At most” rounds down, “at least” rounds up."),
            ),
            SupplyPanel(heading=_("What the bank can give now")),
        ],
        base_form_class=QuizForm,
    )
