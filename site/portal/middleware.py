"""What every answer carries: the language, the health answer, the admin's own policy."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

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
