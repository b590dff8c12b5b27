"""Documents of lessons, whole or a part at a time: a phone plays no film from a server that cannot give it parts."""

from __future__ import annotations

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

# Longer numbers than any file has bytes are no range that is meant.
ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
AT_A_TIME = 64 * 1024
# What a part has in common with its whole (RFC 9110, section 15.3.7).
KEPT = (
    "Content-Type",
    "Content-Disposition",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Cache-Control",
    "ETag",
    "Last-Modified",
)


class Window:
    """The bytes of a file from first to last, as a file that is read once: a film does not fit into memory."""

    def __init__(self, file: IO[bytes], first: int, last: int) -> None:
        self.file = file
        self.left = last - first + 1
        file.seek(first)

    def read(self, most: int) -> bytes:
        piece = self.file.read(min(most, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


@require_safe
def document(request: HttpRequest, document_id: int, document_name: str) -> HttpResponseBase:
    """What Wagtail's own view gives, and refuses; where it gives a file and a part of it was asked for, that part.

    206 for one range, 416 for a range that lies behind the end, the whole file (200) for everything else: several
    ranges, other units, a range of an older file (`If-Range`). RFC 9110, section 14.
    """
    response: HttpResponseBase = serve(request, document_id, document_name)
    if not isinstance(response, FileResponse):
        return response
    # Private: the next person at this device may not see the file.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if response.headers.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    file = response.file_to_stream
    if file is None or not file.seekable():
        return response
    response["Accept-Ranges"] = "bytes"
    size = int(response["Content-Length"])
    span = span_of(request.headers.get("Range", ""), size) if _part_is_meant(request, response) else None
    return response if span is None else _part(response, file, span, size)


def span_of(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a `Range` asks for; None for all of it. First > last: there is nothing to give."""
    found = ONE_RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    if last and int(last) < int(first):
        # Not a range at all: such a header is passed over.
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _part_is_meant(request: HttpRequest, whole: HttpResponseBase) -> bool:
    """A part is only asked for by GET, and of this very file where the question says of which (`If-Range`)."""
    if request.method != "GET":
        return False
    of = request.headers.get("If-Range")
    # Weak tags do not say that the bytes are the same.
    return of is None or (
        not of.startswith("W/") and of in (whole.headers.get("ETag"), whole.headers.get("Last-Modified"))
    )


def _part(whole: FileResponse, file: IO[bytes], span: tuple[int, int], size: int) -> HttpResponseBase:
    first, last = span
    if first > last or first >= size:
        whole.close()
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        )
    part = FileResponse(Window(file, first, last), status=206)
    part.block_size = AT_A_TIME
    for name in KEPT:
        if name in whole.headers:
            part[name] = whole[name]
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Accept-Ranges"] = "bytes"
    return part
