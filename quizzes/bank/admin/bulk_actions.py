"""What may be done to many questions at once from the list."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.moving import clean_tags, move_to_topic, publish, retire, tag
from quizzes.bank.questions import Question
from quizzes.bank.topics import Topic


class QuestionBulkAction(SnippetBulkAction):
    """Base: only questions, only by who has the permission; the form says what is to be done.

    `most`: so many at once as a request has time for; the rest keep waiting, and the list shows them.
    """

    permission: ClassVar[str] = "change"
    template_name = "quizzes/admin/bulk_action.html"
    explanation: Any = ""
    most: ClassVar[int | None] = None

    @classproperty
    def models(cls) -> list[Any]:
        return [Question]

    @classmethod
    def do(cls, questions: list[Question], form: Any, *, by: Any) -> int:
        """Do it, and say how many questions it changed."""
        raise NotImplementedError

    @classmethod
    def execute_action(
        cls, objects: list[Question], form: Any = None, by: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        taken = objects[: cls.most]
        return cls.do(taken, form, by=by), len(objects) - len(taken)

    def check_perm(self, obj: Question) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, self.permission))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "action_name": self.display_name,
            "explanation": self.explanation,
        }

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "form": self.cleaned_form, "by": self.request.user}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        told = ngettext(
            "%(count)d question was changed.", "%(count)d questions were changed.", num_parent_objects
        ) % {"count": num_parent_objects}
        if not num_child_objects:
            return told
        left = ngettext(
            "%(count)d more was chosen and still waits: choose it again.",
            "%(count)d more were chosen and still wait: choose them again.",
            num_child_objects,
        ) % {"count": num_child_objects}
        return f"{told} {left}"


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(label=_("New topic"), queryset=Topic.objects.all(), widget=TopicSelect)


class MoveQuestions(QuestionBulkAction):
    display_name = _("Move to another topic")
    aria_label = _("Move the chosen questions to another topic")
    action_type = "move_questions"
    form_class = TopicForm
    action_priority = 10
    explanation = _("Quizzes that draw from a topic draw from what stands under it then.")

    @classmethod
    def do(cls, questions: list[Question], form: Any, *, by: Any) -> int:
        return move_to_topic(questions, form.cleaned_data["topic"], by=by, at=timezone.now())


class TagsForm(forms.Form):
    tags = forms.CharField(label=_("Tags"), max_length=300, help_text=_("Several are parted by commas."))

    def clean_tags(self) -> list[str]:
        names = clean_tags(self.cleaned_data["tags"].split(","))
        if not names:
            raise forms.ValidationError(gettext("A tag is needed."))
        return names


class TagQuestions(QuestionBulkAction):
    display_name = _("Add tags")
    aria_label = _("Give the chosen questions a tag")
    action_type = "tag_questions"
    form_class = TagsForm
    action_priority = 20

    @classmethod
    def do(cls, questions: list[Question], form: Any, *, by: Any) -> int:
        return tag(questions, form.cleaned_data["tags"], by=by, at=timezone.now())


class PublishQuestions(QuestionBulkAction):
    display_name = _("Publish")
    aria_label = _("Publish the chosen questions")
    action_type = "publish_questions"
    permission = "publish"
    action_priority = 25
    explanation = _(
        "Look them through first: from then on tests may deal them. At most 100 are published at once."
    )
    most = 100

    @classmethod
    def do(cls, questions: list[Question], form: Any, *, by: Any) -> int:
        return publish(questions, by=by)


class RetireQuestions(QuestionBulkAction):
    display_name = _("Take out of use")
    aria_label = _("Take the chosen questions out of use")
    action_type = "retire_questions"
    permission = "publish"
    action_priority = 30
    explanation = _(
        "They are dealt in no new attempt. Attempts that hold them, and their results, stay as they are."
    )

    @classmethod
    def do(cls, questions: list[Question], form: Any, *, by: Any) -> int:
        return retire(questions, by=by, at=timezone.now())


BULK_ACTIONS = [MoveQuestions, TagQuestions, PublishQuestions, RetireQuestions]


def may_be_done(user: Any, policy: Any) -> list[type[QuestionBulkAction]]:
    """The acts that are not refused to this person, in the order of their buttons."""
    return [each for each in BULK_ACTIONS if policy.user_has_permission(user, each.permission)]
