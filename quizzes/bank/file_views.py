"""Handing out the pictures and sounds of questions to whoever is signed in."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quizzes.bank.files import QuestionFile

# What never changes need not be asked for again: a year, on this phone alone.
KEPT_FOR = "private, max-age=31536000, immutable"
# Longer numbers than any file has bytes are no range that is meant.
ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
@login_required
def question_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """The bytes of one file; a part of them where a player asks for one (RFC 9110, section 14), or 416."""
    stored = QuestionFile.objects.filter(sha256=sha256).first()
    if stored is None:
        raise Http404
    tag = f'"{sha256}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _with_headers(HttpResponse(status=304), tag)
    try:
        with stored.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = _part_of(data, request.headers.get("Range", ""), stored.content_type)
    return _with_headers(response, tag)


def _part_of(data: bytes, wanted: str, content_type: str) -> HttpResponse:
    span = _span(wanted, len(data))
    if span is None:
        return HttpResponse(data, content_type=content_type)
    first, last = span
    if first > last or first >= len(data):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    response = HttpResponse(data[first : last + 1], content_type=content_type, status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return response


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that are asked for; None for all of it, and for what is no single range."""
    found = ONE_RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last), size - 1) if last else size - 1


def _with_headers(response: HttpResponse, tag: str) -> HttpResponse:
    response["Cache-Control"] = KEPT_FOR
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
