"""What every answer carries: the language, the health answer, the admin's own policy."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DatabaseError, DataError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.defaults import bad_request

Handler = Callable[[HttpRequest], HttpResponse]
ADMIN_PREFIX = "/quan-tri/"
LANGUAGE_COOKIE = "ngon-ngu"


def answer_health(get_response: Handler) -> Handler:
    """`/healthz`: 200 with the database answering, 503 without. Before host checks and redirects: probes are plain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"status": "database unreachable"}, status=503)
        return JsonResponse({"status": "ok"})

    return middleware


class RefuseNul:
    """The letter NUL (0) stands in no text that a person means, and PostgreSQL takes it in none: 400 instead of an error.

    Addresses are looked at first. What a form brings is cleaned where it is read; where a view asks the database with it as
    it came, the database's refusal is answered here, after its transaction has been undone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, BadRequest("NUL in the address"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError | ValueError) and "NUL (0x00)" in str(exception):
            return bad_request(request, BadRequest("NUL in the form"))
        return None


def choose_language(get_response: Handler) -> Handler:
    """Vietnamese, unless the person chose English here. What the browser prefers is not asked: phones are set at random."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def forget_personal_pages(get_response: Handler) -> Handler:
    """What is shown to somebody who is signed in, error pages too, is kept by no browser and no proxy, unless its view
    says something about caches itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith(("text/html", "application/json"))
        if (
            is_page
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and "Cache-Control" not in response.headers
        ):
            add_never_cache_headers(response)
        return response

    return middleware


def policy_for_admin(get_response: Handler) -> Handler:
    """Wagtail's admin prints inline scripts and styles, so its pages need a weaker policy; learners' pages keep theirs."""
    weaker = {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "frame-src": [SELF],
        "worker-src": [SELF, "blob:"],
    }

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_replace = weaker  # type: ignore[attr-defined]
        return response

    return middleware
