"""Marking in the admin: what waits, one answer without a name, requests for another look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import wraps
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from jobs import api as jobs
from people import api as people
from quizzes.attempts.grades import earned_in
from quizzes.attempts.paper import slot_of
from quizzes.attempts.upload_views import handed_out
from quizzes.attempts.uploads import UploadedAnswer, names_of, parts_of
from quizzes.bank.questions import Question
from quizzes.marking.forms import MarkForm, ReasonForm
from quizzes.marking.marks import (
    MarkRefused,
    ask_second_reader,
    criteria_of,
    give_mark,
    open_requests,
    take_mark_back,
)
from quizzes.marking.models import Mark, MarkRequest
from quizzes.marking.waiting import NothingToMark, answer_for, answers_for, queue_of, waiting_for

PER_PAGE = 30

View = Callable[..., HttpResponse]


def may_mark(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("quizzes.add_mark"))


def for_markers(view: View) -> View:
    """Only who marks sees the page; an answer that is not there and one that is somebody else's to mark are alike."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_mark(request):
            raise PermissionDenied
        try:
            return view(request, people.signed_in(request), *args, **kwargs)
        except NothingToMark as nothing:
            raise Http404 from nothing

    return guarded


@for_markers
def queue(request: HttpRequest, marker: people.User) -> HttpResponse:
    """What waits, by question: one question after the other is marked more evenly than one person after the other."""
    at = timezone.now()
    context = {"waiting": queue_of(marker, at=at), "requests": list(open_requests(marker, at=at)[:PER_PAGE])}
    return _page(request, "queue", gettext("Marking"), context)


@for_markers
def question(request: HttpRequest, marker: people.User, question_uid: str) -> HttpResponse:
    """The answers to one question: those that wait, or on request those that are marked."""
    found = get_object_or_404(Question, uid=question_uid)
    at = timezone.now()
    marked = request.GET.get("da-cham") == "1"
    if not answers_for(marker, at=at).filter(version__question=found).exists():
        # A question of which there is nothing to mark is none of the marker's business.
        raise Http404
    rows = answers_for(marker, at=at) if marked else waiting_for(marker, at=at)
    rows = rows.filter(version__question=found).select_related("attempt", "version")
    if marked:
        rows = rows.filter(is_marked=True)
    page = Paginator(rows.order_by("attempt__submitted_at", "pk"), PER_PAGE).get_page(
        request.GET.get("trang")
    )
    return _page(request, "question", found.stem[:80], {"question": found, "page": page, "marked": marked})


@for_markers
def answer(request: HttpRequest, marker: people.User, attempt_uid: str, position: int) -> HttpResponse:
    """One answer with the model answer and the rubric beside it. A POST marks it and goes on with the next."""
    at = timezone.now()
    row = answer_for(marker, attempt_uid, position, at=at)
    form = _mark_form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            give_mark(
                marker,
                attempt_uid,
                position,
                seen=form.cleaned_data["seen"],
                share=form.share(),
                rubric=form.rubric(),
                comment=form.cleaned_data["comment"],
                reason=form.cleaned_data["reason"],
                reading=_reading(row, marker),
                at=at,
            )
        except MarkRefused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, gettext("The mark is kept. The learner's result is up to date."))
            return _on_with(marker, row, at=at)
    return _answer_page(request, row, form, status=400 if request.method == "POST" else 200)


@require_POST
@for_markers
def take_back(request: HttpRequest, marker: people.User, attempt_uid: str, position: int) -> HttpResponse:
    """The latest mark counts no more."""
    form = ReasonForm(request.POST)
    seen = request.POST.get("seen", "")
    if form.is_valid() and seen.isascii() and seen.isdigit():
        try:
            take_mark_back(
                marker,
                attempt_uid,
                position,
                reason=form.cleaned_data["reason"],
                seen=int(seen),
                at=timezone.now(),
            )
            messages.success(request, gettext("The mark was taken back. The answer waits again."))
        except MarkRefused as refusal:
            messages.error(request, refusal.sentence)
    else:
        messages.error(request, gettext("A reason is needed to take a mark back."))
    return redirect("marking_answer", attempt_uid, position)


@require_POST
@for_markers
def second_reader(request: HttpRequest, marker: people.User, attempt_uid: str, position: int) -> HttpResponse:
    """Ask another marker to read it too."""
    try:
        ask_second_reader(
            marker, attempt_uid, position, reason=request.POST.get("reason", ""), at=timezone.now()
        )
        messages.success(request, gettext("Another marker is asked to read this answer."))
    except MarkRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("marking_answer", attempt_uid, position)


