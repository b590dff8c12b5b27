"""The list of questions: its columns, its filters, and where a question stands in words."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.snippets.views.snippets import IndexView

from quizzes.bank.admin.bulk_actions import may_be_done
from quizzes.bank.admin.folded import FoldedListing, without_boxes
from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.questions import Level, Question
from quizzes.bank.topics import Topic
from quizzes.bank.words import kind_label
from quizzes.kinds import KINDS

# A Wagtail hook of ours: functions that take the keys of the questions shown and give, by key, when each was used last and
# how hard it is, in words. Parts above the bank register for it.
COLUMNS = "quizzes_question_columns"

# Columns for which a phone has no room.
WIDE = "bank-wide"

DRAFT, LIVE, CHANGED, RETIRED = "draft", "live", "changed", "retired"
STATES = [
    (LIVE, _("published")),
    (CHANGED, _("published, with changes waiting")),
    (DRAFT, _("draft, never published or taken back")),
    (RETIRED, _("out of use")),
]


def state_of(question: Question) -> str:
    """Where a question stands, in words."""
    if question.retired_at:
        return gettext("out of use")
    if not question.live:
        return gettext("draft")
    return (
        gettext("published, with changes waiting")
        if question.has_unpublished_changes
        else gettext("published")
    )


class QuestionFilterSet(WagtailFilterSet):
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic and those below it"),
        queryset=Topic.objects.all(),
        widget=TopicSelect,
        method="under_topic",
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of question"),
        choices=[(kind.name, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=Level.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a question", "State"),
        choices=STATES,
        method="in_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    tag = django_filters.CharFilter(
        label=_("Tag"), field_name="tags__name", lookup_expr="iexact", distinct=True
    )

    class Meta:
        model = Question
        fields = ["topic", "tag", "kind", "level", "state", "practice_only", "needs_legal_review"]

    def under_topic(self, queryset: QuerySet[Question], _name: str, topic: Topic) -> QuerySet[Question]:
        return queryset.filter(topic__tree_path__startswith=topic.tree_path)

    def in_state(self, queryset: QuerySet[Question], _name: str, state: str) -> QuerySet[Question]:
        conditions = {
            RETIRED: Q(retired_at__isnull=False),
            DRAFT: Q(retired_at__isnull=True, live=False),
            LIVE: Q(retired_at__isnull=True, live=True, has_unpublished_changes=False),
            CHANGED: Q(retired_at__isnull=True, live=True, has_unpublished_changes=True),
        }
        return queryset.filter(conditions[state])


class QuestionIndexView(FoldedListing, IndexView):
    """Wagtail offers every act on many to everybody and refuses it afterwards; here stand those that may be done."""

    template_name = "quizzes/admin/question_list.html"

    @cached_property
    def bulk_buttons(self) -> list[Button]:
        return [
            ListingButton(
                act.display_name,
                reverse("wagtail_bulk_action", args=["quizzes", "question", act.action_type]),
                attrs={"aria-label": act.aria_label, "data-bulk-action-button": ""},
                classname="bulk-action-btn",
            )
            for act in may_be_done(self.request.user, self.permission_policy)
        ]

    @cached_property
    def columns(self) -> list[Any]:
        every = super().columns
        return every if self.bulk_buttons else without_boxes(every)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"bulk_buttons": self.bulk_buttons}

    @cached_property
    def list_display(self) -> list[Any]:
        """Wagtail's own column of the state asks the database once for each row; ours does not."""
        return [
            "uid",
            Column(
                "stem",
                label=pgettext_lazy("of the bank", "Question"),
                classname="bank-stem",
                accessor=lambda question: _short(question.stem),
            ),
            Column(
                "kind",
                label=_("Kind of question"),
                classname=WIDE,
                accessor=lambda question: kind_label(question.kind),
                sort_key="kind",
            ),
            Column(
                "topic", classname=WIDE, label=_("Topic"), accessor="topic.title", sort_key="topic__tree_path"
            ),
            Column("level", label=_("Level"), classname=WIDE, accessor="get_level_display", sort_key="level"),
            Column("state", label=pgettext_lazy("of a question", "State"), accessor=state_of),
            Column(
                "last_used",
                label=_("Last used"),
                classname=WIDE,
                accessor=lambda question: self.known_of(question)[0],
            ),
            Column(
                "difficulty",
                label=_("Difficulty"),
                classname=WIDE,
                accessor=lambda question: self.known_of(question)[1],
            ),
            Column(
                "practice_only",
                label=_("For self-check only"),
                classname=WIDE,
                accessor=lambda question: "✓" if question.practice_only else "",
                sort_key="practice_only",
            ),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Beside the button for one new question: many from a file, and many into one."""
        if not self.permission_policy.user_has_permission(self.request.user, "add"):
            return super().header_more_buttons
        return [
            *super().header_more_buttons,
            Button(
                gettext("Import questions from a file"),
                url=reverse("sheets_choose", args=["cau-hoi"]),
                icon_name="upload",
                priority=20,
            ),
            Button(
                gettext("Questions that stand twice"),
                url=reverse(self.index_url_name.replace(":list", ":duplicates")),
                icon_name="copy",
                priority=40,
            ),
            Button(
                gettext("Export questions into a file"),
                url=reverse("sheets_export", args=["cau-hoi"]),
                icon_name="download",
                priority=30,
            ),
        ]

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """The rows of this page, so that what parts above know of them is asked once."""
        found = super().paginate_queryset(queryset, page_size)
        self.shown_ids = [question.pk for question in found[2]]
        return found

    def known_of(self, question: Question) -> tuple[str, str]:
        return self._known.get(question.pk, ("", ""))

    @cached_property
    def _known(self) -> dict[int, tuple[str, str]]:
        found: dict[int, tuple[str, str]] = {}
        for columns_for in hooks.get_hooks(COLUMNS):
            found.update(columns_for(getattr(self, "shown_ids", [])))
        return found

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("accessor", field_name)
        return super()._get_title_column(field_name, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("topic", "latest_revision")


def _short(text: str, limit: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"
