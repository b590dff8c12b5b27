"""What authors see of a quiz: its settings in tabs, each with a word on what it does."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.questions import Level
from quizzes.blueprint.forms import QuizForm


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


class ReviewPanel(Panel):
    """What is shown when, as a table of ticks."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/admin/review.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "review": self.form.review}


class BandsPanel(Panel):
    """Words for bands of results."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/admin/bands.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "bands": self.form.bands}


def quiz_panels() -> TabbedInterface:
    """The tabs: questions, time and attempts, answering, what is shown, who may open it."""
    return TabbedInterface(
        [
            ObjectList(_questions(), heading=_("What is asked")),
            ObjectList(_time(), heading=_("Time and attempts")),
            ObjectList(_answering(), heading=_("Answering")),
            ObjectList(_shown(), heading=_("What is shown when")),
            ObjectList(_access(), heading=_("Who may open it")),
        ],
        base_form_class=QuizForm,
    )


def _questions() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel(
                    "uid", help_text=_("Left empty, it is made from the title. It never changes later.")
                ),
                FieldPanel("description"),
                FieldPanel("topic", widget=TopicSelect),
            ],
            heading=_("Name"),
        ),
        InlinePanel(
            "sections",
            panels=[
                FieldRowPanel([FieldPanel("topic", widget=TopicSelect), FieldPanel("count")]),
                FieldPanel("question", help_text=_("Instead of a topic: always this one question.")),
                FieldRowPanel([FieldPanel("level"), FieldPanel("tag"), FieldPanel("points")]),
                FieldPanel("heading"),
                FieldRowPanel([FieldPanel("new_page"), FieldPanel("requires_previous")]),
            ],
            heading=_("Sections"),
            label=_("section"),
            help_text=_(
                "Each section draws so many questions from a topic and the topics below it, or is one fixed question."
                " Level and tag narrow down what is drawn."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("excluded_kinds"), FieldPanel("shuffle"), FieldPanel("shuffle_options")],
            heading=_("Which questions"),
        ),
        MixPanel(
            heading=_("Level mix"),
            help_text=_("Shares of the whole paper. “At most” rounds down, “at least” rounds up."),
        ),
        SupplyPanel(heading=_("What the bank can give now")),
    ]


def _time() -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
            heading=_("Open from and until"),
            help_text=_("Empty: no limit. At closing time every attempt ends, also one that has time left."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("minutes"), FieldPanel("grace_seconds"), FieldPanel("extra_time_percent")]
                ),
                FieldRowPanel([FieldPanel("at_end"), FieldPanel("submit_within_minutes")]),
            ],
            heading=_("Time for an attempt"),
            help_text=_(
                "A change reaches new attempts only; attempts that are running keep what they began with."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("pass_mark_percent"),
                        FieldPanel("attempts_allowed"),
                        FieldPanel("cooldown_minutes"),
                    ]
                ),
                FieldRowPanel([FieldPanel("counts"), FieldPanel("build_on_last")]),
            ],
            heading=_("Attempts and pass mark"),
        ),
    ]


def _answering() -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldPanel("behaviour"), FieldPanel("penalty_percent")],
            heading=_("When right and wrong are told"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("questions_per_page"), FieldPanel("movement")])],
            heading=_("Pages"),
            help_text=_("One question on a page is read most easily on a phone."),
        ),
    ]


def _shown() -> list[Panel]:
    return [
        ReviewPanel(
            heading=_("What is shown when"),
            help_text=_(
                "“During” matters where questions are checked one by one; left empty, it shows what that way of"
                " answering usually shows. “Right after” is the first two minutes."
            ),
        ),
        BandsPanel(
            heading=_("Words on the whole result"),
            help_text=_("The words of the highest band that was reached are shown with the result."),
        ),
    ]


def _access() -> list[Panel]:
    return [
        MultiFieldPanel([FieldPanel("access_code")], heading=_("Access code")),
        MultiFieldPanel(
            [FieldPanel("practice"), FieldPanel("listed"), FieldPanel("without_sign_in")],
            heading=_("Practice"),
        ),
    ]