def _mark_form(request: HttpRequest, row: Any) -> MarkForm:
    latest = row.marks.order_by("-number").first()
    initial: dict[str, Any] = {"seen": latest.number if latest else 0}
    return MarkForm(
        request.POST or None,
        initial=initial,
        criteria=criteria_of(row.version),
        points=row.points,
    )


def _reading(row: Any, marker: people.User) -> str:
    """A mark that answers a request is named after it."""
    asked = row.mark_requests.filter(closed_at__isnull=True).exclude(by=marker).values_list("kind", flat=True)
    kinds = set(asked)
    if MarkRequest.Kind.APPEAL in kinds:
        return str(Mark.Reading.APPEAL)
    return str(Mark.Reading.SECOND if MarkRequest.Kind.SECOND_READER in kinds else Mark.Reading.FIRST)


def _on_with(marker: people.User, row: Any, *, at: Any) -> HttpResponse:
    """To the next answer to the same question, or back to the list."""
    waiting = waiting_for(marker, at=at).filter(version__question=row.version.question_id)
    following = waiting.select_related("attempt").first()
    if following is None:
        return redirect("marking")
    return redirect("marking_answer", following.attempt.uid, following.position)


@require_safe
@for_markers
def answer_file(
    request: HttpRequest, marker: people.User, attempt_uid: str, position: int, uid: str
) -> HttpResponse:
    """A file of an answer that this person may mark."""
    row = answer_for(marker, attempt_uid, position, at=timezone.now())
    slot = slot_of(row)
    files = slot.kind.files_in(slot.body, slot.data)
    upload = names_of([uid]).get(uid) if uid in files else None
    return handed_out(upload, name=_without_name(upload, files) if upload else "")


def _without_name(upload: UploadedAnswer, files: Sequence[str]) -> str:
    """What a file is called for its marker: people write their own names into those of files."""
    number = gettext("File %(number)s") % {"number": files.index(upload.uid) + 1}
    return number + PurePosixPath(upload.name).suffix.lower()


def _review(row: Any) -> dict[str, Any]:
    """What was asked and answered, its files without their names."""
    slot = slot_of(row)
    files = slot.kind.files_in(slot.body, slot.data)
    kept = names_of(files)
    q = {**slot.kind.review(slot.body, slot.dealt, slot.data), "uid": slot.uid}
    for file in (file for part in parts_of(q) for file in part.get("files", [])):
        if upload := kept.get(file["code"]):
            address = reverse("marking_file", args=[row.attempt.uid, row.position, upload.uid])
            file |= {"name": _without_name(upload, files), "url": address}
    return q


def _answer_page(request: HttpRequest, row: Any, form: MarkForm, *, status: int) -> HttpResponse:
    share = next((each.share for each in earned_in(row.attempt) if each.position == row.position), None)
    marks = list(row.marks.select_related("by").order_by("number"))
    context = {
        "row": row,
        "quiz": row.attempt.quiz,
        "question": row.version.question,
        "q": _review(row),
        "form": form,
        "reason_form": ReasonForm(),
        "marks": [(mark, _points(mark.share, row)) for mark in marks],
        "is_marked": row.is_marked,
        "earned": _points(share, row),
        "requests": list(row.mark_requests.filter(closed_at__isnull=True)),
        "seen": row.latest_mark or 0,
    }
    return _page(request, "answer", gettext("One answer"), context, status=status)


def _points(share: Decimal | None, row: Any) -> Decimal | None:
    """What a share (0–1) of the question is worth."""
    return None if share is None else (share * row.points).quantize(Decimal("0.01"))


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    above = [(reverse("marking"), gettext("Marking"))]
    return jobs.admin_page(
        request, f"quizzes/marking/{name}.html", title, context, above=above, icon="edit", status=status
    )


urlpatterns = [
    path("cham-bai/", queue, name="marking"),
    path("cham-bai/cau/<path:question_uid>/", question, name="marking_question"),
    path("cham-bai/<str:attempt_uid>/<int:position>/", answer, name="marking_answer"),
    path("cham-bai/<str:attempt_uid>/<int:position>/tep/<str:uid>/", answer_file, name="marking_file"),
    path("cham-bai/<str:attempt_uid>/<int:position>/bo-diem/", take_back, name="marking_take_back"),
    path(
        "cham-bai/<str:attempt_uid>/<int:position>/nguoi-cham-thu-hai/",
        second_reader,
        name="marking_second_reader",
    ),
]
