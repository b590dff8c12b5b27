"""The bank, the quizzes and other conditions in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from quizzes.attempts import admin as attempts
from quizzes.attempts import outage_views, override_views
from quizzes.bank.admin.bulk_actions import BULK_ACTIONS
from quizzes.bank.admin.dossier import FACTS
from quizzes.bank.admin.question_list import COLUMNS
from quizzes.bank.admin.question_views import USE_CHANGED, QuestionViewSet
from quizzes.bank.admin.topics import TopicViewSet
from quizzes.bank.questions import Question
from quizzes.bank.topics import Topic
from quizzes.blueprint.admin import QuizViewSet
from quizzes.blueprint.quizzes import Quiz
from quizzes.blueprint.supply import quizzes_left_short
from quizzes.marking import regrade_views
from quizzes.marking import views as marking
from quizzes.statistics import views as statistics
from quizzes.statistics.facts import columns_for, facts_about


class BankGroup(SnippetViewSetGroup):
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 250
    items = (QuestionViewSet, TopicViewSet, QuizViewSet)


register_snippet(BankGroup)
hooks.register(USE_CHANGED, quizzes_left_short)
hooks.register(FACTS, facts_about)
hooks.register(COLUMNS, columns_for)


for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("before_bulk_action")
def refuse_to_delete_many(request: HttpRequest, action: str, objects: Any, _view: Any) -> HttpResponse | None:
    """What stands in the bank is deleted one by one, where the reasons for keeping it are looked at."""
    if action != "delete" or not any(isinstance(each, Question | Topic | Quiz) for each in objects):
        return None
    messages.error(request, gettext("These cannot be deleted many at once. Open one and delete it there."))
    return redirect("wagtailadmin_home")


@hooks.register("insert_global_admin_css")
def bank_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/admin/bank.css"))


class OverridesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return override_views.may_give(request)


@hooks.register("register_admin_urls")
def overrides_addresses():  # type: ignore[no-untyped-def]
    return [*override_views.urlpatterns, *outage_views.urlpatterns]


class AttemptsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return attempts.may_act(request)


@hooks.register("register_admin_urls")
def attempts_addresses():  # type: ignore[no-untyped-def]
    return attempts.urlpatterns


@hooks.register("register_admin_menu_item")
def attempts_menu_item() -> MenuItem:
    return AttemptsMenuItem(_("Attempts"), reverse("attempts"), name="attempts", icon_name="tasks", order=315)


class MarkingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return marking.may_mark(request)


@hooks.register("register_admin_urls")
def marking_addresses():  # type: ignore[no-untyped-def]
    return [*marking.urlpatterns, *regrade_views.urlpatterns]


@hooks.register("register_admin_menu_item")
def marking_menu_item() -> MenuItem:
    return MarkingMenuItem(_("Marking"), reverse("marking"), name="marking", icon_name="edit", order=310)


@hooks.register("register_admin_menu_item")
def overrides_menu_item() -> MenuItem:
    return OverridesMenuItem(
        _("Other conditions"), reverse("overrides"), name="overrides", icon_name="time", order=320
    )


@hooks.register("register_admin_menu_item")
def outages_menu_item() -> MenuItem:
    return OverridesMenuItem(_("Outages"), reverse("outages"), name="outages", icon_name="warning", order=321)


class StatisticsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return statistics.may_see(request)


@hooks.register("register_admin_urls")
def statistics_addresses():  # type: ignore[no-untyped-def]
    return statistics.urlpatterns


@hooks.register("register_admin_menu_item")
def statistics_menu_item() -> MenuItem:
    return StatisticsMenuItem(
        statistics.MENU_LABEL, reverse("statistics"), name="statistics", icon_name="order", order=260
    )
