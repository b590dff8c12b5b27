"""Error pages in the portal's own face."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back without its token: usually an old page. Nothing is blamed, the way back is named."""
    return render(request, "403_csrf.html", status=403)
