"""The bank and the quizzes in Wagtail's admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from quizzes.bank.questions import Question


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"


register_snippet(QuestionViewSet)
