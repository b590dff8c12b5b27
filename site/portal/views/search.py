"""The search page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import finding


@never_cache
@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Lessons, sections of documents, documents and words that hold what was typed, with or without marks."""
    wanted = finding.Wanted(request.GET.get("q", ""))
    names = [
        gettext("Lessons"),
        gettext("Sections of documents"),
        gettext("Legal documents"),
        gettext("Glossary"),
    ]
    found = [] if wanted.too_short else finding.search(wanted, names)
    context = {
        "here": "search",
        "words": wanted.typed,
        "too_short": bool(wanted.typed) and wanted.too_short,
        "found": found,
        "total": sum(each.total for each in found),
    }
    return render(request, "portal/search.html", context)
