"""How a request to a page of a test arrives: its moment first, and only for the person whose page it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from people import api as people
from quizzes.attempts.refusals import AttemptNotFound

View = Callable[..., HttpResponseBase]


def kept_nowhere(view: View) -> View:
    """No browser and no proxy keeps the answer. As Django's `never_cache`, written once instead of put together each time."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
        return response

    return answered


def personal(view: View) -> View:
    """A page of one person: the moment of arrival is taken first, only its person sees it, no cache keeps it.

    What is not there and what is somebody else's answer alike.
    """

    @kept_nowhere
    @login_required
    @wraps(view)
    def arrived(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, at=arrival(), **kwargs)
        except AttemptNotFound as none:
            raise Http404 from none

    return arrived


def arrival() -> datetime:
    """The moment at which this request arrived, by the server's clock."""
    return timezone.now()


def person_of(request: HttpRequest) -> people.User:
    """Who asks; the page is for signed-in people only."""
    return cast(people.User, request.user)
