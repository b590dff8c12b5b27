"""The page “Publish the course” in Wagtail's admin: what waits, what stands against it, and all of it at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from courses.pages.models import CoursePage
from courses.pages.publishing import publish_course
from courses.pages.refusals import NotPublished
from courses.pages.waiting import COURSE, LESSON, QUESTION, QUIZ, waiting_pieces
from jobs import api as jobs
from people import api as people

PUBLISH_QUESTIONS = "quizzes.publish_question"


def may_look(user: Any, course: CoursePage) -> bool:
    """Who may edit a course sees what of it is not published."""
    return bool(course.permissions_for_user(user).can_edit())


def may_publish(user: Any, course: CoursePage) -> bool:
    """Publishing a course takes the permission for its pages and for questions."""
    return bool(course.permissions_for_user(user).can_publish()) and user.has_perm(PUBLISH_QUESTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits of one course; posted, the ticked pieces are published together or not at all."""
    page = get_object_or_404(CoursePage, pk=pk)
    if not may_look(request.user, page):
        raise PermissionDenied
    if request.method != "POST":
        return _list(request, page)
    if not may_publish(request.user, page):
        raise PermissionDenied
    try:
        published = publish_course(
            page,
            request.POST.getlist("piece"),
            by=people.signed_in(request),
            at=timezone.now(),
            unreviewed=request.POST.get("unreviewed") == "yes",
        )
    except NotPublished as refusal:
        messages.error(request, refusal.sentence)
        return _list(request, page, ticked=set(request.POST.getlist("piece")), status=422)
    words = ngettext("Published: %(count)d piece.", "Published: %(count)d pieces.", len(published))
    messages.success(request, words % {"count": len(published)})
    return redirect("publishing:course", pk)


def _list(
    request: HttpRequest, page: CoursePage, *, ticked: set[str] | None = None, status: int = 200
) -> HttpResponse:
    pieces = waiting_pieces(page)
    parts = [
        (heading, [(piece, _is_ticked(piece, ticked)) for piece in pieces if piece.kind in kinds])
        for heading, kinds in (
            (_("Pages"), (COURSE, LESSON)),
            (pgettext("of the bank", "Questions"), (QUESTION,)),
            (_("Final test"), (QUIZ,)),
        )
    ]
    context = {
        "page_subtitle": page.draft_title or page.title,
        "course": page,
        "parts": [(heading, rows) for heading, rows in parts if rows],
        "count": len(pieces),
        "open_matters": page.gate_items.filter(ticked_at__isnull=True),
        "may_publish": may_publish(request.user, page),
        "unreviewed": request.POST.get("unreviewed") == "yes",
    }
    return jobs.admin_page(
        request,
        "courses/admin/publish_course.html",
        _("Publish the course"),
        context,
        above=[(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.draft_title)],
        icon="upload",
        status=status,
    )


def _is_ticked(piece: Any, ticked: set[str] | None) -> bool:
    """At first everything but what somebody has taken down; afterwards what the person had ticked."""
    return not piece.taken_down if ticked is None else piece.token in ticked


app_name = "publishing"
urlpatterns = [path("<int:pk>/", course, name="course")]
