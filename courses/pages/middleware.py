"""What Wagtail's own pages for publishing say to the person: why not, and what of the course still waits."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page

from courses.pages.refusals import NotPublished
from courses.pages.telling import course_above, refusal_buttons, tell_what_waits

APPROVAL = "wagtailadmin_pages:workflow_action"


class TellsOfPublishing:
    """An approval and many pages at once end in a model, far from any page that could say why nothing was published."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        place = request.resolver_match
        if request.method == "POST" and place is not None and place.view_name == APPROVAL:
            page = Page.objects.filter(pk=place.kwargs.get("page_id")).first()
            course = course_above(page.specific) if page is not None and page.live else None
            if course is not None:
                tell_what_waits(request, course)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes a message on the editor of the page; the draft is untouched."""
        if not isinstance(exception, NotPublished) or exception.page is None:
            return None
        page = Page.objects.get(pk=exception.page).specific
        messages.error(request, exception.sentence, buttons=refusal_buttons(page))
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer: dict[str, Any] = {"step": "success", "redirect": address}
            return JsonResponse(answer)
        return redirect(address)
