"""Topics in the admin: a tree that is shown as one."""

from typing import Any

from django import forms
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from quizzes.bank.admin.folded import FoldedChooserViewSet, OneByOne, found_in
from quizzes.bank.search import free_uid
from quizzes.bank.topics import Topic, in_tree_order
from vietnamese import api as vietnamese


class TopicSelect(forms.Select):
    """All topics in the order of their tree, those below others set in."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        choices = list(self.choices)
        topics = {
            choice.instance.pk: (choice, label) for choice, label in choices if hasattr(choice, "instance")
        }
        order = in_tree_order([choice.instance for choice, _label in topics.values()])
        self.choices = [each for each in choices if not hasattr(each[0], "instance")]
        self.choices += [(topics[topic.pk][0], "\u2003" * topic.depth + topic.title) for topic in order]
        return super().optgroups(name, value, attrs)


class TopicForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uid"].required = False
        if self.instance.pk:
            # The key is in the keys of questions, in files and in attempts: it is given once.
            self.fields["uid"].disabled = True

    def clean_uid(self) -> str:
        uid = vietnamese.clean_line(self.cleaned_data.get("uid") or "")
        if "/" in uid or " " in uid:
            raise forms.ValidationError(gettext("A key holds no slash and no space."))
        return uid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        title, parent = cleaned.get("title") or "", cleaned.get("parent")
        if not cleaned.get("uid") and title and "uid" not in self.errors:
            cleaned["uid"] = free_uid(Topic, title, longest=60)
        if parent is not None and self.instance.pk and parent.tree_path.startswith(self.instance.tree_path):
            self.add_error("parent", gettext("A topic cannot belong to itself or to a topic below it."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self.instance.tidy()

    def save(self, commit: bool = True) -> Topic:
        before = Topic.objects.get(pk=self.instance.pk).tree_path if self.instance.pk else ""
        topic = super().save(commit=commit)
        if commit and before and before != topic.tree_path:
            for below in Topic.objects.filter(tree_path__startswith=before).exclude(pk=topic.pk):
                below.tree_path = topic.tree_path + below.tree_path.removeprefix(before)
                below.save(update_fields=["tree_path"])
        return topic


class TopicIndexView(OneByOne, IndexView):
    """The tree from top to bottom. It is small: it is put in order and searched here, not in the database."""

    default_ordering = "tree_path"

    def get_base_queryset(self) -> Any:
        return (
            super()
            .get_base_queryset()
            .annotate(
                questions_live=Count("questions", filter=Q(questions__live=True)),
                questions_all=Count("questions"),
            )
        )

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        """In the order of the tree a topic stands set in under the one above it."""
        asked = self.request.GET
        in_tree = asked.get("ordering", self.default_ordering) == self.default_ordering and not asked.get("q")
        return super()._get_title_column(field_name, *args, **kwargs, accessor=set_in if in_tree else str)

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering != self.default_ordering:
            return super().order_queryset(queryset)
        keys = [topic.pk for topic in in_tree_order(Topic.objects.all())]
        places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
        if not places:
            return queryset.order_by("tree_path")
        return queryset.order_by(Case(*places, default=Value(len(keys)), output_field=IntegerField()))

    def search_queryset(self, queryset: Any) -> Any:
        return found_in(queryset, self.search_query) if self.is_searching else queryset


class TopicDeleteView(DeleteView):
    """A topic goes only when nothing is filed under it."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        reason = why_it_stays(self.object)
        if reason and self.user_has_permission("delete"):
            messages.error(request, reason)
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


def why_it_stays(topic: Topic) -> str:
    """Why a topic cannot be deleted, as a sentence; empty when it can."""
    questions = topic.questions.count()
    if questions:
        return ngettext(
            "The topic “%(topic)s” has %(count)d question, so it stays. Move the question to another topic first.",
            "The topic “%(topic)s” has %(count)d questions, so it stays. Move the questions to another topic first.",
            questions,
        ) % {"topic": topic, "count": questions}
    if topic.children.exists():
        return gettext("There are topics below “%(topic)s”, so it stays. Move them first.") % {"topic": topic}
    users = [str(user) for user, _found in ReferenceIndex.get_grouped_references_to(topic)]
    if users:
        return gettext("“%(topic)s” is used by %(users)s, so it stays.") % {
            "topic": topic,
            "users": ", ".join(f"“{user}”" for user in sorted(users)),
        }
    return ""


def set_in(topic: Topic) -> str:
    """The title as it stands in the tree."""
    return "\u2003" * topic.depth + topic.title


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-1"
    menu_label = _("Topics")
    list_display = [
        "__str__",
        Column("uid", label=pgettext_lazy("identity", "Key"), sort_key="uid"),
        Column("questions_all", label=_("Questions")),
        Column("questions_live", label=_("Of these published")),
    ]
    ordering = ["tree_path"]
    index_view_class = TopicIndexView
    delete_view_class = TopicDeleteView
    chooser_viewset_class = FoldedChooserViewSet
    copy_view_enabled = False
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("parent", widget=TopicSelect),
            FieldPanel("order"),
            FieldPanel("uid", help_text=_("Left empty, it is made from the title. It never changes later.")),
        ],
        base_form_class=TopicForm,
    )
