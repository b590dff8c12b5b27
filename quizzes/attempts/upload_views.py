"""Handing out files of answers: always to be saved, never shown by the browser."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from quizzes.attempts.arriving import person_of, personal
from quizzes.attempts.uploads import UploadedAnswer, UploadLost, bytes_of, file_of


@require_safe
@personal
def answer_file(
    request: HttpRequest, attempt_uid: str, position: int, uid: str, *, at: datetime
) -> HttpResponse:
    """A file of an own answer."""
    return handed_out(file_of(person_of(request), attempt_uid, position, uid))


def handed_out(upload: UploadedAnswer | None, *, name: str = "") -> HttpResponse:
    """The file as an attachment, or 404. `name`: what it is called instead of its own name."""
    if upload is None:
        raise Http404
    try:
        data = bytes_of(upload)
    except UploadLost as lost:
        raise Http404 from lost
    response = HttpResponse(data, content_type=upload.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name or upload.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
