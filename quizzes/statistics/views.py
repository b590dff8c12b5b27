"""The pages of statistics in the admin: which quizzes were sat, one quiz, one question, and the table as a file."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from jobs import api as jobs
from quizzes.attempts.models import Attempt
from quizzes.bank.accepting import CannotAccept, accept_spelling
from quizzes.bank.questions import QuestionVersion
from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz
from quizzes.statistics import charts
from quizzes.statistics.answers import SMALL
from quizzes.statistics.close import spellings_for
from quizzes.statistics.figures import BINS, Figures
from quizzes.statistics.gathering import Rule, attempts_by
from quizzes.statistics.judging import on_the_test
from quizzes.statistics.planning import plan_for
from quizzes.statistics.runs import NothingToMeasure, StatisticsRun, calculate, latest_run
from quizzes.statistics.sheet import QuestionSheet
from quizzes.statistics.showing import (
    ORDERS,
    QuestionRow,
    facts_of,
    further_facts_of,
    item_facts,
    percent,
    rows_of,
    versions_of,
)
from quizzes.statistics.task import NAME
from sheets import api as sheets
from vietnamese import api as vietnamese

PER_PAGE = 30
QUESTIONS_PER_PAGE = 50

# So many attempts are worked out while the person waits for the page; more are work for the background.
AT_ONCE = 1000


def may_see(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("quizzes.view_quiz"))


def refuse_others(request: HttpRequest) -> None:
    if not may_see(request):
        raise PermissionDenied


@require_GET
def statistics_list(request: HttpRequest) -> HttpResponse:
    """The quizzes that somebody has sat, those sat last first."""
    refuse_others(request)
    latest = StatisticsRun.objects.filter(quiz=OuterRef("pk"))
    ended = Q(attempts__submitted_at__isnull=False, attempts__voided_at__isnull=True)
    ended &= ~Q(attempts__ended_by=Attempt.EndedBy.ABANDONED)
    rows = (
        Quiz.objects.annotate(
            ended=Count("attempts", filter=ended), calculated_at=Subquery(latest.values("at")[:1])
        )
        .filter(ended__gt=0)
        .order_by("title", "pk")
    )
    words = vietnamese.clean_line(request.GET.get("q", ""))
    for word in vietnamese.fold(words).split():
        rows = rows.filter(search_folded__contains=word)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return _page(request, "list", gettext("Statistics"), {"page": page, "query": words})


@require_GET
def statistics_quiz(request: HttpRequest, quiz_uid: str) -> HttpResponse:
    """One quiz: the kept figures with their moment, and the questions that need attention first."""
    refuse_others(request)
    quiz, rule = _quiz(quiz_uid), rule_asked(request)
    run = latest_run(quiz, rule)
    plan_for(quiz)
    context: dict[str, Any] = {
        "quiz": quiz,
        "rule": rule,
        "rules": Rule.choices,
        "run": run,
        "ended": attempts_by(quiz, rule).count(),
    }
    if run is not None:
        context |= _told(request, run, ended=context["ended"])
    return _page(request, "quiz", quiz.title, context)


def _told(request: HttpRequest, run: StatisticsRun, *, ended: int) -> dict[str, Any]:
    figures = run.read()
    order = request.GET.get("xep", "")
    rows = rows_of(figures)
    if order in ORDERS:
        rows.sort(key=ORDERS[order])
    step = 100 // BINS
    return {
        "figures": figures,
        "calculated": vietnamese.show_moment(run.at),
        "newer": ended - figures.quiz.attempts - figures.quiz.waiting,
        "facts": facts_of(figures.quiz),
        "further_facts": further_facts_of(figures.quiz),
        "judgement": on_the_test(figures.quiz.attempts, figures.quiz.consistency),
        "histogram": _histogram(figures),
        "scores": [
            (f"{place * step}–{(place + 1) * step}%", count)
            for place, count in enumerate(figures.quiz.histogram)
        ],
        "sections": _sections(figures),
        "page": Paginator(rows, QUESTIONS_PER_PAGE).get_page(request.GET.get("trang")),
        "urgent": sum(row.remarks[0].finding.is_urgent for row in rows),
        "order": order if order in ORDERS else "can-xem",
        "orders": [
            ("can-xem", gettext("what needs attention")),
            ("kho", gettext("hard to easy")),
            ("phan-biet", gettext("least discrimination")),
            ("ma", gettext("key of the question")),
        ],
        "formats": [
            (
                gettext("Export as %(format)s") % {"format": kind.label},
                reverse("statistics_file", args=[run.quiz.uid, kind.name]),
            )
            for kind in sheets.FORMATS
        ],
    }


def _histogram(figures: Figures) -> str:
    """The scores as a chart; with a few attempts each column would be one person."""
    if figures.quiz.attempts < SMALL:
        return ""
    return charts.histogram(
        figures.quiz.histogram, name=gettext("Number of attempts by score, in steps of 10%")
    )


def _sections(figures: Figures) -> list[dict[str, Any]]:
    """The weight of each section; empty where there is only one."""
    if len(figures.sections) < 2:
        return []
    titles = dict(
        Topic.objects.filter(uid__in=[each.section for each in figures.sections]).values_list("uid", "title")
    )
    return [
        {
            "title": titles.get(each.section, each.section),
            "slots": each.slots,
            "intended": percent(each.intended, 1),
            "effective": percent(each.effective, 1),
        }
        for each in figures.sections
    ]


@require_POST
def statistics_calculate(request: HttpRequest, quiz_uid: str) -> HttpResponse:
    """Work the figures out anew: at once, or in the background where there are many attempts."""
    refuse_others(request)
    quiz, rule, now = _quiz(quiz_uid), rule_asked(request), timezone.now()
    plan_for(quiz)
    if attempts_by(quiz, rule).count() > AT_ONCE:
        return redirect("job", _in_background(request, quiz, rule, at=now).uid)
    try:
        run = calculate(quiz, rule=rule, at=now)
    except NothingToMeasure:
        messages.warning(request, gettext("No attempt at this quiz has ended and been marked yet."))
    else:
        messages.success(
            request,
            gettext("The figures are calculated from %(count)s attempts.")
            % {"count": vietnamese.thousands(run.attempts)},
        )
    return redirect(f"{reverse('statistics_quiz', args=[quiz.uid])}?luot={rule}")


def _in_background(request: HttpRequest, quiz: Quiz, rule: str, *, at: datetime) -> jobs.Job:
    # A second click finds the work of the first: there is one for each run that stands.
    latest = latest_run(quiz, rule)
    key = f"{NAME}:{quiz.pk}:{rule}:{latest.pk if latest else 0}"
    return jobs.start_job(NAME, {"quiz": quiz.uid, "rule": rule}, by=request.user, at=at, effect_key=key)


@require_GET
def statistics_question(request: HttpRequest, quiz_uid: str, question_uid: str) -> HttpResponse:
    """One question: its figures together and by version, and what was chosen."""
    refuse_others(request)
    quiz, rule = _quiz(quiz_uid), rule_asked(request)
    run = latest_run(quiz, rule)
    row = _row(run, question_uid) if run else None
    if run is None or row is None:
        raise Http404
    versions = QuestionVersion.objects.defer("citations").in_bulk(
        [each.version for each in row.figures.versions]
    )
    context = {
        "quiz": quiz,
        "rule": rule,
        "rule_label": Rule(rule).label,
        "row": row,
        "calculated": vietnamese.show_moment(run.at),
        "facts": item_facts(row.figures),
        "guess": percent(row.figures.guess, 1),
        "weights": (percent(row.figures.intended, 1), percent(row.figures.effective, 1)),
        "versions": versions_of(row.figures, versions),
        "facility_bar": _bar(row, "facility"),
        "discrimination_bar": _bar(row, "discrimination"),
        "small": SMALL,
        "bank_url": reverse("wagtailsnippets_quizzes_question:edit", args=[row.question.pk]),
        "may_edit": request.user.has_perm("quizzes.change_question"),
        "spellings": spellings_for(quiz, row.newest),
    }
    return _page(request, "question", row.uid, context, quiz=quiz)


@require_POST
def statistics_accept(request: HttpRequest, quiz_uid: str, question_uid: str) -> HttpResponse:
    """Add a close spelling to the draft of its question. Only one that is shown may be added."""
    refuse_others(request)
    if not request.user.has_perm("quizzes.change_question"):
        raise PermissionDenied
    quiz, rule = _quiz(quiz_uid), rule_asked(request)
    run = latest_run(quiz, rule)
    row = _row(run, question_uid) if run else None
    if row is None:
        raise Http404
    shown = {each.text for each in spellings_for(quiz, row.newest)}
    text = request.POST.get("text", "")
    try:
        if text not in shown:
            raise CannotAccept(
                gettext("This spelling is no longer among the suggestions. Nothing was changed.")
            )
        accept_spelling(row.question, text, by=request.user)
    except CannotAccept as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_accepted(request, row)
    address = reverse("statistics_question", args=[quiz.uid, row.uid])
    return redirect(f"{address}?luot={rule}#gan-dung")


def _tell_accepted(request: HttpRequest, row: QuestionRow) -> None:
    """What was done, and what comes after it: publishing, then marking anew."""
    edit = reverse("wagtailsnippets_quizzes_question:edit", args=[row.question.pk])
    buttons = [messages.button(edit, gettext("Open the draft"))]
    if request.user.has_perm("quizzes.add_regrade"):
        buttons.append(messages.button(reverse("regrade", args=[row.question.uid]), gettext("Mark again")))
    words = gettext(
        "The spelling stands in the draft of the question now. Publish the question; after that the attempts that have ended"
        " can be marked again."
    )
    messages.success(request, words, buttons=buttons)


def _row(run: StatisticsRun, question_uid: str) -> QuestionRow | None:
    """The row of one question of the run; None when it holds none with this key."""
    figures = run.read()
    keys = {each.question for each in figures.questions}
    found = QuestionVersion.objects.filter(question__uid=question_uid, question__in=keys).first()
    if found is None:
        return None
    only = [each for each in figures.questions if each.question == found.question_id]
    return rows_of(figures.model_copy(update={"questions": only}))[0]


def _bar(row: QuestionRow, name: str) -> str:
    value, interval = getattr(row.figures, name), getattr(row, f"{name}_interval")
    if value is None or interval is None:
        return ""
    least = -1 if name == "discrimination" else 0
    return charts.interval_bar(value, interval.low, interval.high, least=least)


@require_GET
def statistics_file(request: HttpRequest, quiz_uid: str, format_name: str) -> HttpResponse:
    """The table of questions of the kept run."""
    refuse_others(request)
    quiz, rule = _quiz(quiz_uid), rule_asked(request)
    run = latest_run(quiz, rule)
    try:
        kind = sheets.format_named(format_name)
    except sheets.CannotWrite as unknown:
        raise Http404 from unknown
    if run is None:
        raise Http404
    out = io.BytesIO()
    QuestionSheet().write(rows_of(run.read()), to=out, as_format=kind)
    day = vietnamese.local_day(run.at).isoformat()
    response = HttpResponse(out.getvalue(), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="thong-ke-{quiz.uid}-{day}.{kind.extension}"'
    response["Cache-Control"] = "no-store"
    return response


def rule_asked(request: HttpRequest) -> str:
    """The rule in the address or the form; the first attempts where there is none that is known."""
    asked = (request.POST if request.method == "POST" else request.GET).get("luot", "")
    return asked if asked in Rule.values else Rule.FIRST.value


def _quiz(uid: str) -> Quiz:
    return get_object_or_404(Quiz, uid=uid)


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, quiz: Quiz | None = None
) -> HttpResponse:
    above = [(reverse("statistics"), gettext("Statistics"))]
    if quiz is not None:
        address = reverse("statistics_quiz", args=[quiz.uid])
        above.append((f"{address}?luot={context['rule']}", quiz.title))
    return jobs.admin_page(
        request, f"quizzes/statistics/{name}.html", title, context, above=above, icon="order"
    )


MENU_LABEL = _("Statistics")

urlpatterns = [
    path("thong-ke/", statistics_list, name="statistics"),
    path("thong-ke/<slug:quiz_uid>/", statistics_quiz, name="statistics_quiz"),
    path("thong-ke/<slug:quiz_uid>/tinh/", statistics_calculate, name="statistics_calculate"),
    path("thong-ke/<slug:quiz_uid>/tep/<slug:format_name>/", statistics_file, name="statistics_file"),
    path(
        "thong-ke/<slug:quiz_uid>/cau-hoi/<path:question_uid>/chap-nhan/",
        statistics_accept,
        name="statistics_accept",
    ),
    path(
        "thong-ke/<slug:quiz_uid>/cau-hoi/<path:question_uid>/",
        statistics_question,
        name="statistics_question",
    ),
]
